"""A draft in rounds, its sections, the comments on them and the answers. Persons are never named: bodies are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
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
class Answer:
    """What came of a comment, and why, by language. `on`: the day; None where it is not known."""

    outcome: Outcome
    why: Texts
    on: date | None = None


@dataclass(frozen=True)
class Comment:
    """What somebody said of a section.

    Attributes:
        key: its own in the draft.
        section: the key of the section.
        stance: for it, against it, or another text wanted.
        text: the reasons; may be empty for support.
        proposed: the text that an amendment wants instead; empty for other stances.
        language: in which it was written.
        body: the organisation in whose name it was made, as stated; None where a person spoke for themselves.
        on: the day; None where it is not known.
        answer: None where there is none yet.
    """

    key: str
    section: str
    stance: Stance
    text: str
    proposed: str = ""
    language: str = "en"
    body: str | None = None
    on: date | None = None
    answer: Answer | None = None


@dataclass(frozen=True)
class Round:
    """One consultation on a draft. `opens`, `closes`: first and last day of comments; None where not yet set."""

    number: int
    sections: tuple[Section, ...]
    comments: tuple[Comment, ...] = ()
    opens: date | None = None
    closes: date | None = None

    def section(self, key: str) -> Section | None:
        """The section of a key."""
        return next((section for section in self.sections if section.key == key), None)


@dataclass(frozen=True)
class Draft:
    """A text that is put to consultation, in rounds.

    Attributes:
        key: its name in addresses and files.
        title: by language.
        languages: those in which it is to be read, one to three; the first is the one that it was written in.
        rounds: in order, each with the whole text as it was then.
    """

    key: str
    title: Texts
    languages: tuple[str, ...]
    rounds: tuple[Round, ...] = field(default=())


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
