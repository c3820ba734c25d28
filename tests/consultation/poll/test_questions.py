"""Questions: the order by support and age, and merging, where each device counts once."""

from __future__ import annotations

import datetime
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.consultation.form import LANGUAGES
from corridor.consultation.poll.question import Question, QuestionError, merge, ordered, parted

NOON = datetime.datetime(2022, 6, 2, 12, tzinfo=datetime.UTC)
DEVICES = tuple("pqrstu")


def question(key: str, minutes: int = 0, device: str = "", supporters: str = "", into: str | None = None) -> Question:
    return Question(key, NOON + datetime.timedelta(minutes=minutes), device, frozenset(supporters), into)


@st.composite
def rooms(draw: st.DrawFn) -> tuple[Question, ...]:
    found: list[Question] = []
    for number in range(draw(st.integers(1, 7))):
        into = draw(st.none() | st.sampled_from(found)) if found else None
        found.append(
            question(
                f"q{number}",
                draw(st.integers(0, 3)),
                draw(st.sampled_from(DEVICES)),
                "".join(draw(st.lists(st.sampled_from(DEVICES)))),
                into.key if into else None,
            )
        )
    return tuple(found)


# ---- laws ----
@settings(max_examples=40, deadline=None)
@given(rooms())
def test_a_merged_question_counts_each_device_once(questions: tuple[Question, ...]) -> None:
    for standing in ordered(questions):
        group = [one for one in questions if one.key in (standing.question.key, *standing.merged)]
        devices = {device for one in group for device in (*one.supporters, one.device)}
        assert standing.support <= len(devices)
        expected = {device for one in group for device in one.supporters}
        expected |= {one.device for one in group if one.key != standing.question.key}
        assert standing.support == len(expected - {standing.question.device})


@settings(max_examples=40, deadline=None)
@given(rooms())
def test_every_question_stands_once(questions: tuple[Question, ...]) -> None:
    keys = [key for one in ordered(questions) for key in (one.question.key, *one.merged)]
    assert sorted(keys) == sorted(one.key for one in questions)


@settings(max_examples=40, deadline=None)
@given(rooms(), st.randoms())
def test_the_order_in_which_they_are_read_does_not_matter(questions: tuple[Question, ...], draw: random.Random) -> None:
    mixed = list(questions)
    draw.shuffle(mixed)
    assert ordered(mixed) == ordered(questions)


@settings(max_examples=40, deadline=None)
@given(rooms())
def test_more_support_is_first_and_then_the_older(questions: tuple[Question, ...]) -> None:
    found = [(-one.support, one.question.at) for one in ordered(questions)]
    assert found == sorted(found)


@settings(max_examples=40, deadline=None)
@given(rooms(), st.data())
def test_merging_never_loses_support_and_can_be_undone(questions: tuple[Question, ...], data: st.DataObject) -> None:
    standing = ordered(questions)
    if len(standing) < 2:
        return
    one, other = data.draw(st.permutations(standing))[:2]
    merged = merge(questions, key=one.question.key, into=other.question.key)
    after = {found.question.key: found for found in ordered(merged)}[other.question.key]
    assert after.support >= other.support
    assert after.support >= one.support - 1  # who asked the question that stands supports it by asking
    assert ordered(parted(merged, key=one.question.key)) == standing


# ---- examples ----
def test_a_device_that_supports_both_counts_once() -> None:
    both = (question("a", 0, "p", "qr"), question("b", 1, "s", "qt"))
    assert [one.support for one in ordered(both)] == [2, 2]
    (found,) = ordered(merge(both, key="b", into="a"))
    assert (found.support, found.merged) == (4, ("b",))  # q, r, t, and s who asked the same


def test_a_question_merged_into_a_merged_one_goes_to_the_one_that_stands() -> None:
    three = (question("a"), question("b", 1, into="a"), question("c", 2))
    assert merge(three, key="c", into="b")[2].merged_into == "a"


@pytest.mark.parametrize(
    ("key", "into", "fault"),
    [
        ("a", "a", "question_circle"),
        ("a", "b", "question_circle"),
        ("z", "a", "question_gone"),
        ("a", "z", "question_gone"),
    ],
)
def test_what_cannot_be_merged_is_told(key: str, into: str, fault: str) -> None:
    with pytest.raises(QuestionError) as caught:
        merge((question("a"), question("b", into="a")), key=key, into=into)
    assert caught.value.key == fault
    assert all(part for lang in LANGUAGES for part in caught.value.told(lang))


def test_what_was_kept_in_a_circle_or_without_its_other_still_stands() -> None:
    found = ordered((question("a", into="b"), question("b", into="a"), question("c", into="gone")))
    assert sorted(one.question.key for one in found) == ["a", "c"]
