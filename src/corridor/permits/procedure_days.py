"""Counting days, months and working days from a date, as the time limits of a file do.

The day on which a term starts is not counted; the last day is. A month ends on the day of the same number, or on the
last day of a shorter month. Working days are Monday to Friday without public holidays.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import Literal

Unit = Literal["days", "months", "years", "working_days"]
FIXED_HOLIDAYS = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension Day and Whit Monday, in days after Easter."""


def shifted(day: date, amount: int, unit: Unit) -> date:
    """The date so many days, months, years or working days later, or earlier where the amount is negative."""
    match unit:
        case "days":
            return day + timedelta(days=amount)
        case "months":
            return _months_later(day, amount)
        case "years":
            return _months_later(day, 12 * amount)
        case "working_days":
            return _working_days_later(day, amount)


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no public holiday."""
    return day.weekday() < 5 and day not in holidays(day.year)


@cache
def holidays(year: int) -> frozenset[date]:
    """The ten Belgian public holidays of a year."""
    easter = _easter(year)
    moving = (easter + timedelta(days=n) for n in AFTER_EASTER)
    return frozenset({date(year, month, day) for month, day in FIXED_HOLIDAYS} | set(moving))


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _working_days_later(day: date, amount: int) -> date:
    step = timedelta(days=1 if amount >= 0 else -1)
    left = abs(amount)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the method of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    g = (8 * b + 13) // 25
    h = (19 * a + b - b // 4 - g + 15) % 30
    m = (a + 11 * h) // 319
    r = (2 * (b % 4) + 2 * (c // 4) - c % 4 - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)
