"""The methods against the dossier's own values, and what holds for all of them: no data is never "no shortage"."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import polars as pl
import pytest

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.indicator_table import read_indicators
from corridor.labour_market.indicators import indicators
from corridor.labour_market.measure import measure, measures
from corridor.labour_market.method import method
from corridor.labour_market.verdict import Verdicts
from corridor.occupations.isco08 import unit_groups
from tests.labour_market.measured_tables import PERIOD, REGION, SHARED, dossier, others, table

LEVELS = {"fill_rate": [70, 80, 90, 95, 98], "vacancy_duration": [60, 50, 40, 30, 20]}
METHODS = sorted(measures())


def verdict(found: Verdicts, code: str) -> tuple[str, tuple[str, ...]]:
    one = found.one(code)
    return one.verdict, one.causes


# ---- Forem ----

PHARMACIST = {"fill_rate": 80.0, "vacancy_duration": 33.6, "jobseekers_per_opening": 0.75, "posts_followed": 40.0}


def forem_2015(figures: Mapping[str, float], **thresholds: float | None) -> Verdicts:
    found = table({"2262": figures}, region="wallonia", period="2015")
    return measure(found, "forem_2015", region="BE3", period="2015", thresholds=thresholds)


def test_the_pharmacist_of_2015_is_in_shortage_because_there_are_too_few() -> None:
    found = forem_2015(PHARMACIST)
    assert verdict(found, "2262") == ("shortage", ("QUANT",))
    published = found.thresholds.filter(pl.col("origin") == "published").select("name", "value").rows()
    assert published == [("satisfaction_mean", 91.0), ("delay_mean", 29.6)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"jobseekers_per_opening": 1.5}, "watch"),
        ({"jobseekers_per_opening": 1.4999}, "shortage"),
        ({"fill_rate": 91.0}, "no_shortage"),
        ({"fill_rate": 90.9}, "shortage"),
        ({"vacancy_duration": 29.6}, "no_shortage"),
        ({"posts_followed": 20.0}, "shortage"),
    ],
    ids=["ratio at the limit", "ratio below", "fill at the mean", "fill below", "delay at the mean", "posts enough"],
)
def test_forems_limits_are_strict_as_it_writes_them(change: dict[str, float], expected: str) -> None:
    assert forem_2015(PHARMACIST | change).one("2262").verdict == expected


def test_nineteen_posts_are_too_few_for_a_verdict() -> None:
    assert verdict(forem_2015(PHARMACIST | {"posts_followed": 19.0}), "2262") == ("unknown", ("LOW_N",))


def test_posts_that_are_not_known_leave_the_verdict_unknown_for_want_of_data() -> None:
    without = {name: value for name, value in PHARMACIST.items() if name != "posts_followed"}
    assert verdict(forem_2015(without), "2262") == ("unknown", ("NO_DATA",))


def test_nursing_aides_of_2022_are_critical_only() -> None:
    own = {"fill_rate": 70.0, "vacancy_duration": 55.0, "offers_known_outcome": 60.0, "posts_known_outcome": 150.0}
    figures = {"5321": own | {"jobseekers_per_opening": 2.4}} | others(LEVELS)
    found = measure(table(figures, period="2022", region="wallonia"), "forem_2022", region="wallonia", period="2022")
    assert verdict(found, "5321") == ("watch", ())
    assert found.one("5321").grade("fr") == "fonction critique seulement"
    mean = found.thresholds.filter(pl.col("name") == "satisfaction_mean").row(0, named=True)
    assert (mean["value"], mean["origin"], mean["occupations"]) == (pytest.approx(503 / 6), "statistic", 6)


@pytest.mark.parametrize(
    ("offers", "posts", "expected"), [(14, 30, "shortage"), (13, 30, "unknown"), (14, 29, "unknown")]
)
def test_forem_of_2022_asks_fourteen_offers_and_thirty_posts(offers: int, posts: int, expected: str) -> None:
    own = {"fill_rate": 70.0, "vacancy_duration": 55.0, "jobseekers_per_opening": 1.0}
    figures = {"5321": own | {"offers_known_outcome": offers, "posts_known_outcome": posts}} | others(LEVELS)
    found = measure(table(figures), "forem_2022", region=REGION, period=PERIOD).one("5321")
    assert found.verdict == expected
    assert found.causes == (("QUANT",) if expected == "shortage" else ("LOW_N",))


def test_the_published_means_hold_for_their_year_only() -> None:
    figures = {"2262": PHARMACIST} | others(LEVELS | {"posts_followed": [50] * 5, "jobseekers_per_opening": [1] * 5})
    found = measure(table(figures, period="2016"), "forem_2015", region=REGION, period="2016")
    assert set(found.thresholds.filter(pl.col("name") == "delay_mean")["origin"]) == {"statistic"}


# ---- ADG, VDAB, Flanders ----


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"fill_rate": 60.0, "vacancy_duration": 20.0}, "shortage"),
        ({"fill_rate": 99.0, "vacancy_duration": 70.0}, "shortage"),
        ({"fill_rate": 99.0, "vacancy_duration": 20.0}, "no_shortage"),
        ({"fill_rate": 60.0}, "shortage"),
        ({"fill_rate": 99.0}, "unknown"),
    ],
    ids=["fill", "duration", "neither", "one enough", "one not enough"],
)
def test_adg_asks_one_of_two_and_five_offers(own: dict[str, float], expected: str) -> None:
    figures = {"7126": own | {"openings": 5.0}} | others(LEVELS)
    assert measure(table(figures), "adg", region=REGION, period=PERIOD).one("7126").verdict == expected
    few = {"7126": own | {"openings": 4.0}} | others(LEVELS)
    assert verdict(measure(table(few), "adg", region=REGION, period=PERIOD), "7126") == ("unknown", ("LOW_N",))


@pytest.mark.parametrize(("n", "expected"), [(5, "shortage"), (4, "unknown")])
def test_adgs_own_five_offers_are_enough_behind_a_rate(n: int, expected: str) -> None:
    own = table({"7126": {"fill_rate": 60.0, "vacancy_duration": 20.0, "openings": 5.0}}, n=n).rows
    read = read_indicators(pl.concat([own, table(others(LEVELS)).rows]))
    found = measure(read, "adg", region=REGION, period=PERIOD)
    assert found.one("7126").verdict == expected
    least = found.thresholds.filter(pl.col("name") == "min_n").row(0, named=True)
    assert (least["value"], least["basis"], least["source"]) == (5, "stated", "adg")


def test_vdab_asks_both_against_the_medians_and_says_that_experts_decide() -> None:
    figures = {"7126": {"fill_rate": 60.0, "vacancy_duration": 70.0}} | others(LEVELS)
    found = measure(table(figures), "vdab", region="BE2", period=PERIOD)
    assert dict(found.thresholds.filter(pl.col("origin") == "statistic").select("name", "value").iter_rows()) == {
        "fill_rate_median": 85.0,
        "duration_median": 45.0,
    }
    assert found.counts() == {"shortage": 3, "watch": 0, "no_shortage": 3, "unknown": 0}
    assert "experts" in found.caveats("nl")[0]
    assert verdict(found, "7126") == ("shortage", ())
    assert any("not known: no source" in line for line in found.one("7126").told("en"))


def test_experts_causes_are_told_where_the_table_has_them() -> None:
    figures = {"7126": {"fill_rate": 60.0, "vacancy_duration": 70.0, "cause_conditions": 1.0, "cause_qualitative": 0.0}}
    found = measure(table(figures | others(LEVELS)), "vdab", region=REGION, period=PERIOD)
    assert verdict(found, "7126") == ("shortage", ("CONDITIONS",))


SELECTED = {"on_vdab_list": 1.0, "qualification_level": 4.0, "cause_quantitative": 1.0, "jobseekers_per_vacancy": 3.0}


def test_the_flemish_selection_is_unknown_until_a_tension_is_given() -> None:
    found = table({"7126": SELECTED, "7127": SELECTED | {"qualification_level": 5.0}})
    unset = measure(found, "flanders_2025_selection", region=REGION, period=PERIOD)
    assert unset.table["verdict"].to_list() == ["unknown", "no_shortage"]
    given = measure(found, "flanders_2025_selection", region=REGION, period=PERIOD, thresholds={"tension_max": 3})
    assert verdict(given, "7126") == ("shortage", ("QUANT",))
    assert "user_threshold" in given.one("7126").marks


@dossier
def test_what_is_not_on_the_complete_vdab_list_of_2026_is_not_selected() -> None:
    lines = (SHARED / "reference" / "shortage_lists.csv").read_text(encoding="utf-8").splitlines()
    listed = {row["isco08"] for row in csv.DictReader(lines) if row["list_id"] == "FL-VDAB-2026"} & set(unit_groups())
    assert len(listed) > 100
    figures = {code: {"on_vdab_list": float(code in listed)} for code in unit_groups()}
    found = measure(table(figures, period="2026"), "flanders_2025_selection", region=REGION, period="2026")
    chosen = found.table.filter(pl.col("verdict") == "unknown")["isco08"].to_list()
    assert set(chosen) == listed
    assert found.counts()["no_shortage"] == len(unit_groups()) - len(listed)


# ---- vacancy rate ----

PUBLISHED = {"flanders": (0.6736, 5.21), "brussels": (0.1295, 4.03), "wallonia": (0.1969, 3.60)}
"""Second quarter of 2023: share of the vacancies of Belgium, and rate."""
VACANCIES, RATE = 194_957, 4.63


def test_the_vacancy_rate_counts_vacant_posts_in_the_denominator() -> None:
    posts = VACANCIES / (RATE / 100)
    assert posts == pytest.approx(4.21e6, rel=1e-3)
    found = table(
        {"2221": {"vacancies": VACANCIES, "occupied_posts": posts - VACANCIES}}, region="BE", period="2023-Q2"
    )
    rate = measure(found, "vacancy_rate", region="belgium", period="2023-Q2").one("2221").conditions[0].value
    assert rate == pytest.approx(RATE, abs=1e-9)


def test_the_regional_rates_of_2023_add_up_to_the_national_one() -> None:
    posts = {region: share * VACANCIES / (rate / 100) for region, (share, rate) in PUBLISHED.items()}
    total = {"vacancies": VACANCIES, "occupied_posts": sum(posts.values()) - VACANCIES}
    found = measure(table({"2221": total}, period="2023-Q2"), "vacancy_rate", region="BE2", period="2023-Q2")
    assert round(found.one("2221").conditions[0].value or 0, 2) == RATE


def test_the_upper_quartile_of_rates_is_ours_and_says_so() -> None:
    figures = {code: {"vacancy_rate": rate} for code, rate in zip(unit_groups(), [1.0, 2, 3, 4, 9], strict=False)}
    found = measure(table(figures), "vacancy_rate", region=REGION, period=PERIOD)
    assert found.counts() == {"shortage": 1, "watch": 0, "no_shortage": 4, "unknown": 0}
    assert all("assumed" in marks for marks in found.table["marks"])


# ---- tightness, France ----


@pytest.mark.parametrize(("vacancies", "expected"), [(100, "shortage"), (99, "no_shortage")])
def test_tightness_is_vacancies_by_unemployed(vacancies: int, expected: str) -> None:
    found = table({"2221": {"vacancies": vacancies, "unemployed": 100}})
    assert measure(found, "tightness", region=REGION, period=PERIOD).one("2221").verdict == expected


@pytest.mark.parametrize(("openings", "expected"), [(101, "shortage"), (100, "no_shortage")])
def test_the_french_ratio_must_be_above_one(openings: int, expected: str) -> None:
    found = table({"2221": {"openings": openings, "jobseekers_registered": 100}})
    assert measure(found, "france_tension", region=REGION, period=PERIOD).one("2221").verdict == expected


# ---- points ----

MAC = [name for name in indicators() if name.startswith("mac_")]
BENCHMARKS = {f"{name}_benchmark": 10.0 for name in MAC}


def mac(passes: int, available: int) -> Verdicts:
    """An occupation that passes so many of so many indicators against benchmarks of 10."""
    own = {}
    for at, name in enumerate(MAC[:available]):
        tight = 5.0 if name == "mac_v1" else 15.0
        own[name] = tight if at < passes else 20.0 - tight
    return measure(
        table({"2221": own | {"employment": 500.0}}), "uk_mac", region=REGION, period=PERIOD, thresholds=BENCHMARKS
    )


@pytest.mark.parametrize(
    ("available", "passes", "expected", "fragile"),
    [
        (12, 6, "shortage", False),
        (12, 5, "no_shortage", False),
        (10, 4, "no_shortage", True),
        (10, 5, "shortage", True),
        (6, 3, "shortage", True),
        (5, 5, "unknown", False),
        (0, 0, "unknown", False),
    ],
)
def test_the_committee_flags_half_of_the_indicators_that_have_data(
    available: int, passes: int, expected: str, fragile: bool
) -> None:
    found = mac(passes, available).one("2221")
    assert (found.verdict, found.fragile) == (expected, fragile)
    assert found.causes == (("NO_DATA",) if expected == "unknown" else ())
    assert "recalled" in found.marks


@pytest.mark.parametrize(
    ("values", "expected"),
    [([2, 4, 6, 8, 10], 9.0), ([-2, -1, 0, 4, 10], 4.0), ([-9, 0.1, 0.2, 40, 50], 40.0)],
    ids=["multiple of the median", "median of nought", "median near nought"],
)
def test_the_benchmark_is_half_above_the_median_or_the_upper_quartile(values: list[float], expected: float) -> None:
    figures = {code: {"mac_p1": value} for code, value in zip(unit_groups(), values, strict=False)}
    found = measure(table(figures), "uk_mac", region=REGION, period=PERIOD).thresholds
    assert found.filter(pl.col("name") == "mac_p1_benchmark")["value"].to_list() == [expected]


def test_a_benchmark_where_low_is_tight_is_turned_round() -> None:
    figures = {code: {"mac_v1": -v} for code, v in zip(unit_groups(), [2.0, 4, 6, 8, 10], strict=False)}
    found = measure(table(figures), "uk_mac", region=REGION, period=PERIOD)
    assert found.thresholds.filter(pl.col("name") == "mac_v1_benchmark")["value"].to_list() == [-9.0]
    met = found.conditions.filter((pl.col("condition") == "v1") & (pl.col("result") == "met"))["value"].to_list()
    assert met == [-10.0]


GERMAN = method("german_engpass").parts


@pytest.mark.parametrize(
    ("points", "expected"),
    [([2] * 6, "shortage"), ([3, 3, 3, 3, 0, 0], "shortage"), ([3] * 4, "shortage"), ([2, 2, 2, 2, 2, 1], "watch"),
     ([3, 3, 3, 0, 0, 0], "watch"), ([2, 2, 2, 1, 1, 0], "no_shortage"), ([3] * 3, "unknown")],
    ids=str,
)  # fmt: skip
def test_the_german_analysis_is_the_mean_of_points(points: list[int], expected: str) -> None:
    """Cut points 10, 20, 30; where low is tight 30, 20, 10."""
    own, cuts = {}, {}
    for at, name in enumerate(GERMAN):
        low = indicators()[name].direction == "lower"
        for cut in (1, 2, 3):
            cuts[f"{name}_cut{cut}"] = 40.0 - 10 * cut if low else 10.0 * cut
        if at < len(points):
            own[name] = 35.0 - 10 * points[at] if low else 5.0 + 10 * points[at]
    found = measure(table({"2221": own}), "german_engpass", region=REGION, period=PERIOD, thresholds=cuts).one("2221")
    assert found.verdict == expected


# ---- indices ----


def test_the_forecast_has_four_classes_and_is_called_a_forecast() -> None:
    names = method("cedefop").composite
    assert names is not None
    figures = {c: dict.fromkeys(names.weights, float(v)) for v, c in enumerate(unit_groups()[:8])}
    found = measure(table(figures), "cedefop", region=REGION, period=PERIOD)
    assert found.table["verdict"].to_list() == ["no_shortage"] * 4 + ["watch"] * 2 + ["shortage"] * 2
    assert "2035" in found.caveats("fr")[0]


def test_the_sources_and_marks_of_the_parts_of_an_index_reach_the_reader() -> None:
    names = method("cedefop").composite
    assert names is not None
    figures = table({c: dict.fromkeys(names.weights, float(v)) for v, c in enumerate(unit_groups()[:8])}).rows
    own = figures.with_columns(
        source=pl.when(pl.col("indicator") == "overqualified_share").then(pl.lit("survey")).otherwise("source"),
        n=pl.when(pl.col("indicator") == "overqualified_share").then(None).otherwise("n"),
        flag=pl.when(pl.col("indicator") == "underqualified_share").then(pl.lit("p")),
    )
    found = measure(read_indicators(own), "cedefop", region=REGION, period=PERIOD).one(unit_groups()[7])
    assert {"n_unknown", "flagged"} <= set(found.marks)
    behind = found.conditions[0]
    assert (behind.source, behind.vintage, behind.n, behind.flag) == ("invented; survey", "2026-01", 100, "p")
    assert any("invented; survey" in line for line in found.told("nl"))


OECD = {
    "wage_growth": 1,
    "employment_growth": 1,
    "hours_growth": 1,
    "unemployment_rate": -1,
    "underqualification_growth": 1,
}


def oecd(
    extra: Mapping[str, float | None] | None = None, leave_out: str | None = None, total: float | None = None
) -> Verdicts:
    """Six occupations over eight years; the fifth is the tightest throughout, the sixth the loosest."""
    rows = []
    for year in range(2018, 2026):
        figures = {
            code: {name: 10 + sign * pull + 0.1 * (year - 2018) for name, sign in OECD.items() if name != leave_out}
            for code, pull in zip(unit_groups(), [0, 0.5, -0.5, 0.2, 4, -4], strict=False)
        }
        whole = {} if total is None else {"TOTAL": dict.fromkeys(OECD, total)}
        rows.append(table(figures | whole, period=str(year)).rows)
    read = read_indicators(pl.concat(rows))
    return measure(read, "oecd_skills_for_jobs", region=REGION, period="2025", thresholds=extra)


def test_what_grows_faster_than_the_economy_and_has_less_unemployment_is_hard_to_find() -> None:
    found = oecd()
    codes = unit_groups()
    assert found.one(codes[4]).verdict == "shortage"
    assert found.one(codes[5]).verdict == "no_shortage"
    assert found.one(codes[4]).grade("nl") == "moeilijk te vinden"


def test_a_sub_index_without_data_leaves_the_signal_unknown_unless_its_weight_is_nought() -> None:
    assert oecd(leave_out="hours_growth").counts()["unknown"] == 6
    assert oecd({"weight_hours": 0}, leave_out="hours_growth").counts()["unknown"] == 0


def test_weights_that_are_all_nought_are_refused() -> None:
    with pytest.raises(LabourMarketError, match="oecd_skills_for_jobs"):
        oecd({f"weight_{name}": 0 for name in ("wage", "employment", "hours", "unemployment", "underqualification")})


@pytest.mark.parametrize("name", ["signal_bound", "hp_lambda", "weight_wage", "signal_cut"])
def test_a_number_of_the_index_that_is_taken_away_leaves_every_signal_unknown(name: str) -> None:
    assert oecd({name: None}).counts()["unknown"] == 6


def test_a_row_for_the_whole_economy_takes_the_place_of_the_mean() -> None:
    """All occupations grow more from year to year: against an economy that does not, the last year is above.

    Distances are centred, so that the height of the economy's own line does not matter, only its course.
    """
    average = unit_groups()[0]
    assert oecd().one(average).verdict == "no_shortage"
    assert oecd(total=10.0).one(average).verdict == "shortage"
    assert oecd(total=10.0).table.equals(oecd(total=25.0).table)


def test_a_series_that_is_too_short_leaves_the_signal_unknown() -> None:
    assert oecd({"min_years": 9}).counts()["unknown"] == 6


# ---- what holds for all ----


@pytest.mark.parametrize("name", METHODS)
def test_an_occupation_without_data_is_unknown_and_says_so(name: str) -> None:
    figures = {"2221": {"employment": 400.0}, "2512": {"fill_rate": None, "mac_e1": None, "tightness": None}}
    found = measure(table(figures), name, region=REGION, period=PERIOD)
    assert found.counts()["unknown"] == 2
    assert found.table["causes"].to_list() == [["NO_DATA"]] * 2
    assert any("not the same as no shortage" in line for line in found.one("2221").told("en"))


@pytest.mark.parametrize("n", [9, 10, None])
def test_few_observations_block_a_verdict_and_unknown_ones_are_marked(n: int | None) -> None:
    figures = {"7126": {"fill_rate": 60.0, "vacancy_duration": 70.0}}
    own = table(figures, n=n).rows
    known = table(others(LEVELS)).rows
    found = measure(read_indicators(pl.concat([own, known])), "vdab", region=REGION, period=PERIOD).one("7126")
    assert found.verdict == ("unknown" if n == 9 else "shortage")
    assert found.causes == (("LOW_N",) if n == 9 else ())
    assert ("n_unknown" in found.marks) == (n is None)
    assert found.conditions[0].value == 60.0


def test_indicators_with_few_observations_are_left_out_of_a_count_and_said_to_be_few() -> None:
    own = {name: 15.0 for name in MAC}
    read = read_indicators(table({"2221": own}, n=100).rows.with_columns(n=pl.Series([100] * 5 + [9] * 7)))
    found = measure(read, "uk_mac", region=REGION, period=PERIOD, thresholds=BENCHMARKS).one("2221")
    assert (found.verdict, found.causes) == ("unknown", ("LOW_N",))
    assert [c.result for c in found.conditions if c.low_n] == ["unknown"] * 7


def test_a_median_over_too_few_occupations_is_no_median() -> None:
    figures = others({"fill_rate": [70, 80, 90, 95], "vacancy_duration": [60, 50, 40, 30]})
    found = measure(table(figures), "vdab", region=REGION, period=PERIOD)
    assert found.counts()["unknown"] == 4
    relaxed = measure(table(figures), "vdab", region=REGION, period=PERIOD, thresholds={"min_population": 4})
    assert relaxed.counts()["unknown"] == 0


def test_occupations_are_compared_with_those_of_their_own_level() -> None:
    major = {
        code: {"fill_rate": f, "vacancy_duration": d}
        for code, f, d in zip("12345", [1, 2, 3, 4, 5], [9, 8, 7, 6, 5], strict=True)
    }
    found = measure(table(major | others(LEVELS)), "vdab", region=REGION, period=PERIOD).thresholds
    medians = found.filter(pl.col("name") == "fill_rate_median").select("isco_level", "value").rows()
    assert medians == [(1, 3.0), (4, 90.0)]


def test_a_threshold_that_is_taken_away_leaves_its_condition_unknown() -> None:
    found = forem_2015(PHARMACIST, jobseekers_per_opening_max=None)
    assert verdict(found, "2262") == ("unknown", ("NO_DATA",))
    assert forem_2015(PHARMACIST | {"fill_rate": 95.0}, jobseekers_per_opening_max=None).counts()["no_shortage"] == 1


def test_the_legal_list_stays_a_column_of_its_own() -> None:
    figures = {"7126": {"fill_rate": 60.0, "vacancy_duration": 70.0}} | others(LEVELS)
    found = measure(table(figures), "vdab", region=REGION, period=PERIOD)
    beside = found.with_list("medium_skilled", {"7126": False, "9111": True})
    assert beside.drop("medium_skilled").equals(found.table)
    assert dict(beside.select("isco08", "medium_skilled").iter_rows())["7126"] is False
    assert beside["medium_skilled"].null_count() == found.table.height - 2


@pytest.mark.parametrize(
    ("call", "word"),
    [
        ({"method": "guess"}, "uk_mac"),
        ({"thresholds": {"fill": 3}}, "fill_rate_median"),
        ({"thresholds": {"min_n": float("nan")}}, "no number"),
        ({"thresholds": {"min_n": -1}}, "outside"),
        ({"region": "wallonia"}, "flanders 2025"),
        ({"period": "last"}, "2025-Q2"),
    ],
    ids=["method", "threshold", "not a number", "bounds", "region", "period"],
)
def test_what_cannot_be_measured_is_refused_with_what_there_is(call: dict[str, object], word: str) -> None:
    asked = {"method": "vdab", "region": REGION, "period": PERIOD} | call
    with pytest.raises(LabourMarketError, match=word):
        measure(table(others(LEVELS)), **asked)  # type: ignore[arg-type]


def test_an_occupation_that_was_not_measured_is_no_verdict() -> None:
    found = measure(table(others(LEVELS)), "vdab", region=REGION, period=PERIOD)
    with pytest.raises(LabourMarketError, match="7126"):
        found.one("7126")


@pytest.mark.parametrize("name", METHODS)
def test_a_method_names_only_what_exists_and_speaks_three_languages(name: str) -> None:
    of = method(name)
    conditions = {c.id for route in of.rules.routes.values() for c in route.conditions}
    assert set(of.provenance) <= set(of.rules.parameters)
    assert {c for named in of.causes.values() for c in named} <= conditions
    assert {c for named in of.parts.values() for c in named} == (
        {c.id for c in of.rules.routes["parts"].conditions} if of.parts else set()
    )
    assert {s.at for s in of.statistics.values() if s.at} <= set(of.rules.parameters)
    assert set(of.composite.weights.values() if of.composite else ()) <= set(of.rules.parameters)
    assert of.source in of.rules.sources
    assert of.caveats
    for text in (of.label, of.summary, *of.grades.values(), *of.caveats):
        assert {"en", "fr", "nl"} <= set(text)


@pytest.mark.parametrize("name", METHODS)
def test_what_is_from_memory_is_marked_in_every_output(name: str) -> None:
    of = method(name)
    recalled = of.basis == "recalled" or "recalled" in {of.basis_of(t) for t in of.thresholds()}
    found = measure(table({"2221": {"employment": 1.0}}), name, region=REGION, period=PERIOD)
    assert ("recalled" in found.one("2221").marks) == recalled
    for lang, words in (("en", "memory"), ("fr", "mémoire"), ("nl", "geheugen")):
        assert any("[M]" in line and words in line for line in found.one("2221").told(lang)) == recalled


def test_every_comparison_has_its_source_edition_and_observations() -> None:
    one = forem_2015(PHARMACIST).one("2262")
    assert [c.result for c in one.conditions] == ["met"] * 4
    assert {(c.source, c.vintage, c.n) for c in one.conditions} == {("invented", "2026-01", 100)}
    told = "\n".join(one.told("nl"))
    assert "Apothekers (2262), Wallonië, 2015" in told
    assert "33,6 dagen; gevraagd: hoger dan 29,6 dagen" in told
    nested = forem_2015(PHARMACIST).with_conditions()["conditions"].to_list()[0]
    assert [c["threshold"] for c in nested] == [20.0, 91.0, 29.6, 1.5]
