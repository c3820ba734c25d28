"""A poll: what is asked, and what may be answered.

one      one of the choices
several  some of them (at most `most`)
scale    a whole number from `lowest` to `highest`
ranking  choices in order, the best first (at most `most` of them, at least one)
text     a few words (at most `longest` signs)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from corridor.consultation.errors import ConsultationError, ConsultationErrors
from corridor.consultation.form import FORM, Key, Listed, Said, Text

Kind = Literal["one", "several", "scale", "ranking", "text"]
KINDS: tuple[Kind, ...] = ("one", "several", "scale", "ranking", "text")
CHOSEN: tuple[Kind, ...] = ("one", "several", "ranking")
"""Kinds that have choices."""
MOST_CHOICES = 20
WIDEST = 20
"""Steps that a scale may have."""


@dataclass(frozen=True)
class Choice:
    """What can be chosen; its key stands in ballots, its text on the screen."""

    __pydantic_config__ = FORM
    key: Key
    text: Said


@dataclass(frozen=True)
class Poll:
    """A poll.

    Attributes:
        kind: see the head of this module.
        question: by language.
        choices: of `one`, `several` and `ranking`, two or more; none of the others.
        most: choices that a ballot may name at most; None: all of them.
        lowest, highest: the ends of a scale; `low` and `high` say what they mean.
        longest: signs of a text.
    """

    __pydantic_config__ = FORM
    kind: Kind
    question: Said
    choices: Annotated[tuple[Choice, ...], Listed] = ()
    most: Annotated[int, Field(ge=1)] | None = None
    lowest: int = 1
    highest: int = 5
    low: Said | None = None
    high: Said | None = None
    longest: Annotated[int, Field(ge=1, le=1000)] = 200

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the choices, in order."""
        return tuple(choice.key for choice in self.choices)

    @property
    def values(self) -> tuple[int, ...]:
        """The values of a scale."""
        return tuple(range(self.lowest, self.highest + 1))


def faults(poll: Poll, place: str = "poll") -> list[ConsultationError]:
    """Everything that is wrong with a poll, with place and remedy."""
    found: list[ConsultationError] = []
    if poll.kind in CHOSEN:
        if not 2 <= len(poll.choices) <= MOST_CHOICES:
            found.append(
                ConsultationError(f"{place}.choices", "poll_choices", given=len(poll.choices), most=MOST_CHOICES)
            )
        for key in sorted({key for key in poll.keys if poll.keys.count(key) > 1}):
            found.append(ConsultationError(f"{place}.choices", "poll_choice_twice", choice=key))
        if poll.most is not None and poll.most > len(poll.choices):
            found.append(ConsultationError(f"{place}.most", "poll_most", most=poll.most, choices=len(poll.choices)))
    elif poll.choices:
        found.append(ConsultationError(f"{place}.choices", "poll_no_choices"))
    if poll.kind == "scale" and not 1 <= poll.highest - poll.lowest < WIDEST:
        found.append(
            ConsultationError(f"{place}.highest", "poll_scale", lowest=poll.lowest, highest=poll.highest, most=WIDEST)
        )
    return found


def checked(poll: Poll, place: str = "poll") -> Poll:
    """The poll itself.

    Raises:
        ConsultationErrors: every fault of it.
    """
    if found := faults(poll, place):
        raise ConsultationErrors(found)
    return poll


def from_mapping(raw: Any, *, place: str = "poll") -> Poll:
    """A poll from plain values: `{kind, question: {en, fr, nl}, choices: [{key, text: {en, fr, nl}}], ...}`.

    Raises:
        ConsultationErrors: every fault.
    """
    from corridor.consultation.reading import fitted

    poll: Poll = fitted(Poll, raw, place=place)
    return checked(poll, place)


def numbered(texts: list[Text] | tuple[Text, ...]) -> tuple[Choice, ...]:
    """Choices from their texts, with keys `1`, `2`, ...: what a form gives."""
    return tuple(Choice(str(number), text) for number, text in enumerate(texts, start=1))


def as_mapping(poll: Poll) -> Mapping[str, Any]:
    """The poll as plain values: what `from_mapping` reads."""
    from corridor.consultation.reading import plain

    found: Mapping[str, Any] = plain(poll)
    return found
