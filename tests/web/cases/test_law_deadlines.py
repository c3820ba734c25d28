"""Days worked out from the law's data and the facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from corridor.permits.book import all_books
from corridor.web.cases.law_deadlines import Due, law_deadlines

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class File:
    """A case without a database."""

    facts: dict[str, Any]
    route: str = "highly_skilled"
    region: str = "flanders"
    application_date: date = TODAY
    opened_on: date = TODAY
    reference: str = "X"
    filed: bool = False
    ended: bool = False
    granted: bool = False
    snapshot: dict[str, Any] = field(default_factory=dict)


def found(file: File, today: date = TODAY, lang: str = "en") -> dict[str, Due]:
    return {due.key: due for due in law_deadlines(file, lang, today)}


def test_the_window_of_a_renewal_counts_back_from_the_end_of_the_card() -> None:
    dues = found(File({"expires_on": "2027-05-01"}))
    assert dues["renewal_earliest"].due == date(2027, 2, 1)
    assert dues["renewal_earliest"].kind == "first_day"
    assert dues["renewal_latest"].due == date(2027, 3, 1)
    assert (dues["renewal_latest"].source or {}).get("url")
    assert dues["permit_end"].due == date(2027, 5, 1)


def test_without_the_end_of_the_card_the_fact_is_named() -> None:
    dues = found(File({"permit_held": "single_permit"}))
    assert dues["renewal_latest"].due is None
    assert dues["renewal_latest"].missing == ("expires_on",)
    assert dues["permit_end"].missing == ("expires_on",)
    assert "permit_end" not in found(File({})), "nobody holds or gets a permit yet"


def test_the_term_of_the_decision_runs_from_the_complete_file_and_is_settled_by_the_decision() -> None:
    file = File({"complete_on": "2026-11-02"}, route="eu_blue_card", filed=True)
    assert found(file)["blue_card_decision"].due == date(2027, 1, 31)
    assert found(file)["blue_card_decision"].settled_on is None
    decided = replace(file, facts={**file.facts, "decided_on": "2026-11-20"})
    assert found(decided)["blue_card_decision"].settled_on == date(2026, 11, 20)
    assert found(replace(file, facts={}))["blue_card_decision"].missing == ("complete_on",)


def test_a_birthday_counts_where_the_route_asks_for_an_age() -> None:
    file = File({"birth_date": "1997-03-04", "employment": "local", "gross_annual_salary": 45000})
    assert found(file)["age:30"].due == date(2027, 3, 4)
    assert found(replace(file, facts={"birth_date": "1990-03-04"})).get("age:30") is None, "long past"
    assert found(replace(file, facts={}))["age:30"].missing == ("birth_date",)
    assert "age:30" not in found(replace(file, route="eu_blue_card")), "no age is asked for there"


def test_new_amounts_on_1_january_are_not_known_before_they_are() -> None:
    due = found(File({}))["amounts:2027-01-01"]
    assert due.due == date(2027, 1, 1)
    assert due.not_known
    assert due.amounts[0]["before"] is not None
    assert due.amounts[0]["after"] is None
    known = found(File({}, application_date=date(2024, 11, 1), opened_on=date(2024, 11, 1)), date(2024, 11, 1))
    assert known["amounts:2025-01-01"].amounts[0]["after"] is not None
    assert not known["amounts:2025-01-01"].not_known


def test_a_job_that_leaves_the_list_has_a_last_day() -> None:
    bridge = File(
        {"isco08": "3122"}, "medium_skilled_shortage", application_date=date(2025, 11, 1), opened_on=date(2025, 11, 1)
    )
    listed = next(
        code
        for code in all_books()["flanders"].rules.lists["medium_skilled"].at(date(2025, 11, 1)).codes  # type: ignore[union-attr]
        if code not in all_books()["flanders"].rules.lists["medium_skilled"].at(date(2026, 2, 1)).codes  # type: ignore[union-attr]
    )
    leaving = replace(bridge, facts={"isco08": f"{listed:04d}"})
    due = found(leaving, date(2025, 11, 1))["list:medium_skilled"]
    assert due.due == date(2025, 12, 31)
    assert not due.not_known
    assert "list:medium_skilled" not in found(replace(leaving, filed=True), date(2025, 11, 1)), "filed in time"


def test_a_job_that_stays_on_the_list_waits_for_the_next_one() -> None:
    due = found(File({"isco08": "7231"}, "medium_skilled_shortage"))["list:medium_skilled"]
    assert due.due == date(2027, 12, 31)
    assert due.not_known, "what follows is not known"
    none = found(File({}, "medium_skilled_shortage"))["list:medium_skilled"]
    assert none.missing == ("isco08", "list_title")
    open_end = found(File({"isco08": "7231"}, "shortage", "wallonia")).get("list:shortage")
    assert open_end is None or open_end.due is not None or open_end.not_known


def test_no_deadline_says_more_than_the_data_do() -> None:
    for due in law_deadlines(File({}), "en", TODAY):
        assert due.due is not None or due.missing or due.not_known, due.key


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_every_route_of_every_region_can_be_asked(lang: str) -> None:
    for region, law in all_books().items():
        for route in [*law.rules.routes, ""]:
            dues = law_deadlines(File({"expires_on": "2027-05-01"}, route, region), lang, TODAY)
            assert all(due.what for due in dues)
            dated = [due.due for due in dues if due.due]
            assert dated == sorted(dated)
