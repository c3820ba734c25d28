"""Scores of a forecast that is given as draws: where the outcome falls, interval score, continuous ranked probability.

Lower scores are better. Both scores are proper: nobody gains by stating another spread than they believe in.
Gneiting and Raftery, Strictly proper scoring rules, prediction, and estimation, JASA 102 (2007), sections 4.2 and 6.2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def central(draws: Floats, alpha: float) -> tuple[float, float]:
    """The central interval that holds 1 - alpha of the draws."""
    low, high = np.quantile(draws, [alpha / 2, 1 - alpha / 2])
    return float(low), float(high)


def interval_score(draws: Floats, outcome: float, alpha: float) -> float:
    """Width of the central interval, and 2 / alpha times the distance of an outcome outside of it."""
    low, high = central(draws, alpha)
    return high - low + 2 / alpha * (max(low - outcome, 0.0) + max(outcome - high, 0.0))


def covers(draws: Floats, outcome: float, alpha: float) -> bool:
    """Whether the outcome lies in the central interval."""
    low, high = central(draws, alpha)
    return low <= outcome <= high


def place(draws: Floats, outcome: float) -> float:
    """The share of draws below the outcome, and half of those equal to it: 0.5 is the middle of the forecast."""
    return float((draws < outcome).mean() + 0.5 * (draws == outcome).mean())


def ranked_probability(draws: Floats, outcome: float) -> float:
    """The continuous ranked probability score: mean distance to the outcome, less half that between two draws."""
    ordered = np.sort(draws)
    count = len(ordered)
    weights = 2 * np.arange(1, count + 1) - count - 1
    apart = 2 * float((weights * ordered).sum()) / count**2
    return float(np.abs(ordered - outcome).mean()) - apart / 2


def mean_interval(values: Floats, uniform: Floats, *, share: float = 0.95) -> tuple[float, float]:
    """An interval of the mean by drawing the values anew with replacement (bootstrap, percentiles).

    `uniform` [again, value]: numbers between 0 and 1 that choose the values of each new sample.
    """
    chosen = np.minimum((uniform * len(values)).astype(np.int64), len(values) - 1)
    means = values[chosen].mean(axis=1)
    low, high = np.quantile(means, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)
