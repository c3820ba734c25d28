"""The months in which a person depends on one employer, and the reform that lowers them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

from corridor import permits
from corridor.permits.answer import answer
from corridor.permits.book import LAW, book, reformed
from corridor.permits.case import REGIONS, read_case
from corridor.permits.rights import HORIZON, dependence_months
from corridor.rules.facts import show_value
from corridor.rules.freeze import Frozen
from tests.permits.expectation import mirrored, stated, worked
from tests.permits.strategies import used_facts
from tests.random_cases import frame, natural

REFORM = LAW / "reforms" / "employer_change_after_12_months.yaml"
ENGINEER = {
    "nationality": "IN", "residence_status": "abroad", "employment": "local", "duration_days": 730, "age": 35,
    "education_level": 6, "job_level": 6, "isco08": "2512", "contract_months": 24, "gross_annual_salary": 60_000,
    "base_monthly_salary": 4_400,
}  # fmt: skip


@pytest.mark.parametrize(
    ("employer_change", "unlimited", "months"),
    [
        ("never", "never", 60),  # dependent all along
        ("never", 48, 48),
        ("never", 72, 60),  # counted within the first five years
        (12, 48, 12),
        (48, 12, 12),
        (0, 48, 0),
        (0, None, 0),  # at once is at once, whatever the other
        (None, 0, 0),
        (12, None, None),  # the other might come earlier
        (None, 48, None),
        (None, None, None),
        ("never", None, None),
        (12, "never", 12),
        (60, "never", 60),
    ],
)
def test_dependence_ends_with_the_first_of_both(employer_change, unlimited, months):
    assert dependence_months(employer_change, unlimited) == months


def test_the_horizon_is_five_years():
    assert HORIZON == 60


@cache
def under_reform(region: str) -> Frozen:
    return reformed(REFORM, region)


def asked(case: dict[str, Any], *, reform: bool = False) -> dict[str, Any]:
    law = under_reform(case["region"]) if reform else book(case["region"])
    return answer(read_case(case, law.rules), law)


def rights(region: str, day: str, route: str, *, reform: bool = False, **facts: Any) -> dict[str, Any]:
    case = {"region": region, "application_date": day, "facts": {**ENGINEER, **facts}}
    found: dict[str, Any] = asked(case, reform=reform)["routes"][route]["outcome"]["rights"]
    return found


@pytest.mark.parametrize(
    ("region", "day", "route", "facts", "expected"),
    [
        # a new authorisation for every change; unlimited access after four years (Brussels: thirty months)
        ("flanders", "2025-03-10", "highly_skilled", {}, ("never", 48, 48)),
        ("flanders", "2025-03-10", "single_permit", {}, ("never", 48, 48)),
        ("brussels", "2024-09-30", "highly_skilled", {}, ("never", 48, 48)),
        ("brussels", "2024-10-01", "highly_skilled", {}, ("never", 30, 30)),
        # posted work does not count
        ("flanders", "2025-03-10", "highly_skilled", {"employment": "secondment"}, ("never", "never", 60)),
        # the Blue Card is free after a year
        ("flanders", "2025-03-10", "eu_blue_card", {"gross_annual_salary": 70_000}, (12, 48, 12)),
        ("wallonia", "2025-03-10", "eu_blue_card", {"gross_annual_salary": 70_000}, (12, 12, 12)),
        # unlimited access ends all dependence
        ("flanders", "2025-03-10", "unlimited", {"purpose": "unlimited"}, (0, 0, 0)),
    ],
)
def test_what_the_law_makes_of_dependence(region, day, route, facts, expected):
    found = rights(region, day, route, **facts)
    assert (found["employer_change_months"], found["unlimited_after_months"], found["dependence_months"]) == expected


def test_what_the_law_does_not_give_stays_unknown():
    """Nothing is published on unlimited access in the German-speaking Community."""
    found = rights("german_community", "2024-06-01", "highly_skilled")
    assert found["unlimited_after_months"] is None
    assert found["dependence_months"] is None


@pytest.mark.parametrize(
    ("region", "route"),
    [("flanders", "highly_skilled"), ("flanders", "single_permit"), ("wallonia", "general"), ("brussels", "residual")],
)
def test_the_reform_lowers_dependence(region, route):
    before, after = (rights(region, "2026-03-01", route, reform=r) for r in (False, True))
    assert before["employer_change_months"] == "never"
    assert after["employer_change_months"] == 12
    assert (before["dependence_months"], after["dependence_months"]) == ({"brussels": 30}.get(region, 48), 12)


def test_the_reform_counts_from_its_day():
    assert rights("flanders", "2025-12-31", "highly_skilled", reform=True)["dependence_months"] == 48
    assert rights("flanders", "2026-01-01", "highly_skilled", reform=True)["dependence_months"] == 12


@pytest.mark.parametrize("region", REGIONS)
def test_the_reform_opens_and_closes_nothing(region):
    for case in (c for c in worked().values() if c["region"] == region):
        moved = {**stated(case), "application_date": "2026-06-01"}
        before, after = asked(moved), asked(moved, reform=True)
        assert after["permit_needed"] is before["permit_needed"]
        for name, route in before["routes"].items():
            now = after["routes"][name]
            assert now["state"] == route["state"], name
            lower, upper = (
                now["outcome"]["rights"]["dependence_months"],
                route["outcome"]["rights"]["dependence_months"],
            )
            assert lower == upper or (lower is not None and (upper is None or lower < upper)), name


def test_the_library_takes_the_reform_by_its_file():
    case = {"region": "flanders", "application_date": "2026-03-01", "facts": ENGINEER}
    found = permits.check(case, reform=REFORM)["routes"]["highly_skilled"]["outcome"]["rights"]
    assert found["dependence_months"] == 12


def test_the_reform_lowers_dependence_in_a_table():
    cases = pl.DataFrame(
        {
            "id": ["a"],
            "region": ["flanders"],
            "application_date": [date(2026, 3, 1)],
            **{n: [v] for n, v in ENGINEER.items()},
        }
    )
    assert permits.evaluate(cases)["dependence_months"].to_list() == [48]
    assert permits.evaluate(cases, reform=REFORM)["dependence_months"].to_list() == [12]


# ---- a table says the same as single answers ----
def least(found: dict[str, Any]) -> int | None:
    """Of the open work routes, the fewest months; none where no permit is needed."""
    if found["permit_needed"] is False:
        return 0
    opened = [r for r in found["routes"].values() if r["kind"] == "work_route" and r["state"] == "open"]
    known = [m for r in opened if (m := r["outcome"]["rights"]["dependence_months"]) is not None]
    return min(known, default=None)


def agree(cases: list[dict[str, Any]]) -> None:
    rules = book("flanders").rules
    rows = [
        {
            "id": c["id"],
            "region": c["region"],
            "application_date": c["application_date"],
            **{n: show_value(rules.facts[n], v) for n, v in c["facts"].items()},
        }
        for c in cases
    ]
    table = permits.evaluate(pl.DataFrame(rows, infer_schema_length=None))
    months = dict(zip(table["id"], table["dependence_months"], strict=True))
    for case in cases:
        assert months[case["id"]] == least(asked(case)), case


def test_a_table_gives_the_told_cases_the_same_months():
    agree([stated(c) for c in (*worked().values(), *mirrored().values())])


@pytest.mark.parametrize("region", REGIONS)
def test_a_table_gives_random_cases_the_same_months(region):
    rules = book(region).rules
    rows = frame(rules, 60, 7, 0.35).iter_rows(named=True)
    read = [(row["id"], natural(rules, row)) for row in rows]
    cases = [
        {
            "id": name,
            "region": region,
            "application_date": facts["application_date"],
            "facts": {n: v for n, v in facts.items() if n in used_facts(region)},
        }
        for name, facts in read
    ]
    agree([{**c, "facts": {n: show_value(rules.facts[n], v) for n, v in c["facts"].items()}} for c in cases])
