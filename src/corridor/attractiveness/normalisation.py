"""Bringing indicators to one scale, more always better. Formulas: COINr's n_* functions.

The functions take a column or a table (units down) whose indicators already point upwards; NaN stays unknown, and an
indicator without any difference becomes unknown where the formula divides by its range.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Entry, Framework, Matrix
from corridor.attractiveness.ranking import DIGITS, ascending


def _low(values: Matrix) -> Matrix:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column without any value has no minimum: unknown
        return np.asarray(np.nanmin(values, axis=0), dtype=float)


def _high(values: Matrix) -> Matrix:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanmax(values, axis=0), dtype=float)


def _ratio(above: Matrix, below: Matrix) -> Matrix:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above / below, dtype=float)


def min_max(values: Matrix, lower: float = 0.0, upper: float = 100.0) -> Matrix:
    """`(x - min) / (max - min) (upper - lower) + lower`: n_minmax."""
    low = _low(values)
    return _ratio(values - low, _high(values) - low) * (upper - lower) + lower


def z_score(values: Matrix, mean: float = 0.0, sd: float = 1.0) -> Matrix:
    """`(x - mean of x) / standard deviation of x (n - 1), times sd plus mean`: n_zscore."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        centre, spread = np.nanmean(values, axis=0), np.nanstd(values, axis=0, ddof=1)
    found = _ratio(values - centre, np.where(_high(values) == _low(values), 0.0, spread)) * sd + mean
    return np.where(np.isinf(found), np.nan, found)


def scaled(values: Matrix, lower: float = 0.0, upper: float = 100.0) -> Matrix:
    """`(x - lower) / (upper - lower) 100`, with fixed bounds that are not those of the data: n_scaled."""
    return np.asarray((np.asarray(values) - lower) / (upper - lower) * 100, dtype=float)


def rank(values: Matrix, digits: int | None = DIGITS) -> Matrix:
    """1 for the lowest, ties the lowest rank: n_rank."""
    return ascending(values, digits)


def borda(values: Matrix, digits: int | None = DIGITS) -> Matrix:
    """How many units are lower: n_borda."""
    return ascending(values, digits) - 1


def percentile_rank(values: Matrix, digits: int | None = DIGITS) -> Matrix:
    """`(rank - 1) / (known values - 1)`: n_prank."""
    return _ratio(ascending(values, digits) - 1, np.asarray((~np.isnan(values)).sum(axis=0) - 1, dtype=float))


def fraction_of_maximum(values: Matrix) -> Matrix:
    """`x / max`: n_fracmax. Of use for positive indicators that point upwards only."""
    return _ratio(values, _high(values))


def distance_to_maximum(values: Matrix) -> Matrix:
    """`1 - (max - x) / (max - min)`: n_dist2max."""
    high = _high(values)
    return 1 - _ratio(high - values, high - _low(values))


def distance_to_reference(values: Matrix, unit: int, capped: bool = False) -> Matrix:
    """`1 - (ref - x) / (ref - min)` with the value of one unit as reference: n_dist2ref. `capped`: at most 1."""
    reference = np.asarray(values)[unit]
    found = 1 - _ratio(reference - values, reference - _low(values))
    return np.where(found > 1, 1.0, found) if capped else found


def distance_to_target(values: Matrix, target: float | Matrix, capped: bool = False) -> Matrix:
    """`(x - min) / (target - min)`: n_dist2targ. `capped`: at most 1."""
    low = _low(values)
    found = _ratio(values - low, np.asarray(target - low, dtype=float))
    return np.where(found > 1, 1.0, found) if capped else found


def goalposts(values: Matrix, lower: float, upper: float, scale: float = 1.0, truncated: bool = True) -> Matrix:
    """`(x - lower) / (upper - lower) scale`: n_goalposts. `truncated`: between 0 and `scale`.

    Fixed posts keep values comparable over the years.
    """
    found = (np.asarray(values, dtype=float) - lower) / (upper - lower)
    return np.asarray((np.clip(found, 0.0, 1.0) if truncated else found) * scale, dtype=float)


METHODS = (
    "minmax",
    "zscore",
    "scaled",
    "rank",
    "borda",
    "prank",
    "fracmax",
    "dist2max",
    "dist2ref",
    "dist2targ",
    "goalposts",
    "none",
)
"""Named as COINr's functions, without their n_."""

FROM_METADATA = ("minmax", "scaled", "zscore", "dist2targ", "goalposts")


@dataclass(frozen=True)
class Normalisation:
    """A method and its parameters.

    `target` and `goalposts` (lower, upper, scale) are on the indicator's own scale: for an indicator where less is
    better they are turned together with it. `reference` is a unit's code. `from_metadata` takes the parameters from
    the metadata table: minmax_lower, minmax_upper, scaled_*, zscore_mean, zscore_sd, Target, dist2targ_cap_max,
    goalpost_lower, goalpost_upper, goalpost_scale, goalpost_trunc2posts. `digits`: significant digits before ranking.
    """

    method: str = "minmax"
    lower: float = 0.0
    upper: float = 100.0
    mean: float = 0.0
    sd: float = 1.0
    reference: str | None = None
    target: float | None = None
    capped: bool = False
    goalposts: tuple[float, float, float] | None = None
    truncated: bool = True
    from_metadata: bool = False
    digits: int | None = DIGITS

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise AttractivenessError("normalisation", "method_unknown", method=self.method, known=", ".join(METHODS))
        if not self.sd > 0:
            raise AttractivenessError("normalisation", "parameter_wrong", parameter="sd", value=self.sd, expected="> 0")
        if self.from_metadata and self.method not in FROM_METADATA:
            raise AttractivenessError(
                "normalisation", "method_unknown", method=self.method, known=", ".join(FROM_METADATA)
            )


def normalise(
    values: Matrix,
    framework: Framework,
    normalisation: Normalisation,
    units: Sequence[str],
    own: Mapping[str, Normalisation] | None = None,
) -> Matrix:
    """All indicators, each turned to point upwards, with one method; `own` gives single indicators another.

    Raises: parameter_missing, unit_unknown.
    """
    upwards = np.asarray(values, dtype=float) * framework.directions()
    own = own or {}
    if not own and not normalisation.from_metadata and normalisation.method in _WHOLE:
        return _WHOLE[normalisation.method](upwards, normalisation)
    columns = []
    for number, code in enumerate(framework.indicators):
        use = _parameters(own.get(code, normalisation), framework.entry(code))
        columns.append(normalise_column(upwards[:, number], use, units, framework.entry(code)))
    return np.column_stack(columns)


_WHOLE: Mapping[str, Callable[[Matrix, Normalisation], Matrix]] = {
    "minmax": lambda x, by: min_max(x, by.lower, by.upper),
    "zscore": lambda x, by: z_score(x, by.mean, by.sd),
    "scaled": lambda x, by: scaled(x, by.lower, by.upper),
    "rank": lambda x, by: rank(x, by.digits),
    "borda": lambda x, by: borda(x, by.digits),
    "prank": lambda x, by: percentile_rank(x, by.digits),
    "fracmax": lambda x, by: fraction_of_maximum(x),
    "dist2max": lambda x, by: distance_to_maximum(x),
    "none": lambda x, by: x,
}


def normalise_column(upwards: Matrix, by: Normalisation, units: Sequence[str], entry: Entry) -> Matrix:
    """One indicator that already points upwards. `entry` tells its direction, to turn targets and posts."""
    whole = _WHOLE.get(by.method)
    if whole is not None:
        return whole(upwards, by)
    turn = float(entry.direction or 1)
    if by.method == "dist2ref":
        if by.reference is None or by.reference not in units:
            raise AttractivenessError("normalisation", "unit_unknown", unit=by.reference, known=", ".join(units))
        return distance_to_reference(upwards, list(units).index(by.reference), by.capped)
    if by.method == "dist2targ":
        if by.target is None:
            raise AttractivenessError(entry.place, "parameter_missing", method="dist2targ", parameter="Target")
        return distance_to_target(upwards, by.target * turn, by.capped)
    if by.goalposts is None:
        raise AttractivenessError(entry.place, "parameter_missing", method="goalposts", parameter="goalpost_lower")
    lower, upper, scale = by.goalposts
    if turn < 0:
        lower, upper = -upper, -lower
    return goalposts(upwards, lower, upper, scale, by.truncated)


def _parameters(by: Normalisation, entry: Entry) -> Normalisation:
    """The method with the parameters of the metadata table, where it asks for them."""
    if not by.from_metadata:
        return by
    given: dict[str, Any] = dict(entry.parameters)

    def need(name: str) -> float:
        if name not in given:
            raise AttractivenessError(entry.place, "parameter_missing", method=by.method, parameter=name)
        return float(given[name])

    if by.method == "minmax":
        return replace(by, lower=need("minmax_lower"), upper=need("minmax_upper"))
    if by.method == "scaled":
        return replace(by, lower=need("scaled_lower"), upper=need("scaled_upper"))
    if by.method == "zscore":
        return replace(by, mean=need("zscore_mean"), sd=need("zscore_sd"))
    if by.method == "dist2targ":
        return replace(by, target=entry.target, capped=bool(given.get("dist2targ_cap_max", by.capped)))
    posts = (need("goalpost_lower"), need("goalpost_upper"), given.get("goalpost_scale", 1.0))
    return replace(by, goalposts=posts, truncated=bool(given.get("goalpost_trunc2posts", by.truncated)))
