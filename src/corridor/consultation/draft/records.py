"""The text of a round in sections, and the closed lists of what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Stance = Literal["support", "object", "amend"]
Outcome = Literal["taken_up", "partly", "not_taken_up"]
Texts = Mapping[str, str]
"""A text by language: en, fr, nl. A language that is missing has no translation."""

STANCES: tuple[Stance, ...] = get_args(Stance)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
LANGUAGES = ("en", "fr", "nl")
COMMENT_LIMIT = 10_000
"""Characters of a comment, and of the text that an amendment proposes."""
SECTION_LIMIT = 50_000
"""Characters of a section in one language."""


@dataclass(frozen=True)
class Section:
    """A numbered part of a draft.

    Attributes:
        key: stays the same from round to round, also where the number changes.
        number: as it is printed: `1`, `2.3`.
        heading: its title by language.
        text: paragraphs, one a line, by language.
    """

    key: str
    number: str
    heading: Texts
    text: Texts


@dataclass(frozen=True)
class Round:
    """The text of a draft as it was put to one consultation."""

    number: int
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section | None:
        """The section of a key."""
        return next((section for section in self.sections if section.key == key), None)


@dataclass(frozen=True)
class Missing:
    """A translation that is not there: of the title, or of the heading or text of a section."""

    part: Literal["title", "heading", "text"]
    language: str
    section: str | None = None
    number: str | None = None


def missing(title: Texts, languages: tuple[str, ...], sections: tuple[Section, ...]) -> tuple[Missing, ...]:
    """The translations that a draft promises by its languages and does not have."""
    found = [Missing("title", lang) for lang in languages if not title.get(lang, "").strip()]
    for section in sections:
        for lang in languages:
            if not section.heading.get(lang, "").strip():
                found.append(Missing("heading", lang, section.key, section.number))
            if not section.text.get(lang, "").strip():
                found.append(Missing("text", lang, section.key, section.number))
    return tuple(found)


def in_order(number: str) -> tuple[int, ...]:
    """A section's number as numbers: 2.10 stands after 2.9."""
    return tuple(int(part) for part in number.split(".") if part.isdigit())
