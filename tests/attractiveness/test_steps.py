"""Each step on numbers that can be checked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from corridor.attractiveness.aggregation import (
    Aggregation,
    aggregate,
    copeland,
    effective_weights,
    mean,
    outranking,
    scores_of_sets,
)
from corridor.attractiveness.composite import Options, build, rebuilt
from corridor.attractiveness.denomination import denominate
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.imputation import (
    Imputation,
    by_column,
    by_row,
    expectation_maximisation,
    impute,
    nearest_units,
)
from corridor.attractiveness.metadata import read_framework
from corridor.attractiveness.normalisation import (
    Normalisation,
    borda,
    distance_to_maximum,
    distance_to_reference,
    distance_to_target,
    fraction_of_maximum,
    goalposts,
    min_max,
    normalise,
    percentile_rank,
    rank,
    scaled,
    z_score,
)
from corridor.attractiveness.ranking import (
    quantiles,
    rank_counts,
    ranks,
    ranks_of_draws,
    ranks_within,
    significant,
)
from corridor.attractiveness.screening import Screening, screen
from corridor.attractiveness.treatment import (
    Treatment,
    box_cox,
    kurtosis,
    log_ct,
    log_ct_orig,
    log_ct_plus,
    passes,
    skewness,
    treat,
    winsorise,
)
from tests.attractiveness.small import PILLARS, PLAIN, composite, framework, rows, table

NAN = float("nan")


def same(found: Any, expected: Any) -> bool:
    return np.allclose(np.asarray(found, dtype=float), np.asarray(expected, dtype=float), atol=1e-12, equal_nan=True)


# ---- denomination, screening ----


def test_denomination_divides_and_a_zero_or_unknown_size_is_unknown() -> None:
    assert same(denominate(np.array([6.0, 6.0, 6.0, 0.0]), np.array([2.0, 0.0, NAN, 0.0])), [3, NAN, NAN, NAN])
    assert same(denominate(np.array([6.0]), np.array([2000.0]), scale=1000), [3])


def test_a_declared_denominator_is_used_and_must_be_there() -> None:
    size = {"iCode": "size", "Level": None, "Parent": None, "Direction": None, "Weight": None, "Type": "Denominator"}
    named = [{**row, "Denominator": "size" if row["iCode"] == "a1" else None} for row in rows({"A": ("a1", "a2")})]
    read = read_framework([*named, size])
    data = table(("x", "y"), a1=(4, 9), a2=(1, 2), size=(2, 3))
    assert build(data, read, PLAIN).data_set("denominated")["a1"].to_list() == [2, 3]
    with pytest.raises(AttractivenessError) as caught:
        build(data.drop("size"), read, PLAIN)
    assert (caught.value.key, caught.value.values["column"]) == ("column_missing", "size")


def test_screening_by_known_values_by_zeros_and_by_force() -> None:
    values = np.array([[1, 2, 3, 4], [NAN, NAN, 0, 1], [0, 0, 0, 0], [NAN] * 4])
    units = ("full", "half", "zeros", "nothing")
    assert screen(values, units, Screening()).included.tolist() == [True, False, True, False]
    assert screen(values, units, Screening("nonzero")).included.tolist() == [True, True, False, False]
    assert screen(values, units, Screening("both")).included.tolist() == [True, False, False, False]
    forced = screen(values, units, Screening(forced={"half": True, "full": False}))
    assert forced.included.tolist() == [False, True, True, False]
    assert forced.table["nonzero"].to_list() == [1.0, 0.5, 0.0, None]
    with pytest.raises(AttractivenessError, match="not in the data"):
        screen(values, units, Screening(forced={"else": True}))


def test_a_screened_unit_is_left_out_and_told() -> None:
    result = composite(
        [[1, 2, 3, 4, 5], [NAN, NAN, NAN, 4, 5], [2, 1, 1, 1, 1]],
        PILLARS,
        Options(treatment=None, screening=Screening()),
    )
    assert result.units == ("u0", "u2")
    assert [(one.key, one.values) for one in result.remarks] == [
        ("remark_screened", {"unit": "u1", "available": "40%"})
    ]
    assert result.data_set("raw").height == 3


# ---- imputation ----


def test_mean_and_median_of_the_indicator_and_of_groups() -> None:
    values = np.array([[1.0], [2.0], [6.0], [NAN], [10.0], [NAN]])
    assert same(by_column(values, "mean")[[3, 5], 0], [4.75, 4.75])
    assert same(by_column(values, "median")[[3, 5], 0], [4, 4])
    groups = ("x", "x", "x", "x", "y", "z")
    assert same(by_column(values, "mean", groups)[[3, 5], 0], [3, NAN])
    assert same(by_column(values, "median", groups)[[3, 5], 0], [2, NAN])
    assert same(by_column(values, "mean", ("x", "x", "x", None, "y", "y"))[[3, 5], 0], [NAN, 10])


def test_imputing_from_the_units_own_indicators() -> None:
    """The unit stands at 0.5 and 1 of its known ranges in its direction, so the gap gets 0.75 of the third."""
    values = np.array([[0.0, 10.0, 100.0], [10.0, 0.0, 300.0], [5.0, 0.0, NAN]])
    directions = np.array([1.0, -1.0, 1.0])
    assert same(by_row(values, "mean", directions)[2, 2], 250)
    turned = np.array([1.0, -1.0, -1.0])
    assert same(by_row(values, "mean", turned)[2, 2], 150)
    assert same(by_row(values, "mean", directions, scaled=False)[2, 2], 2.5)
    assert same(by_row(values, "mean", directions, families=("x", "y", "x"))[2, 2], 200)


def test_nearest_units_and_em() -> None:
    line = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [10.0, 20.0], [2.1, NAN]])
    assert same(nearest_units(line, 1)[5, 1], 4)
    assert same(nearest_units(line, 2)[5, 1], 5)
    assert expectation_maximisation(line)[5, 1] == pytest.approx(4.2, abs=1e-3)
    assert same(expectation_maximisation(line)[:5], line[:5])


def test_em_of_an_independent_indicator_gives_its_mean() -> None:
    values = np.array([[-1.0, 1.0], [1.0, 1.0], [-1.0, 3.0], [1.0, 3.0], [1.0, NAN], [-1.0, NAN]])
    assert expectation_maximisation(values)[4:, 1] == pytest.approx([2, 2], abs=1e-6)


@pytest.mark.parametrize("method", ["mean", "median", "knn", "em", "none"])
def test_imputation_never_changes_what_is_known(method: str) -> None:
    luck = np.random.default_rng(3)
    values = luck.normal(size=(12, 4))
    values[luck.random(values.shape) < 0.2] = NAN
    found = impute(values, Imputation(method))  # type: ignore[arg-type]
    known = ~np.isnan(values)
    assert (found[known] == values[known]).all()
    assert np.isnan(found).any() == (method == "none")


def test_an_indicator_that_nobody_knows_stays_unknown_and_is_told() -> None:
    options = Options(treatment=None, imputation=Imputation())
    result = composite([[1, NAN, 3, 4, 5], [2, NAN, 1, NAN, 5.5], [3, NAN, 2, 7, 6]], PILLARS, options)
    assert [(one.key, one.values["code"]) for one in result.remarks] == [("remark_not_imputed", "a2")]
    assert result.data_set("imputed")["b2"].to_list() == [4, 5.5, 7]
    assert result.data_set("imputed")["a2"].to_list() == [None] * 3
    assert result.score("A").tolist() == [0, 50, 100]


def test_the_group_must_be_a_column() -> None:
    with pytest.raises(AttractivenessError) as caught:
        composite([[1] * 5, [2] * 5], PILLARS, Options(imputation=Imputation(group="region")))
    assert caught.value.key == "group_missing"


# ---- treatment ----


def test_skewness_and_kurtosis() -> None:
    """1..10, 30, 100 in COINr's treatment vignette; the sample 0, 0, 1 by hand: sqrt(3)."""
    values = np.array([*range(1, 11), 30, 100], dtype=float)
    assert skewness(values) == pytest.approx(3.063241, abs=5e-7)
    assert kurtosis(values) == pytest.approx(9.741391, abs=5e-7)
    assert skewness(np.array([0.0, 0.0, 1.0, NAN])) == pytest.approx(3**0.5, abs=1e-12)
    assert np.isnan(kurtosis(np.array([1.0, 2.0, 3.0])))


def test_the_test_is_unknown_where_the_values_cannot_tell() -> None:
    assert passes(np.array([1.0, 1.0, 1.0, 1.0, 1.0])) is None
    assert passes(np.array([0.1] * 51)) is None
    assert passes(np.array([1.0, 2.0])) is None
    assert passes(np.array([1.0, 2.0, 3.0])) is True
    assert passes(np.array([0.0] * 20 + [1000.0])) is False


def test_winsorising_takes_the_value_of_the_next() -> None:
    values = np.array([*range(1, 11), 30, 100], dtype=float)
    done = winsorise(values, winmax=2)
    assert done is not None
    assert (done.points, done.values[11], done.marks[11]) == (1, 30, 1)
    assert skewness(done.values) == pytest.approx(1.712038, abs=5e-7)
    assert kurtosis(done.values) == pytest.approx(1.815781, abs=5e-7)


def test_ties_at_the_end_move_together_and_count_each() -> None:
    values = np.array([*range(1, 31), 500, 500, 1000], dtype=float)
    done = winsorise(values, winmax=1)
    assert done is not None
    assert (done.points, done.values[-1]) == (1, 500)
    more = winsorise(values, winmax=2)
    assert more is not None
    assert (more.points, set(more.values[-3:])) == (3, {30.0})


def test_the_low_end_is_winsorised_where_the_skewness_is_negative() -> None:
    values = -np.array([*range(1, 11), 30, 100], dtype=float)
    done = winsorise(values)
    assert done is not None
    assert (done.values[11], done.marks[11]) == (-30, -1)


def test_forced_winsorising_goes_on_to_the_limit() -> None:
    done = winsorise(np.arange(10.0), winmax=3, force=True)
    assert done is not None
    assert done.points >= 3


def test_what_winsorising_does_not_cure_gets_the_logarithm_of_the_untreated_column() -> None:
    values = np.exp(np.linspace(0, 14, 200))
    done = treat(values, Treatment())
    assert done.outcome == "log_ct"
    assert same(done.values, np.log(values - 1 + 0.01 * (values.max() - 1)))
    left = treat(values, Treatment(second=None))
    assert (left.outcome, left.passed, left.points) == ("winsorised", False, 5)
    both = treat(values, Treatment(combine=True))
    assert both.outcome == "winsorised+log_ct"
    assert same(both.values, log_ct(left.values))


def test_a_column_of_two_values_cannot_be_winsorised_and_is_left() -> None:
    values = np.array([0.0] * 20 + [1.0])
    done = treat(values, Treatment())
    assert (done.outcome, done.passed) == ("undecided", None)
    assert same(done.values, values)


def test_logarithms() -> None:
    values = np.array([1.0, 2.0, 11.0, NAN])
    assert same(log_ct(values), np.log([0.1, 1.1, 10.1, NAN]))
    assert same(log_ct_orig(values), np.log([1, 2, 11, NAN]))
    assert same(log_ct_plus(values), log_ct(values))
    assert same(log_ct_plus(-values), -log_ct(values))
    assert same(box_cox(values, 2), [0, 1.5, 60, NAN])
    assert same(box_cox(values, 0), np.log([1, 2, 11, NAN]))


def test_remarks_of_treatment() -> None:
    values = np.column_stack([np.arange(25.0), [0.0] * 24 + [1.0], *[np.arange(25.0)] * 3])
    result = composite(values, PILLARS, Options())
    assert [(one.key, one.values["code"]) for one in result.remarks] == [("remark_untreated", "a2")]
    own = composite(values, PILLARS, Options(own_treatment={"a2": None}))
    assert own.remarks == ()


# ---- normalisation ----

X = np.array([2.0, 4.0, NAN, 4.0, 10.0])
NORMALISED: dict[str, tuple[Any, list[float]]] = {
    "minmax": (min_max(X), [0, 25, NAN, 25, 100]),
    "minmax_range": (min_max(X, 1, 5), [1, 2, NAN, 2, 5]),
    "zscore": (z_score(X), [(x - 5) / 12**0.5 for x in X]),
    "zscore_range": (z_score(X, 10, 2), [(x - 5) / 12**0.5 * 2 + 10 for x in X]),
    "scaled": (scaled(X, 0, 20), [10, 20, NAN, 20, 50]),
    "rank": (rank(X), [1, 2, NAN, 2, 4]),
    "borda": (borda(X), [0, 1, NAN, 1, 3]),
    "prank": (percentile_rank(X), [0, 1 / 3, NAN, 1 / 3, 1]),
    "fracmax": (fraction_of_maximum(X), [0.2, 0.4, NAN, 0.4, 1]),
    "dist2max": (distance_to_maximum(X), [0, 0.25, NAN, 0.25, 1]),
    "dist2ref": (distance_to_reference(X, 1), [0, 1, NAN, 1, 4]),
    "dist2ref_capped": (distance_to_reference(X, 1, capped=True), [0, 1, NAN, 1, 1]),
    "dist2targ": (distance_to_target(X, 6), [0, 0.5, NAN, 0.5, 2]),
    "dist2targ_capped": (distance_to_target(X, 6, capped=True), [0, 0.5, NAN, 0.5, 1]),
    "goalposts": (goalposts(X, 3, 8, 10), [0, 2, NAN, 2, 10]),
    "goalposts_open": (goalposts(X, 3, 8, 10, truncated=False), [-2, 2, NAN, 2, 14]),
}


@pytest.mark.parametrize("name", NORMALISED)
def test_each_normalisation(name: str) -> None:
    found, expected = NORMALISED[name]
    assert same(found, expected)


def test_targets_and_posts_turn_with_an_indicator_where_less_is_better() -> None:
    """COINr's own tests: values -1, 1, 10 with target 0 and more; posts 0..10 turned."""
    read = framework({"A": ("a1",)}, down=("a1",))
    units = ("x", "y", "z")
    column = np.array([[-1.0], [1.0], [10.0]])
    by = Normalisation("dist2targ", target=0)
    assert same(normalise(column, read, by, units)[:, 0], [1.1, 0.9, 0])
    posts = Normalisation("goalposts", goalposts=(0, 10, 1))
    assert same(normalise(np.array([[1.0], [-1.0], [11.0]]), read, posts, units)[:, 0], [0.9, 1, 0])


def test_parameters_from_the_metadata_table_and_a_missing_one() -> None:
    extra: dict[str, Any] = {"minmax_lower": 5, "minmax_upper": 50, "goalpost_lower": 0, "goalpost_upper": 4}
    read = read_framework([{**row, **(extra if row["Level"] == 1 else {})} for row in rows({"A": ("a1", "a2")})])
    column = np.array([[1.0, 2.0], [3.0, 8.0]])
    by = Normalisation(from_metadata=True)
    assert same(normalise(column, read, by, ("x", "y")), [[5, 5], [50, 50]])
    by = Normalisation("goalposts", from_metadata=True)
    assert same(normalise(column, read, by, ("x", "y")), [[0.25, 0.5], [0.75, 1]])
    with pytest.raises(AttractivenessError) as caught:
        normalise(column, read, Normalisation("zscore", from_metadata=True), ("x", "y"))
    assert caught.value.values["parameter"] == "zscore_mean"


def test_single_indicators_may_have_a_method_of_their_own_and_a_reference_unit() -> None:
    options = Options(
        treatment=None,
        own_normalisation={
            "a2": Normalisation("rank"),
            "b1": Normalisation("dist2ref", reference="u1"),
        },
    )
    result = composite([[1, 5, 2, 1, 1], [2, 6, 4, 2, 2], [3, 9, 3, 3, 3]], PILLARS, options)
    found = result.data_set("normalised")
    assert found["a1"].to_list() == [0, 50, 100]
    assert found["a2"].to_list() == [1, 2, 3]
    assert found["b1"].to_list() == [0, 1, 0.5]


def test_an_indicator_without_difference_is_unknown_for_all_and_told() -> None:
    result = composite([[1, 7, 2, 1, 1], [2, 7, 4, 2, 2]], PILLARS)
    assert result.data_set("normalised")["a2"].to_list() == [None, None]
    assert [(one.key, one.values) for one in result.remarks] == [("remark_no_range", {"code": "a2"})]
    assert result.score("A").tolist() == [0, 100]


# ---- aggregation ----


def test_means_by_hand() -> None:
    values, weights = np.array([[1.0, 4.0], [2.0, NAN], [NAN, NAN]]), np.array([1.0, 3.0])
    assert same(mean(values, weights), [3.25, 2, NAN])
    assert same(mean(values, weights, "geometric"), [4**0.75, 2, NAN])
    assert same(mean(values, weights, "harmonic"), [4 / 1.75, 2, NAN])
    assert same(mean(values, weights, "power", 2), [(49 / 4) ** 0.5, 2, NAN])
    assert same(mean(values, weights, "power", -1), mean(values, weights, "harmonic"))
    assert same(mean(values, weights, least=0.6), [3.25, NAN, NAN])
    assert same(mean(values, np.array([0.0, 0.0])), [NAN, NAN, NAN])


@pytest.mark.parametrize(
    ("method", "power", "lowest"),
    [("geometric", None, 0.0), ("harmonic", None, 0.0), ("power", -2.0, 0.0), ("power", 2.0, -1.0)],
)
def test_means_without_meaning_are_errors(method: str, power: float | None, lowest: float) -> None:
    with pytest.raises(AttractivenessError) as caught:
        mean(np.array([[lowest, 3.0]]), np.ones(2), method, power)
    assert (caught.value.key, caught.value.values["lowest"]) == ("not_positive", lowest)
    with pytest.raises(AttractivenessError):
        Aggregation("power", power=0.0)
    with pytest.raises(AttractivenessError):
        Aggregation("power")


def test_an_unknown_value_rescales_the_weights_of_its_group_and_an_unknown_group_those_above() -> None:
    read = framework(PILLARS, a2=3.0, B=4.0)
    values = np.array([[10, 50, 1, 2, 3], [10, NAN, 1, 2, NAN], [NAN, NAN, 6, 7, 8]])
    levels = aggregate(read, values, read.weight_rows(), Aggregation())
    assert same(levels[1], [[40, 2], [10, 1.5], [NAN, 7]])
    assert same(levels[2][:, 0], [(40 + 8) / 5, (10 + 6) / 5, 7])


def test_kinds_by_step_and_by_parent() -> None:
    read = framework(PILLARS)
    values = np.array([[1.0, 4.0, 1.0, 2.0, 3.0]])
    rows_ = read.weight_rows()
    steps = aggregate(read, values, rows_, Aggregation(("geometric", "arithmetic")))
    assert same(steps[1], [[2, 6 ** (1 / 3)]])
    assert same(steps[2], [[(2 + 6 ** (1 / 3)) / 2]])
    own = aggregate(read, values, rows_, Aggregation(by_parent={"A": "geometric"}))
    assert same(own[1], [[2, 2]])
    with pytest.raises(AttractivenessError, match="3 values where 2"):
        aggregate(read, values, rows_, Aggregation(("arithmetic",) * 3))


def test_outranking_and_copeland_by_hand() -> None:
    """x beats y in one of two, z loses all; y and x draw."""
    values = np.array([[3.0, 1.0], [1.0, 3.0], [0.0, 0.0]])
    assert same(outranking(values, np.ones(2)), [[0, 0.5, 1], [0.5, 0, 1], [0, 0, 0]])
    assert copeland(values, np.ones(2)).tolist() == [1, 1, -2]
    assert copeland(values, np.array([2.0, 1.0])).tolist() == [2, 0, -2]


def test_values_that_differ_by_rounding_only_draw() -> None:
    """As in the ASEM data, which have 5.1 and 5.100000000000001 in one column."""
    values = np.array([[0.1 + 0.2], [0.3], [0.2]])
    assert same(outranking(values, np.ones(1)), [[0, 0.5, 1], [0.5, 0, 1], [0, 0, 0]])
    assert copeland(values, np.ones(1)).tolist() == [1, 1, -2]


def test_copeland_with_a_gap_compares_what_both_know() -> None:
    values = np.array([[1.0, NAN], [2.0, 0.0], [NAN, NAN]])
    assert same(copeland(values, np.ones(2)), [-1, 1, NAN])
    assert same(copeland(values[::-1], np.ones(2)), [NAN, 1, -1])


def test_effective_weights_multiply_down_the_levels() -> None:
    read = framework(PILLARS, a2=3.0, B=4.0)
    assert same(effective_weights(read, read.weight_rows()), [[1 / 20, 3 / 20, 4 / 15, 4 / 15, 4 / 15]])
    known = np.array([True, False, False, False, False])
    assert same(effective_weights(read, read.weight_rows(), known=known), [[1, 0, 0, 0, 0]])
    assert same(effective_weights(read, read.weight_rows(), "B"), [[0, 0, 1 / 3, 1 / 3, 1 / 3]])


@pytest.mark.parametrize(
    "methods",
    [
        "arithmetic",
        "geometric",
        "harmonic",
        "power",
        "copeland",
        ("geometric", "arithmetic"),
        ("arithmetic", "copeland"),
    ],
)
@pytest.mark.parametrize("gaps", [0.0, 0.3])
@pytest.mark.parametrize("code", ["Index", "B"])
def test_many_weight_sets_at_once_equal_one_at_a_time(methods: Any, gaps: float, code: str) -> None:
    luck = np.random.default_rng(5)
    read = framework(PILLARS)
    values = luck.uniform(1, 100, (9, 5))
    values[luck.random(values.shape) < gaps] = NAN
    values[0] = NAN
    sets = tuple(luck.random((7, len(level))) for level in read.levels)
    by = Aggregation(methods, power=2.0, availability=0.5)
    found = scores_of_sets(read, values, sets, by, code)
    level = read.level_of(code) - 1
    for number in range(7):
        one = aggregate(read, values, tuple(level_[number] for level_ in sets), by)[level]
        assert same(found[number], one[:, read.levels[level].index(code)])


# ---- ranks ----


def test_ranks_share_the_best_place_and_unknown_has_none() -> None:
    assert same(ranks(np.array([5.0, 7.0, NAN, 7.0, 1.0])), [3, 1, NAN, 1, 4])
    assert same(ranks_within(np.array([5.0, 7.0, 6.0, 9.0]), ("x", "x", "y", None)), [2, 1, 1, NAN])


def test_twelve_digits_tie_what_floats_keep_apart() -> None:
    close = np.array([0.1 + 0.2, 0.3, 5.100000000000001, 5.1])
    assert same(ranks(close), [3, 3, 1, 1])
    assert same(ranks(close, digits=None), [3, 4, 1, 2])
    assert same(
        significant(np.array([0.0, -1234567890123.4, 1e-320, np.inf, NAN]))[[0, 1, 3, 4]],
        [0, -1234567890120, np.inf, NAN],
    )


def test_ranks_of_draws_are_the_ranks_of_each_row() -> None:
    luck = np.random.default_rng(2)
    scores = luck.choice([0.1 + 0.2, 0.3, 1.0, 2.5, -4.0], (200, 6))
    scores[luck.random(scores.shape) < 0.1] = NAN
    scores[:5] = luck.normal(size=(5, 6))
    places = ranks_of_draws(scores)
    for row, place in zip(scores, places, strict=True):
        assert same(np.nan_to_num(ranks(row)), place)


def test_quantiles_of_places_are_those_of_r_type_7() -> None:
    luck = np.random.default_rng(2)
    places = luck.integers(1, 9, (137, 8)).astype(np.int32)
    found = quantiles(rank_counts(places), (0.05, 0.5, 0.9, 1.0))
    assert same(found, np.quantile(places, (0.05, 0.5, 0.9, 1.0), axis=0))


# ---- the chain ----


def test_a_small_index_by_hand() -> None:
    read = framework({"Work": ("jobs", "pay"), "Life": ("rent",)}, down=("rent",), Life=3.0)
    data = table(("FL", "WA", "BR"), jobs=(90, 80, 70), pay=(30, None, 40), rent=(10, 8, 20))
    result = build(data, read, PLAIN)
    assert result.data_set("normalised").to_dict(as_series=False) == {
        "unit": ["FL", "WA", "BR"],
        "jobs": [100, 50, 0],
        "pay": [0, None, 100],
        "rent": pytest.approx([100 * 10 / 12, 100, 0]),
    }
    assert result.index.tolist() == pytest.approx([(50 + 250) / 4, (50 + 300) / 4, (50 + 0) / 4])
    assert result.ranks(["Index", "pay"]).to_dict(as_series=False) == {
        "unit": ["FL", "WA", "BR"],
        "Index": [2, 1, 3],
        "pay": [2, None, 1],
    }
    assert result.scores(["Work"])["Work"].to_list() == [50, 50, 50]
    with pytest.raises(ValueError, match="read-only"):
        result.levels[0][0, 0] = 5


def test_rebuilding_equals_building_with_the_other_options() -> None:
    luck = np.random.default_rng(8)
    values = np.exp(luck.normal(size=(20, 5)) * 1.5)
    by, mix = Normalisation("zscore", mean=50, sd=5), Aggregation("geometric")
    one = composite(values, PILLARS, Options(treatment=Treatment(winmax=2), normalisation=by, aggregation=mix))
    two = rebuilt(composite(values, PILLARS), treatment=Treatment(winmax=2), normalisation=by, aggregation=mix)
    assert same(one.index, two.index)
    for name in ("treated", "normalised"):
        assert one.data_set(name).equals(two.data_set(name))
    assert one.treatments.equals(two.treatments)


DATA_FAULTS: dict[str, tuple[pl.DataFrame, str]] = {
    "column_missing": (table(("x",), a1=(1,)), "data"),
    "unit_twice": (table(("x", "x"), a1=(1, 2), a2=(1, 2)), "data"),
    "no_units": (table((), a1=(), a2=()), "data"),
    "not_a_number": (pl.DataFrame({"uCode": ["x"], "a1": ["12,5"], "a2": [1.0]}), "data (a1)"),
    "unit_without_code": (pl.DataFrame({"uCode": ["x", None], "a1": [1, 2], "a2": [1, 2]}), "data row 2"),
}


@pytest.mark.parametrize("key", DATA_FAULTS)
def test_faults_of_the_data(key: str) -> None:
    data, place = DATA_FAULTS[key]
    with pytest.raises(AttractivenessError) as caught:
        build(data, framework({"A": ("a1", "a2")}), PLAIN)
    assert (caught.value.key, caught.value.place) == (key, place)


def test_numbers_as_text_and_empty_fields_are_read() -> None:
    data = pl.DataFrame({"uCode": ["x", "y", "z"], "a1": [" 1", "", "3.5 "], "a2": [1, 2, 3]})
    result = build(data, framework({"A": ("a1", "a2")}), PLAIN)
    assert result.data_set("raw")["a1"].to_list() == [1, None, 3.5]
