"""What is wrong with an agenda: all of it at once, each fault with its place and what to do."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corridor.consultation.errors import ConsultationError
from corridor.consultation.event.agenda import Day, Event, Session
from corridor.consultation.event.clock import lasts, minute, written
from corridor.consultation.event.spoken import SPOKEN
from corridor.consultation.form import LANGUAGES, Text, said

LONGEST_KEY = 200
"""Signs."""
MOST_SEATS = 100_000
ADDRESS = re.compile(r"https?://\S{1,490}", re.IGNORECASE)
UNKEPT = re.compile("[\0\ud800-\udfff]")
MOST_SESSIONS = 2000
"""Of one event; more is no agenda, and comparing them all would take long."""


def faults(event: Event, place: str = "event") -> list[ConsultationError]:
    """Every fault of an agenda. What is not known is none, nor are two sessions at once whose rooms are not known.

    Args:
        event: the agenda.
        place: what stands before each place: a file, a form.
    """
    return list(_faults(event, place))


def _faults(event: Event, place: str) -> Iterator[ConsultationError]:
    yield from _text(event.title, f"{place}.title", needed=True)
    yield from _text(event.summary, f"{place}.summary")
    yield from _text(event.note, f"{place}.note")
    yield from _spoken(event.languages, f"{place}.languages")
    yield from _addresses(event, place)
    yield from _signs(event, place)
    if not _zone(event.timezone):
        yield ConsultationError(f"{place}.timezone", "event_timezone", given=event.timezone[:80])
    for date, number in Counter(day.date for day in event.days).items():
        if number > 1:
            yield ConsultationError(f"{place}.days", "event_day_twice", date=date.isoformat())
    if len(event.sessions()) > MOST_SESSIONS:
        yield ConsultationError(f"{place}.days", "event_many", given=len(event.sessions()), most=MOST_SESSIONS)
        return
    for key, number in Counter(session.key for _, session in event.sessions()).items():
        if number > 1 or not key.strip():
            yield ConsultationError(f"{place}.days", "event_session_twice", session=key[:80])
        if len(key) > LONGEST_KEY:
            yield ConsultationError(f"{place}.days", "event_key_long", session=key[:80], most=LONGEST_KEY)
    for number, day in enumerate(event.days):
        yield from _day(day, f"{place}.days[{number}]")


def _day(day: Day, place: str) -> Iterator[ConsultationError]:
    if day.starts and day.ends and lasts(day.starts, day.ends) <= 0:
        yield ConsultationError(f"{place}.ends", "event_ends_first", starts=written(day.starts), ends=written(day.ends))
    for name in ("seats_on_site", "seats_online"):
        if (getattr(day, name) or 0) > MOST_SEATS:
            yield ConsultationError(f"{place}.{name}", "event_seats", most=MOST_SEATS)
    for number, session in enumerate(day.sessions):
        yield from _session(session, f"{place}.sessions[{number}]")
        yield from _outside(session, day, f"{place}.sessions[{number}]")
    for (first, one), (second, other) in combinations(enumerate(day.sessions), 2):
        if one.room and one.room == other.room and _overlap(one, other):  # a room that is not known is no room
            yield ConsultationError(
                f"{place}.sessions[{second}].starts",
                "event_overlap",
                session=said(other.title, "en") or other.key,
                other=said(one.title, "en") or one.key,
                room=one.room,
                where=f"sessions[{first}]",
            )


def _session(session: Session, place: str) -> Iterator[ConsultationError]:
    yield from _text(session.title, f"{place}.title", needed=True)
    yield from _text(session.abstract, f"{place}.abstract")
    yield from _spoken(session.interpretation, f"{place}.interpretation")
    yield from _spoken((session.language,) if session.language else (), f"{place}.language")
    if session.starts and session.ends and lasts(session.starts, session.ends) <= 0:
        yield ConsultationError(
            f"{place}.ends", "event_ends_first", starts=written(session.starts), ends=written(session.ends)
        )
    for number, one in enumerate(session.participations):
        if not one.body.strip():
            yield ConsultationError(f"{place}.participations[{number}].body", "event_body")


def _outside(session: Session, day: Day, place: str) -> Iterator[ConsultationError]:
    """Whether what is known of a session lies outside what is known of its day."""
    hours = {"starts": session.starts, "ends": session.ends}
    for name, time in hours.items():
        if time is None:
            continue
        at = _end(time) if name == "ends" else minute(time)
        if (day.starts and at < minute(day.starts)) or (day.ends and at > _end(day.ends)):
            yield ConsultationError(
                f"{place}.{name}",
                "event_outside",
                time=written(time),
                date=day.date.isoformat(),
                starts=written(day.starts) or "?",
                ends=written(day.ends) or "?",
            )


def _end(time: datetime.time) -> int:
    """Minutes of a day at which something ends: 04:00 is its last."""
    return minute(time) or 24 * 60


def _overlap(one: Session, other: Session) -> bool:
    """Whether both are known to take place at some moment."""
    if not (one.starts and other.starts and one.ends and other.ends):
        return False
    return minute(one.starts) < _end(other.ends) and minute(other.starts) < _end(one.ends)


def _addresses(event: Event, place: str) -> Iterator[ConsultationError]:
    """Addresses become links: a browser must not run them."""
    given = [(f"{place}.online_address", event.online_address)]
    given += [(f"{place}.sources[{number}].url", one.url or "") for number, one in enumerate(event.sources)]
    for where, address in given:
        if address and not ADDRESS.fullmatch(address):
            yield ConsultationError(where, "event_address", given=address[:80])


def _signs(value: Any, place: str) -> Iterator[ConsultationError]:
    """Signs that no database keeps and no page shows: NUL, and halves of signs."""
    if isinstance(value, str):
        if UNKEPT.search(value):
            yield ConsultationError(place, "event_sign")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _signs(str(key), place)
            yield from _signs(inner, f"{place}.{UNKEPT.sub('', str(key))}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _signs(inner, f"{place}[{number}]")
    elif is_dataclass(value):
        for one in fields(value):
            yield from _signs(getattr(value, one.name), f"{place}.{one.name}")


def _text(text: Text | None, place: str, *, needed: bool = False) -> Iterator[ConsultationError]:
    for lang in text or {}:
        if lang not in LANGUAGES:
            yield ConsultationError(f"{place}.{lang}", "event_text_language", given=str(lang)[:80])
    if needed and not any(str(one or "").strip() for one in (text or {}).values()):
        yield ConsultationError(place, "event_title")


def _spoken(codes: tuple[str, ...], place: str) -> Iterator[ConsultationError]:
    for code in codes:
        if code not in SPOKEN:
            yield ConsultationError(place, "event_language", given=str(code)[:80])


def _zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
