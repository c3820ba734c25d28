"""A trial gives what a comparison gives, to the last case: random tables, random reforms, every region."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from corridor.permits import table
from corridor.permits.book import LAW, amended, book, documents, reformed
from corridor.permits.case import REGIONS
from corridor.permits.compare import ANY_WAY, STATES, compare
from corridor.permits.rights import HORIZON
from corridor.permits.trial import Outcome, Trial
from corridor.rules.adjustable import Adjustable, adjustable
from corridor.rules.amendment import (
    Added,
    Amendment,
    Change,
    ChangeList,
    CloseRoute,
    DropCondition,
    RewriteCondition,
    SetValue,
    document,
    write,
)
from corridor.rules.errors import CaseError
from corridor.rules.reform import Reform, read_reform
from tests.random_cases import frame

REFORMS = sorted((LAW / "reforms").glob("*.yaml"))
DAY = date(2026, 11, 21)
SAID = (
    *("application_date", "start_date", "birth_date", "isco08", "gross_annual_salary", "base_monthly_salary"),
    *("gross_monthly_salary", "vacancy_weeks", "vacancy_on_eures", "pay_scale", "employment_rate"),
    *("experience_years_last_7", "salaried", "role", "intra_group_months", "contract_open_ended", "months_on_permit"),
)
TEXT = {"en": "a", "fr": "b", "nl": "c"}
N = 1_000


APPLICANT = {
    "nationality": "IN",
    "residence_status": "abroad",
    "employment": "local",
    "employer_country": "BE",
    "education_level": 6,
    "job_level": 5,
    "diploma_recognised": True,
    "duration_days": 730,
    "contract_months": 24,
}
"""What most pairs of a plan have in common: pay, age, occupation and the like then decide."""


@cache
def population(region: str, seed: int, alike: int = 1) -> pl.DataFrame:
    """Cases over all years and on one day, with few and with many unknowns, most of them near a route; so many times.

    Few facts are true of all, or no route would be near to open and no reform would move anything.
    """
    rules = book(region).rules
    parts = [
        frame(rules, N // 2, seed, 0.03, first=DAY, last=DAY),
        frame(rules, N // 2, seed + 1, 0.3),
    ]
    rows = pl.concat(parts * alike).with_columns(pl.int_range(pl.len()).cast(pl.String).alias("id"))
    near = pl.int_range(pl.len()) % 4 != 0
    stated = [pl.when(near).then(pl.lit(v)).otherwise(pl.col(n)).alias(n) for n, v in APPLICANT.items()]
    unsaid = [n for n in rows.columns if n in rules.facts and n not in APPLICANT and n not in SAID]
    return rows.with_columns(*stated, *(pl.when(~near).then(pl.col(n)).alias(n) for n in unsaid))


@cache
def offered(region: str, day: date) -> Adjustable:
    return adjustable(documents(), book(region).rules, day)


def some_reform(region: str, seed: int) -> Reform:
    """One to five of all the changes that can be offered."""
    rng = random.Random(f"{region} {seed}")
    start = rng.choice([date(2023, 1, 1), date(2026, 1, 1), DAY])
    can = offered(region, start)
    values = [v for v in can.values if v.routes]
    pay = [v for v in values if v.kind == "money" and "single_permit" in v.routes]
    lists = [x for x in can.lists if x.entries]
    routes = [r for r in can.routes if r.conditions]

    def change() -> Change:
        kind = rng.choice(["value"] * 4 + ["list", "list", "restore", "close", "drop", "drop", "reword"])
        if kind == "value":
            v = rng.choice(rng.choice([values, pay]))
            if v.bounds is None:
                return SetValue(path=v.path, value=not v.value)
            steps = int((v.bounds.high - v.bounds.low) / v.bounds.step)
            return SetValue(path=v.path, value=v.bounds.low + v.bounds.step * rng.randint(0, steps))
        if kind == "list" and lists:
            x = rng.choice(lists)
            remove = [e.title["nl"] for e in rng.sample(x.entries, min(3, len(x.entries) - 1))]
            return ChangeList(path=x.path, remove=tuple(remove), add=(Added(codes=("9", "25"), title=TEXT),))
        if kind == "restore":
            x = rng.choice(can.lists)
            return ChangeList(path=x.path, restore=x.versions[0])
        route = rng.choice(routes)
        if kind == "drop":
            return DropCondition(path=rng.choice(route.conditions).path)
        if kind == "reword":
            text = rng.choice(["age >= 30", "graduated_in_belgium or unsettled", "nationality == 'TR'"])
            return RewriteCondition(path=rng.choice(route.conditions).path, expr=text, text=TEXT)
        return CloseRoute(path=route.path)

    made = {c.path: c for c in (change() for _ in range(rng.randint(1, 3)))}
    return document(Amendment(id="try", label=TEXT, start=start, changes=tuple(made.values())))


def same(outcome: Outcome, cases: pl.DataFrame, path: Path) -> None:
    """The outcome is the comparison."""
    found = compare(cases, path)
    assert outcome.touched == found.touched[outcome.region]
    assert_frame_equal(outcome.transitions, found.transitions)
    assert_frame_equal(outcome.groups, found.groups)
    assert_frame_equal(outcome.dependence, found.dependence)
    assert_frame_equal(outcome.months, by_months(found.cases))
    assert outcome.cases == cases.height


def by_months(cases: pl.DataFrame) -> pl.DataFrame:
    """Months of dependence before and after, counted from the cases of a comparison."""
    known = cases.filter(
        pl.col("permit_needed_before")
        & pl.col("permit_needed_after")
        & pl.col("dependence_months_before").is_not_null()
        & pl.col("dependence_months_after").is_not_null()
    )
    rows = []
    for month in range(HORIZON + 1):
        counts = [int((known[f"dependence_months_{end}"] == month).sum()) for end in ("before", "after")]
        if any(counts):
            rows.append((month, *counts))
    return pl.DataFrame(rows, schema={"months": pl.Int32, "before": pl.UInt32, "after": pl.UInt32}, orient="row")


def random_reforms(region: str, seeds: range, tmp_path: Path, alike: int = 1) -> int:
    """Try reforms on one trial; how many of them changed anything."""
    cases, moved = population(region, 7, alike), 0
    trial = Trial(cases, book(region))
    for seed in seeds:
        reform = some_reform(region, seed)
        path = tmp_path / f"{seed}.yaml"
        write(reform, path)
        law = amended(reform, region)
        assert law == reformed(path, region).rules
        outcome = trial.under(law)
        same(outcome, cases, path)
        moved += not outcome.states["before"].equals(outcome.states["after"], check_names=False)
    return moved


@pytest.mark.parametrize("region", REGIONS)
def test_random_reforms(region: str, tmp_path: Path) -> None:
    assert random_reforms(region, range(5), tmp_path) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("region", REGIONS)
def test_many_random_reforms(region: str, tmp_path: Path) -> None:
    assert random_reforms(region, range(100, 140), tmp_path) >= 25


def test_random_reforms_on_rows_that_are_alike(tmp_path: Path) -> None:
    assert Trial(population("flanders", 7, 5), book("flanders")).rows <= N
    assert random_reforms("flanders", range(20, 25), tmp_path, alike=5) >= 2


@pytest.mark.parametrize("path", REFORMS, ids=lambda p: p.stem)
@pytest.mark.parametrize("region", REGIONS)
def test_the_example_reforms(path: Path, region: str) -> None:
    cases = population(region, 3)
    same(Trial(cases, book(region)).under(amended(read_reform(path), region)), cases, path)


def test_rows_are_kept_once_only_where_the_counts_do_not_see_it() -> None:
    cases = population("flanders", 7, 4)
    once, each = (Trial(cases, book("flanders"), group=group) for group in (True, False))
    assert (once.rows <= N, each.rows, once.cases) == (True, 4 * N, 4 * N)
    assert once.size_bytes < each.size_bytes / 3
    law = amended(some_reform("flanders", 1), "flanders")
    a, b = once.under(law), each.under(law)
    for name in ("states", "transitions", "groups", "dependence", "months"):
        assert_frame_equal(getattr(a, name), getattr(b, name))


def test_a_table_in_which_rows_differ_is_kept_as_it_is() -> None:
    assert Trial(population("flanders", 7), book("flanders")).rows == N


def test_states_are_the_answers_counted() -> None:
    cases, law = population("brussels", 7), amended(some_reform("brussels", 3), "brussels")
    found = Trial(cases, book("brussels")).under(law)
    for side, rules in (("before", book("brussels")), ("after", None)):
        answers = table.decided(cases, rules) if rules else compare_after(cases, law)
        for route in ("permit_needed", *law.routes):
            column = answers[route]
            wanted = [int((column == False).sum()), int(column.sum()), column.null_count()]  # noqa: E712
            assert found.states.filter(pl.col("route") == route)[side].to_list() == wanted, (side, route)
    assert found.states["state"].to_list()[:3] == list(STATES)
    assert found.states["route"][0] == ANY_WAY


def compare_after(cases: pl.DataFrame, rules: object) -> pl.DataFrame:
    from corridor.rules import freeze

    return table.decided(cases, freeze.in_memory(rules))  # type: ignore[arg-type]


def test_the_law_itself_changes_nothing() -> None:
    trial = Trial(population("wallonia", 7), book("wallonia"))
    found = trial.under(book("wallonia"))
    assert found.touched == []
    assert found.states["before"].equals(found.states["after"], check_names=False)
    assert found.transitions["route"].unique().to_list() == [ANY_WAY]
    assert (found.transitions["before"] == found.transitions["after"]).all()
    assert found.groups["gain"].sum() == found.groups["lose"].sum() == found.groups["unclear"].sum() == 0
    assert found.dependence["before"].to_list() == found.dependence["after"].to_list()


def test_one_trial_answers_many_reforms_at_once() -> None:
    """Moves of several analysts do not disturb each other, whatever came before."""
    trial = Trial(population("flanders", 7), book("flanders"))
    laws = [amended(some_reform("flanders", seed), "flanders") for seed in range(30, 36)]
    alone = [Trial(population("flanders", 7), book("flanders")).under(law) for law in laws]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(trial.under, laws * 3))
    for one, many in zip(alone * 3, together, strict=True):
        assert_frame_equal(one.states, many.states)
        assert_frame_equal(one.groups, many.groups)
        assert_frame_equal(one.months, many.months)


def test_no_cases_at_all() -> None:
    trial = Trial(population("flanders", 7).clear(), book("flanders"))
    found = trial.under(amended(read_reform(REFORMS[1]), "flanders"))
    assert (trial.rows, found.cases, found.transitions.height, found.groups.height) == (0, 0, 0, 0)
    assert found.states["after"].sum() == 0
    assert (found.dependence.height, found.months.height) == (0, 0)


def test_cases_of_one_region_alone() -> None:
    with pytest.raises(CaseError, match="brussels is another region; these cases are of flanders"):
        Trial(pl.concat([population("flanders", 7), population("brussels", 7)]), book("flanders"))
    with pytest.raises(CaseError, match="wallonia is another region"):
        Trial(population("flanders", 7), book("flanders")).under(book("wallonia"))
    with pytest.raises(CaseError, match="add application_date"):
        Trial(population("flanders", 7).drop("application_date"), book("flanders"))


def test_facts_that_nobody_states_are_not_needed() -> None:
    """A reform may ask for what the table does not have: it is unknown."""
    cases = population("flanders", 7).select("id", "region", "application_date", "nationality", "isco08")
    change = RewriteCondition(path="flanders.highly_skilled.hs_salary", expr="age >= 30", text=TEXT)
    reform = document(Amendment(id="try", label=TEXT, start=DAY, changes=(change,)))
    law = amended(reform, "flanders")
    found = Trial(cases, book("flanders")).under(law).states.filter(pl.col("route") == "highly_skilled")
    column = compare_after(cases, law)["highly_skilled"]
    assert found["after"].to_list() == [int((~column).sum()), int(column.sum()), column.null_count()]
