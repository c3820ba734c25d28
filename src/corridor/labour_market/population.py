"""Cohort-component projection of a population by region, sex and age, with paths of migration and their intervals.

For cohort x, sex s, region r, from 1 January t to 1 January t+1:

    P(x+1, t+1, s, r) = (P + N/2 + M/2) · S(x, s, r) + N/2 + M/2

N is immigrants less emigrants, M people who move in from other regions less those who move out. The last age is
open-ended. Births are the sum over the fertile ages of f(x) times the mean number of women of that age in the year.
This is the usual form of the method (Preston, Heuveline and Guillot 2001, chapter 6; the Federal Planning Bureau
projects Belgium with the same components).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.migration_paths import Ar1, Scenario, deviations, scenario_named
from corridor.labour_market.population_inputs import PopulationInputs, check_leaving
from corridor.labour_market.projection_inputs import ALL, SEXES

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
FLOWS = ("births", "deaths", "immigrants", "emigrants", "moved_in", "moved_out")
WOMEN = SEXES.index("F")
LEVEL = 0.8
"""The share of paths that an interval holds."""


@dataclass(frozen=True, slots=True)
class Projection:
    """The paths of a population.

    Attributes:
        inputs: what it started from.
        scenario: the migration that was assumed, and `noise` how immigration strays from it.
        years: 1 January of these years, the base year first.
        people: year to (draw, region, sex, age); the years that were asked to be kept.
        totals: (year, draw, region), all ages.
        flows: name to (year, draw, region), during the year that ends on 1 January of the year at that place;
            the base year's place holds zeros.
    """

    inputs: PopulationInputs
    scenario: Scenario
    noise: Ar1
    years: tuple[int, ...]
    people: Mapping[int, Floats]
    totals: Floats
    flows: Mapping[str, Floats] = field(default_factory=dict)

    def balance(self) -> Floats:
        """End less (start + births - deaths + in - out), (year, draw, region): zero but for rounding."""
        flow = self.flows
        grown = flow["births"] - flow["deaths"] + flow["immigrants"] - flow["emigrants"]
        grown = grown + flow["moved_in"] - flow["moved_out"]
        return np.asarray(self.totals[1:] - self.totals[:-1] - grown[1:])


def project(
    inputs: PopulationInputs,
    scenario: Scenario | str = "baseline",
    *,
    until: int,
    draws: int = 1000,
    seed: int = 0,
    noise: Ar1 | None = None,
    keep: Collection[int] | None = None,
    progress: Progress | None = None,
) -> Projection:
    """Project a population year by year.

    Args:
        inputs: people on 1 January of the base year, and the rates, which stay as they are.
        scenario: factors on immigration and emigration, or the name of one that ships.
        until: the last 1 January.
        draws: paths of immigration. The shock of a year is the same in all regions, so that they stray together.
        seed: of the shocks; two scenarios with the same seed, draws and noise meet the same shocks.
        noise: how immigration strays; the shipped Belgian one where not given.
        keep: years whose people are kept by sex and age; all where not given.
        progress: told how many years of how many are done.

    Raises:
        LabourMarketErrors: the last year does not follow the base year, or emigration of the scenario is impossible.
    """
    scenario = scenario_named(scenario) if isinstance(scenario, str) else scenario
    noise = _shipped_noise() if noise is None else noise
    if until <= inputs.base_year:
        fault = LabourMarketError("until", "projection_horizon", year=until, base=inputs.base_year)
        raise LabourMarketErrors([fault])
    years = tuple(range(inputs.base_year, until + 1))
    into, out = scenario.factors(inputs.regions, years[1:])
    check_leaving(inputs, float(out.max()))
    strayed = deviations(noise, len(years) - 1, draws, seed)
    now = np.broadcast_to(inputs.people, (draws, *inputs.people.shape)).copy()
    people = {years[0]: now} if keep is None or years[0] in keep else {}
    totals = np.empty((len(years), draws, len(inputs.regions)))
    totals[0] = now.sum(axis=(2, 3))
    flows = {name: np.zeros_like(totals) for name in FLOWS}
    for step, year in enumerate(years[1:], 1):
        now, flow = step_year(inputs, now, strayed[step - 1][:, None] * into[step - 1], out[step - 1])
        totals[step] = now.sum(axis=(2, 3))
        for name in FLOWS:
            flows[name][step] = flow[name]
        if keep is None or year in keep:
            people[year] = now
        if progress is not None:
            progress(step, len(years) - 1)
    return Projection(inputs, scenario, noise, years, people, totals, flows)


def step_year(
    inputs: PopulationInputs, people: Floats, immigration: Floats, emigration: Floats
) -> tuple[Floats, dict[str, Floats]]:
    """One year of the method.

    Args:
        inputs: the rates.
        people: (draw, region, sex, age) on 1 January.
        immigration: (draw, region), factor on the immigrants of the last year known.
        emigration: (region,), factor on the emigration rates.

    Returns:
        People on the next 1 January, and each flow of the year as (draw, region).
    """
    older, flow = _cohorts(inputs, people, immigration, emigration, slice(1, None))
    after = np.zeros_like(people)
    after[..., 1:] = older[..., :-1]
    after[..., -1] += older[..., -1]
    mean_women = (people[:, :, WOMEN] + after[:, :, WOMEN]) / 2
    births = np.einsum("dra,ra->dr", mean_women, inputs.fertility)
    shares = np.array([1 - inputs.share_boys, inputs.share_boys])
    born = births[:, :, None, None] * shares[:, None]
    infants, first = _cohorts(inputs, born, immigration, emigration, slice(0, 1))
    after[..., 0] = infants[..., 0]
    return after, {"births": births, **{name: flow[name] + first[name] for name in flow}}


def _cohorts(
    inputs: PopulationInputs, start: Floats, immigration: Floats, emigration: Floats, which: slice
) -> tuple[Floats, dict[str, Floats]]:
    """The cohorts of `which` at the end of the year, before they are a year older, and their flows."""
    survival, moves = inputs.survival[..., which], inputs.moves[..., which]
    arriving = inputs.immigrants[..., which] * immigration[:, :, None, None]
    leaving = start * (inputs.emigration[..., which] * emigration[:, None, None])
    moving_in = np.einsum("drsa,rqsa->dqsa", start, moves, optimize=True)
    moving_out = start * moves.sum(axis=1)
    half = (arriving - leaving + moving_in - moving_out) / 2
    exposed = start + half
    flow = {
        "deaths": exposed * (1 - survival),
        "immigrants": arriving,
        "emigrants": leaving,
        "moved_in": moving_in,
        "moved_out": moving_out,
    }
    return exposed * survival + half, {name: values.sum(axis=(2, 3)) for name, values in flow.items()}


def _shipped_noise() -> Ar1:
    from corridor.labour_market.projection_parameters import shipped_noise

    return shipped_noise()


# ---- what is read from it ----


def summary(projection: Projection, *, ages: tuple[int, int | None] = (0, None), level: float = LEVEL) -> pl.DataFrame:
    """Median and interval of the people of some ages, by region and in all.

    Args:
        projection: the paths; only the years that were kept appear.
        ages: first and last age, both included; None is the open end.
        level: the share of paths that the interval holds.

    Returns:
        `region` (`all` is the sum), `year`, `people` (median), `low`, `high`.
    """
    first, last = ages
    chosen = slice(first, None if last is None else last + 1)
    counted = {year: people[..., chosen].sum(axis=(2, 3)) for year, people in projection.people.items()}
    return interval_table(counted, projection.inputs.regions, "people", level)


def interval_table(
    counted: Mapping[int, Floats], regions: tuple[str, ...], name: str, level: float = LEVEL
) -> pl.DataFrame:
    """Median and interval of (draw, region) arrays by year, with the sum of the regions as `all`."""
    ends = [(1 - level) / 2, 0.5, (1 + level) / 2]
    rows = []
    for year, values in counted.items():
        columns = {region: values[:, index] for index, region in enumerate(regions)}
        if len(regions) > 1:
            columns[ALL] = values.sum(axis=1)
        for region, drawn in columns.items():
            low, middle, high = (float(v) for v in np.quantile(drawn, ends))
            rows.append((region, year, middle, low, high))
    schema = {"region": pl.String, "year": pl.Int64, name: pl.Float64, "low": pl.Float64, "high": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def account(projection: Projection) -> pl.DataFrame:
    """The account of each year at the mean of the paths: where the population comes from and goes.

    Returns:
        `region`, `year` (1 January that ends it), `start`, the flows, `end`; end = start + births - deaths +
        immigrants - emigrants + moved_in - moved_out.
    """
    mean = {name: values.mean(axis=1) for name, values in projection.flows.items()}
    totals = projection.totals.mean(axis=1)
    rows = [
        (region, year, float(totals[step - 1, index]), *(float(mean[name][step, index]) for name in FLOWS),
         float(totals[step, index]))
        for step, year in enumerate(projection.years)
        if step
        for index, region in enumerate(projection.inputs.regions)
    ]  # fmt: skip
    schema = {"region": pl.String, "year": pl.Int64, **dict.fromkeys(("start", *FLOWS, "end"), pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")
