"""Draws, rank intervals and sensitivity indices against slow or exact answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from corridor.attractiveness.aggregation import Aggregation
from corridor.attractiveness.composite import Composite, Options, rebuilt
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.normalisation import Normalisation
from corridor.attractiveness.ranking import ranks
from corridor.attractiveness.sensitivity import (
    estimate,
    parameters_of_sample,
    rank_shift,
    run_sensitivity,
    saltelli_sample,
)
from corridor.attractiveness.treatment import Treatment
from corridor.attractiveness.uncertainty import Uncertainty, run_uncertainty
from tests.attractiveness.small import PILLARS, composite

SPEC = Uncertainty(
    treatments=(Treatment(winmax=1), Treatment(winmax=3)),
    normalisations=(Normalisation(lower=1), Normalisation("zscore", mean=50, sd=5)),
    aggregations=(Aggregation("arithmetic"), Aggregation("geometric"), Aggregation(("geometric", "arithmetic"))),
    weight_sets=20,
    draws=60,
)


def index(gaps: float = 0.0) -> Composite:
    luck = np.random.default_rng(8)
    values = np.exp(luck.normal(size=(15, 5)) * 1.3)
    values[luck.random(values.shape) < gaps] = np.nan
    return composite(values, PILLARS, Options())


@pytest.mark.parametrize("gaps", [0.0, 0.15])
def test_every_draw_is_the_index_built_with_its_choices(gaps: float) -> None:
    result = index(gaps)
    done = run_uncertainty(result, SPEC)
    for draw, scores in zip(done.draws, done.scores, strict=True):
        treatment, normalisation, number, aggregation = draw.tolist()
        weights = {
            code: float(row[number if len(row) > 1 else 0][place])
            for codes, row in zip(result.framework.levels, done.choices.sets, strict=True)
            for place, code in enumerate(codes)
        }
        one = rebuilt(
            result,
            treatment=SPEC.treatments[treatment],
            normalisation=SPEC.normalisations[normalisation],
            aggregation=SPEC.aggregations[aggregation],
            weights=weights,
        )
        assert np.allclose(one.index, scores, atol=1e-9, equal_nan=True)
    assert len({tuple(draw) for draw in done.draws.tolist()}) > 30


def test_the_table_of_places_is_that_of_the_draws() -> None:
    done = run_uncertainty(index(), SPEC)
    places = np.array([ranks(scores) for scores in done.scores])
    assert np.allclose(done.stats["mean"], places.mean(axis=0))
    assert np.allclose(done.stats["median"], np.median(places, axis=0))
    assert np.allclose(done.stats["q5"], np.quantile(places, 0.05, axis=0))
    assert np.allclose(done.stats["q95"], np.quantile(places, 0.95, axis=0))
    assert np.allclose(done.top(3)["probability"], (places <= 3).mean(axis=0))
    assert done.stats["nominal"].to_list() == ranks(index().index).tolist()


def test_without_noise_and_alternatives_every_draw_is_the_result() -> None:
    result = index()
    done = run_uncertainty(result, Uncertainty(noise=0, draws=5))
    assert np.allclose(done.scores, result.index, atol=1e-12)
    assert np.allclose(done.stats["q5"], done.stats["q95"])


def test_noise_stays_within_its_share_and_a_seed_repeats() -> None:
    result = index()
    one, two = (run_uncertainty(result, Uncertainty(noise={1: 0.1}, draws=500)) for _ in range(2))
    assert (one.scores == two.scores).all()
    first, second, _ = one.choices.sets
    assert (first.min() >= 0.9, first.max() <= 1.1, np.ptp(first) > 0.19) == (True, True, True)
    assert second.tolist() == [[1, 1]]
    other = run_uncertainty(result, Uncertainty(noise={1: 0.1}, draws=500, seed=2))
    assert not (one.scores == other.scores).all()


def test_a_unit_without_data_has_no_place() -> None:
    values = np.array([[1.0, 2, 3, 4, 5], [np.nan] * 5, [5, 4, 3, 2, 1.5]])
    done = run_uncertainty(composite(values, PILLARS), Uncertainty(draws=20))
    row = done.stats.row(1, named=True)
    assert row == {"unit": "u1", "nominal": None, "mean": None, "median": None, "q5": None, "q95": None}
    assert done.top(3)["probability"].to_list() == [1, 0, 1]


def test_a_score_below_zero_stops_a_geometric_mean() -> None:
    spec = Uncertainty(normalisations=(Normalisation("zscore", mean=1, sd=2),), aggregations=SPEC.aggregations)
    with pytest.raises(AttractivenessError) as caught:
        run_uncertainty(index(), spec)
    assert caught.value.key == "not_positive"


def test_progress_counts_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    run_uncertainty(index(), SPEC, lambda done, of: seen.append((done, of)))
    assert [done for done, _ in seen] == list(range(1, seen[-1][1] + 1))


# ---- sensitivity ----


def test_indices_of_a_sum_are_its_shares_of_the_variance() -> None:
    """y = x1 + 2 x2 + 3 x3: exactly 1/14, 4/14 and 9/14, first and total."""
    rows = 20_000
    sample = saltelli_sample(rows, 3, np.random.default_rng(1))
    found = estimate(sample @ np.array([1.0, 2, 3]), rows, 3)
    exact = np.array([1, 4, 9]) / 14
    assert found.first == pytest.approx(exact, abs=0.03)
    assert found.total == pytest.approx(exact, abs=0.02)
    assert found.variance == pytest.approx(14 / 12, abs=0.02)


def test_a_product_has_an_interaction_that_only_total_indices_see() -> None:
    """y = (x1 - 1/2)(x2 - 1/2): first 0 and 0, total 1 and 1."""
    rows = 20_000
    sample = saltelli_sample(rows, 2, np.random.default_rng(1))
    found = estimate((sample[:, 0] - 0.5) * (sample[:, 1] - 0.5), rows, 2)
    assert found.first == pytest.approx([0, 0], abs=0.03)
    assert found.total == pytest.approx([1, 1], abs=0.04)


def test_the_formulas_row_by_row() -> None:
    luck = np.random.default_rng(3)
    y = luck.normal(size=4 * 5)
    found = estimate(y, 4, 3)
    a, b, mixed = y[:4], y[4:8], y[8:].reshape(3, 4)
    variance = np.var(y[:8], ddof=1)
    for factor in range(3):
        first = sum(b[i] * (mixed[factor][i] - a[i]) for i in range(4)) / 4 / variance
        total = sum((a[i] - mixed[factor][i]) ** 2 for i in range(4)) / (2 * 4 * variance)
        assert (found.first[factor], found.total[factor]) == (pytest.approx(first), pytest.approx(total))
    with pytest.raises(AttractivenessError):
        estimate(y[:-1], 4, 3)


def test_the_sample_changes_one_column_at_a_time() -> None:
    sample = saltelli_sample(6, 3, np.random.default_rng(1))
    a, b = sample[:6], sample[6:12]
    for factor in range(3):
        block = sample[12 + 6 * factor : 18 + 6 * factor]
        assert (block[:, factor] == b[:, factor]).all()
        assert (np.delete(block, factor, 1) == np.delete(a, factor, 1)).all()


def test_bins_are_those_of_zero_to_one_whatever_was_drawn() -> None:
    sample = np.array([[0.0, 0.49], [0.3, 0.5], [0.999, 0.4999]])
    assert parameters_of_sample(sample, (5, 2)).tolist() == [[0, 0], [1, 1], [4, 0]]


def test_the_shift_in_rank_by_hand() -> None:
    scores = np.array([[3.0, 2, 1], [1, 2, 3], [2, 2, 1]])
    assert rank_shift(scores, np.array([1.0, 2, 3])).tolist() == pytest.approx([0, 4 / 3, 1 / 3])


def test_a_choice_without_effect_has_no_index_and_the_table_names_what_varies() -> None:
    """Two equal treatments move nothing; both indices of that factor are zero."""
    spec = Uncertainty(
        treatments=(Treatment(), Treatment()),
        aggregations=(Aggregation("arithmetic"), Aggregation("harmonic")),
        normalisations=(Normalisation(lower=1),),
    )
    found = run_sensitivity(index(), spec, rows=64, bootstrap=40)
    rows: dict[str, Any] = {row["factor"]: row for row in found.table.iter_rows(named=True)}
    assert list(rows) == ["treatment", "weights", "aggregation"]
    assert (rows["treatment"]["si"], rows["treatment"]["sti"]) == (0, 0)
    for row in rows.values():
        assert row["sti_q5"] <= row["sti"] <= row["sti_q95"]
    assert found.ranks.scores.shape[0] == 128


def test_one_choice_alone_cannot_be_compared() -> None:
    with pytest.raises(AttractivenessError) as caught:
        run_sensitivity(index(), Uncertainty(), rows=8)
    assert caught.value.key == "one_factor"


@pytest.mark.parametrize(
    "wrong",
    [{"noise": 1.5}, {"noise": -0.1}, {"noise": {1: 2.0}}, {"draws": 0}],
    ids=["above", "below", "level", "draws"],
)
def test_noise_beyond_the_weights_and_no_draws_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(AttractivenessError) as found:
        Uncertainty(**wrong)
    assert found.value.key == "parameter_wrong"
