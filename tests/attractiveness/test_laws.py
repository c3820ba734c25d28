"""Laws of a composite index, on data drawn at random."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from corridor.attractiveness.aggregation import Aggregation, copeland
from corridor.attractiveness.composite import Options, rebuilt
from corridor.attractiveness.normalisation import Normalisation
from corridor.attractiveness.ranking import ranks
from tests.attractiveness.small import PILLARS, PLAIN, composite

numbers = st.integers(-40, 40).map(float)
complete = st.integers(3, 8).flatmap(lambda units: arrays(float, (units, 5), elements=numbers))
with_gaps = st.integers(3, 8).flatmap(lambda units: arrays(float, (units, 5), elements=numbers | st.just(float("nan"))))
some = settings(max_examples=40)
POSITIVE = Options(treatment=None, normalisation=Normalisation(lower=1, upper=100))


@some
@given(with_gaps, st.integers(0, 4), st.sampled_from([0.5, 2.0, 8.0, 1024.0]), st.integers(-64, 64))
def test_a_change_of_unit_of_an_indicator_changes_no_rank_under_min_max(
    values: Any, column: int, factor: float, shift: int
) -> None:
    other = values.copy()
    other[:, column] = other[:, column] * factor + shift
    one, two = composite(values, PILLARS), composite(other, PILLARS)
    assert np.allclose(one.index, two.index, atol=1e-9, equal_nan=True)
    assert np.array_equal(one.index_ranks, two.index_ranks, equal_nan=True)


@some
@given(complete, st.sampled_from(["arithmetic", "geometric", "harmonic"]), st.integers(0, 4))
def test_who_is_better_in_everything_never_ranks_below(values: Any, method: str, step: int) -> None:
    """The first unit is at least as good as the second everywhere."""
    values[0] = np.maximum(values[0], values[1]) + step
    result = composite(values, PILLARS, replace(POSITIVE, aggregation=Aggregation(method)))
    if not np.isnan(result.index).any():
        assert result.index_ranks[0] <= result.index_ranks[1]


@some
@given(complete)
def test_who_is_better_in_everything_never_loses_by_copeland(values: Any) -> None:
    values[0] = np.maximum(values[0], values[1])
    scores = copeland(values, np.ones(5))
    assert scores[0] >= scores[1]


@some
@given(with_gaps, st.sampled_from([0.25, 3.0, 100.0]), st.sampled_from([1, 2]))
def test_all_weights_of_a_level_times_a_constant_change_nothing(values: Any, factor: float, level: int) -> None:
    result = composite(values, PILLARS, a1=2.0, B=0.5)
    codes = result.framework.levels[level - 1]
    scaled = rebuilt(result, weights={code: result.framework.weights()[code] * factor for code in codes})
    assert np.allclose(result.index, scaled.index, atol=1e-9, equal_nan=True)


@some
@given(with_gaps, st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_no_result(values: Any, luck: Any) -> None:
    order = list(range(len(values)))
    luck.shuffle(order)
    one, two = composite(values, PILLARS), composite(values[order], PILLARS)
    assert np.allclose(one.index[order], two.index, atol=1e-9, equal_nan=True)
    assert np.array_equal(one.index_ranks[order], two.index_ranks, equal_nan=True)


@some
@given(with_gaps, arrays(float, 5, elements=st.integers(1, 9).map(float)))
def test_copeland_is_antisymmetric(values: Any, weights: Any) -> None:
    """What one wins another loses: scores sum to zero, and turning every indicator turns every score."""
    scores = copeland(values, weights)
    assert np.allclose(copeland(-values, weights), -scores, equal_nan=True)
    assert np.nansum(scores) == 0


@some
@given(complete)
def test_a_better_value_never_lowers_the_score(values: Any) -> None:
    """With fixed posts, so that the scale does not move with the value."""
    posts = Normalisation("goalposts", goalposts=(-50, 50, 100))
    options = Options(treatment=None, normalisation=posts)
    better = values.copy()
    better[0, 2] += 3
    assert composite(better, PILLARS, options).index[0] > composite(values, PILLARS, options).index[0]


@some
@given(complete)
def test_means_are_ordered_and_lie_between_the_extremes(values: Any) -> None:
    """Harmonic at most geometric at most arithmetic, of the same positive values."""
    found = [
        composite(values, PILLARS, replace(POSITIVE, aggregation=Aggregation(method))).index
        for method in ("harmonic", "geometric", "arithmetic")
    ]
    if np.isnan(found[0]).any():
        return
    assert (found[0] <= found[1] + 1e-9).all()
    assert (found[1] <= found[2] + 1e-9).all()
    assert (found[0] >= 1 - 1e-9).all()
    assert (found[2] <= 100 + 1e-9).all()


@pytest.mark.parametrize("method", ["rank", "borda", "prank"])
@some
@given(values=with_gaps)
def test_rank_based_normalisations_follow_order_only(method: str, values: Any) -> None:
    options = Options(treatment=None, normalisation=Normalisation(method))
    cubed = composite(values**3, PILLARS, options)
    assert np.allclose(composite(values, PILLARS, options).index, cubed.index, atol=1e-9, equal_nan=True)


@some
@given(with_gaps)
def test_places_are_those_of_a_count(values: Any) -> None:
    """A place is one more than the number of units that score higher."""
    result = composite(values, PILLARS, PLAIN)
    for score, place in zip(result.index, ranks(result.index), strict=True):
        if not np.isnan(score):
            assert place == 1 + sum(other > score + 1e-9 for other in result.index)
