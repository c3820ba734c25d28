"""Events, registrations and materials that a person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Prefetch, Q, QuerySet

from corridor.web.events.domain.registration import is_full, taken
from corridor.web.events.models import (
    Attendance,
    Day,
    Event,
    Material,
    Mode,
    Registration,
    Session,
    State,
    today_at,
)
from corridor.web.events.rules import READERS, RUNNERS
from corridor.web.organisations.permission import organisation_ids


def events_of(user: Any) -> QuerySet[Event]:
    """The events that a person may see: public ones, and all of the organisations in which they read them."""
    own = Q(organisation__in=organisation_ids(user, *READERS)) if user.is_authenticated else Q(pk__in=())
    return Event.objects.filter(~Q(state=State.DRAFT) | own).select_related("organisation", "programme")


def run_by(user: Any) -> QuerySet[Event]:
    """The events that a person runs."""
    return Event.objects.filter(organisation__in=organisation_ids(user, *RUNNERS)).select_related("organisation")


def listed(user: Any) -> QuerySet[Event]:
    """The events of a list, with their days, the first and the last; those to come first."""
    dated = events_of(user).prefetch_related("days").annotate(first=Min("days__date"), last=Max("days__date"))
    return dated.order_by(F("last").desc(nulls_last=True), "slug")


def sessions_of(event: Event) -> QuerySet[Session]:
    """The sessions of an event."""
    return Session.objects.filter(day__event=event).select_related("day__event__organisation")


@dataclass(frozen=True)
class Seats:
    """A day in a mode: whether no seat is left, and whether it can be followed in this way at all.

    How many seats are left is not here: it would tell everybody how many are registered.
    """

    day: Day
    mode: str
    full: bool
    offered: bool


def seats_of(event: Event) -> list[Seats]:
    """Every day and mode, and whether it is full."""
    count = taken(event)
    return [
        Seats(d, mode, is_full(d, mode, count), d.seats(mode) != 0) for d in event.days.all() for mode in Mode.values
    ]


def registrations(event: Event) -> QuerySet[Registration]:
    """The registrations of an event with contact and days; for those who may see them."""
    days = Attendance.objects.select_related("day").order_by("day__date")
    return event.registrations.select_related("contact").prefetch_related(Prefetch("attendances", days))


def filtered(
    rows: QuerySet[Registration], *, words: str, day: UUID | None, mode: str, state: str
) -> QuerySet[Registration]:
    """The registrations that an organiser looks for.

    Args:
        words: part of name, address or organisation, or the code.
        day: registered for that day.
        mode: on site or online on some day (on that day, where one is given).
        state: `registered` (not cancelled), `checked_in`, `expected` (not checked in), `cancelled`: on whatever day,
            for a cancelled registration holds none.
    """
    if words:
        rows = rows.filter(
            Q(contact__name__icontains=words)
            | Q(contact__email__icontains=words)
            | Q(body_name__icontains=words)
            | Q(code__iexact=words.replace(" ", "").replace("-", ""))
        )
    if state == "cancelled":
        return rows.exclude(cancelled_at=None)
    about = Attendance.objects.all()
    if day is not None:
        about = about.filter(day=day)
    if mode:
        about = about.filter(mode=mode)
    if day is not None or mode:
        rows = rows.filter(pk__in=about.values("registration"))
    came = about.exclude(checked_in_at=None).values("registration")
    if state == "checked_in":
        rows = rows.filter(pk__in=came)
    elif state == "expected":
        rows = rows.exclude(pk__in=came)
    return rows.filter(cancelled_at=None)


def counts(event: Event) -> dict[str, int]:
    """Exact counts for those who see the list itself: registered, checked in, cancelled, with needs."""
    live = Q(cancelled_at=None)
    return event.registrations.aggregate(
        registered=Count("pk", filter=live, distinct=True),
        came=Count("pk", filter=live & Q(attendances__checked_in_at__isnull=False), distinct=True),
        cancelled=Count("pk", filter=~live, distinct=True),
        needs=Count("pk", filter=live & ~Q(access_needs=""), distinct=True),
    )


def of_code(event: Event, code: str) -> Registration | None:
    """The registration of a code as it is read or typed: lower case, blanks and dashes do not matter."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return registrations(event).filter(code=plain).first() if plain else None


def materials_of(user: Any, event: Event) -> QuerySet[Material]:
    """The files of an event that a person may open: all for those who read its drafts, published ones for everybody."""
    rows = event.materials.select_related("session")
    if event.public and event.materials_published_at is not None:
        return rows
    return rows if event.organisation_id in organisation_ids(user, *READERS) else rows.none()


def today_of(event: Event) -> Day | None:
    """The day of an event that is today where it takes place."""
    today = today_at(event)
    return next((day for day in event.days.all() if day.date == today), None)
