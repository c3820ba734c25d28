"""The other side of each worked case: one cent, one day or one fact away."""

from __future__ import annotations

import pytest

from corridor import permits
from tests.permits.expectation import faults, mirrored, permit_needed_waits_for, stated, waits_for, worked

NAMES_WHAT_IS_MISSING = {
    # the lists of 2021 and 2023 were put together from several sources: a code that misses is not "no"
    "MI-020": {"list_title", "on_medium_skilled_list"},
    "MI-021": {"list_title", "on_medium_skilled_list"},
}
PERMIT_NEEDED_WAITS = {
    # a change of employer without a card that was made for it: annex 49 may cover the wait
    "MI-037": {"regional_approval", "card_expired"},
    "MI-057": {"regional_approval", "card_expired"},
    "MI-085b": {"regional_approval", "card_expired"},
}


@pytest.mark.parametrize("case", mirrored().values(), ids=list(mirrored()))
def test_case_comes_out(case):
    assert faults(case, permits.check(stated(case))) == []


def test_every_worked_case_has_another_side():
    assert {case["of"] for case in mirrored().values()} == set(worked())


def test_only_these_cases_wait_for_facts_that_are_not_told():
    waiting, needed = {}, {}
    for name, case in mirrored().items():
        found, expected = permits.check(stated(case)), case["expect"]
        if (
            expected["open"] is not None
            and expected["route"]
            and found["routes"][expected["route"]]["state"] == "unknown"
        ):
            waiting[name] = waits_for(case, found)
        if expected["permit_needed"] is not None and found["permit_needed"] is None:
            needed[name] = permit_needed_waits_for(case, found)
    assert waiting == NAMES_WHAT_IS_MISSING
    assert needed == PERMIT_NEEDED_WAITS


def test_a_right_that_is_not_in_force_does_not_hide_the_route():
    """Brussels on 30 September 2024: no change by notification yet, so the Blue Card itself is what is asked."""
    route = permits.check(stated(mirrored()["MI-085b"]))["routes"]["eu_blue_card"]
    assert route["kind"] == "work_route"
    assert "change_in_force" not in {c["id"] for c in route["conditions"]}
    assert "gross_annual_salary" in route["unknown_facts"]


def test_a_formality_that_did_not_exist_frees_nobody():
    """Short mobility of transferred workers began on 16 December 2021: the day before, a permit was needed."""
    case = {**stated(worked()["BE-131"]), "region": "wallonia"}
    facts = {**case["facts"], "duration_days": 60, "activity": "other"}
    before = permits.check({**case, "application_date": "2021-12-15", "facts": facts})
    after = permits.check({**case, "application_date": "2021-12-16", "facts": facts})
    assert (before["permit_needed"], after["permit_needed"]) == (True, False)
    assert (before["routes"]["ict_mobility"]["state"], after["routes"]["ict_mobility"]["state"]) == ("closed", "open")
