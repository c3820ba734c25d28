"""What two laws say otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from corridor.permits.book import book
from corridor.permits.case import REGIONS
from corridor.permits.law_difference import difference
from tests.permits import law_files

NOW, YEAR_BEFORE = date(2026, 11, 22), date(2025, 11, 22)


def between(one, day, other, other_day):
    return difference(book(one), day, book(other), other_day)


@pytest.mark.parametrize("region", REGIONS)
def test_a_law_does_not_differ_from_itself(region):
    found = between(region, NOW, region, NOW)
    assert (found.parameters, found.lists, found.routes) == ((), (), ())
    assert found.same["routes"] == len(book(region).rules.routes)


def test_a_year_of_flanders_shows_the_new_fee_condition_and_list():
    found = between("flanders", YEAR_BEFORE, "flanders", NOW)
    fee = next(p for p in found.parameters if p.name == "regional_application_fee")
    assert (fee.before.value, fee.after.value, fee.by) == (0, 180, 180)
    skilled = next(r for r in found.routes if r.name == "highly_skilled")
    assert [(c.id, c.what) for c in skilled.conditions] == [("hs_function", "only_after")]
    assert {(o.what, o.name) for o in skilled.outcomes} >= {("fee", "regional_application_fee")}
    lists = {d.name: d for d in found.lists}
    assert lists["medium_skilled"].change.dropped
    assert not lists["vdab"].change.added  # of the list of 2025 no title is known
    assert len(lists["vdab"].change.perhaps_added) == len(law_files.lists("flanders")["vdab"][-1]["entries"])


def test_exactly_the_values_that_differ_are_shown():
    found = {p.name for p in between("flanders", YEAR_BEFORE, "flanders", NOW).parameters}
    rules = book("flanders").rules

    def says(parameter, day):
        dated = parameter.at(day)
        return (dated.value, dated.decides, dated.status == "not_applicable") if dated else (None, None, False)

    assert found == {n for n, p in rules.parameters.items() if says(p, YEAR_BEFORE) != says(p, NOW)}


def test_the_other_way_round_everything_is_mirrored():
    there, back = between("flanders", NOW, "wallonia", NOW), between("wallonia", NOW, "flanders", NOW)
    assert {p.name: (p.before, p.after) for p in there.parameters} == {
        p.name: (p.after, p.before) for p in back.parameters
    }
    flipped = {"before": "after", "after": "before", None: None}
    assert {r.name: r.only_in for r in there.routes} == {r.name: flipped[r.only_in] for r in back.routes}
    assert there.same == back.same


def test_two_regions_show_what_only_one_of_them_has():
    found = between("flanders", NOW, "wallonia", NOW)
    only = {r.name: r.only_in for r in found.routes if r.only_in}
    assert only["medium_skilled_shortage"] == "before"
    assert only["shortage"] == "after"
    assert only["researcher"] == "before"  # the Walloon route ended on 31 August 2024
    assert {d.name: d.only_in for d in found.lists}["vdab"] == "before"
    salary = next(p for p in found.parameters if p.name == "hs_salary_min")
    assert salary.by == salary.after.value - salary.before.value
    assert next(p for p in found.parameters if p.name == "hs_pct_of_avg_wage").after is None


def test_the_day_of_a_reform_shows_the_routes_that_begin_and_end():
    found = between("wallonia", date(2024, 8, 31), "wallonia", date(2024, 9, 1))
    only = {r.name: r.only_in for r in found.routes if r.only_in}
    assert only == {"eu_blue_card_junior": "after", "general": "after", "researcher": "before"}
    card = next(r for r in found.routes if r.name == "eu_blue_card")
    assert ("right", "employer_change_months") in {(o.what, o.name) for o in card.outcomes}


def test_the_same_words_with_another_rule_or_amount_are_no_agreement():
    found = between("flanders", NOW, "wallonia", NOW)
    kinds = {c.what for r in found.routes for c in (*r.conditions, *r.judgement)}
    assert {"only_before", "only_after", "text"} <= kinds
    for route in found.routes:
        for condition in route.conditions:
            if condition.what == "basis":
                assert condition.before.text == condition.after.text
                assert condition.before.rule == condition.after.rule
