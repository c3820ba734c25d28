"""The law asked for profiles says what the law says for pairs."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from corridor.matching import permission as under_test
from corridor.matching.policy import read_policy
from corridor.permits import table
from corridor.permits.book import book
from corridor.permits.compare import UMBRELLAS
from tests.random_cases import frame

DAY = date(2026, 11, 21)
PEOPLE = [
    "nationality",
    "birth_date",
    "education_level",
    "experience_years",
    "experience_years_last_7",
    "residence_status",
    "permit_held",
    "months_on_permit",
    "graduated_in_belgium",
    "has_family_in_belgium",
    "asylum_decision_months",
    "enrolled_credits",
    "final_year",
]
JOBS = [
    "isco08",
    "gross_annual_salary",
    "base_monthly_salary",
    "job_level",
    "employment",
    "employer_country",
    "duration_days",
    "pay_scale",
    "contract_months",
    "vacancy_weeks",
    "vacancy_on_eures",
    "vacancy_within_months",
    "employment_rate",
    "hours_per_week",
    "purpose",
    "executive",
]
ORDINARY = read_policy().ordinary_job.facts
REGIONS = ("flanders", "wallonia", "brussels", "german_community")


def pool(region: str, seed: int, talents: int = 60, vacancies: int = 50) -> tuple[pl.DataFrame, pl.DataFrame]:
    rules = book(region).rules
    people = frame(rules, talents, seed, 0.1, DAY, DAY).select(PEOPLE)
    # most pairs of wholly random facts are closed for odd reasons: half of the people and jobs are ordinary ones
    half = pl.int_range(talents) % 2 == 0
    people = people.with_columns(
        pl.when(half).then(pl.lit("abroad")).otherwise("residence_status").alias("residence_status"),
        pl.when(half).then(pl.lit("none")).otherwise("permit_held").alias("permit_held"),
        pl.when(half).then(pl.lit("IN")).otherwise("nationality").alias("nationality"),
    )
    jobs = frame(rules, vacancies, seed + 1, 0.1, DAY, DAY).select(JOBS)
    half = pl.int_range(vacancies) % 2 == 0
    ordinary = {"employment": "local", "employer_country": "BE", "purpose": "work", "executive": False}
    jobs = jobs.with_columns(pl.when(half).then(pl.lit(v)).otherwise(n).alias(n) for n, v in ordinary.items())
    return people, jobs


def asked_one_by_one(people: pl.DataFrame, jobs: pl.DataFrame, region: str) -> pl.DataFrame:
    jobs = under_test.with_ordinary(jobs, ORDINARY)
    pairs = people.with_row_index("talent").join(jobs.with_row_index("vacancy"), how="cross")
    pairs = pairs.with_columns(
        pl.lit(region).alias("region"), pl.lit(DAY).alias("application_date"), pl.lit("").alias("id")
    )
    found = table.decided(pairs, book(region), masks=True)
    return pl.concat([pairs.select("talent", "vacancy"), found], how="horizontal")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_pair_of_profiles_gets_the_answer_of_every_pair_it_stands_for(region: str, seed: int) -> None:
    people, jobs = pool(region, seed)
    found = under_test.permission(people, jobs, book(region), day=DAY, ordinary=ORDINARY)
    pairs = asked_one_by_one(people, jobs, region)
    ways = [r.name for r in book(region).rules.routes.values() if r.kind == "work_route" and r.name not in UMBRELLAS]
    expected = pairs.select(under_test.any_way(ways)).to_series().cast(pl.Int8).fill_null(2).to_numpy()
    code = np.array([0, 2, 1])[expected].reshape(people.height, jobs.height)  # closed, open, undecided
    allowed = found.allowed[np.ix_(found.talent_profile, found.vacancy_profile)]
    assert np.array_equal(allowed, code)
    assert len(set(code.ravel().tolist())) == 3


@pytest.mark.parametrize("region", REGIONS)
def test_a_closing_condition_is_the_only_one_that_fails(region: str) -> None:
    people, jobs = pool(region, 4)
    found = under_test.permission(people, jobs, book(region), day=DAY, ordinary=ORDINARY)
    pairs = asked_one_by_one(people, jobs, region)
    bits = found.closing[np.ix_(found.talent_profile, found.vacancy_profile)].ravel()
    closed = found.allowed[np.ix_(found.talent_profile, found.vacancy_profile)].ravel() == under_test.CLOSED
    for bit, (route, condition) in enumerate(found.conditions):
        ids = [c.id for c in book(region).rules.routes[route].conditions]
        own = (1 << len(ids)) - 1  # behind them stand the conditions of a formality, which is another way
        failing = pairs[f"{route}__failing"].to_numpy() & own
        unknown = pairs[f"{route}__unknown"].to_numpy() & own
        alone = closed & (failing == 1 << ids.index(condition)) & (unknown == 0)
        assert np.array_equal((bits >> np.uint64(bit)) & np.uint64(1) == 1, alone)


@pytest.mark.parametrize("region", REGIONS)
def test_stating_every_missing_fact_of_an_undecided_pair_is_possible(region: str) -> None:
    """What is called missing is not stated; an undecided pair always names something."""
    people, jobs = pool(region, 5)
    found = under_test.permission(people, jobs, book(region), day=DAY, ordinary=ORDINARY)
    pairs = asked_one_by_one(people, jobs, region)
    facts = people.join(under_test.with_ordinary(jobs, ORDINARY), how="cross")
    state = found.allowed[np.ix_(found.talent_profile, found.vacancy_profile)].ravel()
    bits = found.missing[np.ix_(found.talent_profile, found.vacancy_profile)].ravel()
    assert (bits[state == under_test.UNDECIDED] != 0).all()
    assert (bits[state != under_test.UNDECIDED] == 0).all()
    assert pairs.height == facts.height
    for bit, fact in enumerate(found.facts):
        if fact in facts.columns:
            named = (bits >> np.uint64(bit)) & np.uint64(1) == 1
            assert facts[fact].is_null().to_numpy()[named].all()


def test_ages_and_pays_fall_into_few_profiles() -> None:
    people, jobs = pool("flanders", 6, 3000, 2000)
    people = people.select("birth_date", "education_level", "experience_years", residence_status=pl.lit("abroad"))
    jobs = jobs.select("isco08", "gross_annual_salary", "contract_months")
    found = under_test.permission(people, jobs, book("flanders"), day=DAY, ordinary=ORDINARY)
    assert found.allowed.shape[0] < 150
    assert found.allowed.shape[1] < 300


def test_stated_access_to_work_wins_over_what_the_law_would_derive() -> None:
    people = pl.DataFrame(
        {
            "nationality": ["IN", "IN", "FR", "FR"],
            "residence_status": ["abroad"] * 4,
            "work_access": ["any_employer", None, None, "needs_permit"],
        }
    )
    jobs = pl.DataFrame({"isco08": ["2512"], "gross_annual_salary": [10_000.0]})
    found = under_test.permission(people, jobs, book("flanders"), day=DAY, ordinary=ORDINARY)
    assert found.free.to_list() == [True, False, True, False]
    assert found.allowed[found.talent_profile[0], found.vacancy_profile[0]] == under_test.OPEN
    assert found.allowed[found.talent_profile[1], found.vacancy_profile[0]] != under_test.OPEN


def test_an_order_of_rows_changes_nothing() -> None:
    people, jobs = pool("flanders", 7)
    order = np.random.default_rng(1).permutation(people.height)
    a = under_test.permission(people, jobs, book("flanders"), day=DAY, ordinary=ORDINARY)
    b = under_test.permission(people[order], jobs, book("flanders"), day=DAY, ordinary=ORDINARY)
    first = a.allowed[np.ix_(a.talent_profile, a.vacancy_profile)]
    assert np.array_equal(first[order], b.allowed[np.ix_(b.talent_profile, b.vacancy_profile)])


def test_without_rows_there_are_no_answers() -> None:
    people, jobs = pool("flanders", 8)
    assert (
        under_test.permission(people, jobs.clear(), book("flanders"), day=DAY, ordinary=ORDINARY).allowed.shape[1] == 0
    )
    nobody = under_test.permission(people.clear(), jobs, book("flanders"), day=DAY, ordinary=ORDINARY)
    assert nobody.talent_profile.shape == (0,)
