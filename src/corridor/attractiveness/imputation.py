"""Filling unknown values: mean or median of the indicator (in groups of units), of the unit, nearest units, EM.

Formulas: COINr's i_mean, i_median, i_mean_grp, i_median_grp; EM is the estimate of a multivariate normal
distribution (Little and Rubin), kNN the mean of the nearest units. A filled value is an assumption: the composite
keeps the data set before it.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Matrix

Method = Literal["mean", "median", "none", "knn", "em"]
METHODS = ("mean", "median", "none", "knn", "em")


@dataclass(frozen=True)
class Imputation:
    """How unknown values are filled.

    `group`: a column of the data; each unit gets the mean or median of its group. `by="row"`: the mean or median of
    the unit's own indicators, each first scaled to 0..1 in its direction unless `scaled` is false; `level` takes
    only indicators under the same aggregate of that level. `neighbours` for knn; `rounds` and `tolerance` for em.
    """

    method: Method = "mean"
    group: str | None = None
    by: Literal["column", "row"] = "column"
    level: int | None = None
    scaled: bool = True
    neighbours: int = 5
    rounds: int = 200
    tolerance: float = 1e-8

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise AttractivenessError("imputation", "method_unknown", method=self.method, known=", ".join(METHODS))
        if self.by not in ("column", "row"):
            raise AttractivenessError("imputation", "method_unknown", method=self.by, known="column, row")
        if self.neighbours < 1:
            raise AttractivenessError(
                "imputation", "parameter_wrong", parameter="neighbours", value=self.neighbours, expected="1 or more"
            )


def middle(values: Matrix, method: str) -> float:
    """Mean or median of the known values, NaN where none is known."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return float("nan")
    return float(known.mean() if method == "mean" else np.median(known))


def by_column(values: Matrix, method: str = "mean", groups: Sequence[object] | None = None) -> Matrix:
    """Each indicator's gaps filled with its mean or median, within the groups of units where given.

    A unit without a group, and a group without a known value, keep their gaps.
    """
    found = np.array(values, dtype=float)
    for rows in _groups(groups, len(found)):
        part = found[rows]
        for column in range(found.shape[1]):
            gaps = np.isnan(part[:, column])
            if gaps.any():
                part[gaps, column] = middle(part[:, column], method)
        found[rows] = part
    return found


def _groups(groups: Sequence[object] | None, units: int) -> list[np.ndarray[tuple[int], np.dtype[np.intp]]]:
    if groups is None:
        return [np.arange(units)]
    kinds = dict.fromkeys(one for one in groups if one is not None)
    return [np.array([number for number, one in enumerate(groups) if one == kind], dtype=np.intp) for kind in kinds]


def by_row(
    values: Matrix,
    method: str = "mean",
    directions: Matrix | None = None,
    families: Sequence[object] | None = None,
    scaled: bool = True,
) -> Matrix:
    """Each unit's gaps filled with the mean or median of its own indicators (of the same family where given).

    `scaled`: indicators are brought to 0..1 in their direction first and the filled value back to its own scale.
    """
    found = np.array(values, dtype=float)
    directions = np.ones(found.shape[1]) if directions is None else directions
    low, span = np.zeros(found.shape[1]), np.ones(found.shape[1])
    work = found * directions
    if scaled:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # an indicator without any value stays unknown
            low, span = np.nanmin(work, axis=0), np.nanmax(work, axis=0) - np.nanmin(work, axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            work = (work - low) / span
    else:
        work = found.copy()
        directions = np.ones(found.shape[1])
    families = [None] * found.shape[1] if families is None else families
    for family in dict.fromkeys(families):
        columns = np.array([number for number, one in enumerate(families) if one == family])
        for row in range(len(found)):
            gaps = columns[np.isnan(found[row, columns])]
            if gaps.size:
                fill = middle(work[row, columns], method)
                found[row, gaps] = (fill * span[gaps] + low[gaps]) * directions[gaps]
    return found


def nearest_units(values: Matrix, neighbours: int = 5) -> Matrix:
    """Each gap filled with the mean of the nearest units that know the indicator.

    Distance: root mean square of the differences in standard deviations, over the indicators both units know.
    """
    values = np.asarray(values, dtype=float)
    known = ~np.isnan(values)
    spread = np.array([values[known[:, j], j].std() if known[:, j].any() else 0.0 for j in range(values.shape[1])])
    centre = np.array([middle(values[:, j], "mean") for j in range(values.shape[1])])
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(spread > 0, (values - centre) / spread, np.where(known, 0.0, np.nan))
    found = values.copy()
    for row in np.flatnonzero(~known.all(axis=1)):
        both = known & known[row]
        with np.errstate(invalid="ignore", divide="ignore"):
            distance = np.sqrt(np.where(both, (z - z[row]) ** 2, 0.0).sum(axis=1) / both.sum(axis=1))
        distance[row] = np.nan
        for column in np.flatnonzero(~known[row]):
            usable = np.flatnonzero(known[:, column] & ~np.isnan(distance))
            near = usable[np.argsort(distance[usable], kind="stable")][:neighbours]
            if near.size:
                found[row, column] = values[near, column].mean()
    return found


def expectation_maximisation(values: Matrix, rounds: int = 200, tolerance: float = 1e-8) -> Matrix:
    """Each gap filled with its expected value given the unit's known ones, under a multivariate normal distribution.

    Means and covariances are estimated by EM from all units; a small ridge (1e-8 of the mean variance) keeps the
    covariance invertible where indicators outnumber units. Indicators without a known value stay unknown.
    """
    values = np.asarray(values, dtype=float)
    usable = (~np.isnan(values)).sum(axis=0) > 0
    work = values[:, usable]
    gaps = np.isnan(work)
    if not gaps.any():
        return values.copy()
    scale = np.array([np.nanstd(column) or 1.0 for column in work.T])
    work = work / scale
    filled = by_column(work, "mean")
    mean, covariance = filled.mean(axis=0), np.cov(filled, rowvar=False, bias=True).reshape(work.shape[1], -1)
    for _ in range(rounds):
        before = filled.copy()
        filled, mean, covariance = _em_round(work, gaps, mean, covariance)
        if np.abs(filled - before).max() < tolerance:
            break
    found = values.copy()
    found[:, usable] = np.where(gaps, filled * scale, values[:, usable])
    return found


def _em_round(work: Matrix, gaps: np.ndarray, mean: Matrix, covariance: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    ridge = 1e-8 * max(float(np.trace(covariance)) / len(mean), 1e-12)
    filled, extra = work.copy(), np.zeros_like(covariance)
    for row in np.flatnonzero(gaps.any(axis=1)):
        lost, kept = np.flatnonzero(gaps[row]), np.flatnonzero(~gaps[row])
        inner = covariance[np.ix_(kept, kept)] + ridge * np.eye(kept.size)
        slope = np.linalg.solve(inner, covariance[np.ix_(kept, lost)]) if kept.size else np.zeros((0, lost.size))
        filled[row, lost] = mean[lost] + (work[row, kept] - mean[kept]) @ slope
        extra[np.ix_(lost, lost)] += covariance[np.ix_(lost, lost)] - covariance[np.ix_(lost, kept)] @ slope
    centre = filled.mean(axis=0)
    away = filled - centre
    return filled, centre, (away.T @ away + extra) / len(filled)


def impute(
    values: Matrix,
    imputation: Imputation,
    *,
    groups: Sequence[object] | None = None,
    directions: Matrix | None = None,
    families: Sequence[object] | None = None,
) -> Matrix:
    """Apply an imputation; known values never change."""
    if imputation.method == "none":
        return np.array(values, dtype=float)
    if imputation.method == "knn":
        return nearest_units(values, imputation.neighbours)
    if imputation.method == "em":
        return expectation_maximisation(values, imputation.rounds, imputation.tolerance)
    if imputation.by == "row":
        return by_row(values, imputation.method, directions, families, imputation.scaled)
    return by_column(values, imputation.method, groups)
