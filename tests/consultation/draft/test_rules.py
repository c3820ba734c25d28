"""What a comment, an answer and a draft must be; counts."""

from __future__ import annotations

import json
from datetime import date

import pytest

from corridor.consultation.draft.records import COMMENT_LIMIT, Answer, Comment, Draft, Round, Section, in_order, missing
from corridor.consultation.draft.rules import (
    answer_faults,
    check_answer,
    check_comment,
    comment_faults,
    draft_faults,
    plain,
)
from corridor.consultation.draft.tally import by_section, tally, unanswered
from corridor.consultation.errors import MESSAGES, ConsultationErrors

SECTION = Section("aim", "1", {"en": "Aim", "fr": "But"}, {"en": "Text.", "fr": "Texte."})


def keys(faults: object) -> list[tuple[str, str]]:
    return [(fault.place, fault.key) for fault in faults]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("stance", "text", "proposed", "fault"),
    [
        ("support", "", "", None),
        ("object", "It costs too much.", "", None),
        ("amend", "", "Within 60 days.", None),
        ("object", "  \r\n ", "", ("text", "draft_objection_without_reason")),
        ("amend", "Shorter.", " ", ("proposed", "draft_amendment_without_text")),
        ("support", "", "Another text.", ("proposed", "draft_proposal_without_amendment")),
        ("against", "", "", ("stance", "draft_no_stance")),
        ("object", "x" * COMMENT_LIMIT, "", None),
        ("object", "x" * (COMMENT_LIMIT + 1), "", ("text", "draft_comment_too_long")),
        ("amend", "", "x" * (COMMENT_LIMIT + 1), ("proposed", "draft_comment_too_long")),
    ],
)
def test_comments(stance: str, text: str, proposed: str, fault: tuple[str, str] | None) -> None:
    assert keys(comment_faults(stance=stance, text=text, proposed=proposed)) == ([fault] if fault else [])


def test_a_line_break_counts_once() -> None:
    text = "x\r\n" * (COMMENT_LIMIT // 2)
    assert not comment_faults(stance="object", text=text, proposed="")
    assert plain("a\r\nb\x00\x1bc ") == "a\nbc"


def test_faults_of_a_comment_come_together() -> None:
    with pytest.raises(ConsultationErrors) as caught:
        check_comment(stance="amend", text="x" * (COMMENT_LIMIT + 1), proposed="", body=" ")
    assert keys(caught.value.errors) == [
        ("proposed", "draft_amendment_without_text"),
        ("text", "draft_comment_too_long"),
        ("body", "draft_body_without_name"),
    ]


def test_an_answer_says_why() -> None:
    assert not answer_faults("partly", {"fr": "Parce que."}, ("en", "fr"))
    assert keys(answer_faults("perhaps", {"nl": "Daarom."}, ("en", "fr"))) == [
        ("outcome", "draft_no_outcome"),
        ("why", "draft_answer_without_reason"),
    ]
    with pytest.raises(ConsultationErrors):
        check_answer(Answer("taken_up", {"en": " "}), ("en",))


def test_a_sound_draft_has_no_faults_and_an_unsound_one_all_of_them() -> None:
    comment = Comment("c1", "aim", "object", "Why not.", body="Union")
    assert not draft_faults(Draft("d", {"en": "T"}, ("en", "fr"), (Round(1, (SECTION,), (comment,)),)))
    second = Section("aim", "1.a", {"en": "B"}, {"nl": "Tekst."})
    bad = Round(
        2,
        (SECTION, second),
        (Comment("c1", "nowhere", "amend", ""), Comment("c1", "aim", "support", "")),
        opens=date(2027, 3, 1),
        closes=date(2027, 2, 1),
    )
    faults = keys(draft_faults(Draft("d", {}, ("en", "fr", "de"), (bad,)), "drafts.d"))
    assert faults == [
        ("drafts.d.languages", "draft_unknown_language"),
        ("drafts.d.title", "draft_no_title"),
        ("drafts.d.rounds", "draft_rounds_not_counted"),
        ("drafts.d.rounds.2.closes", "draft_closes_before"),
        ("drafts.d.rounds.2.sections.aim", "draft_key_twice"),
        ("drafts.d.rounds.2.sections.1.a", "draft_number_form"),
        ("drafts.d.rounds.2.sections.1.a", "draft_no_text"),
        ("drafts.d.rounds.2.sections.1.a", "draft_language_not_of_draft"),
        ("drafts.d.rounds.2.comments.c1", "draft_no_such_section"),
        ("drafts.d.rounds.2.comments.c1.proposed", "draft_amendment_without_text"),
        ("drafts.d.comments", "draft_comment_twice"),
    ]


def test_missing_translations_are_listed() -> None:
    half = Section("b", "2", {"en": "B", "fr": "B"}, {"en": "Text."})
    found = missing({"en": "T"}, ("en", "fr"), (SECTION, half))
    assert [(one.part, one.language, one.number) for one in found] == [("title", "fr", None), ("text", "fr", "2")]


def test_numbers_are_ordered_as_numbers() -> None:
    assert sorted(["2.10", "10", "2.9", "2"], key=in_order) == ["2", "2.9", "2.10", "10"]


def test_counts_add_up() -> None:
    answer = Answer("partly", {"en": "Half of it."})
    comments = (
        Comment("a", "aim", "support", ""),
        Comment("b", "aim", "object", "No.", body="Union", answer=answer),
        Comment("c", "aim", "object", "No."),
    )
    other = Section("end", "2", {"en": "End"}, {"en": "Text."})
    entry = Round(1, (SECTION, other), comments)
    found = tally(comments)
    assert found.stances == {"support": 1, "object": 2, "amend": 0}
    assert found.outcomes == {"taken_up": 0, "partly": 1, "not_taken_up": 0}
    assert (found.total, found.unanswered, found.bodies) == (3, 2, 1)
    assert {key: one.total for key, one in by_section(entry).items()} == {"aim": 3, "end": 0}
    draft = Draft("d", {"en": "T"}, ("en",), (entry,))
    assert [(number, comment.key) for number, comment in unanswered(draft)] == [(1, "a"), (1, "c")]


def test_every_message_speaks_three_languages_with_the_same_values() -> None:
    import re

    for key, texts in json.loads((MESSAGES / "draft.json").read_text(encoding="utf-8")).items():
        assert set(texts) == {"en", "fr", "nl"}, key
        names = {lang: sorted(set(re.findall(r"{(\w+)}", " ".join(said)))) for lang, said in texts.items()}
        assert names["en"] == names["fr"] == names["nl"], key
        assert all(len(said) == 2 and all(said) for said in texts.values()), key
