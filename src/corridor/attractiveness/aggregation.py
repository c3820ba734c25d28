"""From indicators up to the index, level by level: weighted means of several kinds, and Copeland's pairwise wins.

An unknown value drops out and the weights of its group are rescaled, for each unit and level. A group without a known
value, with weights that sum to zero, or below the asked availability is unknown.

The means are all `g(sum(w f(x)) / sum(w))` with f and its inverse g. Where one kind holds at every level the levels
collapse: the index is one such mean of the indicators, with effective weights (products of shares down the levels).
That is what makes thousands of weight sets cheap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Framework, Matrix
from corridor.attractiveness.ranking import significant

T = TypeVar("T")

METHODS = ("arithmetic", "geometric", "harmonic", "power", "copeland")
DRAW = 1e-9
"""Two units draw when the outranking differs from a half by less: summing weights in floats breaks exact ties."""

CHUNK = 256
SMALL = 200_000
"""Products up to so many multiplications stay on one thread: at this size waiting for others costs more than it gains.
"""


@dataclass(frozen=True)
class Aggregation:
    """How groups are aggregated.

    `methods`: one kind for all levels, or one for each step up (the first from indicators to level 2).
    `power`: the exponent of the power mean. `availability`: the least share of known values in a group, one for all
    or one a step; None asks for one known value. `by_parent`: another kind for single aggregates, by code.
    """

    methods: str | tuple[str, ...] = "arithmetic"
    power: float | None = None
    availability: float | tuple[float, ...] | None = None
    by_parent: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = (self.methods,) if isinstance(self.methods, str) else self.methods
        for method in (*given, *self.by_parent.values()):
            if method not in METHODS:
                raise AttractivenessError("aggregation", "method_unknown", method=method, known=", ".join(METHODS))
            if method == "power" and self.power is None:
                raise AttractivenessError("aggregation", "parameter_missing", method=method, parameter="power")
        if self.power == 0:
            raise AttractivenessError("aggregation", "power_zero")

    def steps(self, framework: Framework) -> tuple[str, ...]:
        """The kind of each step up. Raises: shape."""
        return _each_step(self.methods, framework, "aggregation")

    def least(self, framework: Framework) -> tuple[float, ...]:
        """The least availability of each step up. Raises: shape."""
        return _each_step(0.0 if self.availability is None else self.availability, framework, "availability")

    def single(self, framework: Framework) -> str | None:
        """The kind where one mean holds everywhere, else None."""
        kinds = {*self.steps(framework), *self.by_parent.values()}
        return kinds.pop() if len(kinds) == 1 and "copeland" not in kinds else None


def _each_step(given: T | tuple[T, ...], framework: Framework, place: str) -> tuple[T, ...]:
    steps = len(framework.levels) - 1
    if not isinstance(given, tuple):
        return (given,) * steps
    if len(given) != steps:
        raise AttractivenessError(place, "shape", found=len(given), expected=steps)
    return given


# ---- one group ----


def forward(values: Matrix, method: str, power: float | None = None) -> Matrix:
    """The f of a mean: x, log x, 1/x or x^p. Raises: not_positive where the mean has no meaning."""
    if method == "arithmetic" or (method == "power" and power == 1):
        return values
    known = values[~np.isnan(values)]
    wrong = known < 0 if method == "power" and (power or 0) > 0 else known <= 0
    if wrong.any():
        raise AttractivenessError(
            "aggregation", "not_positive", method=method, count=int(wrong.sum()), lowest=float(known.min())
        )
    with np.errstate(over="ignore", under="ignore"):
        if method == "geometric":
            return np.asarray(np.log(values), dtype=float)
        return np.asarray(1 / values if method == "harmonic" else values ** (power or 1.0), dtype=float)


def backward(values: Matrix, method: str, power: float | None = None) -> Matrix:
    """The inverse of `forward`."""
    with np.errstate(divide="ignore", over="ignore", under="ignore", invalid="ignore"):
        if method == "geometric":
            return np.asarray(np.exp(values), dtype=float)
        if method == "harmonic":
            return np.asarray(1 / values, dtype=float)
        if method == "power" and power != 1:
            return np.asarray(values ** (1 / (power or 1.0)), dtype=float)
    return values


def mean(
    values: Matrix, weights: Matrix, method: str = "arithmetic", power: float | None = None, least: float = 0.0
) -> Matrix:
    """The weighted mean of each unit's known values (units x items): a_amean, a_gmean, a_hmean, a_genmean.

    COINr's a_genmean is unknown as soon as one value is; here the value drops out as in the other means.
    """
    values = np.asarray(values, dtype=float)
    known = ~np.isnan(values)
    share = known * np.asarray(weights, dtype=float)
    total = share.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = (share * np.where(known, forward(values, method, power), 0.0)).sum(axis=-1) / total
    enough = known.any(axis=-1) & (known.mean(axis=-1) >= least) & (total != 0)
    return backward(np.where(enough, inner, np.nan), method, power)


def outranking(values: Matrix, weights: Matrix) -> Matrix:
    """How much of the weight says that the unit of the row beats that of the column; equal values count half.

    Equal means equal to 12 significant digits. Only indicators that both units know count, and their weights are
    rescaled. (COINr gives the weight of unknown ones to the unit that stands later in the table.) Two units without a
    common indicator draw. Zero on the diagonal.
    """
    values, weights = significant(values), np.asarray(weights, dtype=float)
    units = len(values)
    won, shared = np.zeros((units, units)), np.zeros((units, units))
    for column, weight in zip(values.T, weights, strict=True):
        known = ~np.isnan(column)
        with np.errstate(invalid="ignore"):
            won += weight * ((column[:, None] > column) + 0.5 * (column[:, None] == column))
        shared += weight * (known[:, None] & known)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(shared != 0, won / shared, 0.5)
    np.fill_diagonal(found, 0.0)
    return found


def copeland(values: Matrix, weights: Matrix) -> Matrix:
    """Pairwise wins minus losses of each unit; within DRAW of a half is a draw. A unit without data is unknown."""
    away = outranking(values, weights) - 0.5
    result = np.where(np.abs(away) < DRAW, 0.0, np.sign(away))
    np.fill_diagonal(result, 0.0)
    return np.where(np.isnan(values).all(axis=1), np.nan, result.sum(axis=1))


# ---- the hierarchy, one weight set ----


def aggregate(
    framework: Framework, values: Matrix, weights: tuple[Matrix, ...], aggregation: Aggregation
) -> tuple[Matrix, ...]:
    """Every level, the indicators first (units x items of the level). Raises: not_positive."""
    steps, least = aggregation.steps(framework), aggregation.least(framework)
    found = [np.asarray(values, dtype=float)]
    for level, parents in enumerate(framework.parents):
        columns = []
        for number, code in enumerate(framework.levels[level + 1]):
            group = np.flatnonzero(parents == number)
            kind = aggregation.by_parent.get(code, steps[level])
            part, shares = found[-1][:, group], weights[level][group]
            if kind == "copeland":
                column = copeland(part, shares)
                column[(~np.isnan(part)).mean(axis=1) < least[level]] = np.nan
            else:
                column = mean(part, shares, kind, aggregation.power, least[level])
            columns.append(column)
        found.append(np.column_stack(columns))
    return tuple(found)


# ---- the hierarchy, many weight sets ----


def effective_weights(
    framework: Framework,
    weights: tuple[Matrix, ...],
    code: str | None = None,
    known: NDArray[np.bool_] | None = None,
    aggregation: Aggregation | None = None,
) -> Matrix:
    """The share of each indicator in a code (the index by default): sets x indicators, each row sums to one.

    `weights`: a row or a table (sets x items) a level. `known`: which indicators a unit knows; what is missing passes
    its share on within its group. A row of NaN: the code is unknown.
    """
    least = (0.0,) * len(framework.parents) if aggregation is None else aggregation.least(framework)
    rows = [np.atleast_2d(level) for level in weights]
    sets = max(len(row) for row in rows)
    present = np.ones((sets, len(framework.indicators)), dtype=bool) if known is None else np.tile(known, (sets, 1))
    shares, presents = [], [present]
    for level, parents in enumerate(framework.parents):
        member = (parents[:, None] == np.arange(len(framework.levels[level + 1]))).astype(float)
        kept = rows[level] * presents[-1]
        total = kept @ member
        share_known = (presents[-1] @ member) / member.sum(axis=0)
        above = (share_known > 0) & (share_known >= least[level]) & (total != 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares.append(np.where(above[:, parents], kept / total[:, parents], 0.0))
        presents.append(above)
    code = framework.index if code is None else code
    top = framework.level_of(code) - 1
    place = framework.levels[top].index(code)
    found = np.zeros((sets, len(framework.levels[top])))
    found[:, place] = np.where(presents[top][:, place], 1.0, np.nan)
    for level in range(top - 1, -1, -1):
        found = shares[level] * found[:, framework.parents[level]]
    return found


def scores_of_sets(
    framework: Framework,
    values: Matrix,
    weights: tuple[Matrix, ...],
    aggregation: Aggregation,
    code: str | None = None,
) -> Matrix:
    """The score of a code (the index by default) under many weight sets: sets x units. Raises: not_positive."""
    values = np.asarray(values, dtype=float)
    kind = aggregation.single(framework)
    if kind is None:
        return _level_by_level(framework, values, weights, aggregation, code or framework.index)
    inner = forward(values, kind, aggregation.power)
    known = ~np.isnan(inner)
    if known.all():
        shares = effective_weights(framework, weights, code)
        return backward(_product(shares, inner), kind, aggregation.power)
    sets = max(len(np.atleast_2d(level)) for level in weights)
    found = np.empty((sets, len(values)))
    patterns, of_unit = np.unique(known, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        units = np.flatnonzero(of_unit.reshape(-1) == number)
        shares = effective_weights(framework, weights, code, pattern, aggregation)
        found[:, units] = _product(shares, np.where(pattern, inner[units], 0.0))
    return backward(found, kind, aggregation.power)


def scores_of_shares(shares: Matrix, values: Matrix, method: str, power: float | None = None) -> Matrix:
    """Sets x units from effective weights and values without gaps. Raises: not_positive."""
    return backward(_product(shares, forward(values, method, power)), method, power)


def _product(shares: Matrix, values: Matrix) -> Matrix:
    """`shares @ values.T`, a block of sets at a time."""
    found = np.empty((len(shares), len(values)))
    block = max(1, SMALL // max(values.size, 1))
    across = np.ascontiguousarray(values.T)
    for first in range(0, len(shares), block):
        np.matmul(shares[first : first + block], across, out=found[first : first + block])
    return found


def _level_by_level(
    framework: Framework, values: Matrix, weights: tuple[Matrix, ...], aggregation: Aggregation, code: str
) -> Matrix:
    """Kinds that differ between levels, in chunks of sets: each level is a table sets x units x items."""
    rows = [np.atleast_2d(level) for level in weights]
    sets = max(len(row) for row in rows)
    rows = [np.broadcast_to(row, (sets, row.shape[1])) for row in rows]
    top = framework.level_of(code) - 1
    place = framework.levels[top].index(code)
    steps, least = aggregation.steps(framework), aggregation.least(framework)
    found = np.empty((sets, len(values)))
    for first in range(0, sets, CHUNK):
        part = slice(first, min(first + CHUNK, sets))
        level_values: Matrix = np.broadcast_to(values, (part.stop - first, *values.shape))
        for level in range(top):
            level_values = _one_level(
                framework, level, level_values, rows[level][part], steps[level], least[level], aggregation
            )
        found[part] = level_values[:, :, place]
    return found


def _one_level(
    framework: Framework, level: int, values: Matrix, weights: Matrix, kind: str, least: float, by: Aggregation
) -> Matrix:
    columns = []
    for number, code in enumerate(framework.levels[level + 1]):
        group = np.flatnonzero(framework.parents[level] == number)
        part, shares = values[:, :, group], weights[:, None, group]
        chosen = by.by_parent.get(code, kind)
        if chosen == "copeland":
            column = np.stack([copeland(one, own[0]) for one, own in zip(part, shares, strict=True)])
            column[(~np.isnan(part)).mean(axis=-1) < least] = np.nan
        else:
            column = mean(part, shares, chosen, by.power, least)
        columns.append(column)
    return np.stack(columns, axis=-1)
