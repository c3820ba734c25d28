"""Polls: which ballots are taken, what they come to, and that the order in which they come decides nothing."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.consultation.errors import ConsultationErrors
from corridor.consultation.form import LANGUAGES
from corridor.consultation.poll import ballot as ballots
from corridor.consultation.poll.ballot import Ballot, BallotError, ballot, stored
from corridor.consultation.poll.poll import KINDS, Choice, Kind, Poll, as_mapping, faults, from_mapping, numbered
from corridor.consultation.poll.tally import Tally, tally, tally_counted
from corridor.consultation.poll.tally import as_mapping as exported

CHOICES = tuple(Choice(key, {"en": key.upper()}) for key in "abcd")


def poll(kind: Kind, **values: Any) -> Poll:
    chosen = {"choices": CHOICES} if kind in ("one", "several", "ranking") else {}
    return Poll(kind, {"en": "What?"}, **{**chosen, **values})


GIVEN: dict[Kind, st.SearchStrategy[Any]] = {
    "one": st.sampled_from("abcd"),
    "several": st.lists(st.sampled_from("abcd"), min_size=1, unique=True),
    "scale": st.integers(1, 5),
    "ranking": st.lists(st.sampled_from("abcd"), min_size=1, unique=True),
    "text": st.sampled_from(("Training", "training", " Training  first", "training first", "Pay")),
}
VOTES = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), st.lists(GIVEN[kind], max_size=30)))


def counted(kind: Kind, given: list[Any]) -> Tally:
    return tally(poll(kind), [ballot(poll(kind), one) for one in given])


# ---- laws ----
@given(VOTES, st.randoms())
def test_the_order_of_ballots_does_not_matter(votes: tuple[Kind, list[Any]], draw: random.Random) -> None:
    kind, given = votes
    mixed = list(given)
    draw.shuffle(mixed)
    assert counted(kind, given) == counted(kind, mixed)


@given(VOTES)
def test_the_tally_is_the_sum_of_the_ballots(votes: tuple[Kind, list[Any]]) -> None:
    kind, given = votes
    found = counted(kind, given)
    assert found.ballots == len(given)
    answers = sum(len(one) for one in given) if kind == "several" else len(given)
    assert sum(row.votes for row in found.rows) == answers
    for row in found.rows:
        assert row.share is None if not given else row.share == row.votes / len(given)


@given(VOTES, st.integers(0, 30))
def test_two_rooms_counted_apart_add_up(votes: tuple[Kind, list[Any]], at: int) -> None:
    kind, given = votes
    parts = [counted(kind, given[:at]), counted(kind, given[at:])]
    whole = counted(kind, given)
    if kind == "text":
        return  # how an answer is spelt may differ between rooms
    for row in whole.rows:
        same = [one for part in parts for one in part.rows if one.key == row.key]
        assert row.votes == sum(one.votes for one in same)
        assert (row.points or 0) == sum(one.points or 0 for one in same)


@given(VOTES)
def test_counting_equal_ballots_together_is_the_same(votes: tuple[Kind, list[Any]]) -> None:
    kind, given = votes
    made = [ballot(poll(kind), one) for one in given]
    assert tally_counted(poll(kind), Counter(made)) == tally(poll(kind), made)


@given(VOTES)
def test_a_ballot_that_was_kept_is_the_same_again(votes: tuple[Kind, list[Any]]) -> None:
    kind, given = votes
    for one in given:
        made = ballot(poll(kind), one)
        assert ballot(poll(kind), made.plain) == made


@given(st.lists(GIVEN["ranking"], min_size=1, max_size=20))
def test_ties_are_told_and_never_broken(given: list[Any]) -> None:
    found = counted("ranking", given)
    points = {row.key: row.points for row in found.rows}
    for row in found.rows:
        alike = [key for key, value in points.items() if value == row.points]
        assert row.tied is (len(alike) > 1)
        assert row.place == 1 + sum((other or 0) > (row.points or 0) for other in points.values())
        assert any(set(alike) == set(tie) for tie in found.ties) is row.tied
    turned = replace(poll("ranking"), choices=CHOICES[::-1])
    again = tally(turned, [ballot(turned, one) for one in given])
    assert {row.key: row.place for row in again.rows} == {row.key: row.place for row in found.rows}


@given(st.lists(st.integers(1, 5), min_size=1, max_size=25))
def test_the_median_of_a_scale_is_that_of_its_votes(given: list[int]) -> None:
    assert counted("scale", given).median == median(given)


# ---- examples ----
def test_a_ranking_by_borda_and_first_places() -> None:
    found = counted("ranking", [["a", "b", "c", "d"], ["b", "a"], ["b"]])
    assert [(row.key, row.points, row.votes, row.place) for row in found.rows] == [
        ("a", 5, 1, 2), ("b", 8, 2, 1), ("c", 1, 0, 3), ("d", 0, 0, 4),
    ]  # fmt: skip
    assert [row.key for row in found.best] == ["b"]


def test_nobody_answered_is_no_tie_and_no_share() -> None:
    for kind in KINDS:
        found = counted(kind, [])
        assert found.best == ()
        assert found.ties == ()
        assert all(row.share is None and row.place is None for row in found.rows)
        assert found.median is None


def test_texts_are_listed_with_equal_ones_together() -> None:
    found = counted("text", ["Training", "training ", "TRAINING", "Training", "Pay"])
    assert [(row.key, row.votes) for row in found.rows] == [("Training", 4), ("Pay", 1)]


def test_a_tally_can_be_exported() -> None:
    out = exported(counted("one", ["a", "a", "b"]))
    assert (out["ballots"], out["rows"][0]["votes"], out["rows"][2]["votes"]) == (3, 2, 0)


# ---- what is not taken ----
@pytest.mark.parametrize(
    ("kind", "given", "key"),
    [
        ("one", "", "ballot_empty"),
        ("one", None, "ballot_empty"),
        ("one", "z", "ballot_unknown"),
        ("one", ["a", "b"], "ballot_unknown"),
        ("one", {"a": 1}, "ballot_unknown"),
        ("several", [], "ballot_empty"),
        ("several", ["a", "a"], "ballot_twice"),
        ("several", ["a", "<script>"], "ballot_unknown"),
        ("several", [["a"]], "ballot_unknown"),
        ("scale", "", "ballot_empty"),
        ("scale", "6", "ballot_scale"),
        ("scale", "3.5", "ballot_scale"),
        ("scale", True, "ballot_scale"),
        ("scale", "９" * 10_000, "ballot_scale"),
        ("scale", "9" * 10_000, "ballot_scale"),
        ("ranking", {"a": "", "b": None}, "ballot_empty"),
        ("ranking", {"a": "1", "b": "1"}, "ballot_place_twice"),
        ("ranking", {"a": "5"}, "ballot_place"),
        ("ranking", {"a": "first"}, "ballot_place"),
        ("ranking", {"z": "1"}, "ballot_unknown"),
        ("ranking", ["a", "a"], "ballot_twice"),
        ("text", "  \n ", "ballot_empty"),
        ("text", 7, "ballot_empty"),
        ("text", "x" * 10_000, "ballot_long"),
    ],
)
def test_an_answer_that_is_not_taken_is_told_in_three_languages(kind: Kind, given: Any, key: str) -> None:
    with pytest.raises(BallotError) as caught:
        ballot(poll(kind), given)
    assert caught.value.key == key
    for lang in LANGUAGES:
        assert all(caught.value.told(lang))
    assert len({caught.value.told(lang) for lang in LANGUAGES}) == 3
    assert stored(poll(kind), given) is None


def test_no_more_choices_than_asked_for() -> None:
    for kind in ("several", "ranking"):
        assert ballot(poll(kind, most=2), ["a", "b"]).plain == ["a", "b"]
        with pytest.raises(BallotError):
            ballot(poll(kind, most=2), ["a", "b", "c"])


def test_places_of_a_ranking_as_a_form_gives_them() -> None:
    assert ballot(poll("ranking"), {"a": "3", "b": "", "c": "1"}) == Ballot(("c", "a"))


def test_a_text_is_one_line_without_signs_that_steer() -> None:
    assert ballot(poll("text"), " <b>Pay</b>\n\x07 more ").plain == "<b>Pay</b> more"


def test_every_kind_has_a_reader() -> None:
    assert set(ballots.READERS) == set(KINDS)


# ---- polls themselves ----
def test_a_poll_comes_back_from_plain_values() -> None:
    for kind in KINDS:
        assert from_mapping(as_mapping(poll(kind))) == poll(kind)


def test_every_fault_of_a_poll_is_told() -> None:
    wrong = Poll("one", {"en": "Q"}, numbered([{"en": "A"}]), most=3)
    assert [one.key for one in faults(wrong)] == ["poll_choices", "poll_most"]
    assert [one.key for one in faults(poll("one", choices=CHOICES + CHOICES[:1]))] == ["poll_choice_twice"]
    assert [one.key for one in faults(poll("scale", choices=CHOICES, highest=1))] == ["poll_no_choices", "poll_scale"]
    assert [one.key for one in faults(poll("scale", highest=10**9))] == ["poll_scale"]
    with pytest.raises(ConsultationErrors):
        from_mapping({"kind": "one", "question": {"en": "Q"}})
