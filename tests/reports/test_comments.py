"""What reports say of comments: who waits for an answer, and what was erased."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corridor.consultation.dossier import Dossier
from corridor.reports.kinds import written
from corridor.reports.speech import LANGUAGES
from tests.reports.made_dossier import made_dossier
from tests.reports.test_kinds import chapter, said, table


def with_erased() -> Dossier:
    """The dossier with a comment that nobody answered erased, and one that was answered too."""
    made = made_dossier()
    draft = made.drafts[0]
    first = draft.rounds[0]
    comments = [
        replace(one, erased=True, text="", by=None, proposed=None) if one.key in ("c2", "c3") else one
        for one in first.comments
    ]
    round_ = replace(first, comments=tuple(comments))
    return replace(made, drafts=(replace(draft, rounds=(round_, *draft.rounds[1:])),))


@pytest.mark.parametrize("kind", ["recommendations", "programme"])
def test_an_erased_comment_waits_for_no_answer(kind: str) -> None:
    before = dict(table(written(kind, made_dossier(), "en"), "draft:draft:1:answers"))  # type: ignore[arg-type]
    assert before["no answer yet"] == "1"
    rows = dict(table(written(kind, with_erased(), "en"), "draft:draft:1:answers"))  # type: ignore[arg-type]
    erased = next(count for name, count in rows.items() if name.startswith("erased"))
    assert (erased, rows["no answer yet"]) == ("1", "0")
    assert sum(map(int, rows.values())) == len(with_erased().drafts[0].rounds[0].comments)


def test_an_erased_comment_keeps_its_stance_and_loses_its_words() -> None:
    rows = table(written("recommendations", with_erased(), "en"), "recommendation:step:comments")
    assert rows == [
        [
            "a person",
            "objection",
            "The words are not shown.",
            "erased at the wish of who wrote it; waits for no answer",
        ]
    ]
    answered = table(written("recommendations", with_erased(), "en"), "recommendation:law:comments")[1]
    assert answered[2:] == ["The words are not shown.", "taken up in part"]
    assert "alert(1)" not in said(chapter(written("recommendations", with_erased(), "nl"), "consultation"))


def test_what_is_not_certain_is_named_in_words() -> None:
    rows = {row[0]: row[1] for row in table(written("recommendations", with_erased(), "en"), "doubts-table")}
    assert "a comment whose words are not shown" in rows
    assert "(Fee)" in rows["Change the list"], "the evidence that has changed"
    assert not [name for name in rows if "/" in name]


def test_a_round_without_comments_has_a_sentence_and_no_tables() -> None:
    for lang, none in zip(LANGUAGES, ("no comment", "aucune observation", "geen opmerkingen"), strict=True):
        report = written("programme", made_dossier(), lang)
        assert none in said(chapter(report, "consultation"))
        with pytest.raises(StopIteration):
            table(report, "draft:draft:2:answers")
