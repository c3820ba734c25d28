"""How the parts of an agenda stand in schedule JSON, and what a file says otherwise."""

from __future__ import annotations

import datetime
import re
import unicodedata
import uuid
from collections.abc import Mapping
from typing import Any

from corridor.consultation.event.agenda import Day, Event, Participation, Session, first_day, last_day
from corridor.consultation.event.clock import CHANGE, lasts, moment
from corridor.consultation.form import LANGUAGES, said

TITLE_LANGUAGE = "en"
SCHEMA = "https://c3voc.de/schedule/schema.json"
NAMES = uuid.UUID("6f6c9a3e-2a64-5f0e-9f53-6a1d7c1b0e55")
"""Under which keys that are no UUID become one."""
LAST = datetime.time(3, 59)
ONLY, INSTEAD, ABSENT = "only", "instead", "absent"


def guid(event: Event, session: Session) -> str:
    """The UUID of a session: its key, or one made from it that stays the same."""
    try:
        return str(uuid.UUID(session.key)) if str(uuid.UUID(session.key)) == session.key else _made(event, session)
    except ValueError:
        return _made(event, session)


def _made(event: Event, session: Session) -> str:
    return str(uuid.uuid5(NAMES, f"{event.key}/{session.key}"))


def spoken(session: Session, lang: str) -> str:
    """The language in which the texts of a session stand in the file."""
    return session.language if session.language in LANGUAGES else lang


def room_name(event: Event, session: Session) -> str:
    """The room of a session; where it is not known, the place: no session of these files is without."""
    return session.room or event.place or said(event.title, TITLE_LANGUAGE) or event.key


# ---- what a file says otherwise ----
def kept(raw: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """What a file holds and would not be written: keys of its own, other values, and keys that it lacks.

    An other value is kept beside the one that would be written, and holds only as long as that is the same.
    """
    found = {
        ONLY: {key: value for key, value in raw.items() if key not in made},
        INSTEAD: {key: [made[key], raw[key]] for key in made if key in raw and raw[key] != made[key]},
        ABSENT: {key: value for key, value in made.items() if key not in raw},
    }
    return {name: value for name, value in found.items() if value}


def given(made: dict[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """What is written, with what was kept."""
    for key, (then, value) in extra.get(INSTEAD, {}).items():
        if key in made and made[key] == then:
            made[key] = value
    for key, then in extra.get(ABSENT, {}).items():
        if key in made and made[key] == then:
            del made[key]
    for key, value in extra.get(ONLY, {}).items():
        made.setdefault(key, value)
    return made


# ---- parts ----
def document(event: Event, *, lang: str, url: str = "") -> dict[str, Any]:
    """The agenda as far as schedule JSON can say it."""
    extra = event.extra
    schedule = {"url": url, "version": "1", "conference": conference(event, lang=lang, url=url)}
    return given(
        {"$schema": SCHEMA, "generator": {"name": "corridor"}, "schedule": given(schedule, extra.get("schedule", {}))},
        extra.get("document", {}),
    )


def conference(event: Event, *, lang: str, url: str) -> dict[str, Any]:
    """The conference with its days."""
    made = conference_head(event, lang=lang)
    number, days = 0, []
    for index, day in enumerate(event.days, start=1):
        rooms: dict[str, list[dict[str, Any]]] = {name: [] for name in day.extra.get("rooms", ())}
        for session in day.sessions:
            number += 1
            if session.starts:
                rooms.setdefault(room_name(event, session), []).append(
                    given(session_of(event, day, session, number, lang=lang, url=url), session.extra)
                )
        days.append(given({**day_head(event, day, index), "rooms": rooms}, day.extra.get("day", {})))
    made["days"] = days
    return given(made, event.extra.get("conference", {}))


def conference_head(event: Event, *, lang: str) -> dict[str, Any]:
    """The conference without its days."""
    first, last = first_day(event), last_day(event)
    names = dict.fromkeys(room_name(event, session) for _, session in event.sessions() if session.starts)
    made: dict[str, Any] = {
        "acronym": event.key,
        "title": said(event.title, lang),
        "start": first.isoformat() if first else "",
        "end": last.isoformat() if last else "",
        "daysCount": (last - first).days + 1 if first and last else 0,
        "timeslot_duration": "00:05",
        "time_zone_name": event.timezone,
        "rooms": [
            {"name": name, "guid": str(uuid.uuid5(NAMES, f"{event.key}/room/{name}")), "description": None}
            for name in names
        ],
    }
    if event.summary:
        made["description"] = said(event.summary, lang)
    return made


def day_head(event: Event, day: Day, index: int) -> dict[str, Any]:
    """A day without its rooms; where its hours are not known, from 04:00 to 03:59 as pretalx has it."""
    begins = moment(day.date, day.starts or CHANGE, event.timezone)
    return {
        "index": index,
        "date": day.date.isoformat(),
        "day_start": begins.isoformat(),
        "day_end": moment(day.date, day.ends or LAST, event.timezone, end=bool(day.ends)).isoformat(),
    }


def session_of(event: Event, day: Day, session: Session, number: int, *, lang: str, url: str = "") -> dict[str, Any]:
    """A session that has a start."""
    assert session.starts
    at = moment(day.date, session.starts, event.timezone)
    minutes = lasts(session.starts, session.ends) if session.ends else 0
    title = said(session.title, spoken(session, lang))
    return {
        "guid": guid(event, session),
        "id": number,
        "logo": None,
        "date": at.isoformat(),
        "start": at.strftime("%H:%M"),
        "duration": "{:02d}:{:02d}".format(*divmod(max(minutes, 0), 60)),
        "room": room_name(event, session),
        "slug": slug(f"{event.key}-{number}-{title}"),
        "url": f"{url}#{guid(event, session)}" if url else "",
        "title": title,
        "subtitle": "",
        "track": None,
        "type": session.kind,
        "language": session.language or "",
        "abstract": said(session.abstract, spoken(session, lang)),
        "description": "",
        "recording_license": "",
        "do_not_record": False,
        "persons": [given(person(event, one), one.extra) for one in session.participations],
        "links": [],
        "attachments": [],
    }


def person(event: Event, one: Participation) -> dict[str, Any]:
    """An organisation as a person of the file: it has no other place for it."""
    return {"guid": str(uuid.uuid5(NAMES, f"{event.key}/body/{one.body}")), "name": one.body, "public_name": one.body}


def slug(text: str) -> str:
    """A name for addresses: small letters, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain)[:100].strip("-") or "session"
