"""Times of a day at an event, which lasts from four in the morning to four: an hour after midnight is late evening."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from corridor.consultation.form import fault

CHANGE = datetime.time(4)
"""When a day of an event begins: as in the files of pretalx, which know days from 04:00 to 03:59."""
MINUTES = 24 * 60
WRITTEN = re.compile(r"([01]?\d|2[0-3])[:hH.]([0-5]\d)(?::00)?")


def clock(given: Any) -> Any:
    """A time from `12:30`, `12h30` or what YAML makes of an unquoted 12:30 (750, minutes)."""
    if isinstance(given, str) and (found := WRITTEN.fullmatch(given.strip())):
        return datetime.time(int(found[1]), int(found[2]))
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < MINUTES:
        return datetime.time(*divmod(given, 60))
    if given is None or isinstance(given, datetime.time):
        return given
    raise fault("dossier_value", given=str(given)[:80], why="HH:MM")


Clock = Annotated[datetime.time, BeforeValidator(clock)]


def minute(time: datetime.time) -> int:
    """Minutes since the day of the event began: 0 at 04:00, 1439 at 03:59."""
    return (time.hour * 60 + time.minute - CHANGE.hour * 60) % MINUTES


def after(time: datetime.time, minutes: int) -> datetime.time | None:
    """The time some minutes later; None where that is another day of the event."""
    at = minute(time) + minutes
    return datetime.time(*divmod((at + CHANGE.hour * 60) % MINUTES, 60)) if 0 <= at <= MINUTES else None


def lasts(starts: datetime.time, ends: datetime.time) -> int:
    """Minutes from start to end. An end at 04:00 is the end of the day."""
    return (minute(ends) or MINUTES) - minute(starts)


def moment(date: datetime.date, time: datetime.time, timezone: str, *, end: bool = False) -> datetime.datetime:
    """The moment of a time on a day of the event; `end`: 04:00 is that of the next morning."""
    next_morning = time < CHANGE or (end and time == CHANGE)
    found = date + datetime.timedelta(days=1) if next_morning else date
    return datetime.datetime.combine(found, time, ZoneInfo(timezone))


def placed(at: datetime.datetime, timezone: str) -> tuple[datetime.date, datetime.time]:
    """The day of the event to which a moment belongs, and the time on its clock. A moment without zone is local."""
    local = at.astimezone(ZoneInfo(timezone)) if at.tzinfo else at
    date = local.date() - datetime.timedelta(days=1) if local.time() < CHANGE else local.date()
    return date, local.time().replace(second=0, microsecond=0, tzinfo=None)


def written(time: datetime.time | None) -> str:
    """`HH:MM`; empty where it is not known."""
    return time.strftime("%H:%M") if time else ""
