"""Weights from the data or from people: equal, PCA, entropy, CRITIC, Benefit of the Doubt, budget allocation,
correlation-balanced. Each function takes the values of one group (units x items) and gives one weight an item.

Data-driven weights say what varies, not what matters: they are a choice to be shown beside the declared weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Framework, Matrix


def equal(framework: Framework) -> dict[str, float]:
    """One for every indicator and aggregate."""
    return dict.fromkeys(framework.codes, 1.0)


@dataclass(frozen=True)
class PrincipalComponents:
    """`loadings` of the first component (length one, turned so that they sum to zero or more), `explained`: the
    share of the variance of each component, `rows`: the complete rows used.
    """

    loadings: Matrix
    explained: Matrix
    rows: int


def principal_components(values: Matrix) -> PrincipalComponents:
    """PCA of standardised items over the units without gaps, as COINr's get_PCA (prcomp with scale).

    The sign of a component is arbitrary in PCA; here it is fixed. Loadings may be negative, and are then no use as
    weights. Raises: few_rows.
    """
    values = np.asarray(values, dtype=float)
    complete = values[~np.isnan(values).any(axis=1)]
    if len(complete) < 2:
        raise AttractivenessError("weights", "few_rows", rows=len(complete), needs="PCA")
    spread = complete.std(axis=0, ddof=1)
    z = np.where(spread > 0, (complete - complete.mean(axis=0)) / np.where(spread > 0, spread, 1.0), 0.0)
    _, singular, axes = np.linalg.svd(z, full_matrices=False)
    first = axes[0] if axes[0].sum() >= 0 else -axes[0]
    square = singular**2
    return PrincipalComponents(first, square / square.sum() if square.sum() else square, len(complete))


def pca(framework: Framework, values: Matrix, level: int = 1, by_group: bool = True) -> dict[str, float]:
    """First loadings as weights of all items of a level, within each group or over the whole level.

    `values`: the normalised (level 1) or aggregated values of that level.
    """
    codes = framework.levels[level - 1]
    if not by_group:
        return dict(zip(codes, principal_components(values).loadings.tolist(), strict=True))
    found: dict[str, float] = {}
    for number in range(len(framework.levels[level])):
        group = np.flatnonzero(framework.parents[level - 1] == number)
        loadings = principal_components(values[:, group]).loadings
        found |= {codes[item]: float(value) for item, value in zip(group, loadings, strict=True)}
    return found


def entropy(values: Matrix) -> Matrix:
    """`1 - H` of each item's shares over the units (H scaled by log n), made to sum to one. Raises: not_positive.

    An item that is the same everywhere tells nothing and gets zero. Unknown values are left out.
    """
    values = np.asarray(values, dtype=float)
    known = ~np.isnan(values)
    if (values < 0).any():
        count = int((values < 0).sum())
        raise AttractivenessError(
            "weights", "not_positive", method="entropy", count=count, lowest=float(np.nanmin(values))
        )
    n = known.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(known, values, 0.0) / np.where(known, values, 0.0).sum(axis=0)
        surprise = -np.where(share > 0, share * np.log(np.where(share > 0, share, 1.0)), 0.0).sum(axis=0) / np.log(n)
    difference = np.where(np.isfinite(surprise), np.maximum(1 - surprise, 0.0), 0.0)
    return _shares(difference)


def critic(values: Matrix) -> Matrix:
    """CRITIC (Diakoulaki et al. 1995): spread times conflict, `s_j sum_k (1 - r_jk)` on min-max values; sums to one."""
    values = np.asarray(values, dtype=float)
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(high > low, (values - low) / (high - low), 0.0)
    z = np.where(np.isnan(values), np.nan, z)
    conflict = (1 - np.nan_to_num(pairwise_correlation(z, z), nan=0.0)).sum(axis=1)
    return _shares(np.nanstd(z, axis=0, ddof=1) * conflict)


def pairwise_correlation(one: Matrix, two: Matrix) -> Matrix:
    """Pearson correlations between the columns of two tables over the rows that both know; NaN without any spread."""
    one, two = np.asarray(one, dtype=float), np.asarray(two, dtype=float)
    known_one, known_two = ~np.isnan(one), ~np.isnan(two)
    if known_one.all() and known_two.all():
        return _correlation(one, two)
    found = np.full((one.shape[1], two.shape[1]), np.nan)
    for i in range(one.shape[1]):
        for j in range(two.shape[1]):
            rows = known_one[:, i] & known_two[:, j]
            if rows.sum() > 1:
                found[i, j] = _correlation(one[rows, i][:, None], two[rows, j][:, None])[0, 0]
    return found


def _correlation(one: Matrix, two: Matrix) -> Matrix:
    if len(one) < 2:
        return np.full((one.shape[1], two.shape[1]), np.nan)
    x, y = one - one.mean(axis=0), two - two.mean(axis=0)
    size = np.sqrt((x**2).sum(axis=0))[:, None] * np.sqrt((y**2).sum(axis=0))
    flat = (np.ptp(one, axis=0) == 0)[:, None] | (np.ptp(two, axis=0) == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(flat, np.nan, np.clip(x.T @ y / size, -1.0, 1.0))


def _shares(values: Matrix) -> Matrix:
    total = values.sum()
    return np.asarray(values / total if total > 0 else np.full(values.shape, 1 / values.size), dtype=float)


@dataclass(frozen=True)
class BenefitOfTheDoubt:
    """`scores` of the units (1 is the frontier) and the `weights` each unit would choose (units x items)."""

    scores: Matrix
    weights: Matrix


def benefit_of_the_doubt(
    values: Matrix,
    lower: Sequence[float] | float | None = None,
    upper: Sequence[float] | float | None = None,
    units: Sequence[str] | None = None,
) -> BenefitOfTheDoubt:
    """Each unit gets the weights that suit it best: `max w·x_u` with `w·x_v <= 1` for every unit v and w >= 0.

    `lower`, `upper`: bounds of the share of each item in the unit's own score, `w_j x_uj / w·x_u`.
    Values must be known and not negative. Raises: values_missing, not_positive, no_optimum.
    """
    from scipy.optimize import linprog

    x = np.asarray(values, dtype=float)
    if np.isnan(x).any():
        raise AttractivenessError(
            "weights", "values_missing", count=int(np.isnan(x).sum()), needs="Benefit of the Doubt"
        )
    if (x < 0).any():
        raise AttractivenessError(
            "weights",
            "not_positive",
            method="Benefit of the Doubt",
            count=int((x < 0).sum()),
            lowest=float(x.min()),
        )
    scores, weights = np.empty(len(x)), np.empty(x.shape)
    for number, own in enumerate(x):
        rows, limits = [x], [np.ones(len(x))]
        for bound, sign in ((lower, 1.0), (upper, -1.0)):
            if bound is not None:
                share = np.broadcast_to(np.asarray(bound, dtype=float), own.shape)
                rows.append(sign * (share[:, None] * own - np.diag(own)))
                limits.append(np.zeros(own.size))
        done = linprog(-own, A_ub=np.vstack(rows), b_ub=np.concatenate(limits), bounds=(0, None), method="highs")
        # no weights at all always satisfy bounds on shares: a score of zero means that nothing else does
        if done.status != 0 or (own.any() and -done.fun <= 0):
            name = str(number + 1) if units is None else units[number]
            raise AttractivenessError("weights", "no_optimum", unit=name)
        scores[number], weights[number] = -done.fun, done.x
    return BenefitOfTheDoubt(scores, weights)


def budget_allocation(points: Matrix) -> Matrix:
    """Experts (rows) spread points over items; each expert counts the same. The mean share of each item.

    An item without points gets none from that expert. Raises: parameter_wrong where an expert gives no points.
    """
    points = np.nan_to_num(np.asarray(points, dtype=float), nan=0.0)
    total = points.sum(axis=1)
    for expert, (row, given) in enumerate(zip(points, total, strict=True), start=1):
        if given <= 0 or (row < 0).any():
            raise AttractivenessError(
                f"expert {expert}", "parameter_wrong", parameter="points", value=float(given), expected="> 0"
            )
    return np.asarray((points / total[:, None]).mean(axis=0), dtype=float)


@dataclass(frozen=True)
class Balanced:
    """`weights` (sum to one), the `obtained` and `wanted` shares of the correlations, and their largest `gap`."""

    weights: Matrix
    obtained: Matrix
    wanted: Matrix
    gap: float


def correlation_balanced(
    values: Matrix,
    importance: Sequence[float] | None = None,
    index: Callable[[Matrix], Matrix] | None = None,
) -> Balanced:
    """Weights with which each item's correlation with the index has the wanted share (equal by default).

    A linear form of Becker et al. 2017 (doi 10.1016/j.ecolind.2017.03.056), COINr's get_opt_weights("balance").
    `index(weights)` gives the index for weights; by default the weighted mean of the items. Weights stay positive.
    COINr stops at a tolerance of 0.1 by default; here the optimum is searched to the end, and `gap` says what is left.
    """
    from scipy.optimize import least_squares

    values = np.asarray(values, dtype=float)
    wanted = _shares(np.ones(values.shape[1]) if importance is None else np.asarray(importance, dtype=float))

    def weights_of(free: Matrix) -> Matrix:
        return _shares(np.exp(free - free.max()))

    def obtained(weights: Matrix) -> Matrix:
        total = _weighted(values, weights) if index is None else index(weights)
        r = pairwise_correlation(values, total[:, None])[:, 0]
        return np.asarray(r / r.sum(), dtype=float)

    done = least_squares(
        lambda free: obtained(weights_of(free)) - wanted,
        np.log(np.maximum(wanted, 1e-9)),
        xtol=1e-14,
        ftol=1e-15,
        gtol=1e-15,
    )
    weights = weights_of(done.x)
    shares = obtained(weights)
    return Balanced(weights, shares, wanted, float(np.abs(shares - wanted).max()))


def _weighted(values: Matrix, weights: Matrix) -> Matrix:
    known = ~np.isnan(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(known, values, 0.0) @ weights / (known @ weights), dtype=float)
