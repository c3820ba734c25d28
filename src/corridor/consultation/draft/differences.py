"""What changed between two texts and between two rounds, side by side, as data.

Paragraphs are paired first, then words within a pair, so that a changed word does not show a whole page as new.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from corridor.consultation.draft.records import Round, Section

Kind = Literal["same", "added", "removed"]
State = Literal["same", "changed", "added", "removed"]
WORD = re.compile(r"\S+")
ALIKE = 0.3
"""Share of words that two paragraphs have in common to be shown as one that changed. A choice of this module."""
MOST_MEETINGS = 1_000_000
"""Pairs of equal words of two paragraphs; beyond, comparing takes minutes, and both are shown as wholly different."""


@dataclass(frozen=True)
class Piece:
    """Some words of a text: in both, only in the later, only in the earlier."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Pair:
    """A paragraph before and after; empty where it was added or removed."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether anything is not the same."""
        return any(piece.kind != "same" for piece in (*self.before, *self.after))


@dataclass(frozen=True)
class SectionChange:
    """A section in two rounds.

    Attributes:
        key: of the section in both rounds.
        state: same, changed, added, removed.
        number_before, number_after: None where it was not there.
        heading: the heading, as a pair.
        paragraphs: the text, a pair a paragraph.
        translated: False where one of both rounds has no text in the language that was asked for.
    """

    key: str
    state: State
    number_before: str | None
    number_after: str | None
    heading: Pair
    paragraphs: tuple[Pair, ...]
    translated: bool = True


def words(before: str, after: str) -> Pair:
    """The words of two texts, side by side. White space does not count."""
    old, new = WORD.findall(before), WORD.findall(after)
    if _meetings(old, new) > MOST_MEETINGS:
        return Pair((Piece("removed", " ".join(old)),), (Piece("added", " ".join(new)),))
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            left.append(Piece("same", " ".join(old[a:b])))
            right.append(Piece("same", " ".join(new[c:d])))
            continue
        if b > a:
            left.append(Piece("removed", " ".join(old[a:b])))
        if d > c:
            right.append(Piece("added", " ".join(new[c:d])))
    return Pair(tuple(left), tuple(right))


def differences(before: str, after: str) -> tuple[Pair, ...]:
    """Two texts side by side, a pair a paragraph (one a line), in the order of the later text."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Pair] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Pair(_whole("same", text), _whole("same", text)) for text in old[a:b]]
        else:
            found += _changed(old[a:b], new[c:d])
    return tuple(found)


def _changed(old: list[str], new: list[str]) -> list[Pair]:
    """Pairs of a stretch that changed: each old paragraph beside the next new one that is like it."""
    found: list[Pair] = []
    at = 0
    for text in old:
        like = next((n for n in range(at, len(new)) if _alike(text, new[n])), None)
        if like is None:
            found.append(Pair(_whole("removed", text), ()))
            continue
        found += [Pair((), _whole("added", later)) for later in new[at:like]]
        found.append(words(text, new[like]))
        at = like + 1
    return found + [Pair((), _whole("added", later)) for later in new[at:]]


def _meetings(old: list[str], new: list[str]) -> int:
    """How often a word of one text meets the same word of the other: what comparing costs."""
    there = Counter(new)
    return sum(times * there[word] for word, times in Counter(old).items())


def _alike(old: str, new: str) -> bool:
    a, b = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if _meetings(a, b) > MOST_MEETINGS:
        return matcher.quick_ratio() >= ALIKE
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _whole(kind: Kind, text: str) -> tuple[Piece, ...]:
    return (Piece(kind, text),)


def _paragraphs(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def rounds_compared(before: Round, after: Round, language: str) -> tuple[SectionChange, ...]:
    """Every section of two rounds, in the order of the later; removed ones stand where they stood."""
    order = [section.key for section in after.sections]
    previous: str | None = None
    for section in before.sections:
        if section.key not in order:
            order.insert(order.index(previous) + 1 if previous in order else 0, section.key)
        previous = section.key
    return tuple(_compared(before.section(key), after.section(key), key, language) for key in order)


def _compared(old: Section | None, new: Section | None, key: str, language: str) -> SectionChange:
    heading = words(_said(old, "heading", language), _said(new, "heading", language))
    paragraphs = differences(_said(old, "text", language), _said(new, "text", language))
    there = [section for section in (old, new) if section is not None]
    state: State = "changed" if heading.changed or any(pair.changed for pair in paragraphs) else "same"
    if old is None or new is None:
        state = "added" if old is None else "removed"
    elif state == "same" and old.number != new.number:
        state = "changed"
    return SectionChange(
        key,
        state,
        None if old is None else old.number,
        None if new is None else new.number,
        heading,
        paragraphs,
        all(section.text.get(language, "").strip() for section in there),
    )


def _said(section: Section | None, part: str, language: str) -> str:
    return "" if section is None else str(getattr(section, part).get(language, ""))
