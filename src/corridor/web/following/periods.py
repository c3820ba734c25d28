"""Indicators of a year, beside those of the whole time: nothing small may follow by subtracting years from the whole.

Periods are whole calendar years. With free days a reader could take two periods that differ by one day, and read off
what happened to one person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from corridor.labour_market.disclosure import SMALL
from corridor.partnerships.events import Log
from corridor.partnerships.indicators import indicators

KEY = ("indicator", "part", "by", "group", "statistic")
COUNTS = ("count", "share")
"""Statistics whose value tells how many people it counts; of a median or mean only its number does."""
NUMBERS = ("low", "high", "n", "denominator", "confidence")
Cells = dict[tuple[Any, ...], dict[str, Any]]


def years(log: Log) -> tuple[int, ...]:
    """The calendar years in which something happened, the latest first."""
    found = log.events["date"].dt.year().unique().drop_nulls().to_list()
    return tuple(sorted(found, reverse=True))


def bounds(year: int | None) -> tuple[date, date] | None:
    """First and last day of a year; None for the whole time."""
    return None if year is None else (date(year, 1, 1), date(year, 12, 31))


def indicators_of(log: Log, *, by: str | None = None, year: int | None = None) -> pl.DataFrame:
    """The indicators of the whole time or of a year, by group too; what is small is hidden.

    Args:
        log: the log.
        by: a column of `groupings()`.
        year: one of `years(log)`; None for the whole time.
    """
    return _held(_Same(log), by, year)


class _Same:
    """A log that is the same as long as it is the same object: for the cache."""

    def __init__(self, log: Log) -> None:
        self.log = log

    def __hash__(self) -> int:
        return id(self.log)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.log is self.log


@lru_cache(maxsize=64)
def _held(same: _Same, by: str | None, year: int | None) -> pl.DataFrame:
    whole = indicators(same.log, by=by)
    if year is None:
        return whole
    apart = {y: indicators(same.log, by=by, period=bounds(y)) for y in years(same.log)}
    away = too_close(whole, apart)
    return _without(apart[year], away.get(year, set()))


def too_close(whole: pl.DataFrame, apart: Mapping[int, pl.DataFrame]) -> dict[int, set[tuple[Any, ...]]]:
    """Keys of the figures of each year that must be hidden, so that no hidden year follows from the whole."""
    total, parts = _cells(whole), {year: _cells(frame) for year, frame in apart.items()}
    away: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for key, cell in total.items():
        if cell["n"] is None:
            continue
        while (year := _to_hide(cell, key, parts, away)) is not None:
            away[year].add(key)
    return away


def _to_hide(
    cell: dict[str, Any], key: tuple[Any, ...], parts: Mapping[int, Cells], away: Mapping[int, set[tuple[Any, ...]]]
) -> int | None:
    """The year with the smallest shown number, where the rest of the whole after the shown years is 1 to 9 people."""
    shown = {
        year: cells[key]
        for year, cells in parts.items()
        if key in cells and cells[key]["n"] is not None and key not in away.get(year, ())
    }
    hidden = [year for year, cells in parts.items() if key in cells and year not in shown]
    if not hidden or not shown:
        return None
    for role in ("n", "denominator", "rest"):
        rest = _people(cell, role) - sum(_people(one, role) for one in shown.values())
        if 0 < rest < SMALL:
            return min(shown, key=lambda year: _people(shown[year], "n"))
    return None


def _people(cell: dict[str, Any], role: str) -> float:
    """How many people a figure tells of: those counted, those out of whom, and the rest of them."""
    n, base = cell["n"] or 0, cell["denominator"]
    if base is None:
        return float(n) if role == "n" else 0.0
    return float({"n": n, "denominator": base, "rest": base - n}[role])


def _cells(frame: pl.DataFrame) -> Cells:
    return {tuple(row[name] for name in KEY): row for row in frame.iter_rows(named=True)}


def _without(frame: pl.DataFrame, away: set[tuple[Any, ...]]) -> pl.DataFrame:
    if not away:
        return frame
    rows = []
    for row in frame.iter_rows(named=True):
        if tuple(row[name] for name in KEY) in away:
            row |= dict.fromkeys(NUMBERS, None)
            if row["statistic"] in COUNTS:
                row |= {"value": None, "suppressed": True, "reason": "small"}
            else:
                row["reason"] = row["reason"] or "number_hidden"
        rows.append(row)
    return pl.DataFrame(rows, schema=frame.schema, orient="row")
