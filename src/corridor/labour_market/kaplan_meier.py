"""The Kaplan-Meier curve with late entries: the share of a cohort that is still here, and how sure that is.

A person is at risk at time t if they came under observation before t and had not ended by then: entry < t <= exit.
Who is observed from the start has entry 0 and is at risk at time 0 too. At one time, events come before those whose
observation ends there. Formulas: Kaplan and Meier 1958 (product limit); Greenwood 1926 (variance); Kalbfleisch and
Prentice 2002, section 1.4 (interval on the scale of log(-log S)); Andersen, Borgan, Gill and Keiding 1993, section IV.3
(left truncation: the same product over risk sets that people enter late).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from corridor.labour_market.errors import LabourMarketError

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
WHOLE = 100_000
"""Whole times up to here are counted place by place instead of being sorted: months and days of any register."""


@dataclass(frozen=True)
class Point:
    """The curve at one time.

    Attributes:
        survival: the share that is still here; None where the data do not tell (see `reason`).
        low, high: the interval; None where it is not defined (nobody left yet, or everybody).
        variance: Greenwood's.
        at_risk: persons under observation just after this time.
        events: persons who left up to this time.
        least: the smallest number at risk at any departure up to this time; None before the first one.
        reason: None, or why it is unknown: `not_from_start` (nobody is observed from the start of the clock),
            `not_followed` (at some time before, nobody was under observation), `ran_out` (all who were observed left
            while others, who came under observation later, are known to be here).
    """

    survival: float | None
    low: float | None
    high: float | None
    variance: float | None
    at_risk: int
    events: int
    least: int | None
    reason: str | None


@dataclass(frozen=True)
class Curve:
    """A curve; arrays run over the distinct times at which somebody's observation ends.

    Attributes:
        times: in the unit of the exits.
        at_risk, events, censored: persons at risk, leaving, and ending otherwise, at each time.
        survival, variance, low, high: just after each time; intervals are nan where they are not defined.
        grid: the distinct times at which an observation begins or ends (every whole number, where times are whole).
        here: persons under observation just after each time of the grid.
    """

    times: Floats
    at_risk: Counts
    events: Counts
    censored: Counts
    survival: Floats
    variance: Floats
    low: Floats
    high: Floats
    grid: Floats
    here: Counts

    def at(self, time: float) -> Point:
        """The curve at a time, and whether the data reach so far."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        departures = self.at_risk[: place + 1][self.events[: place + 1] > 0]
        left = int(self.events[: place + 1].sum())
        on_grid = int(np.searchsorted(self.grid, time, side="right")) - 1
        here = int(self.here[on_grid]) if on_grid >= 0 else 0
        least = int(departures.min()) if len(departures) else None
        reason = self._unknown(place, time)
        if reason is not None:
            return Point(None, None, None, None, here, left, least, reason)
        if place < 0:
            return Point(1.0, None, None, 0.0, here, 0, None, None)
        return Point(
            float(self.survival[place]),
            _known(self.low[place]),
            _known(self.high[place]),
            _known(self.variance[place]),
            here,
            left,
            least,
            None,
        )

    def _unknown(self, place: int, time: float) -> str | None:
        """Why the curve does not say at a time; see `Point`."""
        empty = np.flatnonzero(self.here == 0)
        covered = float(self.grid[empty[0]]) if len(empty) else 0.0
        if len(self.grid) == 0 or self.grid[0] > 0 or (covered == 0.0 and self.grid[-1] > 0):
            return "not_from_start"
        if place < 0 or self.survival[place] > 0.0:
            return "not_followed" if time > covered else None
        emptied = self.times[np.argmax(self.survival == 0.0)]
        if emptied > covered:
            return "not_followed"
        return "ran_out" if self.grid[-1] > emptied else None


def kaplan_meier(
    exit: ArrayLike, event: ArrayLike, entry: ArrayLike | None = None, *, confidence: float = 0.95
) -> Curve:
    """The curve of persons.

    Args:
        exit: when each person left, or was last under observation; 0 or more, in any unit.
        event: whether they left then.
        entry: when each came under observation; 0 where it is from the start, and where it is not given.
        confidence: of the interval.

    Raises:
        LabourMarketError: lengths differ, or a time is negative, not finite, or not after its entry.
    """
    ends, left, begins = checked(exit, event, entry)
    grid, place = places(ends, begins)
    ended = np.bincount(place[0], minlength=len(grid))
    gone = np.bincount(place[0][left > 0], minlength=len(grid))
    here = np.cumsum(np.bincount(place[1], minlength=len(grid)) - ended)
    before = np.concatenate([[int((begins == 0).sum())], here[:-1]])
    at = ended > 0
    times, at_risk, events, censored = grid[at], before[at], gone[at], (ended - gone)[at]
    risk = at_risk.astype(float)
    survival = np.cumprod(1.0 - events / np.maximum(risk, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.cumsum(np.where(events > 0, events / (risk * (risk - events)), 0.0))
        variance = np.where(survival > 0, survival**2 * spread, np.nan)
    low, high = log_log(survival, np.sqrt(spread), confidence)
    return Curve(times, at_risk, events, censored, survival, variance, low, high, grid, here)


def places(ends: Floats, begins: Floats) -> tuple[Floats, tuple[Counts, Counts]]:
    """The times of the table, and the place in it of each end and begin."""
    most = ends.max(initial=0.0)
    if most <= WHOLE and (ends == np.rint(ends)).all() and (begins == np.rint(begins)).all():
        return np.arange(most + 1), (ends.astype(np.int64), begins.astype(np.int64))
    grid, place = np.unique(np.concatenate([ends, begins]), return_inverse=True)
    return grid, (place[: len(ends)], place[len(ends) :])


def log_log(survival: Floats, relative_error: Floats, confidence: float) -> tuple[Floats, Floats]:
    """The interval S^exp(±z·e/log S), with e the standard error of log S; nan where S is 0 or 1.

    It stays within 0 and 1, and is the one that R and lifelines call log-log.
    """
    z = float(ndtri(0.5 + confidence / 2))
    inside = (survival > 0) & (survival < 1)
    low, high = np.full(len(survival), np.nan), np.full(len(survival), np.nan)
    logs = np.log(survival[inside])
    width = z * relative_error[inside] / -logs
    low[inside] = np.exp(logs * np.exp(width))
    high[inside] = np.exp(logs * np.exp(-width))
    return low, high


def checked(exit: ArrayLike, event: ArrayLike, entry: ArrayLike | None) -> tuple[Floats, Counts, Floats]:
    """Exits, events and entries as arrays that fit each other.

    Raises:
        LabourMarketError: they do not.
    """
    ends, left = np.asarray(exit, float), np.asarray(event)
    begins = np.zeros(len(ends)) if entry is None else np.asarray(entry, float)
    lengths = (len(ends), len(left), len(begins))
    if len(set(lengths)) > 1:
        raise LabourMarketError("survival", "survival_shape", lengths=", ".join(map(str, lengths)))
    wrong = ~np.isfinite(ends) | ~np.isfinite(begins) | (begins < 0) | (ends < begins) | ((ends == begins) & (ends > 0))
    if wrong.any():
        raise LabourMarketError("survival", "survival_times", count=int(wrong.sum()))
    return ends, left.astype(np.int64), begins


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
