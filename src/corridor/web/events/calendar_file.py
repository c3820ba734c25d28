"""The days of one registration as a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from corridor.consultation.event.clock import moment
from corridor.web.design.templatetags.design import in_language
from corridor.web.events.models import Day, Event, Mode, Registration

PRODUCT = "-//Corridor//Events//EN"


def calendar_of(registration: Registration, address: str) -> bytes:
    """One entry a day, in the language that is active.

    A day whose hours are not known is a whole day. Times are in UTC, so that every program reads them alike. The entry
    of a day keeps its name, and one that was written later counts more: it takes the place of the one before.

    Args:
        registration: with its event and its days.
        address: of the public page of the event.
    """
    from icalendar import Calendar

    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    for attendance in registration.attendances.select_related("day"):
        file.add_component(_entry(registration, attendance, address))
    return bytes(file.to_ical())


def _entry(registration: Registration, attendance: Any, address: str) -> Any:
    from icalendar import Event as Entry

    event, day = registration.event, attendance.day
    online = attendance.mode == Mode.ONLINE
    entry = Entry()
    entry.add("uid", f"{registration.pk}-{day.pk}@corridor")
    now = datetime.now(UTC).replace(microsecond=0)
    entry.add("dtstamp", now)
    entry.add("last-modified", now)
    entry.add("sequence", registration.version + event.version)
    start, end = _span(event, day)
    entry.add("dtstart", start)
    entry.add("dtend", end)
    entry.add("summary", in_language(event.title))
    where = event.online_address if online else event.place
    if where:
        entry.add("location", where)
    entry.add("url", event.online_address if online and event.online_address else address)
    return entry


def _span(event: Event, day: Day) -> tuple[date | datetime, date | datetime]:
    if day.starts is None or day.ends is None or day.ends == day.starts:
        return day.date, day.date + timedelta(days=1)
    start = moment(day.date, day.starts, event.timezone)
    return start.astimezone(UTC), moment(day.date, day.ends, event.timezone, end=True).astimezone(UTC)
