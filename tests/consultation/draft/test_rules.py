"""What a comment, an answer and the sections of a draft must be."""

from __future__ import annotations

import json
from datetime import date

import pytest

from corridor.consultation.draft.records import COMMENT_LIMIT, Section, in_order, missing
from corridor.consultation.draft.rules import (
    answer_faults,
    check_comment,
    comment_faults,
    date_faults,
    plain,
    section_faults,
)
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
    assert keys(answer_faults("taken_up", {"en": " "}, ("en",))) == [("why", "draft_answer_without_reason")]


def test_sound_sections_have_no_faults_and_unsound_ones_all_of_them() -> None:
    assert not section_faults((SECTION,), ("en", "fr"))
    second = Section("aim", "1.a", {"en": "B"}, {"nl": "Tekst."})
    assert keys(section_faults((SECTION, second), ("en", "fr"), "sections")) == [
        ("sections.aim", "draft_key_twice"),
        ("sections.1.a", "draft_number_form"),
        ("sections.1.a", "draft_no_text"),
        ("sections.1.a", "draft_language_not_of_draft"),
    ]


def test_a_round_closes_on_its_first_day_or_later() -> None:
    assert not date_faults(date(2027, 3, 1), date(2027, 3, 1))
    assert keys(date_faults(date(2027, 3, 1), date(2027, 2, 1))) == [("closes", "draft_closes_before")]


def test_missing_translations_are_listed() -> None:
    half = Section("b", "2", {"en": "B", "fr": "B"}, {"en": "Text."})
    found = missing({"en": "T"}, ("en", "fr"), (SECTION, half))
    assert [(one.part, one.language, one.number) for one in found] == [("title", "fr", None), ("text", "fr", "2")]


def test_numbers_are_ordered_as_numbers() -> None:
    assert sorted(["2.10", "10", "2.9", "2"], key=in_order) == ["2", "2.9", "2.10", "10"]


def test_every_message_speaks_three_languages_with_the_same_values() -> None:
    import re

    for key, texts in json.loads((MESSAGES / "draft.json").read_text(encoding="utf-8")).items():
        assert set(texts) == {"en", "fr", "nl"}, key
        names = {lang: sorted(set(re.findall(r"{(\w+)}", " ".join(said)))) for lang, said in texts.items()}
        assert names["en"] == names["fr"] == names["nl"], key
        assert all(len(said) == 2 and all(said) for said in texts.values()), key
