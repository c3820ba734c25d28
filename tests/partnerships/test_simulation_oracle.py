"""The compiled queues give the same distributions as people followed one by one with luck of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from corridor.partnerships.design import read_design, shipped
from corridor.partnerships.simulation import POST, Run, simulate
from tests.partnerships.people_one_by_one import Outcome, one_by_one
from tests.partnerships.small_designs import everything

FAST, SLOW = 4_000, 1_500
LIMIT = 1.63 * np.sqrt((FAST + SLOW) / (FAST * SLOW))
"""Kolmogorov-Smirnov distance that two samples of one distribution exceed once in a hundred times."""


@cache
def both(name: str) -> tuple[Run, list[Outcome]]:
    design = read_design(everything()) if name == "everything" else shipped()[name]
    return simulate(design, draws=FAST, seed=11), one_by_one(design, SLOW, seed=7)


def distance(one: NDArray[Any], two: NDArray[Any]) -> float:
    """The largest gap between two cumulative distributions."""
    points = np.unique(np.concatenate([one, two]))
    shares = [np.searchsorted(np.sort(sample), points, side="right") / len(sample) for sample in (one, two)]
    return float(np.abs(shares[0] - shares[1]).max())


def nth_arrival(n: int) -> tuple[Callable[[Run], Any], Callable[[Outcome], float]]:
    def kernel(run: Run) -> Any:
        assert run.arrivals is not None
        return np.minimum(run.arrivals[:, n - 1], 999)

    return kernel, lambda one: sorted(one.arrivals)[n - 1] if len(one.arrivals) >= n else 999


def row(run: Run, id: str) -> int:
    return run.stages.index(id)


MEASURES: dict[str, tuple[Callable[[Run], Any], Callable[[Outcome], float]]] = {
    "placed abroad": (lambda run: run.placed_abroad[-1], lambda one: len(one.arrivals)),
    "placed abroad by month 20": (lambda run: run.placed_abroad[20], lambda one: sum(t <= 20 for t in one.arrivals)),
    "first arrival": nth_arrival(1),
    "fourth arrival": nth_arrival(4),
    "placed at home": (lambda run: run.placed_home[-1], lambda one: len(one.home)),
    "placed at home by month 24": (lambda run: run.placed_home[24], lambda one: sum(t <= 24 for t in one.home)),
    "returned": (lambda run: run.returned[-1], lambda one: one.returned),
    "left the job": (lambda run: run.left_job[-1], lambda one: one.left),
    "unmatched": (lambda run: run.lost[row(run, POST)], lambda one: one.unmatched),
    "years in employment": (lambda run: run.person_years, lambda one: one.years),
    "kept twelve months": (lambda run: run.kept_12, lambda one: one.kept_12),
}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", ["everything", "palim"])
def test_distributions_agree_with_people_one_by_one(name: str, measure: str) -> None:
    run, people = both(name)
    kernel, single = MEASURES[measure]
    assert distance(kernel(run), np.array([single(one) for one in people])) < LIMIT


@pytest.mark.parametrize("stage", ["training", "permit", "job"])
def test_person_months_in_a_stage_agree(stage: str) -> None:
    run, people = both("everything")
    slow = np.array([one.months_in.get(stage, 0) for one in people])
    assert distance(run.person_months[row(run, stage)], slow) < LIMIT


def test_the_comparison_would_see_a_small_difference() -> None:
    """Half a month longer training moves the distance of the first arrival beyond the limit."""
    raw = everything()
    raw["stages"][1]["months"] = {"low": 3.5, "high": 6.5, "scatter": 4}
    kernel, single = MEASURES["first arrival"]
    slow = np.array([single(one) for one in both("everything")[1]])
    assert distance(kernel(simulate(read_design(raw), draws=FAST, seed=11)), slow) > LIMIT
