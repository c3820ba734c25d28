"""Ranks of scores: rounded to 12 significant digits first, ties share the best place, unknown has no rank.

Two ways to sum the same numbers differ in the last digits; without rounding such noise breaks real ties.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corridor.attractiveness.metadata import Matrix

DIGITS = 12


def significant(values: Matrix, digits: int | None = DIGITS) -> Matrix:
    """Values rounded to so many significant digits; `None` leaves them. Infinite and unknown stay."""
    values = np.asarray(values, dtype=float)
    if digits is None:
        return values
    flat = np.isfinite(values) & (values != 0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        power = np.where(flat, digits - 1 - np.floor(np.log10(np.abs(np.where(flat, values, 1.0)))), 0.0)
        power = np.clip(power, -300, 300)
        up, down = 10.0 ** np.maximum(power, 0), 10.0 ** np.maximum(-power, 0)
        rounded = np.rint(values * up / down) / up * down
    return np.where(flat & np.isfinite(rounded), rounded, values)


def ascending(values: Matrix, digits: int | None = DIGITS) -> Matrix:
    """Rank of each value in its column, 1 = lowest, ties the lowest rank; unknown stays unknown. 1-D or 2-D."""
    values = np.asarray(values, dtype=float)
    if values.ndim == 1:
        return _ascending(significant(values, digits))
    return np.column_stack([_ascending(column) for column in significant(values, digits).T])


def _ascending(column: Matrix) -> Matrix:
    known = ~np.isnan(column)
    found = np.full(column.shape, np.nan)
    found[known] = np.searchsorted(np.sort(column[known]), column[known], side="left") + 1
    return found


def ranks(scores: Matrix, digits: int | None = DIGITS) -> Matrix:
    """Place of each score in its column, 1 = highest, ties share the best place. 1-D or 2-D; NaN has no place."""
    return ascending(-np.asarray(scores, dtype=float), digits)


def ranks_within(scores: Matrix, groups: Sequence[object], digits: int | None = DIGITS) -> Matrix:
    """Places within groups of units; a unit without a group has no place."""
    found = np.full(np.shape(scores), np.nan)
    for group in dict.fromkeys(one for one in groups if one is not None):
        inside = np.array([one == group for one in groups])
        found[inside] = ranks(np.asarray(scores)[inside], digits)
    return found


def ranks_of_draws(scores: Matrix, digits: int | None = DIGITS) -> NDArray[np.int32]:
    """Places within each row of a table draws x units, 1 = highest; 0 where the score is unknown.

    Rounding never changes the order, only makes ties, and only of neighbours closer than a unit of the last digit:
    a row without such neighbours is ranked as it is.
    """
    scores = np.asarray(scores, dtype=float)
    if digits is None:
        return _places(scores)
    order = np.argsort(-scores, axis=1)
    sorted_ = np.take_along_axis(scores, order, axis=1)
    with np.errstate(invalid="ignore"):
        near = sorted_[:, :-1] - sorted_[:, 1:] <= 10.0 ** (2 - digits) * np.abs(sorted_).max(axis=1)[:, None]
        plain = ~(near.any(axis=1) | ~np.isfinite(sorted_).all(axis=1))
    found = np.empty(scores.shape, dtype=np.int32)
    places = np.broadcast_to(np.arange(1, scores.shape[1] + 1, dtype=np.int32), scores.shape)
    np.put_along_axis(found, order, places, axis=1)
    if not plain.all():
        found[~plain] = _places(significant(scores[~plain], digits))
    return found


def _places(scores: Matrix) -> NDArray[np.int32]:
    unknown = np.isnan(scores)
    sunk = np.where(unknown, -np.inf, scores)
    order = np.argsort(-sunk, axis=1)
    sorted_ = np.take_along_axis(sunk, order, axis=1)
    starts = np.ones(sunk.shape, dtype=bool)
    starts[:, 1:] = sorted_[:, 1:] != sorted_[:, :-1]
    place = np.where(starts, np.arange(1, sunk.shape[1] + 1, dtype=np.int32), np.int32(0))
    found = np.empty(sunk.shape, dtype=np.int32)
    np.put_along_axis(found, order, np.maximum.accumulate(place, axis=1), axis=1)
    found[unknown] = 0
    return found


def rank_counts(places: NDArray[np.int32]) -> NDArray[np.int64]:
    """Units x places 0..units: in how many draws the unit had the place (0: no score)."""
    units = places.shape[1]
    cells = places.astype(np.int64) + np.arange(units) * (units + 1)
    return np.bincount(cells.ravel(), minlength=units * (units + 1)).reshape(units, units + 1)


def quantiles(counts: NDArray[np.int64], shares: Sequence[float]) -> Matrix:
    """Quantiles of the place of each unit (shares x units), interpolated linearly as R's type 7. NaN without draws."""
    known = counts[:, 1:]
    total = known.sum(axis=1)
    cumulated = known.cumsum(axis=1)
    found = np.full((len(shares), len(counts)), np.nan)
    for number, share in enumerate(shares):
        at = (total - 1) * share
        low = np.floor(at)
        below = (cumulated > low[:, None]).argmax(axis=1) + 1
        above = (cumulated > np.minimum(low + 1, total - 1)[:, None]).argmax(axis=1) + 1
        value = below + (at - low) * (above - below)
        found[number] = np.where(total > 0, value, np.nan)
    return found
