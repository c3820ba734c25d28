"""Small populations for tests of projections, a plain cohort-component step to compare with, and where extracts are."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corridor.labour_market.population_inputs import FERTILE, PopulationInputs, population_inputs
from corridor.labour_market.projection_inputs import check_table
from corridor.labour_market.synthetic_population import synthetic_tables

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[3] / "shared"))
EUROSTAT = SHARED / "eurostat"
DOSSIER = SHARED / "reference" / "projection_checks.csv"
needs_extracts = pytest.mark.skipif(
    not EUROSTAT.is_dir(),
    reason=f"the Eurostat extracts, which are not part of the repository, are not here (CORRIDOR_SHARED, {SHARED})",
)
needs_dossier = pytest.mark.skipif(
    not DOSSIER.is_file(),
    reason=f"the dossier, which is not part of the repository, is not here (CORRIDOR_SHARED, {SHARED})",
)


def synthetic() -> PopulationInputs:
    """The synthetic example as arrays."""
    return population_inputs({name: check_table(table, name).frame for name, table in synthetic_tables().items()})


def drawn(seed: int, regions: int = 2, last: int = 60) -> PopulationInputs:
    """A population whose every rate is drawn, within what is possible."""
    draw = np.random.default_rng(seed)
    shape, cohorts = (regions, 2, last + 1), (regions, 2, last + 2)
    moves = draw.uniform(0, 0.05, (regions, *cohorts))
    moves[np.arange(regions), np.arange(regions)] = 0.0
    fertility = np.zeros((regions, last + 1))
    fertility[:, FERTILE.start : FERTILE.stop] = draw.uniform(0, 0.1, (regions, len(FERTILE)))
    return PopulationInputs(
        regions=tuple(f"synthetic_{index}" for index in range(regions)),
        base_year=2025,
        people=draw.uniform(0, 1000, shape),
        survival=draw.uniform(0.7, 1, cohorts),
        fertility=fertility,
        immigrants=draw.uniform(0, 50, cohorts),
        emigration=draw.uniform(0, 0.1, cohorts),
        moves=moves,
        share_boys=0.5117,
    )


def closed(inputs: PopulationInputs) -> PopulationInputs:
    """The same without migration or moves."""
    return replace(
        inputs,
        immigrants=np.zeros_like(inputs.immigrants),
        emigration=np.zeros_like(inputs.emigration),
        moves=np.zeros_like(inputs.moves),
    )


def step_by_hand(inputs: PopulationInputs, people: np.ndarray) -> tuple[np.ndarray, float]:
    """One year of the formula, cell by cell in plain loops, and the births; written apart from the library."""
    regions, sexes, ages = people.shape
    after = np.zeros_like(people)

    def net(region: int, sex: int, cohort: int, start: np.ndarray) -> float:
        here = start[region]
        came = inputs.immigrants[region, sex, cohort] - inputs.emigration[region, sex, cohort] * here
        for other in range(regions):
            came += inputs.moves[other, region, sex, cohort] * start[other]
            came -= inputs.moves[region, other, sex, cohort] * here
        return float(came)

    for sex in range(sexes):
        for age in range(ages):
            start = people[:, sex, age]
            for region in range(regions):
                half = net(region, sex, age + 1, start) / 2
                grown = (start[region] + half) * inputs.survival[region, sex, age + 1] + half
                after[region, sex, min(age + 1, ages - 1)] += grown
    births = np.zeros(regions)
    for region in range(regions):
        for age in FERTILE:
            mean = (people[region, 0, age] + after[region, 0, age]) / 2
            births[region] += inputs.fertility[region, age] * mean
    for sex, share in enumerate((1 - inputs.share_boys, inputs.share_boys)):
        start = births * share
        for region in range(regions):
            half = net(region, sex, 0, start) / 2
            after[region, sex, 0] = (start[region] + half) * inputs.survival[region, sex, 0] + half
    return after, float(births.sum())
