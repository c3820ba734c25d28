"""How many people registered and came, by day and way of taking part: what may be shown of it.

Counts of people under ten are not shown, nor what gives them away by subtraction: the rules are those of
`labour_market.disclosure`, with the ways of taking part as groups and everybody of a day as the whole.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from corridor.consultation.event.registrations_csv import MODES, Mode
from corridor.labour_market.disclosure import SMALL, WHOLE, Cell, hidden

What = Literal["registered", "attended"]


class Attending(Protocol):
    """Somebody who registered: a `RegistrationRow`, or what a database has of it."""

    @property
    def days(self) -> Mapping[datetime.date, Mode]:
        """How they take part, by day."""

    @property
    def present(self) -> frozenset[datetime.date] | None:
        """The days on which they were there; None: not known."""


@dataclass(frozen=True)
class Plain:
    """Somebody of whom nothing else is needed."""

    days: Mapping[datetime.date, Mode]
    present: frozenset[datetime.date] | None = None


@dataclass(frozen=True)
class Figure:
    """One number.

    Attributes:
        date: the day; None: the whole event, each person once.
        mode: the way of taking part; None: everybody.
        number: None where it is suppressed, or not known.
        hidden: it is suppressed.
    """

    date: datetime.date | None
    mode: Mode | None
    what: What
    number: int | None
    hidden: bool = False


def figures(
    people: Iterable[Attending],
    dates: Sequence[datetime.date],
    *,
    offered: Mapping[datetime.date, Collection[Mode]] | None = None,
    small: int = SMALL,
) -> tuple[Figure, ...]:
    """The figures of an event: for the event and each day, everybody first, then by way of taking part.

    Args:
        people: registrations that stand.
        dates: the days of the event.
        offered: how each day could be followed; both ways where it is not said. A way that was not offered has no
            figure: that nobody took it tells nothing, and would hide the other.
        small: counts below it are not shown.
    """
    sets = _sets(tuple(people), dates, offered or {})
    cells, places = [], []
    for (date, mode, what), (counted, base) in sets.items():
        if counted is not None:
            key = (what, date.isoformat() if date else "", "people")
            cells.append(Cell(key, mode or WHOLE, counted, base, rank=_rank(date, what)))
            places.append((date, mode, what))
    out = hidden(cells, small=small).numbers
    away = {place for at, place in enumerate(places) if at in out}
    return tuple(
        Figure(*place, None if counted is None or place in away else counted.bit_count(), place in away)
        for place, (counted, _) in sets.items()
    )


Place = tuple[datetime.date | None, Mode | None, What]


def _sets(
    people: Sequence[Attending], dates: Sequence[datetime.date], offered: Mapping[datetime.date, Collection[Mode]]
) -> dict[Place, tuple[int | None, int | None]]:
    """Who is counted and out of whom, one bit a person; None where it is not known."""
    found: dict[Place, tuple[int | None, int | None]] = {}
    everybody = _bits(len(one.days) > 0 for one in people)
    found[None, None, "registered"] = (everybody, None)
    came = _bits(bool(one.present) for one in people)
    known = any(one.present is not None for one in people)
    found[None, None, "attended"] = (came & everybody if known else None, everybody)
    for date in dates:
        checked = any(one.present is not None and date in one.present for one in people)
        ways = cast("tuple[Mode, ...]", tuple(mode for mode in MODES if mode in offered.get(date, MODES)))
        for mode in (None, *ways):
            registered = _bits(date in one.days and mode in (None, one.days[date]) for one in people)
            there = _bits(one.present is not None and date in one.present for one in people)
            found[date, mode, "registered"] = (registered, None)
            found[date, mode, "attended"] = (there & registered if checked else None, registered)
    return found


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << at for at, flag in enumerate(flags) if flag)


def _rank(date: datetime.date | None, what: What) -> int:
    """What is kept longest: the days before the event as a whole, registrations before who came."""
    return (what == "attended") + 2 * (date is None)
