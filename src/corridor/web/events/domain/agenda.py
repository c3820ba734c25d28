"""An agenda of the library written into rows: the conference that ships, and files of event software."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from corridor.consultation.event import agenda as library
from corridor.web.audit.domain import record
from corridor.web.events.domain.event import create_event, directory, free_slug, keeping_what_was_said
from corridor.web.events.models import Day, Event, Participation, Session


@transaction.atomic
def make_from(*, agenda: library.Event, organisation: Any, actor: Any, how: str) -> Event:
    """A new event, a draft, with the days and sessions of an agenda.

    Args:
        how: file or shipped.
    """
    values = {**event_values(agenda), "slug": free_slug(agenda.key)}
    made = create_event(organisation=organisation, values=values, actor=actor, how=how)
    write_days(made, agenda)
    return made


@transaction.atomic
def replace_agenda(*, event: Event, agenda: library.Event, actor: Any) -> Event:
    """Put the days and sessions of an agenda in the place of those that are there.

    Sessions are known again by their key: what hangs on them (materials, polls) stays. A day for which somebody has
    registered stays, if only without sessions. Title, place and languages stay as the organiser wrote
    them; the time zone becomes that of the file, whose hours are told in it.

    Raises:
        EventRefused: the agenda lacks a session in which people voted or asked questions.
    """
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if locked.timezone != agenda.timezone:
        locked.timezone = agenda.timezone
        locked.save(update_fields=["timezone"])
    with keeping_what_was_said():
        write_days(locked, agenda)
    record(
        "events.agenda_imported",
        actor=actor,
        subject=locked,
        organisation=locked.organisation,
        days=len(agenda.days),
        sessions=len(agenda.sessions()),
    )
    return locked


def event_values(agenda: library.Event) -> dict[str, Any]:
    """The fields of an event."""
    sources = [
        {"title": one.title, "url": one.url, "date": one.date.isoformat() if one.date else None}
        for one in agenda.sources
    ]
    return {
        "title": dict(agenda.title),
        "summary": dict(agenda.summary or {}),
        "place": agenda.place[:300],
        "online_address": agenda.online_address[:500],
        "languages": list(agenda.languages),
        "timezone": agenda.timezone,
        "sources": sources,
        "note": dict(agenda.note or {}),
        "extra": dict(agenda.extra),
    }


def write_days(event: Event, agenda: library.Event) -> None:
    """The days and sessions of an event become those of an agenda."""
    days = {day.date: day for day in event.days.all()}
    sessions = {session.key: session for session in Session.objects.filter(day__event=event)}
    known = directory(event.organisation)
    number = 0
    for given in agenda.days:
        day = _day(event, days.pop(given.date, None), given)
        for entry in given.sessions:
            number += 1
            _session(day, sessions.pop(entry.key, None), entry, number, known)
    Session.objects.filter(pk__in=[session.pk for session in sessions.values()]).delete()
    for left in days.values():
        if not left.attendances.exists():
            left.delete()


def _day(event: Event, row: Day | None, given: library.Day) -> Day:
    row = row or Day(event=event, date=given.date)
    for name in ("starts", "ends", "seats_on_site", "seats_online"):
        value = getattr(given, name)
        if value is not None or row._state.adding:
            setattr(row, name, value)
    row.extra = dict(given.extra)
    row.save()
    return row


def _session(day: Day, row: Session | None, given: library.Session, number: int, known: Mapping[str, Any]) -> None:
    row = row or Session(key=given.key)
    row.day, row.number = day, number
    row.title, row.abstract = dict(given.title), dict(given.abstract or {})
    row.starts, row.ends, row.time_assumed = given.starts, given.ends, given.assumed
    row.kind, row.room, row.language = given.kind, given.room[:120], (given.language or "")[:10]
    row.interpretation, row.extra = list(given.interpretation), dict(given.extra)
    row.save()
    row.participations.all().delete()
    Participation.objects.bulk_create(
        Participation(
            session=row,
            role=part.role,
            body_name=part.body[:200],
            known=part.known,
            body=known.get(part.body.casefold()),
            number=place,
            extra=dict(part.extra),
        )
        for place, part in enumerate(given.participations)
    )
