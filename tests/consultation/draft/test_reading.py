"""Drafts from Markdown and YAML files: what they hold, and every fault with its place."""

from __future__ import annotations

import pytest

from corridor.consultation.draft.reading import MOST, as_markdown, decoded, read_draft, unwrapped
from corridor.consultation.draft.records import Section
from corridor.consultation.errors import ConsultationErrors

BOTH = """# fr: Projet de décret

## 1. Objectif {#aim}
Le permis unique suffit,
sur plusieurs lignes.

Un deuxième alinéa.

### 1.1 Délai
- dans les 60 jours
- ou plus tôt

# nl: Ontwerp van decreet

## 1. Doel

De gecombineerde vergunning volstaat.
"""
YAML = """title: {en: Draft, nl: Ontwerp}
languages: [en, nl]
sections:
  - number: 2.10
    heading: {en: No, nl: Neen}
    text:
      en: |
        First
        paragraph.

        Second.
      nl: Eerste.
"""


def faults(text: str, **more: str) -> list[tuple[str, str]]:
    with pytest.raises(ConsultationErrors) as caught:
        read_draft(text, **more)
    return [(fault.place, fault.key) for fault in caught.value.errors]


def test_languages_follow_each_other_and_meet_by_number() -> None:
    found = read_draft(BOTH)
    assert found.languages == ("fr", "nl")
    assert found.title == {"fr": "Projet de décret", "nl": "Ontwerp van decreet"}
    first, second = found.sections
    assert (first.key, first.number, first.heading) == ("aim", "1", {"fr": "Objectif", "nl": "Doel"})
    assert first.text["fr"] == "Le permis unique suffit, sur plusieurs lignes.\nUn deuxième alinéa."
    assert (second.key, second.text) == ("1-1", {"fr": "- dans les 60 jours\n- ou plus tôt"})


def test_a_file_of_one_language_needs_no_code() -> None:
    found = read_draft("# A draft\n## 1 Aim\nText.\n", language="nl")
    assert (found.languages, found.title["nl"], found.sections[0].text) == (("nl",), "A draft", {"nl": "Text."})


def test_what_is_written_out_is_read_back() -> None:
    found = read_draft(BOTH)
    assert read_draft(as_markdown(found.title, found.languages, found.sections)) == found


def test_a_paragraph_that_begins_like_a_heading_is_read_back() -> None:
    text = "# 1 is no title\n## 2. nor a heading\n\\# with a backslash\n#hash\n\\plain"
    sections = (Section("aim", "1", {"en": "Aim"}, {"en": text}), Section("end", "2", {"en": "End"}, {"en": "# Last"}))
    written = as_markdown({"en": "T"}, ("en",), sections)
    assert read_draft(written).sections == sections
    assert read_draft("# T\n## 1. Aim\n\\# of file numbers\n").sections[0].text == {"en": "# of file numbers"}


def test_yaml_keeps_numbers_and_words_as_written() -> None:
    (section,) = read_draft(YAML).sections
    assert (section.number, section.key) == ("2.10", "2-10")
    assert section.heading == {"en": "No", "nl": "Neen"}
    assert section.text == {"en": "First paragraph.\nSecond.", "nl": "Eerste."}


def test_all_faults_of_a_markdown_file_come_together_with_their_lines() -> None:
    text = "Preface.\n# en: Draft\n## Aim\nText.\n## 2. Scope\nText.\n## 2. Again\nText.\n"
    text += "# de: Entwurf\n## 9. Neu\nText.\n"
    assert faults(text, name="draft.md") == [
        ("draft.md:1", "draft_text_before_section"),
        ("draft.md:3", "draft_heading_without_number"),
        ("draft.md:9", "draft_unknown_language"),
        ("draft.md:7", "draft_number_twice"),
        ("draft.md:10", "draft_not_in_first_language"),
    ]


def test_an_empty_section_and_a_missing_title_are_told() -> None:
    assert faults("## 1. Aim\n\n## 2. Scope\nText.\n") == [("1", "draft_no_text"), ("1", "draft_no_title")]
    assert ("1", "draft_no_sections") in faults("# en: Draft\n")
    assert ("1", "draft_no_sections") in faults("")


def test_all_faults_of_a_yaml_file_come_together_with_their_place() -> None:
    text = YAML.replace("languages: [en, nl]", "languages: [en, de]").replace("2.10", "two") + "author: nobody\n"
    assert faults(text, name="draft.yaml") == [
        ("draft.yaml: author", "draft_unknown_field"),
        ("draft.yaml: languages", "draft_unknown_language"),
        ("draft.yaml: sections.two", "draft_number_form"),
        ("draft.yaml: sections.two", "draft_language_not_of_draft"),
        ("draft.yaml: sections.two", "draft_language_not_of_draft"),
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("title: [x\nsections: []\n", "draft_no_yaml"),
        ("title: &a {en: x}\nsections: *a\n", "draft_no_yaml"),
        (f"title: {'[' * 50_000}{']' * 50_000}\n", "draft_no_yaml"),
        ('title: {en: "\\x1b"}\n', "draft_no_yaml"),
        ("title: 5\nsections: 7\n", "draft_shape"),
        ("title: {en: T}\nsections: [4]\n", "draft_shape"),
        ("title: {en: T}\nlanguages: 5\nsections: []\n", "draft_shape"),
        ("title: {en: T}\nlanguages: [en, en]\nsections: []\n", "draft_languages_one_to_three"),
        ("---\n- only\n- a list\n", "draft_shape"),
        ("x" * (MOST + 1), "draft_too_large"),
    ],
)
def test_bad_files_are_told_and_do_not_crash(text: str, key: str) -> None:
    assert key in [fault for _place, fault in faults(text)]


def test_bytes_that_are_no_text_are_told() -> None:
    for content in (b"\xff\xfe\x00", b"a\x00b", b"x" * (MOST + 1)):
        with pytest.raises(ConsultationErrors):
            decoded(content, "draft.md")
    assert decoded(b"\xef\xbb\xbf# en: T") == "# en: T"


def test_broken_lines_are_joined_and_lists_stay() -> None:
    lines = ["One line", "and the next", "", "1. first", "2. second", "  goes on"]
    assert unwrapped(lines) == "One line and the next\n1. first\n2. second goes on"
