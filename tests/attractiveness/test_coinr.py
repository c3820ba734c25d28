"""Every data set, score and rank of COINr's ASEM example, and the results its documentation prints.

Scores agree within 1e-9. Where COINr is wrong or depends on the last digit of a float, the test says so and holds us
to the exact answer instead.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest

from corridor.attractiveness import coherence, weights
from corridor.attractiveness.aggregation import Aggregation, aggregate, copeland, mean, outranking
from corridor.attractiveness.composite import Options, build, rebuilt
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.normalisation import Normalisation
from corridor.attractiveness.ranking import ranks
from corridor.attractiveness.screening import Screening
from corridor.attractiveness.treatment import Treatment, log_gii, treat_all
from corridor.attractiveness.uncertainty import Alternatives, Uncertainty, replay, run_uncertainty
from tests.attractiveness.asem import asem, framework, needs_coinr, read, theirs

pytestmark = needs_coinr
TOLERANCE = 1e-9


@pytest.mark.parametrize("name", ["imputed", "treated", "normalised", "aggregated"])
def test_every_data_set(name: str) -> None:
    reference, result = read(f"dset_{name}"), asem()
    mine = result.data_set(name)
    codes = [column for column in reference.columns if column != "uCode"]
    assert set(codes) == set(mine.columns) - {"unit"}
    for code in codes:
        ours = mine[code].to_numpy().astype(float)
        assert np.allclose(ours, theirs(reference, code, result), rtol=TOLERANCE, atol=TOLERANCE), code


def test_every_score_to_the_two_decimals_of_the_results_table() -> None:
    reference, result = read("results_scores"), asem()
    for code in framework().codes:
        assert np.abs(result.score(code) - theirs(reference, code, result)).max() <= 0.005 + TOLERANCE, code
    assert (ranks(result.index) == theirs(reference, "Rank", result)).all()


def test_every_rank_but_the_tie_that_a_last_digit_breaks() -> None:
    """One column holds 5.1 and 5.100000000000001, so COINr's ranks there depend on how a file was read."""
    reference, result = read("results_ranks"), asem()
    differ = {}
    for code in framework().codes:
        expected = theirs(reference, code, result)
        assert (ranks(result.score(code), digits=None) == expected).all(), code
        differ[code] = int((ranks(result.score(code)) != expected).sum())
    assert {code: count for code, count in differ.items() if count} == {"TolMin": 1}


@pytest.mark.parametrize(
    ("method", "column", "lower"),
    [("arithmetic", "amean", 0.0), ("geometric", "gmean", 1.0), ("harmonic", "hmean", 1.0)],
)
@pytest.mark.parametrize("code", ["Index", "Conn", "Sust"])
def test_means(method: str, column: str, lower: float, code: str) -> None:
    result = rebuilt(asem(), normalisation=Normalisation(lower=lower), aggregation=Aggregation(method))
    expected = theirs(read("alt_methods"), f"{code}_{column}", result)
    assert np.abs(result.score(code) - expected).max() < TOLERANCE


@pytest.mark.parametrize("method", ["zscore", "rank", "borda", "prank", "dist2max", "scaled"])
def test_normalisations(method: str) -> None:
    result = rebuilt(asem(), normalisation=Normalisation(method, digits=None))
    expected = theirs(read("alt_methods"), f"Index_n_{method}", result)
    assert np.abs(result.index - expected).max() < TOLERANCE


@pytest.mark.parametrize("method", ["rank", "borda", "prank"])
def test_rounding_before_ranking_touches_one_indicator_only(method: str) -> None:
    rounded = rebuilt(asem(), normalisation=Normalisation(method)).values("normalised")
    raw = rebuilt(asem(), normalisation=Normalisation(method, digits=None)).values("normalised")
    touched = [
        code for code, same in zip(framework().indicators, (rounded == raw).all(axis=0), strict=True) if not same
    ]
    assert touched == ["TolMin"]


def test_fraction_of_the_maximum_is_infinite_in_coinr_and_here_with_a_remark() -> None:
    """An indicator where less is better has a maximum of zero after it is turned: dividing by it means nothing."""
    result = rebuilt(asem(), normalisation=Normalisation("fracmax"))
    assert np.isposinf(theirs(read("alt_methods"), "Index_n_fracmax", result)).all()
    assert np.isposinf(result.index).all()
    turned = {code for code in framework().indicators if framework().entry(code).direction == -1}
    assert {remark.values["code"] for remark in result.remarks if remark.key == "remark_fracmax_direction"} == turned


def test_copeland_is_exact_where_coinr_counts_floats_that_miss_a_half() -> None:
    """49 equal weights: 16 of 1,275 pairs are exact ties. COINr tests `== 0.5` on sums of 1/49 and misses some, so 10
    of the 51 units are one or two off. Ours equals the count in whole numbers.
    """
    result = asem()
    values, flat = result.values("normalised"), np.ones(len(framework().indicators))
    ours = copeland(values, flat)
    assert (ours == exact_copeland(values)).all()
    off = np.abs(ours - theirs(read("alt_methods"), "copeland_flat_equal", result))
    assert (int((off > 0).sum()), off.max()) == (10, 2.0)
    above = np.triu_indices(len(values), 1)
    assert int((np.abs(outranking(values, flat)[above] - 0.5) < 1e-9).sum()) == 16


def exact_copeland(values: Any) -> Any:
    """Wins minus losses with fractions."""
    found = np.zeros(len(values))
    for one in range(len(values)):
        for two in range(len(values)):
            half = Fraction(int((values[one] == values[two]).sum()), 2)
            won = Fraction(int((values[one] > values[two]).sum())) + half
            found[one] += (won > Fraction(values.shape[1], 2)) - (won < Fraction(values.shape[1], 2))
    return found


def test_generalised_mean_with_a_gap_drops_it_where_coinr_answers_na() -> None:
    row = np.array([[2.0, np.nan, 4.0]])
    assert mean(row, np.ones(3), "power", 2.0)[0] == pytest.approx(10**0.5, abs=1e-12)


def test_log_gii_transforms_where_coinr_hands_back_the_column() -> None:
    column = np.array([1.0, 3.0, 9.0])
    assert log_gii(column) == pytest.approx(np.log(np.array([1.0, 3.0, 9.0])), abs=1e-12)


def test_alpha_of_every_group_and_over_all() -> None:
    reference = dict(read("cronbach").iter_rows())
    ours = dict(coherence.alphas(asem()).select("code", "alpha").iter_rows())
    expected = {"Index" if group == "ALL" else group: alpha for group, alpha in reference.items()}
    assert len(expected) == 9
    assert {code: ours[code] for code in expected} == pytest.approx(expected, abs=TOLERANCE)


def replayed() -> tuple[Any, pl.DataFrame]:
    """COINr's 100 draws with its own parameters and noisy weights."""
    para, noisy, result = read("ua100_para"), read("noisy_weights_100"), asem()
    sets = []
    for level, codes in enumerate(framework().levels, start=1):
        rows = noisy.filter(pl.col("Level") == level)
        of_code = {row[0]: row[1:] for row in rows.drop("Level").iter_rows()}
        sets.append(np.array([of_code[code] for code in codes], dtype=float).T)
    choices = Alternatives(
        treatments=tuple(Treatment(winmax=points) for points in range(1, 6)),
        normalisations=(Normalisation(lower=1, upper=100), Normalisation("zscore", mean=10, sd=2)),
        sets=tuple(sets),
        aggregations=(Aggregation("arithmetic"), Aggregation("geometric")),
    )
    draws = np.column_stack(
        [
            para["winmax"].to_numpy() - 1,
            (para["norm"] == "n_zscore").to_numpy().astype(int),
            para["weight_set"].to_numpy() - 1,
            (para["agg"] == "a_gmean").to_numpy().astype(int),
        ]
    ).astype(np.int64)
    return replay(result, choices, draws), para


def test_every_score_of_100_uncertainty_draws() -> None:
    scores, para = replayed()
    reference = read("ua100_scores")
    for number in range(para.height):
        assert np.abs(scores[number] - theirs(reference, f"r_{number + 1}", asem())).max() < TOLERANCE, number


def test_noise_on_weights_is_that_of_coinr() -> None:
    """25 % around one on levels 2 and 3, none on the indicators."""
    noisy, spec = read("noisy_weights_100"), Uncertainty(noise={2: 0.25, 3: 0.25}, draws=100)
    ours = run_uncertainty(asem(), spec).choices.sets
    for level, rows in enumerate(ours, start=1):
        their = noisy.filter(pl.col("Level") == level).drop("Level", "iCode").to_numpy()
        if level in (2, 3):
            assert rows.shape == (100, their.shape[0])
            for one in (rows, their):
                assert one.min() > 0.75
                assert one.max() < 1.25
                assert abs(one.mean() - 1) < 0.03
        else:
            assert (rows == 1).all()
            assert (their == 1).all()


# ---- what COINr's documentation prints for the same example ----


def test_documented_statistics() -> None:
    """Analysis vignette: the first rows of get_stats on the raw data, to three digits."""
    table = coherence.statistics(asem(), "raw")
    rows = {row["code"]: row for row in table.iter_rows(named=True)}
    expected = {
        "LPI": (2.07, 4.23, 3.41, 3.42, 0.538, -0.304, -0.657),
        "Flights": (0.99, 211, 38.6, 25.6, 46.7, 2.10, 4.51),
        "Ship": (0, 21.2, 12.0, 12.7, 6.84, -0.576, -0.681),
        "Bord": (0, 122, 23.6, 18.0, 24.8, 2.15, 5.79),
        "Elec": (0, 110, 16.2, 6.91, 22.7, 2.23, 5.79),
    }
    names = ("min", "max", "mean", "median", "sd", "skewness", "kurtosis")
    for code, numbers in expected.items():
        assert [float(f"{rows[code][name]:.3g}") for name in names] == pytest.approx(list(numbers), abs=1e-9), code
    assert [rows[code]["outliers"] for code in expected] == [False, True, False, True, True]
    assert [rows[code]["distinct"] for code in expected] == [51, 51, 43, 30, 46]


def test_documented_alpha_of_raw_data_with_gaps() -> None:
    """Analysis vignette: get_cronbach of P2P on the raw data."""
    columns = [framework().indicators.index(code) for code in framework().members("P2P")]
    assert coherence.cronbach_alpha(asem().values("raw")[:, columns]) == pytest.approx(0.05126659, abs=5e-9)


def test_documented_correlation_flags() -> None:
    """Analysis vignette: get_corr_flags at 0.75 and at -0.5 on the normalised data."""
    limits = coherence.Thresholds(high=0.75, low=-0.5)
    flags = coherence.correlation_flags(asem(), thresholds=limits)
    found = {(frozenset((one, two)), round(r, 3)) for _, one, two, r, _ in flags.iter_rows()}
    assert found == {
        (frozenset(("CPI", "FreePress")), 0.761),
        (frozenset(("CPI", "NGOs")), 0.768),
        (frozenset(("CostImpEx", "TBTs")), -0.697),
        (frozenset(("RTAs", "TBTs")), -0.752),
        (frozenset(("TBTs", "TIRcon")), -0.623),
    }


def test_documented_correlations_and_their_significance() -> None:
    """Analysis vignette: CO2 with the others of Environ on the raw data; only Forest is not significant."""
    table = coherence.correlations(asem(), "raw")
    with_co2 = table.filter((pl.col("one") == "CO2") | (pl.col("two") == "CO2"))
    other = {row["one"] if row["two"] == "CO2" else row["two"]: row for row in with_co2.iter_rows(named=True)}
    for code, r in {"MatCon": 0.7222051, "PrimEner": 0.3268484, "Renew": -0.5986338}.items():
        assert other[code]["r"] == pytest.approx(r, abs=5e-8)
        assert other[code]["p"] < 0.05
    assert other["Forest"]["p"] > 0.05


def test_documented_correlations_with_denominators() -> None:
    """Analysis vignette: get_denom_corr above 0.7 on the raw data."""
    flagged = coherence.with_denominators(asem(), "raw", coherence.Thresholds(denominator=0.7)).filter("flag")
    assert {(code, size): round(r, 2) for code, size, r, _ in flagged.iter_rows()} == {
        ("CultGood", "Energy"): 0.71,
        ("CultGood", "GDP"): 0.85,
        ("FDI", "Energy"): 0.74,
        ("FDI", "GDP"): 0.85,
        ("Goods", "GDP"): 0.80,
        ("PRemit", "GDP"): 0.71,
        ("Research", "GDP"): 0.78,
        ("Services", "GDP"): 0.77,
        ("StMob", "Energy"): 0.73,
        ("StMob", "GDP"): 0.84,
    }


def test_documented_pca() -> None:
    """Analysis vignette: get_PCA of two groups and the explained shares of Social, on raw data; the sign is free."""
    raw = asem().values("raw")

    def of(codes: list[str]) -> weights.PrincipalComponents:
        return weights.principal_components(raw[:, [framework().indicators.index(code) for code in codes]])

    environ = of(["CO2", "Forest", "MatCon", "PrimEner", "Renew"])
    assert np.abs(environ.loadings) == pytest.approx([0.581, 0.214, 0.543, 0.313, 0.473], abs=5e-4)
    assert (environ.loadings[0] * environ.loadings[[1, 2, 3, 4]] > 0).tolist() == [False, True, True, False]
    debt = of(["GDPGrow", "NEET", "PrivDebt", "PubDebt", "RDExp"])
    assert debt.loadings * np.sign(debt.loadings[0]) == pytest.approx([0.472, 0.451, -0.492, -0.227, -0.53], abs=5e-4)
    social = of(list(framework().members("Social")))
    assert social.explained == pytest.approx(
        [0.5398, 0.1408, 0.1065, 0.06905, 0.06614, 0.03589, 0.02003, 0.01445, 0.00737], abs=6e-5
    )  # printed after two roundings
    assert (environ.rows, social.rows, debt.rows) == (50, 37, 44)


def test_documented_screening() -> None:
    """Screening vignette: 85 % of the raw data; analysis vignette: the counts of three units."""
    done = build(read("iData"), framework(), Options(denomination=False, screening=Screening(availability=0.85)))
    assert done.screening is not None
    left_out = done.screening.filter(~pl.col("included"))["unit"].to_list()
    assert sorted(left_out) == ["BRN", "LAO", "MMR"]
    counts = {row[0]: row[1:5] for row in done.screening.iter_rows()}
    assert counts["AUS"] == pytest.approx((0, 3, 1.0, 0.9387755), abs=5e-8)
    assert counts["BGD"] == pytest.approx((6, 1, 0.877551, 0.9767442), abs=5e-7)
    assert counts["BRN"] == pytest.approx((10, 2, 0.7959184, 0.9487179), abs=5e-8)


def test_documented_treatment() -> None:
    """Treatment vignette: three raw indicators."""
    codes = ("Flights", "Goods", "Services")
    raw = asem().values("raw")[:, [framework().indicators.index(code) for code in codes]]
    _, details = treat_all(raw, codes, Treatment())
    assert details["points"].to_list() == [1, 2, 0]
    assert details["outcome"].to_list() == ["winsorised", "winsorised", "none"]
    assert details["skewness_before"].to_list() == pytest.approx([2.103287, 2.649973, 1.701085], abs=5e-7)
    assert details["kurtosis_before"].to_list() == pytest.approx([4.508879, 8.266610, 2.375656], abs=5e-7)
    assert details["skewness_after"].to_list()[:2] == pytest.approx([1.900658, 1.140608], abs=5e-7)
    assert details["kurtosis_after"].to_list()[:2] == pytest.approx([3.3360647, 0.1572047], abs=5e-8)


def test_documented_change_to_percentile_ranks() -> None:
    """Adjustments vignette: the largest changes of place when percentile ranks replace min-max."""
    before, after = asem(), rebuilt(asem(), normalisation=Normalisation("prank"))
    changes = {
        unit: (int(old), int(new))
        for unit, old, new in zip(before.units, before.index_ranks, after.index_ranks, strict=True)
    }
    expected = {"PRT": (27, 17), "LAO": (48, 39), "MLT": (10, 19), "EST": (22, 16), "IDN": (43, 49), "BEL": (5, 7)}
    assert {unit: changes[unit] for unit in expected} == expected


def test_documented_targets_from_the_metadata() -> None:
    """COINr's own test: distance to target, LPI where more is better and CO2 where less is."""
    raw = Options(denomination=False, treatment=None, normalisation=Normalisation("dist2targ", from_metadata=True))
    done = build(read("iData"), framework(), raw)
    before, after = done.data_set("raw"), done.data_set("normalised")
    target = {code: framework().entry(code).target or 0.0 for code in ("LPI", "CO2")}
    lpi, co2 = before["LPI"].to_numpy(), before["CO2"].to_numpy()
    assert after["LPI"].to_numpy() == pytest.approx((lpi - lpi.min()) / (target["LPI"] - lpi.min()), abs=TOLERANCE)
    assert after["CO2"].to_numpy() == pytest.approx((co2.max() - co2) / (co2.max() - target["CO2"]), abs=TOLERANCE)


def test_geometric_mean_of_what_is_not_positive_is_an_error() -> None:
    with pytest.raises(AttractivenessError) as caught:
        aggregate(framework(), asem().values("normalised"), asem().weights, Aggregation("geometric"))
    assert caught.value.key == "not_positive"
