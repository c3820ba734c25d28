"""Which choice moves the ranks: variance-based sensitivity of the mean shift in rank.

The output of a draw is the mean over the units of |place - nominal place|. First-order indices are those of Saltelli
et al. 2010 (doi 10.1016/j.cpc.2009.09.018), total indices those of Jansen 1999 (doi 10.1016/S0010-4655(98)00154-4),
with the variance over the two base samples, as COINr's SA_estimate. Intervals come from drawing rows of the base
sample again, all factors and the variance together (COINr draws each factor on its own and keeps the variance).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from corridor.attractiveness.composite import Composite
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Matrix
from corridor.attractiveness.ranking import ranks, ranks_of_draws
from corridor.attractiveness.uncertainty import (
    FACTORS,
    Draws,
    RankUncertainty,
    Uncertainty,
    alternatives,
    replay,
    summarised,
)

BOUNDS = (0.05, 0.95)


def saltelli_sample(rows: int, factors: int, rng: np.random.Generator) -> Matrix:
    """A, B and, for each factor, A with that column of B: rows x (factors + 2) points in 0..1, as SA_sample."""
    a, b = rng.random((rows, factors)), rng.random((rows, factors))
    blocks = [a, b]
    for factor in range(factors):
        mixed = a.copy()
        mixed[:, factor] = b[:, factor]
        blocks.append(mixed)
    return np.vstack(blocks)


@dataclass(frozen=True)
class Indices:
    """`first`, `total`: a value a factor. `first_interval`, `total_interval`: 2 x factors, None without bootstrap."""

    variance: float
    first: Matrix
    total: Matrix
    first_interval: Matrix | None
    total_interval: Matrix | None


def estimate(
    output: Matrix, rows: int, factors: int, bootstrap: int = 0, rng: np.random.Generator | None = None
) -> Indices:
    """First-order and total indices from the outputs of a Saltelli sample, in its order.

    `S_i = mean(y_B (y_ABi - y_A)) / V`, `T_i = mean((y_A - y_ABi)²) / 2V`, V the variance of y_A and y_B.
    Indices are NaN where nothing varies. Raises: shape.
    """
    y = np.asarray(output, dtype=float)
    if y.size != rows * (factors + 2):
        raise AttractivenessError("sensitivity", "shape", found=y.size, expected=rows * (factors + 2))
    a, b, mixed = y[:rows], y[rows : 2 * rows], y[2 * rows :].reshape(factors, rows).T
    variance = float(np.var(y[: 2 * rows], ddof=1))
    first, total = _indices(a[None], b[None], mixed[None])
    if not bootstrap:
        return Indices(variance, first[0], total[0], None, None)
    rng = np.random.default_rng(1) if rng is None else rng
    again = [np.empty((bootstrap, factors)) for _ in range(2)]
    for start in range(0, bootstrap, 50):
        part = slice(start, min(start + 50, bootstrap))
        pick = rng.integers(0, rows, (part.stop - start, rows))
        again[0][part], again[1][part] = _indices(a[pick], b[pick], mixed[pick])
    first_bounds, total_bounds = (np.quantile(one, BOUNDS, axis=0) for one in again)
    return Indices(variance, first[0], total[0], first_bounds, total_bounds)


def _indices(a: Matrix, b: Matrix, mixed: Matrix) -> tuple[Matrix, Matrix]:
    """For samples x rows (x factors)."""
    variance = np.var(np.concatenate([a, b], axis=1), axis=1, ddof=1)[:, None]
    change = mixed - a[:, :, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        first = (b[:, :, None] * change).mean(axis=1) / variance
        total = (change**2).mean(axis=1) / (2 * variance)
    return np.where(variance > 0, first, np.nan), np.where(variance > 0, total, np.nan)


@dataclass(frozen=True)
class Sensitivity:
    """`table`: factor, si, sti and, with a bootstrap, si_q5, si_q95, sti_q5, sti_q95. `ranks`: over A and B only."""

    table: pl.DataFrame
    variance: float
    ranks: RankUncertainty


def parameters_of_sample(sample: Matrix, sizes: Sequence[int]) -> Draws:
    """Points in 0..1 to numbers of alternatives by equal bins of 0..1.

    COINr cuts the range of the points that were drawn, so that its bins shift a little with every sample.
    """
    sizes_ = np.asarray(sizes, dtype=np.int64)
    return np.minimum((sample * sizes_).astype(np.int64), sizes_ - 1)


def rank_shift(scores: Matrix, nominal: Matrix) -> Matrix:
    """For each draw (draws x units) the mean of |place - nominal place| over the units that have both."""
    places = ranks_of_draws(scores).astype(float)
    known = (places > 0) & ~np.isnan(nominal)
    shift = np.where(known, np.abs(places - np.nan_to_num(nominal)), 0.0)
    return np.asarray(shift.sum(axis=1) / np.maximum(known.sum(axis=1), 1), dtype=float)


def run_sensitivity(
    result: Composite,
    uncertainty: Uncertainty,
    *,
    rows: int = 1000,
    bootstrap: int = 1000,
    progress: Callable[[int, int], None] | None = None,
) -> Sensitivity:
    """Sensitivity to the choices that vary in `uncertainty`: rows x (factors + 2) draws.

    The factors are those of FACTORS with more than one alternative. Weight noise is one factor: a number from a bank
    of `weight_sets` (by default as many as rows). First-order indices need many rows: below some thousands quote
    total indices with their interval. Raises: one_factor with fewer than two.
    """
    rng = np.random.default_rng(uncertainty.seed)
    choices = alternatives(result, uncertainty, rng, uncertainty.weight_sets or rows)
    varying = [number for number, size in enumerate(choices.sizes) if size > 1]
    if len(varying) < 2:
        raise AttractivenessError("sensitivity", "one_factor", count=len(varying))
    sample = saltelli_sample(rows, len(varying), rng)
    draws = np.zeros((len(sample), len(FACTORS)), dtype=np.int64)
    draws[:, varying] = parameters_of_sample(sample, [choices.sizes[number] for number in varying])
    scores = replay(result, choices, draws, uncertainty.code, progress)
    nominal = ranks(result.score(uncertainty.code))
    found = estimate(rank_shift(scores, nominal), rows, len(varying), bootstrap, rng)
    base = slice(0, 2 * rows)
    summary = summarised(result, choices, draws[base], scores[base], uncertainty.code)
    return Sensitivity(_table([FACTORS[number] for number in varying], found), found.variance, summary)


def _table(names: list[str], found: Indices) -> pl.DataFrame:
    columns: dict[str, object] = {"factor": names, "si": found.first, "sti": found.total}
    for name, interval in (("si", found.first_interval), ("sti", found.total_interval)):
        if interval is not None:
            columns |= {f"{name}_q5": interval[0], f"{name}_q95": interval[1]}
    return pl.DataFrame(columns).fill_nan(None)
