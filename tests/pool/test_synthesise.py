"""The synthetic pool: sourced figures come out, values are valid, unknowns are as stated, the same seed is the same."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from corridor import permits
from corridor.occupations.isco08 import unit_groups
from corridor.pool import synthetic_figures
from corridor.pool.synthesise import TALENT_COLUMNS, VACANCY_COLUMNS, Pool, synthesise, write
from corridor.pool.synthetic_draw import fitted, pick_by, subset
from corridor.pool.synthetic_figures import FILE, REGIONS, assumptions, figures, occupations, shortage_codes
from corridor.pool.synthetic_people import STATUSES, countries, status_by_nationality
from corridor.rules.countries import COUNTRIES

VOCABULARY = Path(synthetic_figures.__file__).parents[1] / "law" / "vocabulary.yaml"
TODAY = date(2026, 11, 21)
TALENTS, VACANCIES = 60_000, 20_000
SIGMAS = 4.5
LISTS = {"isco08_other", "skills", "languages", "licences", "wish_regions", "languages_min"}
NUMBERS = {"experience_years", "experience_years_last_7", "experience_years_min", "hours_per_week"}
MONEY = {"wish_annual_salary", "gross_annual_salary", "base_monthly_salary"}
WHOLE = {
    *("education_level", "months_on_permit", "asylum_months_since_claim", "asylum_decision_months", "enrolled_credits"),
    *("posts", "education_level_min", "vacancy_weeks", "vacancy_within_months", "contract_months", "duration_days"),
    *("job_level", "employment_rate"),
}
DATES = {"birth_date", "available_from", "start_date", "posted_on"}
TRUTHS = {
    *("graduated_in_belgium", "regional_approval", "asylum_first_decision", "uk_withdrawal_beneficiary", "synthetic"),
    *("vacancy_on_eures", "contract_open_ended"),
}
ONLY_SOME = {
    *("months_on_permit", "asylum_months_since_claim", "asylum_first_decision", "asylum_decision_months"),
    *("enrolled_credits", "study_period", "contract_months", "residence_region", "residence_status", "work_access"),
}
"""Columns that are null also where they do not apply."""


@pytest.fixture(scope="module")
def pool() -> Pool:
    return synthesise(TALENTS, VACANCIES, 7)


@pytest.fixture(scope="module")
def vocabulary() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(VOCABULARY.read_text("utf-8"), Loader=yaml.CSafeLoader)["facts"]
    return found


def close(observed: float, expected: float, n: int) -> bool:
    """Within the chance of a draw of n with that probability."""
    return bool(abs(observed - expected) <= SIGMAS * (expected * (1 - expected) / n) ** 0.5 + 1e-9)


def assert_shares(column: pl.Series, weights: dict[Any, float]) -> None:
    """Every value of the column is as frequent as its weight, and there are no others."""
    known = column.drop_nulls()
    total = sum(weights.values())
    counted = dict(known.value_counts().iter_rows())
    assert set(counted) <= {value for value, weight in weights.items() if weight}
    for value, weight in weights.items():
        assert close(counted.get(value, 0) / len(known), weight / total, len(known)), (value, counted.get(value, 0))


def dtype(name: str) -> pl.DataType:
    by = {"l": LISTS, "n": NUMBERS | MONEY, "w": WHOLE, "d": DATES, "t": TRUTHS}
    kind = next((k for k, names in by.items() if name in names), "s")
    types = {"l": pl.List(pl.String()), "n": pl.Float64(), "w": pl.Int64(), "d": pl.Date(), "t": pl.Boolean()}
    return types.get(kind, pl.String())


# ---- the tables ----


@pytest.mark.parametrize("region", REGIONS)
def test_tables_have_the_columns_and_types_of_the_contract(region: str) -> None:
    made = synthesise(300, 100, 1, region=region)
    assert dict(made.talents.schema) == {name: dtype(name) for name in TALENT_COLUMNS}
    assert dict(made.vacancies.schema) == {name: dtype(name) for name in VACANCY_COLUMNS}
    assert made.vacancies["region"].unique().to_list() == [region]


@pytest.mark.parametrize(("talents", "vacancies"), [(0, 0), (1, 0), (0, 1), (3, 2)])
def test_small_pools_have_the_same_columns(talents: int, vacancies: int) -> None:
    made = synthesise(talents, vacancies, 1)
    assert made.talents.shape == (talents, len(TALENT_COLUMNS))
    assert made.vacancies.shape == (vacancies, len(VACANCY_COLUMNS))
    assert dict(made.talents.schema) == {name: dtype(name) for name in TALENT_COLUMNS}
    assert dict(made.vacancies.schema) == {name: dtype(name) for name in VACANCY_COLUMNS}


def test_every_row_says_that_it_is_synthetic(pool: Pool) -> None:
    assert pool.talents["synthetic"].all()
    assert pool.vacancies["synthetic"].all()
    assert pool.talents["synthetic"].null_count() == 0
    assert pool.vacancies["synthetic"].null_count() == 0


def test_ids_are_numbered_from_one(pool: Pool) -> None:
    assert pool.talents["id"].head(2).to_list() == ["T0000001", "T0000002"]
    assert pool.vacancies["id"].head(2).to_list() == ["V000001", "V000002"]
    assert pool.talents["id"].n_unique() == TALENTS
    assert pool.vacancies["id"].n_unique() == VACANCIES


def test_employers_are_made_up(pool: Pool) -> None:
    assert pool.vacancies["employer"].drop_nulls().str.contains(r"^SYN-\d{5}$").all()


# ---- values ----


def test_occupations_and_countries_exist(pool: Pool) -> None:
    codes = set(unit_groups())
    assert set(pool.talents["isco08"].drop_nulls()) <= codes
    assert set(pool.talents["isco08_other"].drop_nulls().explode(empty_as_null=False)) <= codes
    assert set(pool.vacancies["isco08"].drop_nulls()) <= codes
    for column in (pool.talents["nationality"], pool.talents["residence_country"], pool.vacancies["employer_country"]):
        assert set(column.drop_nulls()) <= COUNTRIES


def test_facts_have_values_of_the_vocabulary(pool: Pool, vocabulary: dict[str, Any]) -> None:
    checked = set()
    for frame in (pool.talents, pool.vacancies):
        for name in set(frame.columns) & set(vocabulary):
            fact, column = vocabulary[name], frame[name].drop_nulls()
            checked.add(name)
            if "values" in fact:
                assert set(column) <= set(fact["values"]), name
            if "min" in fact and len(column):
                assert column.min() >= fact["min"], name
            if "max" in fact and len(column):
                assert column.max() <= fact["max"], name
    assert {"residence_status", "pay_scale", "employment", "sector", "permit_held", "contract_months"} <= checked


def test_languages_have_a_level_and_stand_once(pool: Pool) -> None:
    for column in (pool.talents["languages"], pool.vacancies["languages_min"]):
        each = column.drop_nulls().explode(empty_as_null=False)
        assert each.str.contains(r"^[a-z]{2}:(A1|A2|B1|B2|C1|C2)$").all()
        tongues = column.drop_nulls().list.eval(pl.element().str.slice(0, 2))
        assert (tongues.list.n_unique() == tongues.list.len()).all()


def test_licences_are_upper_case(pool: Pool) -> None:
    for frame in (pool.talents, pool.vacancies):
        assert frame["licences"].drop_nulls().explode(empty_as_null=False).str.contains("^[A-Z_]+$").all()


def test_skills_are_tokens_of_the_occupation(pool: Pool) -> None:
    for frame, fewest, most in ((pool.talents, 13.0, 15.0), (pool.vacancies, 5.0, 6.0)):
        rows = frame.filter(pl.col("isco08").is_not_null() & pl.col("skills").is_not_null())
        assert fewest < rows["skills"].list.len().mean() < most
        assert (rows["skills"].list.n_unique() == rows["skills"].list.len()).all()
        each = rows.select("isco08", "skills").explode("skills", empty_as_null=False, keep_nulls=False)
        group = each["skills"].str.extract(r"^isco:(\d+):\d\d$")
        assert (group.is_not_null() | each["skills"].str.contains(r"^any:\d\d$")).all()
        within = each.with_columns(group=group).filter(pl.col("group").is_not_null())
        assert within.select(pl.col("isco08").str.starts_with(pl.col("group")).all()).item()


def test_other_occupations_are_near_and_not_the_same(pool: Pool) -> None:
    rows = pool.talents.filter(pl.col("isco08").is_not_null()).select("isco08", "isco08_other")
    each = rows.explode("isco08_other", empty_as_null=False, keep_nulls=False)
    assert (each["isco08"] != each["isco08_other"]).all()
    assert (each["isco08"].str.slice(0, 1) == each["isco08_other"].str.slice(0, 1)).all()


def test_ages_are_from_18_to_64(pool: Pool) -> None:
    days = pool.talents.select((pl.lit(TODAY) - pl.col("birth_date")).dt.total_days()).to_series()
    ages = days.drop_nulls() / 365.2425
    assert 17.99 <= ages.min() < 18.1
    assert 64.9 < ages.max() <= 65.01


def test_facts_of_one_row_agree(pool: Pool) -> None:
    people, posts = pool.talents, pool.vacancies
    assert people.filter(pl.col("experience_years_last_7") > pl.col("experience_years")).is_empty()
    assert people.filter(pl.col("asylum_decision_months") > pl.col("asylum_months_since_claim")).is_empty()
    assert people.filter((pl.col("residence_country") != "BE") & pl.col("residence_region").is_not_null()).is_empty()
    assert people.filter((pl.col("residence_status") == "abroad") & (pl.col("residence_country") == "BE")).is_empty()
    young = (pl.lit(TODAY) - pl.col("birth_date")).dt.total_days() < 20.9 * 365.2425
    assert people.filter(young)["education_level"].max() <= 4
    open_days = (pl.lit(TODAY) - pl.col("posted_on")).dt.total_days()
    assert posts.filter(pl.col("vacancy_weeks") * 7 > open_days).is_empty()
    assert posts.filter(pl.col("contract_open_ended") & pl.col("contract_months").is_not_null()).is_empty()
    assert posts.filter(pl.col("education_level_min") > pl.col("job_level")).is_empty()


def test_permits_and_work_access_follow_the_status(pool: Pool) -> None:
    free = set(figures()["free_statuses"])
    rows = pool.talents.filter(pl.col("work_access").is_not_null() & pl.col("residence_status").is_not_null())
    of = {s: set(rows.filter(pl.col("residence_status") == s)["work_access"]) for s in STATUSES}
    assert all(of[status] == {"any_employer"} for status in free)
    assert of["student"] == of["single_permit"] == {"needs_permit"}
    assert of["asylum_seeker"] == set()
    holders = pool.talents.filter(pl.col("permit_held") != "none")
    assert (holders["residence_status"].drop_nulls() == holders.drop_nulls("residence_status")["permit_held"]).all()
    belgians = pool.talents.filter(pl.col("nationality") == "BE")
    assert set(belgians["work_access"].drop_nulls()) == {"any_employer"}
    assert belgians["residence_status"].null_count() == belgians.height


def test_no_full_time_pay_below_the_floor(pool: Pool) -> None:
    floor = figures()["pay_floor"] * 12
    rows = pool.vacancies.drop_nulls(["gross_annual_salary", "employment_rate"])
    assert (rows["gross_annual_salary"] >= floor * rows["employment_rate"] / 100).all()
    assert pool.talents["wish_annual_salary"].min() >= floor


def test_regulated_work_asks_its_title(pool: Pool) -> None:
    nurses = pool.vacancies.filter(pl.col("isco08") == "2221")["licences"].drop_nulls()
    assert len(nurses) > 100
    assert nurses.list.contains("NURSE").all()
    lorries = pool.vacancies.filter(pl.col("isco08") == "8332")["licences"].drop_nulls()
    assert lorries.list.contains("C").all()


def test_titles_are_in_the_language_of_the_place() -> None:
    made = synthesise(4000, 500, 3, region="wallonia")
    french = {t for ts in synthetic_figures.titles(occupations("wallonia", TODAY).codes, "fr") for t in ts}
    dutch = {t for ts in synthetic_figures.titles(occupations("wallonia", TODAY).codes, "nl") for t in ts}
    english = {t for ts in synthetic_figures.titles(occupations("wallonia", TODAY).codes, "en") for t in ts}
    assert set(made.vacancies["title"].drop_nulls()) <= french
    assert set(made.talents.filter(pl.col("residence_region") == "flanders")["title"].drop_nulls()) <= dutch
    assert set(made.talents.filter(pl.col("residence_status") == "abroad")["title"].drop_nulls()) <= english


# ---- figures ----


def test_places_are_as_stated(pool: Pool) -> None:
    place = pool.talents.select(
        pl.when(pl.col("residence_country").is_null() | pl.col("nationality").is_null())
        .then(None)
        .when(pl.col("residence_country") != "BE")
        .then(pl.when(pl.col("nationality").is_in([*figures()["eu_nationalities"]])).then(2).otherwise(3))
        .when(pl.col("residence_region") == "flanders")
        .then(0)
        .when(pl.col("residence_region").is_not_null())
        .then(1)
    ).to_series()
    weights = dict(enumerate(figures()["places"].values()))
    # The unknown regions of residents thin the first two places by the same share.
    known = 1 - figures()["unknown_talents"]["residence_region"]
    assert_shares(place, {0: weights[0] * known, 1: weights[1] * known, 2: weights[2], 3: weights[3]})


def residents(pool: Pool) -> pl.DataFrame:
    europe = [*figures()["eu_nationalities"]]
    return pool.talents.filter(
        (pl.col("residence_country") == "BE") & pl.col("nationality").is_not_null()
    ).with_columns(
        group=pl.when(pl.col("nationality") == "BE")
        .then(pl.lit("belgian"))
        .when(pl.col("nationality").is_in(europe))
        .then(pl.lit("eu"))
        .otherwise(pl.lit("third"))
    )


def test_residents_follow_the_unemployed_by_citizenship_and_sex(pool: Pool) -> None:
    rows = residents(pool)
    assert_shares(rows["group"], figures()["citizenship"])
    for group, weights in figures()["sex"].items():
        known = rows.filter((pl.col("group") == group) & (pl.col("sex") != "x"))
        assert_shares(known["sex"], weights)


def test_nationalities_follow_the_sources(pool: Pool) -> None:
    rows = residents(pool)
    assert_shares(rows.filter(pl.col("group") == "eu")["nationality"], figures()["eu_nationalities"])
    settled = rows.filter(
        (pl.col("group") == "third")
        & pl.col("residence_status").is_not_null()
        & ~pl.col("residence_status").is_in(["temporary_protection", "asylum_seeker"])
    )
    assert settled.height > 2000
    assert_shares(settled["nationality"], figures()["third_nationalities"])


def test_statuses_follow_the_reasons_of_the_permits(pool: Pool) -> None:
    expected: dict[Any, float] = dict.fromkeys(STATUSES, 0.0)
    for reason, number in figures()["permit_reasons"].items():
        split = figures()["status_of_reason"][reason]
        for status, share in split.items():
            expected[status] += number * share / sum(split.values())
    expected["temporary_protection"] = figures()["temporary_protection"]
    expected["asylum_seeker"] = figures()["asylum_seekers"]
    assert_shares(residents(pool).filter(pl.col("group") == "third")["residence_status"], expected)


def test_status_table_has_both_sourced_totals() -> None:
    table = status_by_nationality()
    reasons = figures()["permit_reasons"]
    beside = [STATUSES.index(s) for s in ("temporary_protection", "asylum_seeker")]
    permits_only = np.delete(table, beside, axis=0)
    assert permits_only.sum() == pytest.approx(sum(reasons.values()))
    assert table[STATUSES.index("refugee")].sum() == pytest.approx(reasons["refugee"], rel=1e-6)
    nations = figures()["third_nationalities"]
    morocco = permits_only[:, countries().index("MA")].sum()
    assert morocco / permits_only.sum() == pytest.approx(nations["MA"] / sum(nations.values()), rel=1e-9)


def test_talents_abroad_follow_the_visas_and_permits_of_2022(pool: Pool) -> None:
    europe = [*figures()["eu_nationalities"]]
    rows = pool.talents.filter(
        (pl.col("residence_status") == "abroad") & ~pl.col("nationality").is_in(europe) & pl.col("isco08").is_not_null()
    )
    named = figures()["abroad_jobs"]
    for code, number in named["jobs"].items():
        assert close((rows["isco08"] == code).mean(), number / named["total"], rows.height), code
    others = rows.filter(~pl.col("isco08").is_in([*named["jobs"]]))
    for country, percent in figures()["abroad_nationalities"].items():
        assert close((others["nationality"] == country).mean(), percent / 100, others.height), country
    jobs = rows.filter(pl.col("isco08").is_in(["8332", "5120", "7511"]))
    assert close(jobs["nationality"].is_in(["TR", "MA"]).mean(), 0.48, jobs.height)
    care = rows.filter(pl.col("isco08") == "5321")["nationality"].value_counts(sort=True)
    assert care["nationality"][0] == "IN"


@pytest.mark.parametrize(("region", "share"), [("flanders", 0.60), ("wallonia", 0.37), ("brussels", 0.40)])
def test_shortage_occupations_have_their_share_of_the_vacancies(region: str, share: float) -> None:
    made = synthesise(0, 20_000, 5, region=region)
    listed = shortage_codes(region, TODAY)
    codes = made.vacancies["isco08"].drop_nulls()
    assert close(codes.is_in([*listed]).mean(), share, len(codes))


def test_shortage_occupations_are_tighter_by_the_sourced_ratio(pool: Pool) -> None:
    listed = [*shortage_codes("flanders", TODAY)]
    people = residents(pool)["isco08"].drop_nulls().is_in(listed)
    posts = pool.vacancies["isco08"].drop_nulls().is_in(listed).mean()
    # 1.5 jobseekers per vacancy against 4 over all occupations.
    assert close(people.mean(), 0.60 * 1.5 / 4, len(people))
    ratio = (people.mean() / posts) / ((1 - people.mean()) / (1 - posts))
    assert ratio == pytest.approx(1.5 / 7.75, rel=0.08)


def test_talents_abroad_aim_at_shortage_occupations() -> None:
    known = occupations("flanders", TODAY)
    assert known.third[known.shortage].sum() == pytest.approx(0.60)
    assert known.eea[known.shortage].sum() == pytest.approx(0.40)
    assert all(share.sum() == pytest.approx(1) for share in (known.third, known.eea, known.vacancies, known.residents))


def test_hard_to_fill_vacancies_have_their_share() -> None:
    posts = synthesise(0, 60_000, 2).vacancies.drop_nulls(["posted_on", "isco08"])
    days = (pl.lit(TODAY) - pl.col("posted_on")).dt.total_days()
    listed = pl.col("isco08").is_in([*shortage_codes("flanders", TODAY)])
    hard = posts.select(((days >= 90) & listed).mean()).item()
    assert close(hard, figures()["vacancy_age"]["hard_share"], posts.height)
    assert posts.filter(~listed).select(days.mean()).item() == pytest.approx(29.6 - 0.5, abs=0.6)


def test_pay_has_the_sourced_mean_over_all_work() -> None:
    known = occupations("flanders", TODAY)
    base = synthetic_figures._base(known.codes)
    assert np.average(known.pay, weights=base) == pytest.approx(figures()["pay_mean"]["flanders"])


def test_assumed_shares_come_out(pool: Pool) -> None:
    posts = figures()["posts"]
    assert_shares(pool.vacancies["posts"], {n + 1: w for n, w in enumerate(posts)})
    contracts = figures()["contracts"]
    assert_shares(pool.vacancies["employment_rate"], {o["value"]: o["weight"] for o in contracts["rates"]})
    assert_shares(pool.vacancies["contract_open_ended"], {True: 0.62, False: 0.38})
    months = pool.vacancies.filter(~pl.col("contract_open_ended"))["contract_months"]
    assert_shares(months, {o["value"]: o["weight"] for o in contracts["months"]})
    assert_shares(pool.vacancies["nuts"], figures()["provinces"]["flanders"])
    for level in range(1, 5):
        codes = [c for c in unit_groups() if synthetic_figures.isco08.group(c).skill_level == level]
        rows = pool.vacancies.filter(pl.col("isco08").is_in(codes))
        assert_shares(rows["job_level"], dict(enumerate(figures()["job_level"][str(level)])))
    abroad = pool.talents.filter((pl.col("residence_status") == "abroad") & (pl.col("sex") != "x"))
    assert_shares(abroad["sex"], {"f": 50, "m": 50})


# ---- unknowns ----


def test_unknown_shares_are_as_stated(pool: Pool) -> None:
    for kind, frame in (("talents", pool.talents), ("vacancies", pool.vacancies)):
        stated = figures()[f"unknown_{kind}"]
        for name in set(stated) - ONLY_SOME - {"title"}:
            assert close(frame[name].null_count() / frame.height, stated[name], frame.height), name
        # A title stays where the occupation is unknown.
        missing = frame["title"].null_count() / frame.height
        assert close(missing, stated["title"] * (1 - stated["isco08"]), frame.height)
        unstated = set(frame.columns) - set(stated) - {"stay_basis", "education_level_min", "experience_years_min"}
        assert all(frame[name].null_count() == 0 for name in unstated), unstated


def test_unknown_shares_hold_where_a_fact_applies(pool: Pool) -> None:
    stated = figures()["unknown_talents"]
    abroad = pool.talents.filter((pl.col("residence_country") != "BE") & ~pl.col("work_access").is_null())
    assert close(abroad["residence_status"].null_count() / abroad.height, stated["residence_status"], abroad.height)
    asylum = pool.talents.filter(pl.col("residence_status") == "asylum_seeker")
    assert close(asylum["asylum_months_since_claim"].null_count() / asylum.height, 0.06, asylum.height)
    fixed = pool.vacancies.filter(~pl.col("contract_open_ended"))
    assert close(fixed["contract_months"].null_count() / fixed.height, 0.06, fixed.height)


def test_title_or_occupation_is_always_known(pool: Pool) -> None:
    for frame in (pool.talents, pool.vacancies):
        assert frame.filter(pl.col("title").is_null() & pl.col("isco08").is_null()).is_empty()
        assert frame["isco08"].null_count() > 0


def test_an_empty_list_is_not_an_unknown_one(pool: Pool) -> None:
    for frame, name in ((pool.talents, "licences"), (pool.talents, "isco08_other")):
        assert frame[name].null_count() > 0
        assert (frame[name].list.len() == 0).sum() > 0
    assert pool.vacancies["languages_min"].null_count() == 0


# ---- the law can read it ----


def test_the_law_decides_most_pairs_of_people_who_need_a_permit(pool: Pool) -> None:
    """Of third-country talents abroad and vacancies in their occupation most are decided, some open, some unknown."""
    facts = yaml.load(VOCABULARY.read_text("utf-8"), Loader=yaml.CSafeLoader)["facts"]
    people = pool.talents.filter((pl.col("work_access") == "needs_permit") & (pl.col("residence_country") != "BE"))
    jobs = pool.vacancies.select("isco08", "region", *(c for c in VACANCY_COLUMNS if c in facts and c != "isco08"))
    own = people.select("isco08", *(c for c in TALENT_COLUMNS if c in facts and c != "isco08"))
    pairs = jobs.join(own, on="isco08").sample(2000, seed=1)
    cases = pairs.with_columns(application_date=pl.lit(TODAY), id=pl.int_range(2000).cast(pl.String))
    permit = permits.evaluate(cases)["single_permit"]
    assert permit.null_count() / 2000 < 0.25
    assert permit.null_count() > 0
    assert 0.1 < permit.fill_null(False).mean() < 0.6
    assert (~permit).fill_null(False).mean() > 0.2


# ---- the same seed ----


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 4), ("again", 4), ("other", 5)):
        write(synthesise(3000, 400, seed), tmp_path / name)
    one, again, other = (digests(tmp_path / name) for name in ("one", "again", "other"))
    assert set(one) == {"talents.parquet", "vacancies.parquet", "assumptions.json"}
    assert one == again
    assert one["talents.parquet"] != other["talents.parquet"]
    assert one["vacancies.parquet"] != other["vacancies.parquet"]


def test_bytes_do_not_depend_on_hash_order_or_threads(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from corridor.pool.synthesise import synthesise, write;"
        "write(synthesise(2000, 300, 9, region='brussels'), Path(sys.argv[1]))"
    )
    for name, seed, threads in (("a", "1", "1"), ("b", "2", "2")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads}
        subprocess.run([sys.executable, "-c", program, str(tmp_path / name)], env=environment, check=True)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_talents_do_not_depend_on_the_number_of_vacancies() -> None:
    assert synthesise(500, 10, 3).talents.equals(synthesise(500, 200, 3).talents)
    assert synthesise(10, 200, 3).vacancies.equals(synthesise(500, 200, 3).vacancies)


def test_regions_give_different_pools() -> None:
    assert not synthesise(500, 0, 3).talents.equals(synthesise(500, 0, 3, region="wallonia").talents)


def test_dates_move_with_the_day() -> None:
    later = synthesise(200, 200, 3, today=date(2026, 12, 1))
    assert later.vacancies["posted_on"].max() <= date(2026, 12, 1)
    assert later.vacancies["posted_on"].max() > TODAY
    assert later.talents["available_from"].min() == date(2026, 12, 1)


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    made = synthesise(500, 60, 3)
    write(made, tmp_path / "deep" / "pool")
    folder = tmp_path / "deep" / "pool"
    assert pl.read_parquet(folder / "talents.parquet").equals(made.talents)
    assert pl.read_parquet(folder / "vacancies.parquet").equals(made.vacancies)
    assert tuple(json.loads((folder / "assumptions.json").read_text("utf-8"))) == made.assumptions


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: pl.DataFrame, file: Path, **options: Any) -> None:
        Path(file).write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", fail)
    with pytest.raises(OSError, match="disk full"):
        write(synthesise(5, 5, 1), tmp_path)
    assert list(tmp_path.iterdir()) == []


# ---- what is stated ----


def file_figures() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)["figures"]
    return found


@pytest.mark.parametrize("name", list(file_figures()))
def test_every_figure_has_a_source_or_is_assumed_and_a_note_in_three_languages(name: str) -> None:
    figure = file_figures()[name]
    assert set(figure) - {"source", "assumed"} == {"values", "note"}
    assert ("source" in figure) != (figure.get("assumed") is True)
    assert len(figure.get("source", "a source of some length")) > 15
    assert set(figure["note"]) == {"en", "fr", "nl"}
    assert len(set(figure["note"].values())) == 3
    assert all(text.strip().endswith(".") and len(text) > 30 for text in figure["note"].values())


def test_assumptions_name_every_figure_and_begin_with_the_warning(pool: Pool) -> None:
    assert [a["name"] for a in pool.assumptions] == list(file_figures())
    assert pool.assumptions[0]["name"] == "synthetic"
    assert "invented" in pool.assumptions[0]["note"]["en"]
    assert all(set(a) == {"name", "source", "note"} for a in pool.assumptions)
    assert {a["name"] for a in pool.assumptions if a["source"]} >= {"citizenship", "third_nationalities", "tension"}
    assert assumptions() == pool.assumptions


def test_no_figure_stands_there_unused() -> None:
    code = "\n".join(p.read_text("utf-8") for p in FILE.parent.glob("synth*.py"))
    unused = {n for n in file_figures() if not re.search(rf'"{n}"', code)}
    # These two are named by the kind of table.
    assert unused == {"unknown_talents", "unknown_vacancies"}


def test_figures_fit_the_tables() -> None:
    assert set(figures()["unknown_talents"]) <= set(TALENT_COLUMNS)
    assert set(figures()["unknown_vacancies"]) <= set(VACANCY_COLUMNS)
    assert all(0 < s <= 0.10 for k in ("talents", "vacancies") for s in figures()[f"unknown_{k}"].values())
    codes = set(unit_groups())
    named = [*figures()["frequent_occupations"]["codes"], *figures()["left_out_occupations"]]
    named += [*figures()["top_occupations"], *figures()["abroad_jobs"]["jobs"]]
    named += [c for cs in figures()["professional_titles"]["titles"].values() for c in cs]
    named += [c for cs in figures()["sectors"].values() for c in cs]
    assert set(named) <= codes
    assert set(countries()) <= COUNTRIES
    assert set(countries()) <= {"BE", *figures()["mother_tongues"]["country"]}


# ---- use ----


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: synthesise(-1, 1, 1), "talents -1"),
        (lambda: synthesise(1, -1, 1), "vacancies -1"),
        (lambda: synthesise(1, 1, -1), "seed -1"),
        (lambda: synthesise(1, 1, 1, region="vlaanderen"), "use one of flanders, wallonia, brussels, german_community"),
    ],
)
def test_wrong_use_says_what_is_wrong(call: Callable[[], Pool], told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        call()


def test_progress_grows_and_ends_at_the_total() -> None:
    steps: list[tuple[int, int]] = []
    synthesise(1000, 100, 1, progress=lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert steps[-1] == (1100, 1100)
    assert len(steps) > 2


def test_shortage_lists_are_those_of_the_day() -> None:
    # Roofers came on the VDAB list that is known in 2026; the list of the day counts, not the newest file.
    assert "7121" in shortage_codes("flanders", TODAY)
    assert shortage_codes("brussels", date(2022, 8, 1)) != shortage_codes("brussels", TODAY)


# ---- the draws ----


def test_picks_follow_the_weights_of_their_row() -> None:
    table = np.array([[0.0, 1.0, 3.0], [1.0, 0.0, 0.0]])
    rows = np.repeat([0, 1], 20_000)
    found = pick_by(np.random.default_rng(1), table, rows)
    assert set(found[rows == 1]) == {0}
    assert set(found[rows == 0]) == {1, 2}
    assert close((found[rows == 0] == 2).mean(), 0.75, 20_000)


def test_subsets_have_no_doubles_and_prefer_heavy_ones() -> None:
    found = subset(np.random.default_rng(1), 70_000, np.array([4.0, 1.0, 1.0, 1.0]), 2)
    assert (found[:, 0] < found[:, 1]).all()
    assert (found == 0).any(axis=1).mean() > (found == 3).any(axis=1).mean() + 0.2


def test_fitting_keeps_both_totals() -> None:
    rows, columns = np.array([10.0, 30.0]), np.array([5.0, 15.0, 20.0])
    table = fitted(np.array([[1.0, 2.0, 1.0], [1.0, 0.1, 5.0]]), rows, columns)
    assert table.sum(axis=1) == pytest.approx(rows)
    assert table.sum(axis=0) == pytest.approx(columns)
