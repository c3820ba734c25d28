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
