"""The simulated effect of a reform, by the code that answers cases and makes plans."""

from __future__ import annotations

from datetime import date

import pytest

from corridor.consultation.chain.effects import (
    basis,
    fits,
    of_plan_document,
    on_cases,
    on_plan,
    reform_path,
    synthetic_pairs,
    worked_cases,
)
from corridor.consultation.chain.items import RegulatoryChange
from corridor.consultation.chain.references.found import NotRead
from corridor.permits import compare
from corridor.pool.synthesise import synthesise

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
    unknown = [compared.cases[f"any_way_{side}"].null_count() for side in ("before", "after")]
    assert [told.unknown_before, told.unknown_after] == unknown
    assert told.after is not None
    assert told.before is not None
    assert told.after > told.before
    assert told.months_before is not None
    assert told.months_after is not None
    assert told.months_after < told.months_before
    assert str(cases.height) in told.basis["fr"]
    assert told.date == TODAY


def test_what_is_not_known_is_no_closed_way() -> None:
    cases = worked_cases("wallonia", DAY)
    bare = cases.drop([name for name in cases.columns if name not in ("id", "region", "application_date", "isco08")])
    told = on_cases(UNLIMITED, bare, basis={"en": "bare"}, today=TODAY)
    assert told.before is not None
    assert told.unknown_before
    assert told.before + told.unknown_before <= told.total


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
    told = of_plan_document(document, reform="x", basis={"en": "mine"}, today=TODAY)
    assert (told.over, told.total, told.before, told.after, told.moved) == ("posts", 10, 5, 7, 2)
    with pytest.raises(NotRead):
        of_plan_document(document, reform="y", basis={"en": "mine"}, today=TODAY)


@pytest.mark.slow
def test_on_a_plan_and_on_the_pairs_of_a_synthetic_pool() -> None:
    pool = synthesise(300, 60, 1, region="wallonia")
    words = {"en": "made up"}
    told = on_plan(UNLIMITED, pool.talents, pool.vacancies, DAY, basis=words, today=TODAY)
    assert told.over == "posts"
    assert told.before == told.after  # an authorisation without end opens no post
    pairs = synthetic_pairs("wallonia", DAY, talents=1500, vacancies=150, seed=1)
    effect = on_cases(UNLIMITED, pairs, basis=basis("own_cases", n=pairs.height, name="pairs"), today=TODAY)
    assert effect.total == pairs.height > 0
    assert effect.months_before is not None
    assert effect.months_after is not None
    assert effect.months_after < effect.months_before


def test_reforms_are_found_by_id_and_held_against_the_law() -> None:
    assert set(fits(UNLIMITED)) == {"en", "fr", "nl"}
    assert fits(RegulatoryChange("employer_change_after_12_months", "belgium"))
    for name in ("no_such_reform", str(reform_path(UNLIMITED)), "../shipped/reforms/wallonia_unlimited_30_months"):
        with pytest.raises(NotRead):
            fits(RegulatoryChange(name, "flanders"))
