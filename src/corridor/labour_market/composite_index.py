"""Weighted indices over occupations: standardised cross-sections, and long-run trends against the whole economy.

Unknown is NaN inside arrays here and nowhere else: one unknown part of an occupation makes its index unknown, unless
its weight is zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor.labour_market.errors import LabourMarketError

Array = NDArray[np.float64]


def hp_trend(series: Array, smoothing: float) -> Array:
    """The Hodrick-Prescott trend: the path nearest to the series whose bends cost `smoothing`.

    Solves (I + smoothing D'D) trend = series, D the second differences. A constant added to the series is added to the
    trend. 6.25 is usual for years.

    Args:
        series: values of consecutive periods along the last axis, none unknown, at least three.

    Raises:
        LabourMarketError: it is shorter, or has a gap.
    """
    length = series.shape[-1]
    if length < 3 or not np.isfinite(series).all():
        raise LabourMarketError("series", "series_broken", found=length, need=3)
    bends = np.diff(np.eye(length), n=2, axis=0)
    return np.asarray(np.linalg.solve(np.eye(length) + smoothing * bends.T @ bends, series.T).T, dtype=np.float64)


def trends(series: Array, smoothing: float, fewest: int) -> Array:
    """The trend of each row over its years up to the last, without gaps; unknown where they are fewer than `fewest`."""
    found = np.full_like(series, np.nan)
    starts = np.array([_start(row) for row in series], dtype=np.int64)
    for start in np.unique(starts):
        rows = starts == start
        if series.shape[1] - start >= max(fewest, 3):
            found[rows, start:] = hp_trend(series[rows, start:], smoothing)
    return found


def _start(row: Array) -> int:
    """Where the unbroken run of known values that ends the row begins."""
    gaps = np.flatnonzero(~np.isfinite(row))
    return int(gaps[-1]) + 1 if gaps.size else 0


def standardised(difference: Array, base: NDArray[np.bool_] | None = None) -> Array:
    """(d - mean) / sd over all occupations and the years of the base window; unknown where there is no spread.

    Args:
        difference: occupations × years.
        base: the years of the window; by default all.
    """
    window = difference if base is None else difference[:, base]
    known = window[np.isfinite(window)]
    if known.size < 2:
        return np.full_like(difference, np.nan)
    spread = float(known.std())
    # what is equal but for the last digits has no spread
    if spread <= 1e-12 * max(1.0, float(np.abs(known).max())):
        return np.full_like(difference, np.nan)
    found: Array = (difference - known.mean()) / spread
    return found


def trend_signals(
    growth: Array,
    economy: Array | None,
    signs: Array,
    *,
    smoothing: float,
    fewest: int = 3,
    base: NDArray[np.bool_] | None = None,
) -> Array:
    """z[k, o, t]: the standardised distance of each occupation's trend from the economy's, by indicator.

    Args:
        growth: indicators × occupations × years.
        economy: indicators × years; where a row is unknown, or None: the mean over the occupations known each year.
        signs: +1 where a higher value means a tighter market, -1 for unemployment.
        smoothing: of the trend; `fewest` years; `base` window of the standardisation.
    """
    found = np.full_like(growth, np.nan)
    for k in range(growth.shape[0]):
        trend = trends(growth[k], smoothing, fewest)
        known = np.isfinite(trend)
        counts = known.sum(axis=0)
        sums = np.where(known, trend, 0.0).sum(axis=0)
        whole = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
        if economy is not None and np.isfinite(economy[k]).any():
            whole = trends(economy[k][None, :], smoothing, fewest)[0]
        found[k] = standardised(signs[k] * (trend - whole), base)
    return found


def weighted(parts: Array, weights: Array) -> Array:
    """S = sum of weight × part / sum of weights, along the first axis; unknown where a weighted part is.

    Raises:
        LabourMarketError: all weights are zero.
    """
    if not (weights > 0).any():
        raise LabourMarketError("weights", "weights_all_zero", method="index")
    used = weights > 0
    found: Array = np.tensordot(weights[used], parts[used], axes=1) / weights[used].sum()
    return found


def skill_needs(signal: Array, employment: Array, use: Array) -> Array:
    """How hard each skill is to find: the occupations' signals, weighted by employment and by the use of the skill.

    skill[j] = sum_o e[o] S[o] a[o, j] / sum_o e[o] a[o, j]. A skill used equally everywhere gets the
    employment-weighted mean. Occupations whose signal or employment is unknown are left out; a skill that no known
    occupation uses is unknown (NaN).

    Args:
        signal: of each occupation; employment: people; use: occupations × skills, from 0 to 1.
    """
    known = np.isfinite(signal) & np.isfinite(employment)
    mass = employment[known, None] * use[known]
    total = mass.sum(axis=0)
    found: Array = np.divide(signal[known] @ mass, total, out=np.full(total.shape, np.nan), where=total > 0)
    return found


def rescaled(signal: Array, bound: float) -> Array:
    """From -1 to 1 by a fixed bound: beyond it stays at the end."""
    found: Array = np.clip(signal / bound, -1.0, 1.0)
    return found
