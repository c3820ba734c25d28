"""Belgium from Eurostat totals: a stand-in with assumed ages, and what it would have projected in the past.

The Eurostat extracts have the population, that of 15-64, and immigration, but no single ages, births or deaths.
So ages, survival, births and emigration are assumed (`model_ages`, `projection_parameters.yaml`). Nothing regional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from corridor.labour_market import model_ages
from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.migration_paths import LEAST_PAIRS, NO_NOISE, Scenario, deviations, fit_ar1
from corridor.labour_market.population import LEVEL, Projection, project, summary
from corridor.labour_market.population_inputs import PopulationInputs
from corridor.labour_market.projection_inputs import ALL, SEXES
from corridor.labour_market.projection_parameters import parameter

BELGIUM = "belgium"
Series = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class BelgiumSeries:
    """Yearly totals for Belgium from Eurostat extracts.

    Attributes:
        population: people on 1 January (population by citizenship, all).
        working_age: of these, 15-64 (demo_pjanbroad).
        immigration: immigrants in the year (migr_imm1ctz, all citizenships).
        employed, unemployed: 15-64, in thousands, mean of the year (lfsa_egan, lfsa_ugan).
        employment_rate: 15-64, per cent (lfsa_ergan).
    """

    population: Series
    working_age: Series
    immigration: Series
    employed: Series
    unemployed: Series
    employment_rate: Series

    def named(self) -> dict[str, float]:
        """Every value by a name such as `population_2022`."""
        names = ("population", "working_age", "immigration", "employed", "unemployed", "employment_rate")
        return {f"{name}_{year}": value for name in names for year, value in getattr(self, name).items()}


EXTRACTS = {
    "population": ("population_by_citizenship_BE.csv", "year", "number of citizens in country", {"citizen": "Total"}),
    "working_age": ("demo_pjanbroad_Y15-64_BE.csv", "TIME_PERIOD", "OBS_VALUE", {"age": "Y15-64", "sex": "T"}),
    "immigration": ("migr_imm1ctz_BE.csv", "year", "Migrants number", {"Country of citizenship": "Total"}),
    "employed": ("lfsa_egan_BE.csv", "year", "Number per 1000 people", {"sex": "Total", "citizen": "Total"}),
    "unemployed": ("lfsa_ugan_BE.csv", "year", "Number per 1000 people", {"sex": "Total", "citizen": "Total"}),
    "employment_rate": ("lfsa_ergan_BE.csv", "year", "employment_rate", {"Sex": "Total", "citizenship": "Total"}),
}


def read_extracts(folder: Path) -> BelgiumSeries:
    """The series from a folder of extracts.

    Raises:
        LabourMarketErrors: an extract is not there, or has not the columns it should have.
    """
    found, faults = {}, []
    for name, (file, year, value, chosen) in EXTRACTS.items():
        try:
            frame = pl.read_csv(folder / file, infer_schema=False)
            rows = frame.filter(pl.all_horizontal(pl.col(column) == word for column, word in chosen.items()))
            cells = zip(rows[year].to_list(), rows[value].to_list(), strict=True)
            found[name] = {int(y): float(v) for y, v in cells if v is not None}
        except OSError:
            faults.append(LabourMarketError(str(folder), "projection_no_extract", file=file))
        except (pl.exceptions.PolarsError, ValueError) as error:
            why = str(error).splitlines()[0]
            faults.append(LabourMarketError(str(folder / file), "projection_unreadable", why=why))
    if faults:
        raise LabourMarketErrors(faults)
    return BelgiumSeries(**found)


def belgium_inputs(
    series: BelgiumSeries, base_year: int, *, emigrants: float, total_fertility: float | None = None
) -> PopulationInputs:
    """The stand-in for Belgium on 1 January of a year: sourced totals, assumed ages.

    Args:
        series: the totals; immigration is that of the last year before the base year that is known.
        base_year: a year with a population of all ages and of 15-64.
        emigrants: people who leave in a year; they become rates by age.
        total_fertility: births per woman; the shipped one where not given.

    Raises:
        LabourMarketErrors: the base year is not in the series.
    """
    for name in ("population", "working_age"):
        if base_year not in getattr(series, name):
            raise LabourMarketErrors(
                [LabourMarketError(f"{name}.{base_year}", "projection_cells", count=1, table=name, first=base_year)]
            )
    fertility = parameter("total_fertility").value if total_fertility is None else total_fertility
    people = model_ages.split_broad(series.population[base_year], series.working_age[base_year])
    profile = model_ages.migrants_by_age()
    known = max(year for year in series.immigration if year < base_year)
    lived = model_ages.by_sex()
    newborn = np.zeros((len(SEXES), 1))
    return PopulationInputs(
        regions=(BELGIUM,),
        base_year=base_year,
        people=people[None],
        survival=np.stack([model_ages.survival(row) for row in lived])[None],
        fertility=model_ages.births_by_age(fertility)[None],
        immigrants=np.concatenate([newborn, series.immigration[known] * profile], axis=1)[None],
        emigration=np.concatenate([newborn, emigrants * profile / people], axis=1)[None],
        moves=np.zeros((1, 1, len(SEXES), people.shape[1] + 1)),
        share_boys=parameter("share_boys").value,
    )


# ---- back-tests ----


@dataclass(frozen=True, slots=True)
class Tested:
    """What a projection from the past gives for a year, and what came.

    Attributes:
        name: `population` or `working_age`.
        base_year, year: from when, to when.
        projected, low, high: median and interval of the paths.
        came: what Eurostat counts.
        observed_immigration: whether the immigrants of each year were those that came, which no one knew.
    """

    name: str
    base_year: int
    year: int
    projected: float
    low: float
    high: float
    came: float
    observed_immigration: bool

    @property
    def error(self) -> float:
        """Projected less came, as a share of what came."""
        return self.projected / self.came - 1

    @property
    def inside(self) -> bool:
        """Whether what came lies in the interval."""
        return self.low <= self.came <= self.high


def back_test(
    series: BelgiumSeries,
    base_year: int,
    year: int,
    *,
    emigrants: float,
    total_fertility: float,
    observed_immigration: bool,
    draws: int = 1000,
    seed: int = 0,
) -> tuple[Tested, ...]:
    """Project Belgium from a past year to a later one, and compare with what Eurostat counts.

    With `observed_immigration` each year has the immigrants that came (the interval is then a point); without, all
    that is used is known on the day: the immigration of the year before, and an autoregression fitted up to it.
    """
    inputs = belgium_inputs(series, base_year, emigrants=emigrants, total_fertility=total_fertility)
    base = inputs.immigrants.sum()
    if observed_immigration:
        # the flow of the year that ends on 1 January t is that of calendar year t-1
        factors = {t + 1: number / base for t, number in series.immigration.items() if base_year <= t < year}
        scenario, paths = Scenario("own", {ALL: factors}, {}, "stated", "Eurostat migr_imm1ctz"), 1
        noise = NO_NOISE
    else:
        scenario, paths = Scenario("baseline", {}, {}), draws
        noise = fit_ar1({t: number for t, number in series.immigration.items() if t < base_year})
    found = project(inputs, scenario, until=year, draws=paths, seed=seed, noise=noise, keep=(year,))
    return tuple(
        _tested(name, ages, getattr(series, name)[year], found, observed_immigration)
        for name, ages in (("population", (0, None)), ("working_age", (15, 64)))
    )


def _tested(name: str, ages: tuple[int, int | None], came: float, found: Projection, observed: bool) -> Tested:
    row = summary(found, ages=ages).row(0, named=True)
    base = found.inputs.base_year
    return Tested(name, base, row["year"], row["people"], row["low"], row["high"], came, observed)


def births_in(series: BelgiumSeries, year: int, *, emigrants: float, total_fertility: float) -> float:
    """Births that the stand-in gives for a calendar year."""
    inputs = belgium_inputs(series, year, emigrants=emigrants, total_fertility=total_fertility)
    found = project(inputs, Scenario("baseline", {}, {}), until=year + 1, draws=1, keep=())
    return float(found.flows["births"][1, 0, 0])


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often immigration fell within its interval, so many years after each origin."""

    ahead: int
    tested: int
    inside: int


def immigration_coverage(
    series: Series, *, most: int = 4, level: float = LEVEL, draws: int = 4000, seed: int = 0
) -> tuple[Coverage, ...]:
    """From each year with enough years before it, the interval of the following years, and whether it held.

    Only what was known at the origin is used: its immigration as the level, the autoregression of the years up to it.
    """
    ends = [(1 - level) / 2, (1 + level) / 2]
    tested, inside = [0] * most, [0] * most
    for origin in sorted(series):
        known = {year: number for year, number in series.items() if year <= origin}
        if sum(year + 1 in known for year in known) < LEAST_PAIRS:
            continue
        factors = deviations(fit_ar1(known), most, draws, seed)
        for ahead in range(1, most + 1):
            if origin + ahead in series:
                low, high = np.quantile(factors[ahead - 1], ends) * series[origin]
                tested[ahead - 1] += 1
                inside[ahead - 1] += int(low <= series[origin + ahead] <= high)
    return tuple(Coverage(i + 1, tested[i], inside[i]) for i in range(most))
