"""Classes of facts that the law tells apart: coarse where it may be, never coarser than the law."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corridor.permits import table
from corridor.permits.book import LAW, book, reformed
from corridor.permits.case import REGIONS
from corridor.permits.profile import coarsen, thresholds
from corridor.rules.errors import CaseError
from corridor.rules.freeze import Frozen
from corridor.rules.uses import sources
from tests.permits.strategies import FIRST, LAST, law_days, told, used_facts
from tests.random_cases import frame

REFORMS = sorted((LAW / "reforms").glob("*.yaml"))
ROWS = 1_000
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
REGION = pytest.mark.parametrize("region", REGIONS)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a table is no smaller for being shrunk
SHORT = settings(max_examples=12, deadline=None, suppress_health_check=QUIET, phases=PHASES)
LONG = settings(SHORT, max_examples=400)


# ---- what is cut where ----
def test_pay_is_cut_where_flanders_asks_for_it_in_2026():
    """Arts. 17 and 21 of the order of 7 December 2018, amounts of 2025 kept: 48,912, 80 % of it, 63,586, 78,259."""
    cut = thresholds("flanders", *YEAR)["gross_annual_salary"]
    assert cut.points == tuple((Decimal(v), True) for v in ("39129.6", "48912", "63586", "78259"))


def test_rows_on_one_side_of_the_amounts_are_one_class():
    pay = pl.DataFrame({"gross_annual_salary": [63_585.99, 63_586.0, 70_000.0, 78_258.99, 78_259.0, None, 10_000.0]})
    classes = coarsen(pay, "flanders", first=YEAR[0], last=YEAR[1])["gross_annual_salary"].to_list()
    assert classes[1] == classes[2] == classes[3]
    assert len({classes[0], classes[1], classes[4], classes[5], classes[6]}) == 5
    assert classes[5] == 0


def test_a_monthly_amount_is_cut_where_its_year_reaches_the_amount():
    """A published monthly amount, 1/13.92 of the year's to the cent, is enough for it."""
    found = thresholds("flanders", *YEAR)
    months = [value for value, _ in found["gross_monthly_salary"].points]
    published = [round(value / Decimal("13.92"), 2) for value, _ in found["gross_annual_salary"].points]
    assert months == published


def test_countries_are_classes_of_free_movement():
    """Citizens of the Union, the EEA and Switzerland move freely; a British citizen has the withdrawal agreement."""
    people = pl.DataFrame({"nationality": ["FR", "RO", "CH", "MA", "IN", "GB", None]})
    fr, ro, ch, ma, india, gb, unknown = coarsen(people, "flanders", first=YEAR[0], last=YEAR[1])["nationality"]
    assert fr == ro == ch
    assert ma == india
    assert len({fr, ma, gb, unknown}) == 4


def test_facts_that_the_law_does_not_read_are_left_out():
    people = pl.DataFrame({"id": ["a"], "nationality": ["MA"], "notified_on": [date(2026, 1, 2)], "shoe_size": [43]})
    assert coarsen(people, "wallonia", first=YEAR[0], last=YEAR[1]).columns == ["nationality"]


def test_a_birth_date_is_kept_only_where_it_decides():
    """Age is counted from the birth date on the day of the start unless it is stated."""
    born = [date(1990, 5, 1), date(1990, 5, 2)]
    alone = coarsen(pl.DataFrame({"birth_date": born}), "flanders", first=YEAR[0], last=YEAR[1])
    assert alone["birth_date"].n_unique() == 2
    beside = pl.DataFrame({"birth_date": born, "age": [35, 36]})
    assert coarsen(beside, "flanders", first=YEAR[0], last=YEAR[1]).columns == ["age"]
    holes = pl.DataFrame({"birth_date": born, "age": [35, None]})
    assert "birth_date" in coarsen(holes, "flanders", first=YEAR[0], last=YEAR[1]).columns


def test_the_start_of_the_work_is_coarse_where_ages_are_given():
    """Amounts of pay follow the start of the work: they change with the year, and no age asks for the day."""
    starts = pl.DataFrame({"start_date": [date(2024, 2, 1), date(2024, 3, 15), date(2025, 2, 1), date(2025, 11, 30)]})
    period = {"first": date(2024, 1, 1), "last": date(2025, 12, 31)}
    assert coarsen(starts, "flanders", **period)["start_date"].n_unique() == 4
    classes = coarsen(starts, "flanders", **period, given=["age"])["start_date"].to_list()
    assert classes[0] == classes[1] != classes[2] == classes[3]


def test_a_reform_adds_its_own_cuts():
    reform = next(p for p in REFORMS if p.stem == "brussels_under_30")
    plain, changed = (thresholds("brussels", *YEAR, reform=r)["age"].points for r in (None, reform))
    assert {*changed} - {*plain} == {(Decimal(30), True)}


def test_a_date_outside_the_period_is_refused():
    late = pl.DataFrame({"start_date": [date(2027, 1, 1)]})
    with pytest.raises(CaseError, match="2027-01-01 lies outside the period"):
        coarsen(late, "brussels", first=YEAR[0], last=YEAR[1])


# ---- the point of it: equal classes, equal answers ----
@cache
def told_facts(region: str) -> pl.DataFrame:
    """The worked and mirrored cases as a table of facts."""
    rules = book(region).rules
    schema = frame(rules, 1, 0).schema
    names = ["start_date", *used_facts(region)]
    columns = {}
    for name in names:
        fact = rules.facts[name]
        values = [case.facts.get(name) for case in told()]
        if fact.type == "code" and fact.scheme == "isco08":
            values = [None if v is None else f"{v:04d}" for v in values]
        elif fact.type in ("money", "number"):
            values = [None if v is None else float(v) for v in values]
        columns[name] = pl.Series(values, dtype=schema[name], strict=False)
    return pl.DataFrame(columns)


def population(region: str, seed: int, period: tuple[date, date], unknown: float) -> pl.DataFrame:
    """Told cases with about a third of their facts changed at random, often to a limit; dates within the period."""
    rng = np.random.default_rng(seed)
    base = told_facts(region)
    base = base[rng.integers(0, base.height, ROWS).tolist()]
    other = frame(book(region).rules, ROWS, seed, unknown, *period)
    columns = []
    for name in base.columns:
        changed = pl.Series(rng.random(ROWS) < 0.35)
        columns.append(pl.select(pl.when(changed).then(other[name]).otherwise(base[name]).alias(name)).to_series())
    start = pl.col("start_date")
    inside = pl.when(start.is_between(*period)).then(start)
    return pl.DataFrame(columns).with_columns(inside.alias("start_date"), other["application_date"])


def swapped(region: str, facts: pl.DataFrame, classes: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Each fact's values exchanged among the rows of its class; those without classes among all rows.

    What was left out because another fact is stated stays unknown where that other fact is.
    """
    columns = []
    for name in facts.columns:
        of = classes[name].to_numpy() if name in classes.columns else np.zeros(facts.height, int)
        order, mixed = np.argsort(of, kind="stable"), np.lexsort((rng.random(facts.height), of))
        taken = np.empty(facts.height, int)
        taken[order] = mixed
        columns.append(facts[name][taken.tolist()])
    mixed = pl.DataFrame(columns)
    for name in facts.columns:
        left_out = [s for s in sources(book(region).rules, name) if s in facts.columns and s not in classes.columns]
        mixed = mixed.with_columns(pl.when(pl.col(name).is_not_null()).then(pl.col(s)).alias(s) for s in left_out)
    return mixed


@cache
def law(region: str, reform: Path | None) -> Frozen:
    return reformed(reform, region) if reform else book(region)


def answers(region: str, facts: pl.DataFrame, reform: Path | None) -> pl.DataFrame:
    numbered = facts.with_columns(
        pl.lit(region).alias("region"), pl.int_range(facts.height).cast(pl.String).alias("id")
    )
    return table.decided(numbered, law(region, reform)).drop("id")


def same_answers(region: str, one: pl.DataFrame, other: pl.DataFrame, filing: pl.Series, reform: Path | None) -> None:
    both = answers(region, pl.concat([facts.with_columns(filing) for facts in (one, other)]), reform)
    before, after = both.head(one.height), both.tail(one.height)
    for name in before.columns:
        differ = ~before[name].eq_missing(after[name])
        if differ.any():
            at = int(differ.arg_true()[0])
            changed = {n: (one[n][at], other[n][at]) for n in one.columns if one[n][at] != other[n][at]}
            pytest.fail(f"{name}: {before[name][at]} and {after[name][at]} on {filing[at]} for {changed}")


@st.composite
def periods(draw: st.DrawFn, region: str) -> tuple[date, date]:
    """A day, some days around a change of the law, a year, or the whole period that the law covers."""
    day = draw(st.one_of(st.sampled_from(law_days(region)), st.dates(FIRST, LAST)))
    length = draw(st.sampled_from([0, 1, 30, 365, 3000]))
    return max(FIRST, day - timedelta(days=length // 2)), min(LAST, day + timedelta(days=length - length // 2))


def check_exchange(data: st.DataObject, region: str) -> None:
    period = data.draw(periods(region), "period")
    seed = data.draw(st.integers(0, 2**32 - 1), "seed")
    reform = data.draw(st.sampled_from([None, *REFORMS]), "reform")
    facts = population(region, seed, period, data.draw(st.sampled_from([0.05, 0.4]), "unknown"))
    filing = facts["application_date"]
    names = [n for n in facts.columns if n != "application_date"]
    rng = np.random.default_rng(seed)
    facts = facts.select(names)
    if not data.draw(st.booleans(), "two tables"):
        classes = coarsen(facts, region, first=period[0], last=period[1], reform=reform)
        same_answers(region, facts, swapped(region, facts, classes, rng), filing, reform)
        return
    # people in one table, jobs in the other: an age is known wherever a birth date is
    born = pl.when(pl.col("age").is_not_null()).then("birth_date").alias("birth_date")
    facts = facts.with_columns(born)
    mine = sorted(data.draw(st.sets(st.sampled_from(names)), "people's facts"))
    parts = [facts.select(part) for part in (mine, [n for n in names if n not in mine]) if part]
    mixed = []
    for part in parts:
        classes = coarsen(part, region, first=period[0], last=period[1], reforms=REFORMS, given=["age"])
        mixed.append(swapped(region, part, classes, rng))
    other = pl.concat(mixed, how="horizontal").select(names).with_columns(born)
    same_answers(region, facts, other, filing, reform)


@REGION
@SHORT
@given(data=st.data())
def test_rows_of_equal_classes_have_equal_answers(region, data):
    check_exchange(data, region)


@pytest.mark.slow
@REGION
@LONG
@given(data=st.data())
def test_rows_of_equal_classes_have_equal_answers_over_many_tables(region, data):
    check_exchange(data, region)


@REGION
def test_the_exchange_meets_open_closed_and_unknown_routes(region):
    """The property above is worth testing: the population reaches every state, and the exchange moves values."""
    facts = population(region, 1, (FIRST, LAST), 0.05)
    found = answers(region, facts, None)
    routes = list(book(region).rules.routes)
    seen = {state for name in routes for state in found[name].unique()}
    assert seen == {True, False, None}
    assert sum(found[name].any() for name in routes) > len(routes) // 3
    classes = coarsen(facts, region, first=FIRST, last=LAST)
    mixed = swapped(region, facts, classes, np.random.default_rng(1))
    assert (mixed["gross_annual_salary"] != facts["gross_annual_salary"]).sum() > ROWS // 4


def test_sources_follow_derivations_to_the_end():
    found = sources(book("flanders").rules, "gross_annual_salary")
    assert found == {"gross_monthly_salary", "base_monthly_salary", "employment"}
    assert sources(book("flanders").rules, "age") == {"birth_date", "start_date", "application_date"}
