"""Cohort-component projection: accounts that close, an independent Leslie matrix, and paths that keep their order."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.labour_market import model_ages
from corridor.labour_market.errors import LabourMarketErrors
from corridor.labour_market.migration_paths import (
    NO_NOISE,
    Ar1,
    Scenario,
    deviations,
    fit_ar1,
    read_scenario,
    scenario_named,
    scenarios,
)
from corridor.labour_market.population import Projection, account, project, summary
from corridor.labour_market.population_belgium import (
    back_test,
    belgium_inputs,
    births_in,
    immigration_coverage,
    read_extracts,
)
from corridor.labour_market.population_inputs import FERTILE, PopulationInputs, population_inputs
from corridor.labour_market.projection_inputs import check_table
from corridor.labour_market.projection_parameters import document, parameter, shipped_noise
from corridor.labour_market.synthetic_population import synthetic_tables
from tests.labour_market.projected_people import EUROSTAT, closed, drawn, needs_extracts, step_by_hand, synthetic

SEEDS = st.integers(0, 10_000)
NOISE = Ar1(0.7, 0.15)


def run(inputs: PopulationInputs, scenario: str | Scenario = "baseline", **more: object) -> Projection:
    options: dict[str, object] = {"until": inputs.base_year + 6, "draws": 7, "noise": NOISE, **more}
    return project(inputs, scenario, **options)  # type: ignore[arg-type]


def factor(immigration: float, emigration: float = 1.0) -> Scenario:
    return Scenario("own", {"all": {0: immigration}}, {"all": {0: emigration}})


# ---- accounts ----


@settings(max_examples=25)
@given(SEEDS, st.integers(1, 3))
def test_end_is_start_plus_births_less_deaths_plus_in_less_out_in_each_region(seed: int, regions: int) -> None:
    found = run(drawn(seed, regions))
    assert np.abs(found.balance()).max() <= 1e-9 * found.totals.max()


@settings(max_examples=15)
@given(SEEDS)
def test_moves_between_regions_cancel(seed: int) -> None:
    found = run(drawn(seed, 3))
    moved_in, moved_out = found.flows["moved_in"][1:], found.flows["moved_out"][1:]
    assert moved_in.min() > 0
    np.testing.assert_allclose(moved_in.sum(axis=2), moved_out.sum(axis=2), rtol=1e-12)


def test_the_account_table_closes_row_by_row() -> None:
    table = account(run(synthetic()))
    closing = table.select(
        pl.col("start") + pl.col("births") - pl.col("deaths") + pl.col("immigrants") - pl.col("emigrants")
        + pl.col("moved_in") - pl.col("moved_out") - pl.col("end")
    ).to_series()  # fmt: skip
    assert table.height == 6 * 3
    assert closing.abs().max() < 1e-6


@settings(max_examples=25)
@given(SEEDS)
def test_no_cell_falls_below_zero(seed: int) -> None:
    found = run(drawn(seed))
    assert min(people.min() for people in found.people.values()) >= 0


# ---- against independent implementations ----


@settings(max_examples=15)
@given(SEEDS)
def test_a_year_equals_the_formula_worked_cell_by_cell(seed: int) -> None:
    inputs = drawn(seed)
    by_hand, births = step_by_hand(inputs, inputs.people)
    found = run(inputs, until=2026, draws=1, noise=NO_NOISE)
    np.testing.assert_allclose(found.people[2026][0], by_hand, rtol=1e-12)
    assert found.flows["births"][1, 0].sum() == pytest.approx(births, rel=1e-12)


@settings(max_examples=10)
@given(SEEDS)
def test_a_closed_population_of_women_follows_its_leslie_matrix(seed: int) -> None:
    inputs = closed(drawn(seed, 1))
    last = inputs.last_age
    survival, fertility = inputs.survival[0, 0], inputs.fertility[0]
    # mean women of age x in the year: half of those of x now, half of those of x-1 who survive to x
    leslie = np.zeros((last + 1, last + 1))
    for age in range(last + 1):
        leslie[min(age + 1, last), age] += survival[age + 1]
        daughters = fertility[age] / 2 + (survival[age + 1] * fertility[age + 1] / 2 if age < last else 0.0)
        leslie[0, age] += (1 - inputs.share_boys) * survival[0] * daughters
    expected = np.linalg.matrix_power(leslie, 30) @ inputs.people[0, 0]
    found = run(inputs, until=inputs.base_year + 30, draws=1)
    np.testing.assert_allclose(found.people[inputs.base_year + 30][0, 0, 0], expected, rtol=1e-9)


# ---- limiting cases ----


def test_without_migration_deaths_or_births_everyone_is_kept() -> None:
    inputs = closed(drawn(3))
    inputs = replace(inputs, survival=np.ones_like(inputs.survival), fertility=np.zeros_like(inputs.fertility))
    found = run(inputs, until=inputs.base_year + 100)
    np.testing.assert_allclose(found.totals, found.totals[:1].repeat(101, axis=0), rtol=1e-12)
    assert found.people[inputs.base_year + 100][..., :-1].max() == 0  # all have reached the open-ended age


def test_without_women_of_fertile_age_nobody_is_born() -> None:
    inputs = closed(drawn(4))
    people = inputs.people.copy()
    people[:, 0, : FERTILE.stop] = 0
    assert run(replace(inputs, people=people)).flows["births"].max() == 0
    assert run(inputs).flows["births"][1:].min() > 0


def test_men_alone_have_no_children() -> None:
    inputs = closed(drawn(5))
    people = inputs.people.copy()
    people[:, 0] = 0
    assert run(replace(inputs, people=people)).flows["births"].max() == 0


def test_nobody_outlives_a_survival_of_zero() -> None:
    inputs = closed(drawn(6))
    found = run(replace(inputs, survival=np.zeros_like(inputs.survival)), until=2027)
    assert found.totals[1:].max() == 0


# ---- paths ----


@settings(max_examples=15)
@given(SEEDS, st.floats(0, 2), st.floats(0, 1))
def test_more_immigration_lowers_no_cell_of_any_path_under_the_same_shocks(seed: int, low: float, more: float) -> None:
    inputs = drawn(seed)
    fewer, many = run(inputs, factor(low), seed=seed), run(inputs, factor(low + more), seed=seed)
    for year in fewer.years:
        assert (many.people[year] >= fewer.people[year] - 1e-9).all()


def test_more_emigration_raises_no_total() -> None:
    inputs = drawn(8, 1)
    assert (run(inputs, factor(1, 1.5)).totals[1:] < run(inputs, factor(1, 1)).totals[1:]).all()


def test_the_scenarios_that_ship_keep_their_order() -> None:
    inputs = synthetic()
    assert set(scenarios()) == {"none", "low", "baseline", "high"}
    low, base, high = (run(inputs, name).totals[-1] for name in ("low", "baseline", "high"))
    assert (low < base).all()
    assert (base < high).all()


def test_no_migration_means_none_in_and_none_out() -> None:
    found = run(synthetic(), "none")
    assert found.flows["immigrants"].max() == found.flows["emigrants"].max() == 0
    assert found.flows["moved_in"][1:].min() > 0  # moves within the country go on
    assert np.ptp(found.totals, axis=1).max() == 0  # without immigration no path strays


def test_the_same_seed_gives_the_same_paths_and_another_seed_others() -> None:
    inputs = drawn(9)
    first, again, other = (run(inputs, seed=seed).totals for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first[1:] != other[1:]).any()


def test_a_longer_horizon_keeps_the_years_of_a_shorter_one() -> None:
    inputs = drawn(10)
    short, long = run(inputs, until=2028), run(inputs, until=2033)
    assert (short.totals == long.totals[: len(short.years)]).all()


def test_the_median_lies_in_the_interval_and_intervals_widen() -> None:
    table = summary(run(synthetic(), draws=400, until=2035)).filter(pl.col("region") == "all").sort("year")
    assert (table["low"] <= table["people"]).all()
    assert (table["people"] <= table["high"]).all()
    widths = (table["high"] - table["low"]).to_list()
    assert widths[0] == 0
    assert all(wider > narrower for narrower, wider in pairwise(widths))


def test_the_sum_of_regions_is_of_paths_not_of_medians() -> None:
    found = run(synthetic(), draws=101)
    table = summary(found, ages=(20, 64)).filter(pl.col("year") == 2031)
    counted = found.people[2031][..., 20:65].sum(axis=(1, 2, 3))
    assert table.filter(pl.col("region") == "all")["people"].item() == pytest.approx(np.median(counted))


def test_only_the_years_that_are_kept_are_kept_and_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    found = run(synthetic(), keep=(2028,), progress=lambda done, total: told.append((done, total)))
    assert list(found.people) == [2028]
    assert told == [(done, 6) for done in range(1, 7)]


# ---- migration that strays ----


def test_deviations_have_the_variance_of_the_autoregression_and_a_median_of_one() -> None:
    logs = np.log(deviations(Ar1(0.6, 0.2), 5, 40_000, 0))
    expected = [0.2 * np.sqrt(sum(0.6 ** (2 * lag) for lag in range(year + 1))) for year in range(5)]
    np.testing.assert_allclose(logs.std(axis=1), expected, rtol=0.02)
    assert np.abs(np.median(logs, axis=1)).max() < 0.01


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_the_fit_finds_the_autoregression_of_a_long_series(rho: float) -> None:
    draw = np.random.default_rng(1)
    walk = [0.0]
    for shock in draw.standard_normal(20_000) * 0.1:
        walk.append(rho * walk[-1] + shock)
    changes = np.diff(walk)
    found = fit_ar1({year: float(np.exp(value)) for year, value in enumerate(walk)})
    # from one year of a settled series to the next, not from a base year known to lie on its path
    assert found.sigma == pytest.approx(changes.std(), rel=0.05)


def test_a_series_with_gaps_counts_pairs_of_consecutive_years_only() -> None:
    series = {year: 100.0 + year % 3 for year in [*range(2000, 2010), *range(2012, 2020)]}
    assert fit_ar1(series).pairs == 9 + 7


def test_a_constant_series_does_not_stray() -> None:
    assert fit_ar1(dict.fromkeys(range(2000, 2020), 500.0)).sigma == 0


def test_too_short_a_series_is_refused() -> None:
    with pytest.raises(LabourMarketErrors, match="consecutive"):
        fit_ar1(dict.fromkeys(range(2000, 2005), 1.0))


def test_an_own_scenario_is_read_and_interpolated(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "own.csv"
    file.write_text("year,region,immigration\n2026,all,1\n2030,all,2\n2026,synthetic_a,x\n", encoding="utf-8")
    scenario, reading = read_scenario(file, ("synthetic_a",))
    into, out = scenario.factors(("synthetic_a", "synthetic_b"), (2025, 2026, 2028, 2030, 2031))
    np.testing.assert_allclose(into[:, 0], [1, 1, 1.5, 2, 2])
    assert (out == 1).all()
    assert reading.quarantine["row"].to_list() == [4]


def test_a_scenario_for_a_region_that_is_not_there_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "own.csv"
    file.write_text("year,region,immigration\n2026,atlantis,1\n", encoding="utf-8")
    with pytest.raises(LabourMarketErrors, match="atlantis"):
        read_scenario(file, ("synthetic_a",))
    with pytest.raises(LabourMarketErrors, match="baseline"):
        scenario_named("wild")


# ---- the border ----


def frames() -> dict[str, pl.DataFrame]:
    return {name: check_table(table, name).frame for name, table in synthetic_tables().items()}


@pytest.mark.parametrize("table", ["population", "survival", "fertility", "migration", "moves"])
def test_a_cell_without_a_row_is_an_error_that_names_it_not_a_zero(table: str) -> None:
    given = frames()
    given[table] = given[table].filter(pl.col("age") != 33)
    with pytest.raises(LabourMarketErrors) as raised:
        population_inputs(given)
    assert {error.key for error in raised.value.errors} == {"projection_cells"}
    assert "age 33" in str(raised.value)


def test_several_regions_without_moves_are_refused_and_one_region_needs_none() -> None:
    given = frames()
    del given["moves"]
    with pytest.raises(LabourMarketErrors, match="moves"):
        population_inputs(given)
    one = {name: table.filter(pl.col("region") == "synthetic_a") for name, table in given.items() if "region" in table}
    assert population_inputs(one).regions == ("synthetic_a",)


def test_two_base_years_are_refused() -> None:
    given = frames()
    given["population"] = given["population"].with_columns(
        pl.when(pl.col("age") > 50).then(2024).otherwise(2025).alias("year")
    )
    with pytest.raises(LabourMarketErrors, match="2024, 2025"):
        population_inputs(given)


def test_more_leaving_than_living_is_refused_also_where_a_scenario_does_it() -> None:
    inputs = drawn(11)
    with pytest.raises(LabourMarketErrors, match="more people leave"):
        run(inputs, factor(1, 12))


def test_a_horizon_before_the_base_year_is_refused() -> None:
    with pytest.raises(LabourMarketErrors, match="base year 2025"):
        run(drawn(12), until=2025)


# ---- model schedules ----


def test_the_model_life_table_has_the_life_expectancy_that_it_was_given() -> None:
    for given_years in (78.0, 84.3):
        assert model_ages.person_years(given_years, 9.0).sum() == pytest.approx(given_years, abs=0.02)


def test_survival_of_the_model_table_keeps_its_stationary_population() -> None:
    lived = model_ages.person_years(82.0, 9.0)
    survival = model_ages.survival(lived)
    after = np.zeros_like(lived)
    after[1:] = lived[:-1] * survival[1:-1]
    after[-1] += lived[-1] * survival[-1]
    np.testing.assert_allclose(after[1:], lived[1:], rtol=1e-12)
    assert survival[0] == lived[0] <= 1


def test_broad_ages_are_split_into_what_they_were() -> None:
    people = model_ages.split_broad(1_000.0, 640.0)
    assert people.sum() == pytest.approx(1_000)
    assert people[:, 15:65].sum() == pytest.approx(640)
    assert people[:, :15].sum() == pytest.approx(360 * parameter("share_under_15").value)
    assert model_ages.births_by_age(1.47).sum() == pytest.approx(1.47)
    assert model_ages.migrants_by_age().sum() == pytest.approx(1)


def test_every_parameter_that_no_source_states_says_so() -> None:
    for found in document().parameters.values():
        assert found.url is not None or found.basis in ("assumed", "recalled")
        assert found.confidence == "low" or found.basis in ("stated", "derived")


# ---- Belgium from the Eurostat extracts ----


@needs_extracts
def test_the_shipped_noise_is_that_of_the_extract() -> None:
    found = fit_ar1(read_extracts(EUROSTAT).immigration)
    assert found.rho == pytest.approx(shipped_noise().rho, abs=0.005)
    assert found.sigma == pytest.approx(shipped_noise().sigma, abs=0.0005)
    assert found.pairs == shipped_noise().pairs


@needs_extracts
def test_the_stand_in_has_the_totals_of_eurostat_and_births_near_those_that_came() -> None:
    series = read_extracts(EUROSTAT)
    inputs = belgium_inputs(series, 2024, emigrants=129_000)
    assert inputs.people.sum() == pytest.approx(11_817_096)
    assert inputs.people[..., 15:65].sum() == pytest.approx(7_535_763)
    fertility = parameter("total_fertility_2022").value
    born = births_in(series, 2022, emigrants=129_000, total_fertility=fertility)
    assert born == pytest.approx(parameter("births_2022").value, rel=0.02)


@needs_extracts
@pytest.mark.parametrize("base_year", [2015, 2018, 2020])
def test_from_the_past_the_population_of_2024_comes_within_two_per_cent(base_year: int) -> None:
    series = read_extracts(EUROSTAT)
    found = back_test(series, base_year, 2024, emigrants=95_000, total_fertility=1.61, observed_immigration=True)
    assert [one.name for one in found] == ["population", "working_age"]
    assert all(abs(one.error) < 0.02 for one in found)
    unknowing = back_test(series, base_year, 2024, emigrants=95_000, total_fertility=1.61, observed_immigration=False)
    assert all(one.low < one.projected < one.high for one in unknowing)


@needs_extracts
def test_coverage_counts_only_years_that_came() -> None:
    series = read_extracts(EUROSTAT).immigration
    found = immigration_coverage(series, draws=500)
    assert [one.ahead for one in found] == [1, 2, 3, 4]
    assert all(0 <= one.inside <= one.tested <= len(series) for one in found)
    everything = immigration_coverage(series, draws=500, level=1.0)
    assert sum(one.inside for one in everything) > sum(one.inside for one in found)


def test_a_folder_without_extracts_is_told_file_by_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LabourMarketErrors) as raised:
        read_extracts(tmp_path)
    assert len(raised.value.errors) == 6
