"""What Corridor wrote beside a schedule, joined with the schedule as it is now: what others changed since wins."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from corridor.consultation.event import schedule_form as form
from corridor.consultation.event.agenda import Day, Event, Session
from corridor.consultation.event.clock import minute

CARRIED = ("kind", "starts", "ends", "room", "language", "title", "abstract", "participations")
"""What a session says in the schedule itself."""


def joined(seen: Event, ours: Any, *, lang: str, place: str) -> Event:
    """The agenda that the schedule shows, with what stands beside it.

    A session that the schedule has not, though it has a time, was taken out of it. One without a time stays.

    Args:
        seen: the agenda of the schedule alone.
        ours: what Corridor wrote beside it.
        lang: the language of texts of the schedule.
        place: in errors.

    Raises:
        ConsultationErrors: what stands beside it cannot be read.
    """
    from corridor.consultation.event.schedule_parts import Reader
    from corridor.consultation.reading import fitted

    known: Event = fitted(Event, ours, place=place)
    before = Reader(place=place, lang=lang).event(form.document(known, lang=lang))
    days = _days(seen, before, known)
    return replace(
        known,
        key=seen.key if seen.key != before.key else known.key,
        title=_words(seen.title, before.title, known.title),
        summary=_words(seen.summary, before.summary, known.summary),
        timezone=seen.timezone,
        days=days,
    )


def _words(seen: Any, before: Any, known: Any) -> Any:
    """Texts by language: what was changed since, in the language in which it stands."""
    return known if seen == before else {**(known or {}), **(seen or {})} or None


def _days(seen: Event, before: Event, known: Event) -> tuple[Day, ...]:
    now = {day.date: day for day in seen.days}
    then = {day.date: day for day in before.days}
    sessions = {form.guid(known, session): session for _, session in known.sessions()}
    written = {session.key: session for _, session in before.sessions()}
    found = []
    for day in known.days:
        if day.date in now:
            found.append(_day(now[day.date], then[day.date], day, sessions, written))
    dates = {day.date for day in known.days}
    new = [
        replace(day, sessions=tuple(_session(one, sessions, written) for one in day.sessions))
        for day in seen.days
        if day.date not in dates
    ]
    return tuple([*found, *new] if not new else sorted([*found, *new], key=lambda day: day.date))


def _day(now: Day, then: Day, known: Day, sessions: dict[str, Session], written: dict[str, Session]) -> Day:
    placed = [_session(one, sessions, written) for one in now.sessions]
    shown = {one.key for one in placed}
    order = {one.key: at for at, one in enumerate(known.sessions)}
    waiting = [one for one in known.sessions if one.starts is None and one.key not in shown]
    as_before = [one.key for one in then.sessions] == [one.key for one in now.sessions]
    if as_before and all(one.key in order for one in placed):
        listed = sorted([*placed, *waiting], key=lambda one: order[one.key])
    else:
        listed = [*sorted(placed, key=lambda one: minute(one.starts) if one.starts else -1), *waiting]
    return replace(
        known,
        starts=now.starts if now.starts != then.starts else known.starts,
        ends=now.ends if now.ends != then.ends else known.ends,
        sessions=tuple(listed),
    )


def _session(now: Session, sessions: dict[str, Session], written: dict[str, Session]) -> Session:
    """A session of the schedule with what is known of it beside; as it is where nothing is."""
    known, then = sessions.get(now.key), written.get(now.key)
    if known is None or then is None:
        return now
    changed: dict[str, Any] = {}
    for name in CARRIED:
        new, old = getattr(now, name), getattr(then, name)
        if new == old:
            continue
        changed[name] = _words(new, old, getattr(known, name)) if name in ("title", "abstract") else new
    if changed.keys() & {"starts", "ends"}:
        changed["assumed"] = False
    return replace(known, **changed) if changed else known
