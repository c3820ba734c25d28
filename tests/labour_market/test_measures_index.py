"""The index of trends against the economy: the invariants of the dossier, and the trend against its own definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize

from corridor.labour_market.composite_index import (
    hp_trend,
    rescaled,
    skill_needs,
    standardised,
    trend_signals,
    trends,
    weighted,
)
from corridor.labour_market.errors import LabourMarketError

K, N, T = 5, 6, 9
"""Indicators, occupations, years."""
SIGNS = np.array([1.0, 1.0, 1.0, -1.0, 1.0])
WEIGHTS = np.array([1.0, 2.0, 0.5, 1.0, 1.0])
SMOOTHING = 6.25
# whole hundredths: growth rates as they are published, and far from rounding
growths = arrays(np.int64, (K, N, T), elements=st.integers(-900, 900)).map(lambda found: found / 100)


def signal(growth: np.ndarray, economy: np.ndarray | None = None, signs: np.ndarray = SIGNS) -> np.ndarray:
    return weighted(trend_signals(growth, economy, signs, smoothing=SMOOTHING), WEIGHTS)


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.allclose(one, other, rtol=0, atol=1e-7, equal_nan=True))


@given(growths, st.lists(st.floats(-5, 5), min_size=K, max_size=K))
def test_a_constant_added_to_the_growth_of_every_occupation_changes_nothing(
    growth: np.ndarray, constants: list[float]
) -> None:
    moved = growth + np.array(constants)[:, None, None]
    assert same(signal(moved), signal(growth))
    economy = growth.mean(axis=1)
    assert same(signal(moved, economy + np.array(constants)[:, None]), signal(growth, economy))


@given(growths, st.permutations(range(N)))
def test_permuting_occupations_permutes_the_signal(growth: np.ndarray, order: list[int]) -> None:
    assert same(signal(growth[:, order]), signal(growth)[order])


@given(growths)
def test_reversing_all_signs_reverses_the_signal(growth: np.ndarray) -> None:
    assert same(signal(growth, signs=-SIGNS), -signal(growth))


@given(growths)
def test_an_occupation_that_grows_as_the_economy_does_has_no_signal_but_the_mean(growth: np.ndarray) -> None:
    """Its distance is zero, so that all such occupations have one and the same signal."""
    growth[:, 0] = growth[:, 1]
    found = signal(growth)
    assert same(found[0], found[1])


@given(
    arrays(np.float64, N, elements=st.floats(-1, 1)),
    arrays(np.float64, N, elements=st.floats(1, 1e6)),
    st.floats(0.01, 1),
)
def test_a_skill_used_equally_everywhere_gets_the_employment_weighted_mean(
    found: np.ndarray, employment: np.ndarray, use: float
) -> None:
    needs = skill_needs(found, employment, np.full((N, 1), use))
    assert needs == pytest.approx([np.average(found, weights=employment)], abs=1e-12)


def test_a_skill_follows_the_occupations_that_use_it_and_unknown_ones_are_left_out() -> None:
    found, employment = np.array([1.0, -1.0, np.nan]), np.array([10.0, 30.0, 1000.0])
    use = np.array([[1.0, 0.5, 0.0], [0.0, 0.5, 0.0], [1.0, 1.0, 1.0]])
    needs = skill_needs(found, employment, use)
    assert needs[:2] == pytest.approx([1.0, -0.5])
    assert np.isnan(needs[2])


def test_the_trend_is_the_path_that_costs_least() -> None:
    series = np.array([1.0, 3.0, 2.0, 5.0, 4.0, 7.0, 3.0])

    def cost(path: np.ndarray) -> float:
        return float(((series - path) ** 2).sum() + SMOOTHING * (np.diff(path, 2) ** 2).sum())

    best = minimize(cost, series, method="BFGS", options={"gtol": 1e-9})
    assert hp_trend(series, SMOOTHING) == pytest.approx(best.x, abs=1e-5)


def test_a_straight_line_is_its_own_trend_and_without_smoothing_every_series_is() -> None:
    line = np.linspace(-2, 6, 11)
    assert hp_trend(line, SMOOTHING) == pytest.approx(line, abs=1e-12)
    assert hp_trend(np.array([1.0, 9.0, 2.0]), 0) == pytest.approx([1.0, 9.0, 2.0])


def test_a_gap_ends_a_series_and_too_short_a_one_has_no_trend() -> None:
    gap = np.array([[1.0, np.nan, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, np.nan, 4.0]])
    found = trends(gap, SMOOTHING, 3)
    assert np.isfinite(found[0]).tolist() == [False, False, True, True, True]
    assert not np.isfinite(found[1]).any()
    with pytest.raises(LabourMarketError, match="gap"):
        hp_trend(gap[0], SMOOTHING)


def test_one_unknown_part_makes_the_index_unknown_unless_it_has_no_weight() -> None:
    parts = np.array([[1.0, np.nan], [3.0, 3.0]])
    assert np.isnan(weighted(parts, np.array([1.0, 1.0]))).tolist() == [False, True]
    assert weighted(parts, np.array([0.0, 1.0])).tolist() == [3.0, 3.0]
    with pytest.raises(LabourMarketError, match="weight"):
        weighted(parts, np.zeros(2))


def test_a_fixed_base_window_keeps_earlier_signals_when_years_are_added() -> None:
    difference = np.array([[1.0, 2.0, 3.0, 9.0], [0.0, 1.0, -1.0, 4.0]])
    base = np.array([True, True, True, False])
    assert standardised(difference, base)[:, :3] == pytest.approx(standardised(difference[:, :3]))


def test_what_is_equal_everywhere_has_no_standardised_distance() -> None:
    assert np.isnan(standardised(np.full((3, 2), 0.1 + 0.2))).all()


def test_rescaling_stops_at_the_bound() -> None:
    assert rescaled(np.array([-9.0, -1.5, 0.0, 3.0, 9.0]), 3).tolist() == [-1.0, -0.5, 0.0, 1.0, 1.0]
