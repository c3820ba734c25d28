"""Benchmarks over occupations: mean, median, percentile, and the multiple of the median of the UK committee.

Each is taken over the occupations of one level of ISCO-08 (as many digits), one region and one period. Values with too
few observations are left out; with fewer occupations than the least number the benchmark is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from corridor.labour_market.indicators import indicators
from corridor.labour_market.method import Statistic

Parameters = Mapping[str, float | None]
Array = NDArray[np.float64]


def benchmark(of: Statistic, values: Array, parameters: Parameters) -> float | None:
    """One benchmark over known values of occupations, in their unit; None where it cannot be had.

    Args:
        of: which one.
        values: the known values.
        parameters: the method's numbers: `min_population`, percentiles, and those of the committee.
    """
    fewest = parameters["min_population"]
    if fewest is None or values.size == 0 or values.size < fewest:
        return None
    if of.statistic == "mean":
        return float(values.mean())
    if of.statistic == "median":
        return float(np.median(values))
    if of.statistic == "quantile":
        return _quantile(values, parameters[of.at or ""])
    return multiple_of_median(
        values,
        sign=indicators()[of.of].sign,
        factor=parameters["benchmark_factor"],
        top=parameters["top_quantile"],
        share=parameters["near_zero"],
    )


def multiple_of_median(
    values: Array, *, sign: int, factor: float | None, top: float | None, share: float | None
) -> float | None:
    """`factor` times the median; where the median is near zero or negative, the percentile `top` instead.

    An indicator of which a low value means a tighter market (sign -1) is turned round before and after. A median is
    near zero up to `share` times the distance between the quartiles.
    """
    if factor is None or top is None or share is None:
        return None
    if near_zero(values, sign=sign, share=share):
        return sign * float(np.quantile(sign * values, top / 100))
    return float(factor * np.median(values))


def near_zero(values: Array, *, sign: int, share: float) -> bool:
    """Whether the median, higher being tighter, is at most `share` of the distance between the quartiles, or not
    above zero: then the benchmark is a percentile.
    """
    lower, median, upper = np.quantile(sign * values, [0.25, 0.5, 0.75])
    return bool(median <= share * (upper - lower) or median <= 0)


def _quantile(values: Array, percent: float | None) -> float | None:
    return None if percent is None else float(np.quantile(values, percent / 100))
