"""What must hold for every case under the real law, whatever its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor import permits
from corridor.permits.answer import answer, decide
from corridor.permits.book import book
from corridor.permits.case import REGIONS, Case, read_case
from corridor.rules import expression as x
from corridor.rules.facts import read_value, show_value
from corridor.rules.interpret import Reading
from corridor.rules.kleene import Truth, any_of, negate
from corridor.rules.model import Condition, RuleSet
from tests.permits.strategies import cases, used_facts, values

MONEY = ("gross_annual_salary", "gross_monthly_salary", "base_monthly_salary")
ORDER = {False: 0, None: 1, True: 2}
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
SHORT = settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
LONG = settings(max_examples=5000, deadline=None, suppress_health_check=QUIET)
REGION = pytest.mark.parametrize("region", REGIONS)


def states(case: Case) -> dict[str, Truth]:
    """Every route's state, and whether a permit is needed, under one mapping."""
    found = decide(case, book(case.region))
    return {**found.routes, "permit_needed": found.permit_needed}


def known(case: Case) -> dict[str, Any]:
    """Every fact's value as the law reads it: stated, derived or presumed."""
    law = book(case.region)
    moment = law.moments.at(case.application_date, case.start_date)
    return law.compiled.facts({**case.facts, "application_date": case.application_date}, moment)


def stating(case: Case, facts: Mapping[str, Any]) -> Case:
    return replace(case, facts={**case.facts, **facts})


# ---- (a) a decided result never changes when an unknown fact is filled in ----
def fill_in(data: st.DataObject, case: Case) -> None:
    before = states(case)
    names = data.draw(
        st.lists(st.sampled_from(used_facts(case.region)), unique=True, min_size=5, max_size=40), "filled in"
    )
    for name in names:
        if name in case.facts:
            continue
        value = known(case)[name]
        if value is None and name == "list_title" and known(case)["isco08"] is not None:
            continue  # the title decides over the code: it confirms or corrects it, so it may change the answer
        case = stating(case, {name: data.draw(values(case.region)[name], name) if value is None else value})
        after = states(case)
        flipped = {n: (before[n], after[n]) for n in before if before[n] is not None and before[n] is not after[n]}
        assert not flipped, f"{name} = {case.facts[name]} changes {flipped}"
        before = after


@REGION
@SHORT
@given(data=st.data())
def test_a_decided_result_stays(region, data):
    fill_in(data, data.draw(cases(region)))


@pytest.mark.slow
@REGION
@LONG
@given(data=st.data())
def test_a_decided_result_stays_over_many_cases(region, data):
    fill_in(data, data.draw(cases(region)))


# ---- (b) and (c) more of what the law asks a minimum of never closes a route ----
def rise(data: st.DataObject, region: str, names: tuple[str, ...], most: int) -> None:
    case = data.draw(cases(region))
    name = data.draw(st.sampled_from(names))
    if name not in case.facts:
        case = stating(case, {name: data.draw(values(region)[name], name)})
    rules = book(region).rules
    room = min(Decimal(most), Decimal(rules.facts[name].max or most) - case.facts[name])
    steps = st.integers(0, int(room)) if rules.facts[name].type == "int" else st.decimals(0, room, places=2)
    more = stating(case, {name: case.facts[name] + data.draw(steps, "more")})
    before, after = states(case), states(more)
    worse = {n: (before[n], after[n]) for n in before if n != "permit_needed" and ORDER[after[n]] < ORDER[before[n]]}
    assert not worse
    assert ORDER[after["permit_needed"]] <= ORDER[before["permit_needed"]]


@REGION
@SHORT
@given(data=st.data())
def test_more_pay_never_closes_a_route(region, data):
    rise(data, region, MONEY, 60_000)


@REGION
@SHORT
@given(data=st.data())
def test_a_longer_vacancy_never_closes_a_route(region, data):
    rise(data, region, ("vacancy_weeks",), 60)


@pytest.mark.slow
@REGION
@LONG
@given(data=st.data())
def test_more_never_closes_a_route_over_many_cases(region, data):
    rise(data, region, (*MONEY, "vacancy_weeks", "sponsor_net_monthly_income", "turnover_to_plan"), 60_000)


# ---- (d) every change that is proposed opens the route ----
def apply_changes(case: Case) -> int:
    law = book(case.region)
    found = answer(case, law)
    facts_read = known(case)
    proposed = 0
    for name, route in found["routes"].items():
        for made in route["changes"]:
            proposed += 1
            changed = stating(case, {c["fact"]: read_value(law.rules.facts[c["fact"]], c["to"]) for c in made})
            assert decide(changed, law).routes[name] is True, f"{name}: {made} does not open it"
            for change in made:
                check_change(change, law.rules, facts_read[change["fact"]])
    return proposed


def check_change(change: dict[str, Any], rules: RuleSet, before: Any) -> None:
    fact = rules.facts[change["fact"]]
    assert change["confirm"] is (before is None), change
    assert not (fact.fixed and before is not None), f"{fact.name} cannot be changed"
    if change["by"] is not None:
        to = read_value(fact, change["to"])
        assert show_value(fact, to - before) == change["by"], change
    elif before is not None:
        assert fact.type not in ("int", "number", "money"), f"{change} does not say by how much"


@REGION
@settings(SHORT, max_examples=25)
@given(data=st.data())
def test_every_proposed_change_opens_the_route(region, data):
    apply_changes(data.draw(cases(region)))


@pytest.mark.slow
@REGION
@settings(LONG, max_examples=600)
@given(data=st.data())
def test_every_proposed_change_opens_the_route_over_many_cases(region, data):
    apply_changes(data.draw(cases(region)))


def test_the_command_applies_its_own_changes():
    """As a person would: read the change off the answer, write it into the file, ask again."""
    case = {"region": "flanders", "application_date": "2025-03-10", "facts": {"nationality": "IN"}}
    case["facts"] |= {"residence_status": "abroad", "employment": "local", "education_level": 6, "duration_days": 730}
    case["facts"] |= {"gross_annual_salary": 48_000, "age": 32, "isco08": "2512"}
    found = permits.check(case)["routes"]["highly_skilled"]
    assert found["state"] == "closed"
    assert found["changes"][0] == [{"fact": "gross_annual_salary", "to": 48912, "by": 912, "confirm": False}]
    for made in found["changes"]:
        again = {**case, "facts": {**case["facts"], **{c["fact"]: c["to"] for c in made}}}
        assert permits.check(again)["routes"]["highly_skilled"]["state"] == "open"


# ---- (e) permit_needed is what it is defined to be ----
def by_definition(case: Case) -> Truth:
    """Read by the oracle: no exemption, no formality, and no right by formality on a work route."""
    law = book(case.region)
    moment = law.moments.at(case.application_date, case.start_date)
    reading = Reading(law.rules, moment, {**case.facts, "application_date": case.application_date})
    ways = [reading.route(r) for r in law.rules.routes.values() if r.kind in ("exemption", "formality")]
    for route in law.rules.routes.values():
        if route.formality and reading.in_force(route):
            ways.append(reading.formality(route.formality))
    return negate(any_of(ways))


@REGION
@settings(SHORT, max_examples=25)
@given(data=st.data())
def test_permit_needed_follows_its_definition(region, data):
    case = data.draw(cases(region))
    found = answer(case, book(region))
    assert found["permit_needed"] is decide(case, book(region)).permit_needed
    assert found["permit_needed"] is by_definition(case)
    free = {r["state"] for r in found["routes"].values() if r["kind"] in ("exemption", "formality")}
    expected = {True: free == {"closed"}, False: "open" in free, None: "unknown" in free and "open" not in free}
    assert expected[found["permit_needed"]], free


@REGION
def test_permit_needed_reads_no_work_route(region):
    """No exemption or formality uses the state of a route, directly or through a term."""
    rules = book(region).rules
    free = [r for r in rules.routes.values() if r.kind in ("exemption", "formality")]
    conditions: list[Condition] = [c for r in free for c in r.conditions]
    rights = [r.formality for r in rules.routes.values() if r.formality]
    conditions += [c for f in rights for c in f.conditions]
    nodes = [p.node for c in conditions for p in c.versions] + [f.when for f in rights]
    assert {name for node in nodes for name in routes_read(rules, node)} == set()


def routes_read(rules: RuleSet, node: x.Node) -> set[str]:
    out = x.routes(node)
    for name in x.names(node) & set(rules.terms):
        for phrase in rules.terms[name].versions:
            out |= routes_read(rules, phrase.node)
    return out


@REGION
@settings(SHORT, max_examples=40)
@given(data=st.data())
def test_permit_needed_is_the_same_for_any_offer_of_pay(region, data):
    """Pay decides work routes; only the exemption of executives reads it."""
    case = data.draw(cases(region))
    case = stating(case, {"executive": False})
    offers = [stating(case, {n: Decimal(v) for n in MONEY}) for v in (0, 5_000, 200_000)]
    assert len({states(offer)["permit_needed"] for offer in offers}) == 1


def test_reading_a_case_states_what_was_told():
    """The properties above run on read cases: nothing is lost on the way from the file."""
    rules = book("flanders").rules
    raw = {"region": "flanders", "application_date": date(2025, 3, 10), "facts": {"isco08": "0110", "age": 30}}
    assert read_case(raw, rules).facts == {"isco08": 110, "age": 30}
