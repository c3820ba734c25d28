"""A made-up population of three made-up regions, to show a run and to test it. Nothing in it is a fact of any place."""

from __future__ import annotations

import numpy as np
import polars as pl

from corridor.labour_market import model_ages
from corridor.labour_market.population_inputs import FERTILE, NEWBORN
from corridor.labour_market.projection_inputs import ALL, SEXES

REGIONS = ("synthetic_a", "synthetic_b", "synthetic_c")
BASE_YEAR = 2025
SIZES = (60_000.0, 35_000.0, 12_000.0)
WORKING_AGE = 0.64
TOTAL_FERTILITY = (1.5, 1.5, 1.6)
IMMIGRATION = (0.010, 0.009, 0.035)
"""Immigrants and emigrants a year as shares of the people."""
EMIGRATION = (0.006, 0.006, 0.022)
MOVING = 0.004
COMMUTING = ((0.90, 0.02, 0.08), (0.03, 0.87, 0.10), (0.12, 0.05, 0.83))


def synthetic_tables(seed: int = 0) -> dict[str, pl.DataFrame]:
    """All tables of a population, drawn around model schedules; the same seed gives the same tables."""
    draw = np.random.default_rng(seed)
    lived, profile = model_ages.by_sex(), model_ages.migrants_by_age()
    cells: dict[str, list[pl.DataFrame]] = {}
    for index, region in enumerate(REGIONS):
        people = model_ages.split_broad(SIZES[index], SIZES[index] * WORKING_AGE) * draw.uniform(0.9, 1.1, lived.shape)
        into, out = IMMIGRATION[index] * SIZES[index] * profile, EMIGRATION[index] * SIZES[index] * profile / people
        alive = np.stack([model_ages.survival(row) for row in lived])
        births = model_ages.births_by_age(TOTAL_FERTILITY[index])
        active, idle = _activity(people.shape[1])
        parts = {
            "population": _cells(region, 0, people=people).with_columns(pl.lit(BASE_YEAR).alias("year")),
            "survival": _cells(region, NEWBORN, survival=alive),
            "fertility": pl.DataFrame(
                {"region": region, "age": list(FERTILE), "births": births[FERTILE.start : FERTILE.stop]}
            ),
            "migration": _cells(region, 0, immigrants=into, emigration=out),
            "activity": _cells(region, 0, activity=active, unemployment=idle)
            .filter(pl.col("age") >= FERTILE.start)
            .with_columns(pl.lit(ALL).alias("group")),
            "moves": pl.concat(
                _cells(region, 0, moving=MOVING * SIZES[other] / sum(SIZES) * profile / profile.max()).rename(
                    {"region": "from"}
                ).with_columns(pl.lit(REGIONS[other]).alias("to"))
                for other in range(len(REGIONS))
                if other != index
            ),
            "commuting": pl.DataFrame({"residence": region, "workplace": REGIONS, "share": COMMUTING[index]}),
        }  # fmt: skip
        for name, frame in parts.items():
            cells.setdefault(name, []).append(frame)
    return {name: pl.concat(frames) for name, frames in cells.items()}


def _cells(region: str, first: int, **columns: np.ndarray) -> pl.DataFrame:
    shape = next(iter(columns.values())).shape
    ages = np.arange(first, first + shape[1])
    grid: dict[str, object] = {
        "sex": np.repeat(SEXES, shape[1]),
        "age": np.tile(ages, shape[0]),
        **{name: values.ravel() for name, values in columns.items()},
    }
    return pl.DataFrame(grid).with_columns(pl.lit(region).alias("region"))


def _activity(ages: int) -> tuple[np.ndarray, np.ndarray]:
    """A plain hump of activity from 18 to 66, and unemployment that falls with age."""
    age = np.arange(ages)
    active = np.clip(np.minimum((age - 16) / 10, (68 - age) / 12), 0.0, 0.85)
    idle = np.where(age < 25, 0.15, 0.05)
    return np.stack([active, active]), np.stack([idle, idle])
