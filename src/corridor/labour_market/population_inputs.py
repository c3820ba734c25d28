"""The tables of a population as arrays over (region, sex, age), complete and possible, or an error that says where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.projection_inputs import SEXES, as_grid

Floats = NDArray[np.float64]
FERTILE = range(15, 50)
"""Ages at which births are counted; the convention of Statbel and Eurostat for the total fertility rate."""
NEWBORN = -1
"""The age of those born during the year, who have no first of January behind them."""


@dataclass(frozen=True, slots=True)
class PopulationInputs:
    """What a projection starts from. Axis `cohort` is age on 1 January from -1 (born during the year) to the last age.

    Attributes:
        regions: the regions, in the order of the arrays; `SEXES` is the order of the sexes.
        base_year: the year of the 1 January on which people are counted.
        people: (region, sex, age), people from age 0 to the last, open-ended age.
        survival: (region, sex, cohort), share alive on the next 1 January.
        fertility: (region, age), births a year per woman; 0 outside the fertile ages.
        immigrants: (region, sex, cohort), people from abroad in the last year known.
        emigration: (region, sex, cohort), share of residents who leave the country in a year.
        moves: (from, to, sex, cohort), share of residents who move to another region in a year.
        share_boys: share of boys among births.
    """

    regions: tuple[str, ...]
    base_year: int
    people: Floats
    survival: Floats
    fertility: Floats
    immigrants: Floats
    emigration: Floats
    moves: Floats
    share_boys: float

    @property
    def last_age(self) -> int:
        """The last age, which is open-ended."""
        return int(self.people.shape[-1]) - 1


def population_inputs(frames: Mapping[str, pl.DataFrame], *, share_boys: float | None = None) -> PopulationInputs:
    """The arrays of the tables `population`, `survival`, `fertility`, `migration` and, for several regions, `moves`.

    Args:
        frames: tables as `projection_inputs.read_folder` gives them.
        share_boys: share of boys among births; the shipped Belgian one where not given.

    Raises:
        LabourMarketErrors: cells are missing, the base years differ, or more people leave a cell than live in it.
    """
    people = frames["population"]
    regions = tuple(people["region"].unique(maintain_order=True).to_list())
    base_year, last = _base(people)
    axes: dict[str, Sequence[Any]] = {"region": regions, "sex": SEXES}
    ages, cohorts = range(last + 1), range(NEWBORN, last + 1)
    grid = Grids()
    found = PopulationInputs(
        regions=regions,
        base_year=base_year,
        people=grid.take(people, "population", "people", {**axes, "age": ages}),
        survival=grid.take(frames["survival"], "survival", "survival", {**axes, "age": cohorts}),
        fertility=_fertility(grid, frames["fertility"], regions, last),
        immigrants=grid.take(frames["migration"], "migration", "immigrants", {**axes, "age": cohorts}, newborn=0.0),
        emigration=grid.take(frames["migration"], "migration", "emigration", {**axes, "age": cohorts}, newborn=0.0),
        moves=_moves(grid, frames.get("moves"), regions, cohorts),
        share_boys=_share_boys() if share_boys is None else share_boys,
    )
    grid.settle()
    check_leaving(found)
    return found


class Grids:
    """Arrays of tables; the cells that no row gives are gathered, so that all are told at once."""

    def __init__(self) -> None:
        self.faults: list[LabourMarketError] = []

    def take(
        self,
        frame: pl.DataFrame,
        table: str,
        column: str,
        axes: Mapping[str, Sequence[Any]],
        newborn: float | None = None,
        known: NDArray[np.bool_] | None = None,
    ) -> Floats:
        """A column over the axes. `newborn` stands for cohort -1 where no row does; `known` cells need no row."""
        values: Floats = as_grid(frame, column, axes)
        if newborn is not None:
            first = values[..., 0]
            first[np.isnan(first)] = newborn
        missing = np.isnan(values)
        if known is not None:
            missing &= ~known
        if missing.any():
            names = list(axes)
            place = tuple(np.argwhere(missing)[0])
            cell = ", ".join(f"{n} {axes[n][int(i)]}" for n, i in zip(names, place, strict=True))
            self.faults.append(
                LabourMarketError(
                    f"{table}.{column}", "projection_cells", count=int(missing.sum()), table=table, first=cell
                )
            )
        return values

    def settle(self) -> None:
        """Raise what was gathered."""
        if self.faults:
            raise LabourMarketErrors(self.faults)


def _base(people: pl.DataFrame) -> tuple[int, int]:
    years = sorted(people["year"].unique().to_list())
    last = int(str(people["age"].max()))
    faults = []
    if len(years) > 1:
        listed = ", ".join(map(str, years))
        faults.append(LabourMarketError("population.year", "projection_years", years=listed))
    if last < FERTILE[-1] + 1:
        faults.append(LabourMarketError("population.age", "projection_last_age", age=last, least=FERTILE[-1] + 1))
    if faults:
        raise LabourMarketErrors(faults)
    return int(years[0]), last


def _fertility(grid: Grids, frame: pl.DataFrame, regions: Sequence[str], last: int) -> Floats:
    births = np.zeros((len(regions), last + 1))
    births[:, FERTILE.start : FERTILE.stop] = grid.take(
        frame, "fertility", "births", {"region": regions, "age": FERTILE}
    )
    return births


def _moves(grid: Grids, frame: pl.DataFrame | None, regions: Sequence[str], cohorts: range) -> Floats:
    shape = (len(regions), len(regions), len(SEXES), len(cohorts))
    if len(regions) == 1:
        return np.zeros(shape)
    if frame is None:
        grid.faults.append(LabourMarketError("moves.csv", "projection_no_table", table="moves"))
        return np.zeros(shape)
    same = np.zeros(shape, dtype=np.bool_)
    same[np.arange(len(regions)), np.arange(len(regions))] = True
    axes: dict[str, Sequence[Any]] = {"from": regions, "to": regions, "sex": SEXES, "age": cohorts}
    values = grid.take(frame, "moves", "moving", axes, newborn=0.0, known=same)
    values[same] = 0.0  # nobody moves from a region to itself
    return values


def _share_boys() -> float:
    from corridor.labour_market.projection_parameters import parameter

    return parameter("share_boys").value


def check_leaving(inputs: PopulationInputs, factor: float = 1.0) -> None:
    """See that no cell can fall below zero: survival s and share leaving q keep (1 - q/2)·s - q/2 ≥ 0.

    Args:
        inputs: the population.
        factor: the largest factor on emigration that a scenario will use.

    Raises:
        LabourMarketErrors: at the cells where more people leave than live.
    """
    leaving = inputs.emigration * factor + inputs.moves.sum(axis=1)
    bad = np.argwhere((1 - leaving / 2) * inputs.survival < leaving / 2)
    if len(bad):
        region, sex, cohort = (int(i) for i in bad[0])
        cell = f"{inputs.regions[region]}, {SEXES[sex]}, {cohort + NEWBORN}"
        share = f"{leaving[region, sex, cohort]:.3f}"
        raise LabourMarketErrors([LabourMarketError("migration", "projection_leaving", cell=cell, share=share)])
