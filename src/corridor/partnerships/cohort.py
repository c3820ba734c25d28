"""The people of a log as arrays: when each event first happened to each, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.event_lists import lists
from corridor.partnerships.events import Log, people
from corridor.partnerships.log_rules import KEY

Days = NDArray[np.float64]
Truths = NDArray[np.bool_]
UNKNOWN = "unknown"
OF_PEOPLE = ("sex", "age_band", "origin", "skill_level", "track")
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Cohort:
    """People and posts of a log, in one fixed order.

    Attributes:
        table: one line each, as `events.people` gives it, without what happened after `as_of`.
        rows: the events themselves, with `who`, the place of the person in `table`.
        as_of: the day of the report.
        period: first and last day in which the first event of an indicator falls; None for all days.
    """

    table: pl.DataFrame
    rows: pl.DataFrame
    as_of: date
    period: tuple[date, date] | None

    @property
    def size(self) -> int:
        """How many people and posts."""
        return self.table.height

    @cached_property
    def _dates(self) -> dict[str, Days]:
        return {
            id_: self.table[id_].cast(pl.Int32).cast(pl.Float64).fill_null(float("nan")).to_numpy()
            for id_ in lists().events
        }

    def days(self, event: str) -> Days:
        """Days since 1970 on which the event first happened; nan where it is not in the log."""
        return self._dates[event]

    @property
    def until(self) -> float:
        """The day of the report, in days since 1970."""
        return float((self.as_of - EPOCH).days)

    def had(self, event: str) -> Truths:
        """Who has the event by the day of the report."""
        return ~np.isnan(self.days(event))

    def began(self, event: str) -> Truths:
        """Who has the event, the first time in the period."""
        if self.period is None:
            return self.had(event)
        first, last = ((day - EPOCH).days for day in self.period)
        with np.errstate(invalid="ignore"):
            return (self.days(event) >= first) & (self.days(event) <= last)

    def any_of(self, events: Iterable[str], *, begun: bool = False) -> Truths:
        """Who has one of the events (`begun`: the first time in the period)."""
        found = np.zeros(self.size, dtype=np.bool_)
        for event in events:
            found |= self.began(event) if begun else self.had(event)
        return found

    def earliest(self, events: Iterable[str]) -> Days:
        """The first day of any of the events; nan where there is none."""
        stacked = np.array([self.days(event) for event in events])
        lowest: Days = np.where(np.isnan(stacked), np.inf, stacked).min(axis=0, initial=np.inf)
        return np.where(np.isinf(lowest), np.nan, lowest)

    def values(self, name: str) -> Days:
        """A column of numbers; nan is unknown."""
        return self.table[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    def of(self, frame: pl.DataFrame, value: str) -> Days:
        """A column of a frame that has one line for each `who`, in the order of the cohort."""
        found: Days = np.full(self.size, np.nan)
        found[frame["who"].to_numpy()] = frame[value].cast(pl.Float64).to_numpy()
        return found

    def groups(self, by: str) -> dict[str, Truths]:
        """Who belongs to each group; those of whom it is not known come last. Posts have no sex, age or track."""
        values = self.table["isco08"].str.slice(0, 1) if by == "isco_major" else self.table[by]
        filled = values.fill_null(UNKNOWN)
        of = self.table["subject"] == "person" if by in OF_PEOPLE else filled.is_not_null()
        names = sorted(set(filled.filter(of).to_list()), key=lambda name: (name == UNKNOWN, name))
        return {name: ((filled == name) & of).to_numpy() for name in names}


def cohort(log: Log, *, as_of: date | None = None, period: tuple[date, date] | None = None) -> Cohort:
    """The people of a log on a day.

    Raises:
        PartnershipError: the period ends before it begins.
    """
    if period is not None and period[0] > period[1]:
        raise PartnershipError("period", "log_period_reversed", start=period[0], end=period[1])
    until = min(as_of or log.as_of, log.as_of)  # later, the log knows nothing
    seen = Log(log.events.filter(pl.col("date") <= until), log.quarantine, log.notes, log.counts, until)
    table = people(seen).sort(KEY, nulls_last=True)
    places: Any = table.select(KEY).with_row_index("who")
    rows = seen.events.join(places, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    return Cohort(table, rows, until, period)
