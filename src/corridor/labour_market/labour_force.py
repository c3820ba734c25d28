"""Labour force and employed residents of projected people, and the jobs they hold where they work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.population import LEVEL, Projection, interval_table
from corridor.labour_market.population_inputs import Grids
from corridor.labour_market.projection_inputs import ALL, SEXES, as_grid

Floats = NDArray[np.float64]
FIRST_AGE = 15
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Activity:
    """Shares by region, sex and age from `FIRST_AGE` on; they stay as they are.

    Attributes:
        active: share of people in the labour force; over citizenship groups the mean by their shares.
        employed: share of people at work: active less the unemployed.
        groups: citizenship group to its part of `active` (they add up to it); empty where none is given.
    """

    active: Floats
    employed: Floats
    groups: Mapping[str, Floats]


def activity_rates(frames: Mapping[str, pl.DataFrame], regions: tuple[str, ...], last_age: int) -> Activity:
    """The rates of the tables `activity` and, where citizenship groups are told apart, `groups`.

    Raises:
        LabourMarketErrors: a rate or share is missing, or the shares of a cell do not add up to one.
    """
    activity = frames["activity"].with_columns(pl.col("group").fill_null(ALL))
    groups = activity["group"].unique(maintain_order=True).to_list()
    axes: dict[str, Sequence[Any]] = {
        "region": regions,
        "sex": SEXES,
        "age": range(FIRST_AGE, last_age + 1),
        "group": groups,
    }
    grids = Grids()
    active = grids.take(activity, "activity", "activity", axes)
    idle = grids.take(activity, "activity", "unemployment", axes)
    if groups == [ALL]:
        shares = np.ones_like(active)
    elif "groups" in frames:
        shares = grids.take(frames["groups"], "groups", "share", axes)
    else:
        raise LabourMarketErrors([LabourMarketError("groups.csv", "projection_no_table", table="groups")])
    grids.settle()
    _sums_to_one(shares, axes)
    parts = shares * active
    named = {} if groups == [ALL] else {name: parts[..., i] for i, name in enumerate(groups)}
    return Activity(parts.sum(axis=-1), (parts * (1 - idle)).sum(axis=-1), named)


def _sums_to_one(shares: Floats, axes: Mapping[str, Sequence[Any]]) -> None:
    total = shares.sum(axis=-1)
    bad = np.argwhere(np.abs(total - 1) > ROUNDING)
    if len(bad):
        names = list(axes.items())[: total.ndim]
        cell = ", ".join(str(values[int(i)]) for (_, values), i in zip(names, bad[0], strict=True))
        fault = LabourMarketError("groups.share", "projection_shares", cell=cell, total=f"{total[tuple(bad[0])]:.4f}")
        raise LabourMarketErrors([fault])


def labour_force(people: Floats, shares: Floats) -> Floats:
    """People times shares, summed over sex and age: (draw, region, sex, age) and (region, sex, age) to (draw, region).

    With `Activity.active` this is the labour force, with `Activity.employed` the employed residents.
    """
    return np.asarray(np.einsum("drsa,rsa->dr", people[..., FIRST_AGE:], shares))


def commuting_matrix(frame: pl.DataFrame, regions: tuple[str, ...]) -> tuple[Floats, tuple[str, ...]]:
    """Where the employed residents of each region work: (residence, workplace), and the workplaces.

    Workplaces are the regions, then any other that the table names, such as another country. A pair that is not
    named has no row and counts as nobody: the shares of a residence must add up to one without it.

    Raises:
        LabourMarketErrors: the shares of a residence do not add up to one.
    """
    others = [place for place in frame["workplace"].unique(maintain_order=True).to_list() if place not in regions]
    places = (*regions, *others)
    matrix = np.nan_to_num(as_grid(frame, "share", {"residence": regions, "workplace": places}))
    for region, total in zip(regions, matrix.sum(axis=1), strict=True):
        if abs(total - 1) > ROUNDING:
            fault = LabourMarketError("commuting.share", "projection_shares", cell=region, total=f"{total:.4f}")
            raise LabourMarketErrors([fault])
    return matrix, places


def jobs_held(employed: Floats, commuting: Floats) -> Floats:
    """Jobs that residents hold, by where they work: (draw, residence) times (residence, workplace)."""
    return np.asarray(employed @ commuting)


def force_table(projection: Projection, frames: Mapping[str, pl.DataFrame], *, level: float = LEVEL) -> pl.DataFrame:
    """Labour force, employed residents and, where commuting is given, jobs they hold, by region and year.

    Returns:
        `measure` (`labour_force`, `employed_residents`, `jobs_held`), `region` (for jobs the workplace; `all` is the
        sum), `year`, `people` (median), `low`, `high`. Only the years that the projection kept.
    """
    regions = projection.inputs.regions
    rates = activity_rates(frames, regions, projection.inputs.last_age)
    force = {year: labour_force(people, rates.active) for year, people in projection.people.items()}
    employed = {year: labour_force(people, rates.employed) for year, people in projection.people.items()}
    tables = {
        "labour_force": interval_table(force, regions, "people", level),
        "employed_residents": interval_table(employed, regions, "people", level),
    }
    if "commuting" in frames:
        matrix, places = commuting_matrix(frames["commuting"], regions)
        jobs = {year: jobs_held(values, matrix) for year, values in employed.items()}
        tables["jobs_held"] = interval_table(jobs, places, "people", level)
    return pl.concat(table.select(pl.lit(name).alias("measure"), pl.all()) for name, table in tables.items())
