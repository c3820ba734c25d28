"""Weights from data and from people, on cases with an exact answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.weights import (
    benefit_of_the_doubt,
    budget_allocation,
    correlation_balanced,
    critic,
    entropy,
    equal,
    pairwise_correlation,
    pca,
    principal_components,
)
from tests.attractiveness.small import PILLARS, framework

NAN = float("nan")


def test_equal() -> None:
    assert set(equal(framework(PILLARS, a1=3.0)).values()) == {1.0}


def test_two_correlated_items_load_alike_and_a_gap_leaves_its_row_out() -> None:
    values = np.array([[1.0, 10.0], [2.0, 30.0], [3.0, 20.0], [NAN, 5.0]])
    found = principal_components(values)
    assert found.loadings == pytest.approx([0.5**0.5] * 2)
    assert found.explained == pytest.approx([0.75, 0.25])  # (1 + r) / 2 with r = 0.5
    assert found.rows == 3
    with pytest.raises(AttractivenessError) as caught:
        principal_components(values[3:])
    assert caught.value.key == "few_rows"


def test_pca_by_group_and_over_all() -> None:
    values = np.random.default_rng(1).normal(size=(30, 5))
    read = framework(PILLARS)
    grouped = pca(read, values)
    assert [grouped[code] for code in PILLARS["B"]] == pytest.approx(
        principal_components(values[:, 2:]).loadings.tolist()
    )
    assert sum(value**2 for value in pca(read, values, by_group=False).values()) == pytest.approx(1)


def test_entropy_by_hand() -> None:
    """Shares (1/2, 1/2) have entropy 1 and weigh nothing; (0, 1) has entropy 0 and takes all."""
    assert entropy(np.array([[5.0, 0.0], [5.0, 3.0]])) == pytest.approx([0, 1])
    three = entropy(np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 1.0]]))
    assert three == pytest.approx([0, 1], abs=1e-12)
    with pytest.raises(AttractivenessError):
        entropy(np.array([[-1.0, 1.0], [1.0, 1.0]]))


def test_critic_by_hand() -> None:
    """Items 1 and 2 move together, 3 against them: equal spreads, conflicts 2, 2 and 4."""
    values = np.array([[0.0, 10.0, 2.0], [1.0, 20.0, 1.0], [2.0, 30.0, 0.0]])
    assert critic(values) == pytest.approx([0.25, 0.25, 0.5])


def test_correlations_with_gaps_are_those_of_the_complete_pairs() -> None:
    luck = np.random.default_rng(4)
    values = luck.normal(size=(25, 4)) + 1e6
    values[luck.random(values.shape) < 0.2] = NAN
    found = pairwise_correlation(values, values)
    for i in range(4):
        for j in range(4):
            rows = ~np.isnan(values[:, [i, j]]).any(axis=1)
            assert found[i, j] == pytest.approx(np.corrcoef(values[rows, i], values[rows, j])[0, 1], abs=1e-9)
    assert np.isnan(pairwise_correlation(np.ones((4, 1)), np.arange(4.0)[:, None])[0, 0])


def test_benefit_of_the_doubt_by_hand() -> None:
    """(1, 0), (0, 1) are the frontier; (1/2, 1/4) reaches 3/4 with weights (1, 1)."""
    values = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.25]])
    found = benefit_of_the_doubt(values)
    assert found.scores == pytest.approx([1, 1, 0.75])
    assert found.weights[2] == pytest.approx([1, 1])


def test_bounds_on_the_shares_hold_and_lower_the_score() -> None:
    values = np.random.default_rng(6).uniform(1, 10, (12, 4))
    free, bound = benefit_of_the_doubt(values), benefit_of_the_doubt(values, 0.15, [0.4, 0.4, 0.5, 0.3])
    share = bound.weights * values / bound.scores[:, None]
    assert (share >= 0.15 - 1e-9).all()
    assert (share <= np.array([0.4, 0.4, 0.5, 0.3]) + 1e-9).all()
    assert (bound.scores <= free.scores + 1e-9).all()
    assert (values @ free.weights.T <= 1 + 1e-9).all()


FAULTS: dict[str, Any] = {
    "no_optimum": lambda: benefit_of_the_doubt(np.ones((2, 2)), upper=0.3, units=("x", "y")),
    "values_missing": lambda: benefit_of_the_doubt(np.array([[1.0, NAN]])),
    "not_positive": lambda: benefit_of_the_doubt(np.array([[1.0, -1.0]])),
    "parameter_wrong": lambda: budget_allocation(np.array([[1.0, 2.0], [0.0, 0.0]])),
}


@pytest.mark.parametrize("key", FAULTS)
def test_faults(key: str) -> None:
    with pytest.raises(AttractivenessError) as caught:
        FAULTS[key]()
    assert caught.value.key == key


def test_bounds_that_no_weights_meet_are_an_error_that_names_the_unit() -> None:
    """Shares of at most 0.3 of two items cannot make a whole; a unit without anything scores zero all the same."""
    with pytest.raises(AttractivenessError, match="unit x"):
        benefit_of_the_doubt(np.ones((2, 2)), upper=0.3, units=("x", "y"))
    assert benefit_of_the_doubt(np.array([[1.0, 1.0], [0.0, 0.0]]), upper=0.9).scores == pytest.approx([1, 0])


def test_each_expert_counts_the_same() -> None:
    assert budget_allocation(np.array([[50.0, 50.0], [1.0, 0.0], [1.0, NAN]])) == pytest.approx([5 / 6, 1 / 6])


def test_balanced_weights_give_the_wanted_shares_of_correlation() -> None:
    luck = np.random.default_rng(9)
    common = luck.normal(size=(60, 1))
    values = common + luck.normal(size=(60, 3)) * np.array([0.3, 1.0, 2.0])
    found = correlation_balanced(values)
    assert found.obtained == pytest.approx([1 / 3] * 3, abs=1e-6)
    assert found.weights[0] < found.weights[2]
    wanted = correlation_balanced(values, importance=(2, 1, 1))
    assert wanted.gap >= 0
    assert wanted.wanted == pytest.approx([0.5, 0.25, 0.25])
    assert wanted.obtained[0] > found.obtained[0]
