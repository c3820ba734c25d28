"""Months, as schemes count them: of 30.4375 days where times are drawn, by the calendar where a day is shown."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

DAYS_PER_MONTH = 365.25 / 12


def months_between(start: date, day: date) -> float:
    """Months of 30.4375 days from one day to another."""
    return (day - start).days / DAYS_PER_MONTH


def month_end(start: date, months: int) -> date:
    """The day so many calendar months after the start; the last of a month that is too short for it."""
    years, before = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, before + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
