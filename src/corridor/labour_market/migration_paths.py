"""Scenarios of migration, and how immigration strays from a scenario: a first-order autoregression on its logarithm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.projection_inputs import ALL, Reading, read_table

Floats = NDArray[np.float64]
LEAST_PAIRS = 8
MOST_AHEAD = 5
"""Years ahead of which the changes are compared."""


@dataclass(frozen=True, slots=True)
class Ar1:
    """How far log immigration strays: u(t) = rho·u(t-1) + sigma·e(t), e standard normal, u = 0 in the last year known.

    Attributes:
        rho: how much of last year's deviation remains.
        sigma: standard deviation of a year's shock on the logarithm.
        pairs: pairs of consecutive years it was fitted on; 0 where it was given.
    """

    rho: float
    sigma: float
    pairs: int = 0


NO_NOISE = Ar1(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Factors on the immigrants of the last year known and on emigration rates, by year and region.

    Attributes:
        id: `none`, `baseline`, `high`, `low`, or `own`.
        immigration: region (or `all`) to (year to factor); constant before the first and after the last year,
            linear between. A region that is not named takes `all`.
        emigration: the same for emigration rates.
        basis, source: what the factors rest on.
    """

    id: str
    immigration: Mapping[str, Mapping[int, float]]
    emigration: Mapping[str, Mapping[int, float]]
    basis: str = "assumed"
    source: str | None = None

    def factors(self, regions: Sequence[str], years: Sequence[int]) -> tuple[Floats, Floats]:
        """Factors on immigration and on emigration, both (year, region)."""
        return _factors(self.immigration, regions, years), _factors(self.emigration, regions, years)


def _factors(given: Mapping[str, Mapping[int, float]], regions: Sequence[str], years: Sequence[int]) -> Floats:
    columns = []
    for region in regions:
        stated = given.get(region, given.get(ALL, {0: 1.0}))
        known = sorted(stated)
        columns.append(np.interp(years, known, [stated[year] for year in known]))
    return np.stack(columns, axis=1)


@cache
def scenarios() -> Mapping[str, Scenario]:
    """The scenarios that ship, by id: none, low, baseline, high."""
    from corridor.labour_market.projection_parameters import document

    found = {}
    for name, doc in document().scenarios.items():
        into, out = {ALL: {0: doc.immigration}}, {ALL: {0: doc.emigration}}
        found[name] = Scenario(name, into, out, doc.basis, doc.source)
    return found


def scenario_named(given: str) -> Scenario:
    """A scenario that ships.

    Raises:
        LabourMarketErrors: there is none of that name.
    """
    if given not in scenarios():
        known = ", ".join(scenarios())
        raise LabourMarketErrors([LabourMarketError("scenario", "projection_scenario", given=given, known=known)])
    return scenarios()[given]


def read_scenario(path: Path, regions: Sequence[str]) -> tuple[Scenario, Reading]:
    """A user's own scenario from a CSV file (`projection_inputs.tables()["scenario"]`), and what was put aside.

    Raises:
        LabourMarketErrors: the file cannot be read, or names a region that the population does not have.
    """
    reading = read_table(path, "scenario")
    frame = reading.frame.with_columns(pl.col("region").fill_null(ALL), pl.col("emigration").fill_null(1.0))
    for region in frame["region"].unique().to_list():
        if region not in (*regions, ALL):
            known = ", ".join(regions)
            fault = LabourMarketError(str(path), "projection_scenario_region", given=region, known=known)
            raise LabourMarketErrors([fault])
    into: dict[str, dict[int, float]] = {}
    out: dict[str, dict[int, float]] = {}
    for row in frame.iter_rows(named=True):
        into.setdefault(row["region"], {})[row["year"]] = row["immigration"]
        out.setdefault(row["region"], {})[row["year"]] = row["emigration"]
    return Scenario("own", into, out, "stated", path.name), reading


def deviations(noise: Ar1, years: int, draws: int, seed: int) -> Floats:
    """Factors exp(u) on immigration, (year, draw); the same seed gives the same shocks to every scenario.

    The median factor is one, so that a scenario is the median of immigration, not its mean. Shocks are drawn year
    by year: a longer horizon keeps the years that a shorter one had.
    """
    shocks = np.random.default_rng(seed).standard_normal((years, draws))
    strayed = np.zeros((years, draws))
    last = np.zeros(draws)
    for year in range(years):
        last = noise.rho * last + noise.sigma * shocks[year]
        strayed[year] = last
    return np.exp(strayed)


def fit_ar1(series: Mapping[int, float]) -> Ar1:
    """The autoregression that a yearly series shows when each of its years is taken as the last one known.

    As in a projection, u is zero in that year; so log I(t+h) - log I(t) has the variance
    sigma²·(1 + rho² + ... + rho^(2h-2)). Rho and sigma have the highest normal likelihood of the mean squares of
    these changes for h = 1 to `MOST_AHEAD`, each weighted by its count. A fit around a trend would take the distance
    of that year from the trend for known, and gave intervals that were too narrow (docs/validation).
    Years that are missing are left out.

    Raises:
        LabourMarketErrors: there are too few pairs of consecutive years.
    """
    changes = [
        np.array([np.log(series[year + ahead] / series[year]) for year in sorted(series) if year + ahead in series])
        for ahead in range(1, MOST_AHEAD + 1)
    ]
    pairs = len(changes[0])
    if pairs < LEAST_PAIRS:
        raise LabourMarketErrors([LabourMarketError("series", "projection_series", count=pairs, least=LEAST_PAIRS)])
    counts = np.array([len(found) for found in changes], dtype=np.float64)
    squares = np.array([np.mean(found**2) if len(found) else 0.0 for found in changes])
    rhos = np.linspace(0.0, 0.99, 100)
    growth = np.cumsum(rhos[:, None] ** (2 * np.arange(MOST_AHEAD)), axis=1)
    if not squares.any():
        return Ar1(0.0, 0.0, pairs)
    variances = (counts * squares / growth).sum(axis=1) / counts.sum()
    spread = variances[:, None] * growth
    best = int(np.argmin((counts * (np.log(spread) + squares / spread)).sum(axis=1)))
    return Ar1(float(rhos[best]), float(np.sqrt(variances[best])), pairs)
