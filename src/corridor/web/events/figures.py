"""Attendance of an event as it may be published: what the library shows of it, by day and way of taking part."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from corridor.consultation.event.attendance import Figure, Plain, figures
from corridor.web.design.templatetags.design import not_known, number
from corridor.web.events.models import Attendance, Event, Mode


@dataclass(frozen=True)
class Row:
    """Registered and checked in on a day in a mode; None: all days, everybody."""

    date: date | None
    mode: str | None
    registered: Figure
    came: Figure

    @property
    def label(self) -> str:
        """The way of taking part."""
        return str(Mode(self.mode).label) if self.mode else _("everybody")

    @property
    def registered_told(self) -> str:
        """The number, or why there is none."""
        return told(self.registered)

    @property
    def came_told(self) -> str:
        """The number, or why there is none."""
        return told(self.came)


def told(figure: Figure) -> str:
    """A number, or that it is not shown, or not known."""
    if figure.hidden:
        return _("not shown")
    return not_known() if figure.number is None else number(figure.number)


def figures_of(event: Event) -> list[Row]:
    """The event, then each day: everybody first, then on site and online."""
    days = list(event.days.all())
    offered = {day.date: [mode.value for mode in Mode if day.seats(mode) != 0] for day in days}
    found = figures(people_of(event), [day.date for day in days], offered=cast(Any, offered))
    by_place: dict[Any, dict[str, Figure]] = defaultdict(dict)
    for figure in found:
        by_place[figure.date, figure.mode][figure.what] = figure
    return [Row(day, mode, both["registered"], both["attended"]) for (day, mode), both in by_place.items()]


def people_of(event: Event) -> list[Plain]:
    """Registrations that stand, as the library counts them; who came is not known where nobody was checked in."""
    rows = Attendance.objects.filter(day__event=event, registration__cancelled_at=None).order_by("registration", "day")
    days: dict[UUID, dict[date, Any]] = defaultdict(dict)
    present: dict[UUID, set[date]] = defaultdict(set)
    for key, day, mode, at in rows.values_list("registration", "day__date", "mode", "checked_in_at"):
        days[key][day] = mode
        if at is not None:
            present[key].add(day)
    known = bool(present)
    return [Plain(cast(Any, held), frozenset(present[key]) if known else None) for key, held in days.items()]
