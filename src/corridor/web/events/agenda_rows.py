"""Rows of an event as the agenda of the library, which the formats of event software write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Prefetch

from corridor.consultation.event import agenda as library
from corridor.web.events.models import Day, Event, Participation, Session


def agenda(event: Event) -> list[Day]:
    """The days with their sessions and who takes part in them."""
    parts = Participation.objects.select_related("body")
    sessions = Session.objects.prefetch_related(Prefetch("participations", parts), "materials")
    return list(event.days.prefetch_related(Prefetch("sessions", sessions)))


def as_agenda(event: Event, *, seats: bool = True) -> library.Event:
    """The agenda of an event with nothing of anybody who registered, nor the address of the online meeting.

    Args:
        seats: with the seats of the days, which only those who run the event are told.
    """
    found = library.Event(
        key=event.slug,
        title=event.title,
        summary=event.summary or None,
        place=event.place,
        languages=tuple(event.languages),
        timezone=event.timezone,
        days=tuple(_day(day) for day in agenda(event)),
        sources=tuple(_source(one) for one in event.sources),
        note=event.note or None,
        extra=event.extra,
    )
    if seats:
        return found
    return replace(found, days=tuple(replace(day, seats_on_site=None, seats_online=None) for day in found.days))


def _source(one: dict[str, Any]) -> library.Source:
    from datetime import date

    day = date.fromisoformat(one["date"]) if one.get("date") else None
    return library.Source(title=one["title"], url=one.get("url"), date=day)


def _day(day: Day) -> library.Day:
    return library.Day(
        date=day.date,
        starts=day.starts,
        ends=day.ends,
        seats_on_site=day.seats_on_site,
        seats_online=day.seats_online,
        sessions=tuple(_session(session) for session in day.sessions.all()),
        extra=day.extra,
    )


def _session(session: Session) -> library.Session:
    kind: Any = session.kind
    return library.Session(
        key=session.key,
        title=session.title,
        kind=kind,
        starts=session.starts,
        ends=session.ends,
        assumed=session.time_assumed,
        abstract=session.abstract or None,
        room=session.room,
        language=session.language or None,
        interpretation=tuple(session.interpretation),
        participations=tuple(_part(part) for part in session.participations.all()),
        extra=session.extra,
    )


def _part(part: Participation) -> library.Participation:
    role: Any = part.role
    return library.Participation(role=role, body=part.body_name, known=part.known, extra=part.extra)
