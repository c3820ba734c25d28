"""The agenda of an event: days, sessions and the organisations that take part in them.

Times are on the clock of the event's time zone. None is "not known", never "none". Nobody is named: who takes part is
an organisation.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from corridor.consultation.event.clock import Clock
from corridor.consultation.form import FORM, Key, Listed, Text
from corridor.consultation.form import Day as Date

BRUSSELS = "Europe/Brussels"
Kind = Literal[
    "opening", "keynote", "panel", "presentation", "roundtable", "workshop", "break", "closing", "reception", "other"
]
Role = Literal["speaker", "moderator", "panel", "interpreter", "host"]
KINDS: tuple[Kind, ...] = (
    "opening", "keynote", "panel", "presentation", "roundtable", "workshop", "break", "closing", "reception", "other",
)  # fmt: skip
ROLES: tuple[Role, ...] = ("speaker", "moderator", "panel", "interpreter", "host")


def _text(text: Any) -> Any:
    """A text without language is that of a file that has one language only: English."""
    return {"en": text.strip()} if isinstance(text, str) else text


Words = Annotated[Text, BeforeValidator(_text)]
"""By language. Which languages it may have is for `checks.faults` to say, with everything else that is wrong."""
Languages = Annotated[tuple[str, ...], Listed]
Extra = Mapping[str, Any]
"""What a file of event software holds and an agenda does not: kept as it came, and written back."""


@dataclass(frozen=True)
class Source:
    """Where what is known was read, and when."""

    __pydantic_config__ = FORM
    title: str
    url: str | None = None
    date: Date | None = None


@dataclass(frozen=True)
class Participation:
    """An organisation in a session.

    Attributes:
        role: as what it takes part.
        body: the name of the organisation; what it is where it is not known which (then `known` is False).
        known: whether the organisation itself is known.
    """

    __pydantic_config__ = FORM
    role: Role
    body: str
    known: bool = True
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class Session:
    """A part of a day.

    Attributes:
        key: unique in the event; in pretalx files the `guid`.
        starts, ends: None where they are not known; an end before the start is after midnight.
        assumed: a time was inferred from what is known, and nobody said it.
        language: spoken on stage; None where not known or several.
        interpretation: the languages in which it can be heard.
    """

    __pydantic_config__ = FORM
    key: str
    title: Words
    kind: Kind = "other"
    starts: Clock | None = None
    ends: Clock | None = None
    assumed: bool = False
    abstract: Words | None = None
    room: str = ""
    language: str | None = None
    interpretation: Languages = ()
    participations: Annotated[tuple[Participation, ...], Listed] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class Day:
    """A day with its sessions in their order; seats that are None are not known or not limited."""

    __pydantic_config__ = FORM
    date: Date
    starts: Clock | None = None
    ends: Clock | None = None
    seats_on_site: Annotated[int, Field(ge=0)] | None = None
    seats_online: Annotated[int, Field(ge=0)] | None = None
    sessions: Annotated[tuple[Session, ...], Listed] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """A conference, workshop or meeting.

    Attributes:
        key: small letters, figures and `-`; the name in addresses.
        languages: those in which the event can be followed.
        timezone: of every time in it.
        sources: where the facts were read.
    """

    __pydantic_config__ = FORM
    key: Key
    title: Words
    summary: Words | None = None
    place: str = ""
    online_address: str = ""
    languages: Languages = ()
    timezone: str = BRUSSELS
    days: Annotated[tuple[Day, ...], Listed] = ()
    sources: Annotated[tuple[Source, ...], Listed] = ()
    note: Words | None = None
    extra: Extra = field(default_factory=dict)

    def sessions(self) -> tuple[tuple[Day, Session], ...]:
        """Every session with its day, in order."""
        return tuple((day, session) for day in self.days for session in day.sessions)


def first_day(event: Event) -> datetime.date | None:
    """The first day; None where it has none."""
    return min((day.date for day in event.days), default=None)


def last_day(event: Event) -> datetime.date | None:
    """The last day; None where it has none."""
    return max((day.date for day in event.days), default=None)
