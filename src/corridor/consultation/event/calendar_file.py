"""Agendas as iCalendar (RFC 5545): what calendars on phones and in offices open.

Sessions of which the start is known are entries on the clock of the event's time zone; a day is an entry by itself
where the agenda gives its hours, or of a whole day where it does not. What an entry cannot say (texts in other
languages, roles, what is assumed) is read back from properties that begin with `X-CORRIDOR`, which others leave alone.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corridor.consultation.errors import ConsultationError, ConsultationErrors
from corridor.consultation.event.agenda import BRUSSELS, Day, Event, Session
from corridor.consultation.event.clock import CHANGE, minute, moment, placed
from corridor.consultation.event.schedule_form import guid, slug
from corridor.consultation.form import KEY, said

PRODUCT = "-//Corridor//Agenda//EN"
OURS = "X-CORRIDOR"
WRITTEN = datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)
"""What stands as the day of writing where none is given: the same agenda gives the same bytes."""


def write(event: Event, *, lang: str = "en", url: str = "", at: datetime.datetime = WRITTEN) -> bytes:
    """The agenda as a calendar file; the same agenda gives the same bytes.

    The address for those who take part online is not in it: it is public.

    Args:
        event: the agenda.
        lang: the language of titles.
        url: the public page of the event.
        at: when it was last changed.
    """
    from icalendar import Calendar

    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", said(event.title, lang))
    file.add("x-wr-timezone", event.timezone)
    file.add(OURS, json.dumps(_plain(replace(event, online_address="", days=()))))
    for day in event.days:
        file.add_component(_day(event, day, lang, url, at))
        for number, session in enumerate(day.sessions):
            if session.starts:
                file.add_component(_session(event, day, session, number, lang, url, at))
    first = min((day.date for day in event.days), default=WRITTEN.date())
    file.add_missing_timezones(first.replace(month=1, day=1), first.replace(year=first.year + 2, month=1, day=1))
    return bytes(file.to_ical())


def _plain(record: Any) -> Any:
    """A record without what other software wrote of it: a calendar has no place for that."""
    from corridor.consultation.event.reading import as_mapping

    found = as_mapping(replace(record, extra={}))
    for one in found.get("participations", ()):
        one.pop("extra", None)
    return found


def _day(event: Event, day: Day, lang: str, url: str, at: datetime.datetime) -> Any:
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", f"{slug(event.key)}-{day.date}@corridor")
    entry.add("dtstamp", at)
    if day.starts and day.ends:
        entry.add("dtstart", moment(day.date, day.starts, event.timezone))
        entry.add("dtend", moment(day.date, day.ends, event.timezone, end=True))
    else:
        entry.add("dtstart", day.date)
        entry.add("dtend", day.date + datetime.timedelta(days=1))
    entry.add("summary", said(event.title, lang))
    if event.place:
        entry.add("location", event.place)
    if url:
        entry.add("url", url)
    waiting = [[at, _plain(one)] for at, one in enumerate(day.sessions) if one.starts is None]
    ours = {"day": _plain(replace(day, sessions=())), "waiting": waiting}
    entry.add(OURS, json.dumps(ours))
    return entry


def _session(event: Event, day: Day, session: Session, number: int, lang: str, url: str, at: datetime.datetime) -> Any:
    from icalendar import Event as Entry

    assert session.starts
    entry = Entry()
    entry.add("uid", f"{guid(event, session)}@corridor")
    entry.add("dtstamp", at)
    entry.add("dtstart", moment(day.date, session.starts, event.timezone))
    if session.ends:
        entry.add("dtend", moment(day.date, session.ends, event.timezone, end=True))
    entry.add("summary", said(session.title, lang))
    if session.abstract:
        entry.add("description", said(session.abstract, lang))
    if where := ", ".join(one for one in (session.room, event.place) if one):
        entry.add("location", where)
    entry.add("categories", [session.kind])
    if url:
        entry.add("url", url)
    ours = {"at": number, "date": day.date.isoformat(), "lang": lang, "session": _plain(session)}
    entry.add(OURS, json.dumps(ours))
    return entry


# ---- in ----
def read(raw: bytes | str, *, place: str = "agenda.ics", lang: str = "en", timezone: str = BRUSSELS) -> Event:
    """An agenda from a calendar file: an entry with hours is a session, an entry of whole days is the days.

    Args:
        raw: the file.
        place: its name, in errors.
        lang: the language of texts.
        timezone: of the event, where the file names none.

    Raises:
        ConsultationErrors: it is no calendar, or has no entry.
    """
    from icalendar import Calendar

    try:
        file = Calendar.from_ical(raw)
        entries = list(file.walk("VEVENT"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, UnicodeError, RecursionError) as error:
        raise ConsultationErrors([ConsultationError(place, "calendar_no_calendar", why=str(error)[:200])]) from error
    if not entries:
        raise ConsultationErrors([ConsultationError(place, "calendar_empty")])
    reader = _Reader(place, lang, _zone(file, timezone))
    for number, entry in enumerate(entries, start=1):
        reader.entry(entry, number)
    if reader.errors:
        raise ConsultationErrors(reader.errors)
    return reader.event(file)


def _zone(file: Any, timezone: str) -> str:
    name = str(file.get("x-wr-timezone") or timezone)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone
    return name


class _Reader:
    """A calendar file: days, sessions by day, and what is wrong."""

    def __init__(self, place: str, lang: str, timezone: str) -> None:
        self.place, self.lang, self.timezone = place, lang, timezone
        self.errors: list[ConsultationError] = []
        self.days: dict[datetime.date, Day] = {}
        self.found: dict[datetime.date, list[tuple[float, Session]]] = defaultdict(list)
        self.title = self.where = ""

    def event(self, file: Any) -> Event:
        from corridor.consultation.reading import fitted

        dates = sorted(self.days.keys() | self.found.keys())
        made = []
        for date in dates:
            listed = sorted(self.found[date], key=lambda one: one[0])
            made.append(replace(self.days.get(date) or Day(date), sessions=tuple(one for _, one in listed)))
        name = str(file.get("x-wr-calname") or self.title or self.place)
        known = _ours(file)
        if isinstance(known, Mapping):
            event: Event = fitted(Event, known, place=f"{self.place}: {OURS}")
            return replace(event, days=tuple(made), title=_words(event.title, name, self.lang))
        key = slug(name)
        return Event(
            key=key if re.fullmatch(KEY, key) else "event",
            title={self.lang: name},
            place=self.where,
            timezone=self.timezone,
            days=tuple(made),
        )

    def entry(self, entry: Any, number: int) -> None:
        """One entry as a session, or as the days that it covers."""
        title = " ".join(str(entry.get("summary") or "").split())
        try:
            starts, ends = _span(entry)
        except (ValueError, AttributeError, TypeError):
            starts = ends = None
        if starts is None:
            self.errors.append(ConsultationError(f"{self.place}: {number}", "calendar_no_start", title=title[:80]))
            return
        ours = _ours(entry)
        if isinstance(ours, Mapping) and "day" in ours:
            self._our_day(ours, starts, ends)
        elif isinstance(starts, datetime.datetime):
            self._session(entry, title, starts, ends, ours, number)
        else:
            self._whole_days(entry, title, starts, ends)

    def _our_day(self, ours: Mapping[str, Any], starts: Any, ends: Any) -> None:
        from corridor.consultation.reading import fitted

        day: Day = fitted(Day, ours["day"], place=f"{self.place}: {OURS}")
        if isinstance(starts, datetime.datetime):
            date, time = placed(starts, self.timezone)
            day = replace(day, date=date, starts=time, ends=placed(ends, self.timezone)[1] if ends else None)
        else:
            day = replace(day, date=starts)
        self.days[day.date] = day
        waiting = ours.get("waiting")
        for at, raw in (one for one in (waiting if isinstance(waiting, list) else ()) if _pair(one)):
            self.found[day.date].append((float(at), fitted(Session, raw, place=f"{self.place}: {OURS}")))

    def _whole_days(self, entry: Any, title: str, starts: datetime.date, ends: datetime.date | None) -> None:
        self.title = self.title or title
        self.where = self.where or str(entry.get("location") or "")
        last = ends if ends and ends > starts else starts + datetime.timedelta(days=1)
        for offset in range(min((last - starts).days, 31)):
            date = starts + datetime.timedelta(days=offset)
            self.days.setdefault(date, Day(date))

    def _session(self, entry: Any, title: str, starts: Any, ends: Any, ours: Any, number: int) -> None:
        from corridor.consultation.reading import fitted

        date, time = placed(starts, self.timezone)
        until = None
        if isinstance(ends, datetime.datetime) and starts < ends <= starts + datetime.timedelta(days=1):
            last, hour = placed(ends, self.timezone)
            fits = last == date or hour == CHANGE
            until = hour if fits else None
        if isinstance(ours, Mapping) and "session" in ours:
            known: Session = fitted(Session, ours["session"], place=f"{self.place}: {OURS}")
            same = (known.starts, known.ends, ours.get("date")) == (time, until, date.isoformat())
            texts = _words(known.title, title, str(ours.get("lang") or self.lang))
            session = replace(known, starts=time, ends=until, assumed=known.assumed and same, title=texts)
            at: Any = ours.get("at")
            self.found[date].append((float(at) if same and _number(at) else _late(time), session))
            return
        text = str(entry.get("description") or "").strip()
        session = Session(
            key=str(entry.get("uid") or f"entry-{number}"),
            title={self.lang: title} if title else {},
            starts=time,
            ends=until,
            abstract={self.lang: text} if text else None,
            room=" ".join(str(entry.get("location") or "").split()),
        )
        self.found[date].append((_late(time), session))


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1e6


def _pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and _number(value[0])


def _late(time: datetime.time) -> float:
    """Where an entry of others stands: by the clock, among those of ours that have no number behind it."""
    return 1e6 + minute(time)


def _words(known: Mapping[str, str], now: str, lang: str) -> Mapping[str, str]:
    """Texts with what others wrote since; spaces make no difference."""
    return known if not now or " ".join(said(known, lang).split()) == " ".join(now.split()) else {**known, lang: now}


def _ours(component: Any) -> Any:
    from corridor.consultation.reading import too_deep

    try:
        found = json.loads(str(component[OURS]))
    except (KeyError, ValueError, RecursionError):
        return None
    return None if too_deep(found) else found


def _span(entry: Any) -> tuple[Any, Any]:
    """Start and end; the end from a duration where there is one."""
    starts = entry["dtstart"].dt if "dtstart" in entry else None
    if starts is None:
        return None, None
    if "dtend" in entry:
        return starts, entry["dtend"].dt
    return starts, starts + entry["duration"].dt if "duration" in entry else None
