"""Scores of forecasts: known values, and that stating one's true belief scores best."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from corridor.partnerships.forecast_scores import (
    central,
    covers,
    interval_score,
    mean_interval,
    place,
    ranked_probability,
)

EVENLY = (np.arange(4000) + 0.5) / 4000


@pytest.mark.parametrize(
    ("outcome", "score"),
    [(0.5, 0.9), (0.05, 0.9), (0.0, 0.9 + 20 * 0.05), (1.1, 0.9 + 20 * 0.15)],
)
def test_the_interval_score_is_width_and_a_penalty_outside(outcome: float, score: float) -> None:
    """Of draws spread evenly over 0 to 1, at alpha 0.1."""
    assert interval_score(EVENLY, outcome, 0.1) == pytest.approx(score, abs=0.01)


def test_the_interval_is_central() -> None:
    assert central(EVENLY, 0.2) == pytest.approx((0.1, 0.9), abs=1e-3)
    assert covers(EVENLY, 0.11, 0.2)
    assert not covers(EVENLY, 0.09, 0.2)


def test_an_outcome_equal_to_draws_counts_them_half() -> None:
    draws = np.array([1.0, 2.0, 2.0, 3.0])
    assert place(draws, 2.0) == 0.5
    assert place(draws, 0.0) == 0.0
    assert place(draws, 4.0) == 1.0


@given(outcome=st.floats(-3, 3))
def test_the_ranked_probability_of_a_normal_forecast(outcome: float) -> None:
    """Gneiting and Raftery 2007, section 4.2: the closed form for a standard normal forecast."""
    known = outcome * (2 * stats.norm.cdf(outcome) - 1) + 2 * stats.norm.pdf(outcome) - 1 / np.sqrt(np.pi)
    assert ranked_probability(stats.norm.ppf(EVENLY), outcome) == pytest.approx(known, abs=2e-3)


@pytest.mark.parametrize("scale", [0.5, 0.8, 1.25, 2.0])
def test_neither_too_narrow_nor_too_wide_pays(scale: float) -> None:
    """Proper: where outcomes come from the standard normal, a forecast of another spread scores worse on average."""
    outcomes, belief = stats.norm.ppf(EVENLY[::40]), stats.norm.ppf(EVENLY)
    for score in (lambda draws, x: interval_score(draws, x, 0.1), ranked_probability):
        honest = np.mean([score(belief, x) for x in outcomes])
        assert np.mean([score(belief * scale, x) for x in outcomes]) > honest


def test_the_interval_of_a_mean() -> None:
    """Two values drawn anew: the mean is one of them in a quarter of the samples each, else between."""
    uniform = np.array([[0.1, 0.2], [0.1, 0.9], [0.9, 0.1], [0.9, 0.999999]])
    assert mean_interval(np.array([0.0, 1.0]), uniform, share=1.0) == (0.0, 1.0)
    assert mean_interval(np.array([3.0, 3.0]), uniform) == (3.0, 3.0)
