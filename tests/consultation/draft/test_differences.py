"""What changed between two texts: nothing is lost, and what is the same is not shown as new."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corridor.consultation.draft.differences import Pair, differences, rounds_compared, words
from corridor.consultation.draft.records import Round, Section

TEXTS = st.lists(st.sampled_from(["the", "employer", "pays", "a", "fee", "\n", "within", "90", "days."])).map(" ".join)


def said(pieces: object, *kinds: str) -> str:
    return " ".join(piece.text for piece in pieces if piece.kind in kinds)  # type: ignore[attr-defined]


def section(key: str, number: str, text: str, lang: str = "en") -> Section:
    return Section(key, number, {lang: f"On {key}"}, {lang: text})


def test_a_changed_word_is_removed_and_added() -> None:
    pair = words("The decision falls within 90 days.", "The decision falls within 60 days.")
    assert [(p.kind, p.text) for p in pair.before] == [
        ("same", "The decision falls within"),
        ("removed", "90"),
        ("same", "days."),
    ]
    assert said(pair.after, "added") == "60"
    assert pair.changed


def test_paragraphs_are_paired_before_words() -> None:
    before = "One permit is enough.\nThe fee is 366 euro.\nThis falls away altogether."
    after = "One permit is enough.\nA quite new paragraph on housing support.\nThe fee is 180 euro."
    same, new, fee, gone = differences(before, after)
    assert not same.changed
    assert new.before == ()
    assert said(new.after, "added").startswith("A quite new")
    assert (said(fee.before, "removed"), said(fee.after, "added")) == ("366", "180")
    assert gone.after == ()
    assert said(gone.before, "removed").startswith("This falls away")


def test_white_space_is_no_change() -> None:
    assert not any(pair.changed for pair in differences("One  permit\n\nis enough.", "One permit\nis enough. "))


@given(TEXTS, TEXTS)
def test_each_side_is_its_text(before: str, after: str) -> None:
    pairs = differences(before, after)
    assert " ".join(said(pair.before, "same", "removed") for pair in pairs).split() == before.split()
    assert " ".join(said(pair.after, "same", "added") for pair in pairs).split() == after.split()
    for pair in pairs:
        assert said(pair.before, "same") == said(pair.after, "same")


def test_long_texts_are_compared_in_bearable_time() -> None:
    before = " ".join(f"word{n % 50}" for n in range(4000))
    pair = words(before, before.replace("word7 ", "word8 "))
    assert pair.changed


def test_texts_that_repeat_one_word_without_end_are_not_compared_word_by_word() -> None:
    (pair,) = differences("a " * 20_000 + "b", "a " * 20_000 + "c")
    assert [piece.kind for piece in (*pair.before, *pair.after)] == ["removed", "added"]


def test_sections_are_followed_by_their_key() -> None:
    first = Round(1, (section("aim", "1", "Same."), section("gone", "2", "Old."), section("fee", "3", "The fee is 1.")))
    second = Round(2, (section("aim", "1", "Same."), section("fee", "2", "The fee is 2."), section("new", "3", "New.")))
    changes = {change.key: change for change in rounds_compared(first, second, "en")}
    assert list(changes) == ["aim", "gone", "fee", "new"]
    assert [change.state for change in changes.values()] == ["same", "removed", "changed", "added"]
    assert (changes["fee"].number_before, changes["fee"].number_after) == ("3", "2")
    assert changes["gone"].number_after is None
    assert changes["new"].number_before is None


def test_a_moved_section_with_the_same_text_has_changed() -> None:
    (change,) = rounds_compared(Round(1, (section("a", "1", "T."),)), Round(2, (section("a", "2", "T."),)), "en")
    assert change.state == "changed"
    assert change.paragraphs == (Pair(*(differences("T.", "T.")[0].before,) * 2),)


def test_a_missing_translation_is_told() -> None:
    first = Round(1, (section("a", "1", "Texte.", "fr"),))
    second = Round(2, (Section("a", "1", {"en": "A", "fr": "A"}, {"en": "Text.", "fr": "Texte."}),))
    assert not rounds_compared(first, second, "en")[0].translated
    assert rounds_compared(first, second, "fr")[0].translated
