"""Checks of a framework, and what weights and indicators do to ranks."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from corridor.attractiveness import coherence
from corridor.attractiveness.aggregation import Aggregation
from corridor.attractiveness.composite import Composite, Options, rebuilt
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.normalisation import Normalisation
from corridor.attractiveness.ranking import ranks
from corridor.attractiveness.reweighting import Slider, balanced_weights, rank_levers, reweighted
from corridor.attractiveness.uncertainty import Uncertainty
from tests.attractiveness.small import PILLARS, composite

NAN = float("nan")


def index(gaps: float = 0.0, **weights: float) -> Composite:
    luck = np.random.default_rng(11)
    values = luck.normal(size=(14, 5)) + luck.normal(size=(14, 1))
    values[luck.random(values.shape) < gaps] = NAN
    return composite(values, PILLARS, **weights)


def test_alpha_by_hand() -> None:
    """Two equal items: 1. Two items with variances 1 and covariance 1/2: 4 (1/2) / 3."""
    assert coherence.cronbach_alpha(np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]])) == pytest.approx(1)
    assert coherence.cronbach_alpha(np.array([[1.0, 10.0], [2.0, 12.0], [3.0, 11.0]])) == pytest.approx(2 / 3)
    assert np.isnan(coherence.cronbach_alpha(np.ones((3, 1))))


@pytest.mark.parametrize("kind", ["pearson", "spearman", "kendall"])
def test_correlations_and_their_p_are_those_of_scipy(kind: str) -> None:
    result = index(gaps=0.2)
    values = result.values("normalised")
    table = coherence.correlations(result, kind=kind)
    test = {"pearson": stats.pearsonr, "spearman": stats.spearmanr, "kendall": stats.kendalltau}[kind]
    for row in table.iter_rows(named=True):
        i, j = (result.framework.indicators.index(row[name]) for name in ("one", "two"))
        known = ~np.isnan(values[:, [i, j]]).any(axis=1)
        expected = test(values[known, i], values[known, j])
        assert row["r"] == pytest.approx(expected.statistic, abs=1e-12)
        assert row["n"] == known.sum()
        if kind == "pearson":
            assert row["p"] == pytest.approx(expected.pvalue, abs=1e-12)
    with pytest.raises(AttractivenessError):
        coherence.correlations(result, kind="distance")


def test_flags_stay_within_groups() -> None:
    line = np.arange(8.0)
    luck = np.random.default_rng(1)
    values = np.column_stack([line, line + luck.normal(size=8) * 0.1, line, -line, luck.normal(size=8)])
    flags = coherence.correlation_flags(composite(values, PILLARS))
    assert {(group, one, two, flag) for group, one, two, _, flag in flags.iter_rows()} >= {
        ("A", "a1", "a2", "high"),
        ("B", "b1", "b2", "low"),
    }
    assert not flags.filter((pl.col("one") == "a1") & (pl.col("two") == "b1")).height


def test_an_indicator_in_the_wrong_pillar_is_seen() -> None:
    luck = np.random.default_rng(2)
    one, two = luck.normal(size=(2, 40))
    values = np.column_stack([one, one + luck.normal(size=40) * 0.2, two, two, one])
    table = {row["code"]: row for row in coherence.with_own_pillar(composite(values, PILLARS)).iter_rows(named=True)}
    assert (table["b3"]["pillar"], table["b3"]["strongest"], table["b3"]["misplaced"]) == ("B", "A", True)
    assert (table["a1"]["misplaced"], table["b1"]["misplaced"]) == (False, False)


def test_an_indicator_nobody_can_judge_has_no_verdict() -> None:
    values = np.random.default_rng(2).normal(size=(9, 5))
    values[:, 1] = 7.0
    table = {row["code"]: row for row in coherence.with_own_pillar(composite(values, PILLARS)).iter_rows(named=True)}
    assert (table["a2"]["r"], table["a2"]["misplaced"]) == (None, None)


@pytest.mark.parametrize("gaps", [0.0, 0.2])
@pytest.mark.parametrize("level", [1, 2])
def test_leaving_one_out_equals_rebuilding_with_weight_zero(gaps: float, level: int) -> None:
    result = index(gaps, a1=2.0)
    table = coherence.leave_one_out(result, level)
    for row in table.iter_rows(named=True):
        other = rebuilt(result, weights={row["code"]: 0.0})
        shift = np.abs(ranks(other.index) - result.index_ranks)
        assert row["mean_shift"] == pytest.approx(np.nanmean(shift))
        assert row["largest_shift"] == np.nanmax(shift)


def test_declared_weights_multiply_down() -> None:
    table = coherence.declared_weights(index(a2=3.0, B=4.0))
    found = {code: share for code, _, _, share in table.iter_rows()}
    assert found == pytest.approx(
        {"a1": 0.05, "a2": 0.15, "b1": 4 / 15, "b2": 4 / 15, "b3": 4 / 15, "A": 0.2, "B": 0.8, "Index": 1}
    )


def test_influence_sums_to_one_and_compares_with_the_weight() -> None:
    table = coherence.influence(index(a1=5.0))
    assert table["effective"].sum() == pytest.approx(1)
    assert table["share"].sum() == pytest.approx(1)
    row = table.row(0, named=True)
    assert row["ratio"] == pytest.approx(row["share"] / row["effective"])


def test_statistics_with_gaps() -> None:
    values = np.array([[1, 0, 3, 4, 1], [2, 0, NAN, 4, 2], [4, 0, NAN, 5, 3], [8, 1, NAN, 6, 90.0]])
    table = {row["code"]: row for row in coherence.statistics(composite(values, PILLARS)).iter_rows(named=True)}
    assert (table["a1"]["min"], table["a1"]["max"], table["a1"]["mean"], table["a1"]["median"]) == (1, 8, 3.75, 3)
    assert (table["a2"]["zeros"], table["a2"]["many_zeros"], table["a2"]["distinct"]) == (3, True, 2)
    assert (table["b1"]["known"], table["b1"]["few_known"], table["b1"]["outliers"]) == (1, True, None)
    assert table["b3"]["outliers"] is False
    assert table["b3"]["skewness"] == pytest.approx(stats.skew(values[:, 4], bias=False))
    assert table["b3"]["kurtosis"] == pytest.approx(stats.kurtosis(values[:, 4], bias=False))


# ---- other weights ----


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_reweighted_equals_rebuilding(gaps: float) -> None:
    result = index(gaps)
    found = reweighted(result, {"A": 3.0, "b2": 0.5})
    other = rebuilt(result, weights={"A": 3.0, "b2": 0.5})
    assert np.allclose(found.scores, other.index, atol=1e-12, equal_nan=True)
    assert np.array_equal(found.ranks, other.index_ranks, equal_nan=True)
    assert np.array_equal(found.before, result.index_ranks, equal_nan=True)
    assert (found.low <= found.median).all()
    assert (found.median <= found.high).all()


def test_a_slider_answers_as_reweighted_and_the_same_weights_give_the_same_interval() -> None:
    slider = Slider(index(), Uncertainty(draws=200))
    slider.at({"A": 9.0})
    one, two = slider.at({"A": 2.0}), reweighted(index(), {"A": 2.0}, uncertainty=Uncertainty(draws=200))
    assert one.table().equals(two.table())


def test_without_noise_the_interval_is_the_place() -> None:
    found = reweighted(index(), {"B": 2.0}, uncertainty=Uncertainty(noise=0, draws=10))
    assert found.low.tolist() == found.ranks.tolist() == found.high.tolist()


@pytest.mark.parametrize("level", [1, 2])
def test_balanced_weights_make_pillars_count_alike(level: int) -> None:
    result = index()
    found = balanced_weights(result, level)
    codes = result.framework.levels[level - 1]
    other = rebuilt(result, weights=dict(zip(codes, found.weights.tolist(), strict=True)))
    r = np.array([np.corrcoef(other.score(code), other.index)[0, 1] for code in codes])
    assert r / r.sum() == pytest.approx(found.obtained, abs=1e-9)
    if level == 2:
        assert r[0] == pytest.approx(r[1], abs=1e-6)


def test_a_weight_of_an_unknown_code_is_refused() -> None:
    with pytest.raises(AttractivenessError, match="not in the framework"):
        reweighted(index(), {"C": 1.0})


@pytest.mark.parametrize("kind", ["arithmetic", "geometric", "copeland"])
@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_levers_are_what_a_changed_value_would_do(kind: str, gaps: float) -> None:
    """Each row equals the index aggregated anew with the unit's value set to the best or worst of all."""
    result = rebuilt(index(gaps), normalisation=Normalisation(lower=1), aggregation=Aggregation(kind))
    fixed = Options(treatment=None, normalisation=Normalisation("none"), aggregation=Aggregation(kind))
    values = result.values("normalised")
    table = rank_levers(result, "u3")
    assert table.height == 5
    for row in table.iter_rows(named=True):
        column = result.framework.indicators.index(row["code"])
        for name, end in (("best", np.nanmax), ("worst", np.nanmin)):
            changed = values.copy()
            changed[3, column] = end(values[:, column])
            other = composite(changed, PILLARS, fixed)
            if kind != "copeland":
                assert row[f"rank_if_{name}"] == other.index_ranks[3], (row["code"], name)
            assert row[f"score_if_{name}"] == pytest.approx(other.index[3])
        without = rebuilt(result, weights={row["code"]: 0.0})
        assert row["rank_without"] == without.index_ranks[3]
        assert row["swing"] == row["rank_if_worst"] - row["rank_if_best"] >= 0
    assert table["swing"].to_list() == sorted(table["swing"].to_list(), reverse=True)


def test_levers_of_a_pillar_are_its_own_indicators() -> None:
    assert set(rank_levers(index(), "u0", "A")["code"]) == {"a1", "a2"}
    with pytest.raises(AttractivenessError) as caught:
        rank_levers(index(), "nowhere")
    assert caught.value.key == "unit_unknown"
