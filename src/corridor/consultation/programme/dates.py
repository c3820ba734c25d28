"""From months to days, and what is late. A step may have days of its own; they win over its months."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corridor.consultation.form import Text
from corridor.consultation.programme.plan import Deliverable


@dataclass(frozen=True)
class DatedDeliverable:
    """A deliverable with the day by which it is due, and the day on which it was handed over (None: not yet)."""

    key: str
    title: Text
    due: date
    delivered: date | None = None


@dataclass(frozen=True)
class DatedStep:
    """A step with its first and last day, both included; `over`: it is done or was dropped."""

    key: str
    title: Text
    begins: date
    ends: date
    owner: str | None = None
    deliverables: tuple[DatedDeliverable, ...] = ()
    over: bool = False


@dataclass(frozen=True)
class Late:
    """A deliverable that is due and not there (`deliverable`), or a step that should be over and has none (None)."""

    step: str
    deliverable: str | None
    due: date
    days: int


def month_begins(start: date, month: int) -> date:
    """The first day of a month of the programme: 1 begins on `start`. A day that a month lacks is its last one."""
    year, index = divmod(start.year * 12 + start.month - 1 + month - 1, 12)
    return date(year, index + 1, min(start.day, calendar.monthrange(year, index + 1)[1]))


def month_ends(start: date, month: int) -> date:
    """The last day of a month of the programme."""
    return month_begins(start, month + 1) - timedelta(days=1)


def span(
    start: date, months_from: int, months_to: int, begins: date | None = None, ends: date | None = None
) -> tuple[date, date]:
    """First and last day of a step, both included; a day of its own wins. The last day is never before the first."""
    first = begins or month_begins(start, months_from)
    return first, max(first, ends or month_ends(start, months_to))


def deadline(start: date, step_ends: date, month: int | None = None, due: date | None = None) -> date:
    """The day by which a deliverable is due: its own day, else the end of its month, else the end of its step."""
    return due or (month_ends(start, month) if month else step_ends)


def each(thing: Deliverable, regions: Sequence[str]) -> list[tuple[str, str | None]]:
    """The key and region of every copy of a deliverable: one a region where it is `per_region`, else one."""
    if not thing.per_region or not regions:
        return [(thing.key, None)]
    return [(f"{thing.key}-{region}", region) for region in regions]


def late(steps: Iterable[DatedStep], today: date) -> tuple[Late, ...]:
    """What is late on a day, the longest first. What is due today is not late; a step that is over has nothing late."""
    found: list[Late] = []
    for step in steps:
        if step.over:
            continue
        missing = [thing for thing in step.deliverables if thing.delivered is None and thing.due < today]
        found += [Late(step.key, thing.key, thing.due, (today - thing.due).days) for thing in missing]
        if not step.deliverables and step.ends < today:
            found.append(Late(step.key, None, step.ends, (today - step.ends).days))
    return tuple(sorted(found, key=lambda one: (one.due, one.step, one.deliverable or "")))
