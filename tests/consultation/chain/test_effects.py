"""The simulated effect of a reform, by the code that answers cases and makes plans."""

from __future__ import annotations

from datetime import date

import pytest

from corridor.consultation.chain.effects import (
    basis,
    fits,
    of_plan_document,
    on_cases,
    reform_path,
    worked_cases,
)
from corridor.consultation.chain.items import RegulatoryChange
from corridor.consultation.chain.references.found import NotRead
from corridor.permits import compare

DAY, TODAY = date(2026, 11, 15), date(2026, 11, 22)
UNLIMITED = RegulatoryChange("wallonia_unlimited_30_months", "wallonia")


def test_on_worked_cases_it_says_what_compare_says() -> None:
    cases = worked_cases("wallonia", DAY)
    told = on_cases(UNLIMITED, cases, basis=basis("worked_cases", n=cases.height, day=DAY), today=TODAY)
    compared = compare(cases, reform_path(UNLIMITED))
    assert told.total == cases.height > 0
    assert (told.before, told.after) == (
        int(compared.cases["any_way_before"].sum()),
        int(compared.cases["any_way_after"].sum()),
    )
    assert told.after is not None and told.before is not None and told.after > told.before
    assert told.months_before is not None and told.months_after is not None
    assert told.months_after < told.months_before
    assert str(cases.height) in told.basis["fr"] and told.date == TODAY


def test_cases_of_another_region_are_left_out() -> None:
    told = on_cases(UNLIMITED, worked_cases("brussels", DAY), basis=basis("own_cases", n=0, name="x"), today=TODAY)
    assert (told.total, told.before, told.after, told.months_before) == (0, 0, 0, None)


def test_a_plan_that_was_compared_under_a_reform() -> None:
    document = {
        "inputs": {"posts": 10},
        "circles": [{"filled": 3}, {"filled": 2}],
        "reforms": [
            {
                "id": "x",
                "circles": [{"filled": 3}, {"filled": 4}],
                "moved": [
                    {"before": "filled", "after": "filled", "posts": 5},
                    {"before": "not_allowed", "after": "filled", "posts": 2},
                ],
            }
        ],
    }
    told = of_plan_document(document, reform="x", basis=basis("own_plan", n=10, name="mine"), today=TODAY)
    assert (told.over, told.total, told.before, told.after, told.moved) == ("posts", 10, 5, 7, 2)
    with pytest.raises(NotRead):
        of_plan_document(document, reform="y", basis={"en": "mine"}, today=TODAY)


def test_reforms_are_found_by_id_and_held_against_the_law() -> None:
    assert set(fits(UNLIMITED)) == {"en", "fr", "nl"}
    assert fits(RegulatoryChange("employer_change_after_12_months", "belgium"))
    with pytest.raises(NotRead):
        fits(RegulatoryChange("no_such_reform", "flanders"))
