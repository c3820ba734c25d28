"""Deadlines as an iCalendar file (RFC 5545): whole days, lines of at most 75 octets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DAY = timedelta(days=1)
WIDTH = 75


@dataclass(frozen=True)
class Event:
    """One day in a calendar. `uid` stays the same as long as it means the same."""

    uid: str
    day: date
    title: str
    text: str = ""
    url: str = ""


def calendar(events: Iterable[Event], *, name: str, made: datetime) -> str:
    """The whole file, lines ended by CR LF."""
    stamp = made.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Corridor//Cases//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_text(name)}", "X-PUBLISHED-TTL:PT12H"]
    for event in events:
        lines += ["BEGIN:VEVENT", f"UID:{_text(event.uid)}", f"DTSTAMP:{stamp}"]
        lines += [f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}", f"DTEND;VALUE=DATE:{event.day + DAY:%Y%m%d}"]
        lines += [f"SUMMARY:{_text(event.title)}"]
        lines += [f"DESCRIPTION:{_text(event.text)}"] if event.text else []
        lines += [f"URL:{event.url}"] if event.url else []
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _text(text: str) -> str:
    """A text value: backslash, semicolon, comma and line breaks escaped."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def folded(line: str) -> list[str]:
    """A line in parts of at most 75 octets; those after the first begin with a space. No character is cut."""
    parts: list[str] = []
    current, room = "", WIDTH
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append(current)
            current, room = " ", WIDTH - 1
        current += sign
        room -= size
    return [*parts, current]
