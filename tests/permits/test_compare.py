"""A table of cases under the law and under a reform: one pass gives what two passes give; what is counted adds up."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest

from corridor.permits import table
from corridor.permits.book import LAW, book, reformed
from corridor.permits.case import REGIONS
from corridor.permits.compare import STATES, compare, crossed, transitions
from tests.random_cases import FIRST, LAST, frame

REFORMS = sorted((LAW / "reforms").glob("*.yaml"))
N = 3_000


def population(region: str, seed: int = 7) -> pl.DataFrame:
    rules = book(region).rules
    parts = [frame(rules, N // 2, seed + i, unknown) for i, unknown in enumerate((0.02, 0.35))]
    return pl.concat(parts).with_columns(pl.int_range(pl.len()).cast(pl.String).alias("id"))


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("path", REFORMS, ids=lambda p: p.stem)
def test_one_pass_gives_what_two_passes_give(path, region):
    before, after, cases = book(region), reformed(path, region), population(region)
    first, second = table.decided_beside(cases, before, after)
    assert first.equals(table.decided(cases, before))
    assert second.equals(table.decided(cases, after))


def test_one_pass_over_chosen_routes():
    path = next(p for p in REFORMS if p.stem == "flanders_medium_skilled_2023")
    before, after, cases = book("flanders"), reformed(path, "flanders"), population("flanders")
    routes = ["medium_skilled_shortage", "single_permit"]
    first, second = table.decided_beside(cases, before, after, routes=routes)
    assert first.equals(table.decided(cases, before, routes=routes))
    assert second.equals(table.decided(cases, after, routes=routes))
    assert not first.equals(second)


def test_transitions_are_counted_by_state_before_and_after():
    pairs = list(product([False, True, None], repeat=2))
    rows = [pair for n, pair in enumerate(pairs, 1) for _ in range(n)]
    before, after = (pl.Series([row[side] for row in rows], dtype=pl.Boolean) for side in (0, 1))
    names = dict(zip([False, True, None], STATES, strict=True))
    assert crossed(before, after) == {(names[a], names[b]): n for n, (a, b) in enumerate(pairs, 1)}


def test_transitions_of_no_cases():
    assert transitions(pl.DataFrame(), ["highly_skilled"]).height == 0


YOUNG = {
    "region": "brussels",
    "application_date": date(2026, 12, 1),
    "age": 28,
    "base_monthly_salary": 3_100.0,
    "nationality": "BR",
    "residence_status": "abroad",
    "employment": "local",
    "isco08": "2631",  # on no list of shortages
    "education_level": 6,
    "duration_days": 730,
    "contract_months": 24,
}
"""Four fifths of the Brussels threshold reached, the whole not: open under the reform alone."""


def test_counts_add_up_in_every_table():
    path = next(p for p in REFORMS if p.stem == "brussels_under_30")
    cases = pl.concat([population("brussels"), population("flanders"), pl.DataFrame([YOUNG])], how="diagonal")
    found = compare(cases, path)
    assert found.touched["flanders"] == []
    assert (
        found.transitions.group_by("region", "route", maintain_order=True).agg(pl.col("cases").sum())["cases"].to_list()
        == [N] + [N + 1] * 4
    )
    by_dimension = found.groups.group_by("dimension").agg(pl.col("cases", "gain", "lose", "unclear").sum())
    assert by_dimension["cases"].to_list() == [2 * N + 1] * 3
    any_way = found.transitions.filter(pl.col("route") == "any_way")
    gained = any_way.filter((pl.col("before") != "open") & (pl.col("after") == "open"))["cases"].sum()
    assert by_dimension["gain"].to_list() == [gained] * 3
    assert gained == 1


@pytest.mark.parametrize(
    ("facts", "band"),
    [
        ({"age": 24}, "<25"),
        ({"age": 25}, "25-29"),
        ({"age": 64}, "50-64"),
        ({"age": 65}, "65+"),
        ({"birth_date": date(1996, 2, 2)}, "30-34"),  # the birthday is the day of filing
        ({"birth_date": date(1996, 2, 3)}, "25-29"),
        ({"age": None}, None),
        ({}, None),
    ],
)
def test_age_bands(facts, band):
    case = {"region": "brussels", "application_date": date(2026, 2, 2), "gross_annual_salary": 59_999.99, **facts}
    found = compare(pl.DataFrame([case]), REFORMS[0]).cases
    assert (found["age_band"][0], found["pay_band"][0], found["occupation"][0]) == (band, "50000-59999", None)


def test_the_window_of_the_law_is_the_table_s():
    """Dates at both ends of what the law covers are decided alike in one pass and in two."""
    path = REFORMS[1]
    cases = population("wallonia").with_columns(
        pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit(FIRST)).otherwise(pl.lit(LAST)).alias("application_date")
    )
    before, after = book("wallonia"), reformed(path, "wallonia")
    first, second = table.decided_beside(cases, before, after)
    assert first.equals(table.decided(cases, before))
    assert second.equals(table.decided(cases, after))
