"""What would open a route: few facts, each set decided again, nothing that a person cannot change."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.rules.changes import Change, changes, effort
from corridor.rules.facts import read_value
from corridor.rules.interpret import Reading
from corridor.rules.load import load
from corridor.rules.model import RuleSet
from corridor.rules.scalar import Compiled, compile_rules
from tests.rules.engines import REGION, law, read, with_routes


def sets_for(route: str, case: Mapping[str, Any], rules: RuleSet | None = None) -> list[dict[str, Any]]:
    """The sets that are proposed, each as fact → value; every one of them is verified here again by the oracle."""
    rules = rules or law()
    return [{c.fact: c.to for c in made} for made in proposed(route, case, rules, compile_rules(rules))]


def proposed(route: str, case: Mapping[str, Any], rules: RuleSet, compiled: Compiled) -> list[tuple[Change, ...]]:
    reading = read(case, rules)

    def opens(facts: Mapping[str, Any]) -> bool | None:
        return compiled.route[route](facts, reading.moment)

    found = changes(reading, rules.routes[route], opens)
    for made in found:
        after = Reading(rules, reading.moment, {**reading.stated, **{c.fact: c.to for c in made}})
        assert after.route(rules.routes[route]) is True, f"{made} does not open {route}"
    return found


def test_the_pay_that_is_missing() -> None:
    """21,600 a year is asked in 2023."""
    (made,) = proposed("skilled", {"annual_pay": 21000, "graduate": True, "age": 40}, law(), compile_rules(law()))
    assert made == (Change("annual_pay", Decimal(21600), Decimal(600), False),)


def test_only_as_much_as_is_needed() -> None:
    """Under thirty the reduced threshold of 15,120 is enough."""
    assert sets_for("skilled", {"annual_pay": 15000, "graduate": True, "age": 29}) == [{"annual_pay": Decimal(15120)}]


def test_alternatives() -> None:
    """A diploma or two and a half years of experience."""
    found = sets_for("skilled", {"annual_pay": 30000, "graduate": False, "experience": 1})
    assert sorted(found, key=str) == [{"experience": Decimal("2.5")}, {"graduate": True}]


def test_two_facts_where_one_is_not_enough() -> None:
    found = sets_for(
        "scarce_job", {"isco08": "9999", "insured": False, "purpose": "renewal", "application_date": "2024-01-01"}
    )
    assert found
    assert all(len(s) == 2 and s["insured"] is True for s in found)


def test_what_is_not_known_is_to_be_confirmed() -> None:
    reading = read({"annual_pay": 30000})
    found = proposed("skilled", {"annual_pay": 30000}, law(), compile_rules(law()))
    assert all(c.confirm and c.by is None for made in found for c in made)
    assert {c.fact for made in found for c in made} == {"graduate", "experience"}
    assert effort(reading, found[0]) == 0.25


def test_an_open_route_needs_nothing() -> None:
    assert sets_for("skilled", {"annual_pay": 30000, "graduate": True}) == []
    by_formality = {"held": "visitor", "purpose": "renewal", "age": 29, "graduate": False, "annual_pay": 0}
    assert sets_for("skilled", by_formality) == []


def test_repairing_one_by_one_is_not_enough() -> None:
    """To become a manager mends the role and breaks the pay: the pay is raised with it, or the experience instead."""
    case = {"role": "specialist", "experience": 1, "annual_pay": 20000}
    assert sets_for("lead", case) == [{"experience": Decimal(5)}]
    pay = "annual_pay >= p.lead_pay or (role != 'manager' and annual_pay >= p.low_pay)"
    only_managers = with_routes(law(), {"managers": f"role == 'manager' and ({pay})"})
    assert sets_for("managers", case, only_managers) == [{"role": "manager", "annual_pay": Decimal("45000.55")}]


def test_no_set_holds_another_one() -> None:
    found = sets_for(
        "any_job", {"role": "staff", "annual_pay": 10000, "graduate": False, "experience": 0, "insured": False}
    )
    for one in found:
        assert not any(other.items() < one.items() for other in found)
    assert len(found) <= 3


def test_facts_of_the_person_are_not_changed() -> None:
    """Nationality, age and papers are as they are; they may be confirmed where they are not known."""
    assert sets_for("friend", {"nationality": "GB"}) == []
    assert sets_for("friend", {}) == [{"nationality": "CH"}]
    assert sets_for("scarce_job", {"on_scarce": True, "insured": True, "forged": True}) == []
    reduced = sets_for("skilled", {"annual_pay": 16000, "graduate": True, "age": 35})
    assert reduced == [{"annual_pay": Decimal(21600)}], "not the age"
    unknown = sets_for("skilled", {"annual_pay": 16000, "graduate": True})
    assert {"age": 29} in unknown


def test_a_route_that_is_not_in_force_cannot_be_opened() -> None:
    assert sets_for("pilot", {"insured": False}) == []


def test_where_the_law_gives_no_amount_no_pay_is_proposed() -> None:
    """2025: the amount is not known."""
    assert sets_for("lead", {"annual_pay": 1000, "role": "manager", "start_date": "2025-06-01"}) == []


def test_what_is_unsettled_is_not_promised() -> None:
    rules = with_routes(law(), {"open_question": "unsettled or (insured and unsettled)"})
    assert sets_for("open_question", {"insured": False}, rules) == []


def test_an_occupation_of_the_list() -> None:
    found = sets_for("scarce_job", {"insured": True, "isco08": "9999", "application_date": "2024-01-01"})
    assert {"on_scarce": True} in found
    listed = with_routes(law(), {"listed": "on(l.scarce)", "coded": "isco08 in l.scarce"})
    for route in ("listed", "coded"):
        assert sets_for(route, {"isco08": "9999", "application_date": "2024-01-01"}, listed) == [{"isco08": 7212}]


def test_a_title_is_never_proposed_as_a_code(law_copy: Path) -> None:
    """Titles and codes of a list are looked up together; here one title sorts before every code."""
    path = law_copy / "harbour" / "lists" / "scarce" / "2023-09-01.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("en: Welder", "en: (Arc) welder"), encoding="utf-8")
    rules = with_routes(load(law_copy, REGION), {"coded": "isco08 in l.scarce"})
    assert sets_for("coded", {"isco08": "9999", "application_date": "2024-01-01"}, rules) == [{"isco08": 7212}]


@pytest.mark.parametrize(
    ("expr", "case", "sets"),
    [
        ("education >= p.min_experience", {"education": 1}, [{"education": 3}]),  # 2.5: whole levels
        ("education > p.min_experience", {"education": 1}, [{"education": 3}]),
        ("education > 5", {"education": 1}, [{"education": 6}]),
        ("contract_months < p.min_experience", {"contract_months": 9}, [{"contract_months": 2}]),
        ("contract_months <= p.min_experience", {"contract_months": 9}, [{"contract_months": 2}]),
        ("contract_months < 3", {"contract_months": 9}, [{"contract_months": 2}]),
        ("contract_months == 12", {"contract_months": 9}, [{"contract_months": 12}]),
        ("6 <= education", {"education": 1}, [{"education": 6}]),
        ("education >= 9", {"education": 1}, []),  # the scale ends at 8
        ("annual_pay > p.lead_pay", {"annual_pay": 1}, [{"annual_pay": Decimal("45000.56")}]),
        ("experience > 2", {"experience": 1}, [{"experience": Decimal(3)}]),  # a year more, not a ten-thousandth
        ("experience < 0.5", {"experience": 1}, []),
        ("role == 'manager'", {"role": "staff"}, [{"role": "manager"}]),
        ("role != 'staff'", {"role": "staff"}, [{"role": "manager"}, {"role": "specialist"}]),
        ("role in ('specialist', 'manager')", {"role": "staff"}, [{"role": "manager"}, {"role": "specialist"}]),
        ("not (role in ('staff', 'manager'))", {"role": "staff"}, [{"role": "specialist"}]),
        ("not insured", {"insured": True}, [{"insured": False}]),
        ("not (insured or graduate)", {"insured": True, "graduate": True}, [{"insured": False, "graduate": False}]),
        ("not (insured and graduate)", {"insured": True, "graduate": True}, [{"insured": False}, {"graduate": False}]),
        ("insured != true", {"insured": True}, [{"insured": False}]),
        ("expires_on >= '2023-06-01'", {"expires_on": "2023-05-01"}, [{"expires_on": "2023-06-01"}]),
        ("expires_on > '2023-06-01'", {"expires_on": "2023-05-01"}, []),
        ("adult and insured", {"age": 30, "insured": False}, [{"insured": True}]),
        ("insured and education >= 3 and contract_months >= 6",
         {"insured": False, "education": 1, "contract_months": 1},
         [{"insured": True, "education": 3, "contract_months": 6}]),
        ("education >= 3 and education >= 5", {"education": 1}, [{"education": 5}]),
        ("education >= 5 and education <= 3", {"education": 1}, []),
        ("r.apprentice", {"education": 1}, [{"education": 2}]),
    ],
)  # fmt: skip
def test_each_form_of_expression(expr: str, case: dict[str, Any], sets: list[dict[str, Any]]) -> None:
    rules = with_routes(law(), {"spec": expr})
    found = sets_for("spec", case, rules)
    wanted = [{n: read_value(rules.facts[n], v) for n, v in s.items()} for s in sets]
    assert sorted(found, key=str) == sorted(wanted, key=str)
    for made in found:
        for name, value in made.items():
            assert read_value(rules.facts[name], value) == value, "a proposal is a value of its fact"


def test_a_formality_may_be_the_way() -> None:
    """No pay is known for 2025, but a renewal by a visitor needs none."""
    case = {"start_date": "2025-06-01", "held": "visitor", "age": 30, "graduate": False, "annual_pay": 0}
    assert {"purpose": "renewal"} in sets_for("skilled", case)


FACTS = {
    "annual_pay": st.sampled_from([None, 0, 15119.99, 15120, 21600, 45000.55]),
    "education": st.sampled_from([None, 0, 5, 6]),
    "experience": st.sampled_from([None, 0, 2.5, 5]),
    "age": st.sampled_from([None, 17, 29, 30]),
    "role": st.sampled_from([None, "staff", "specialist", "manager"]),
    "insured": st.sampled_from([None, True, False]),
    "isco08": st.sampled_from([None, "7121", "7212", "9999"]),
    "purpose": st.sampled_from([None, "work", "renewal"]),
    "held": st.sampled_from([None, "visitor", "settled"]),
    "forged": st.sampled_from([None, False, True]),
    "application_date": st.sampled_from(["2020-06-01", "2021-06-01", "2023-09-05", "2024-06-01", "2025-06-01"]),
}
COMPILED = compile_rules(law())


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(FACTS), st.sampled_from(["skilled", "scarce_job", "lead", "any_job", "friend", "apprentice"])
)
def test_every_set_opens_the_route_and_no_part_of_it_does(case: dict[str, Any], route: str) -> None:
    rules = law()
    reading = read(case, rules)
    for made in proposed(route, case, rules, COMPILED):
        for left_out in made:
            part = {c.fact: c.to for c in made if c is not left_out}
            assert COMPILED.route[route]({**reading.stated, **part}, reading.moment) is not True
        for change in made:
            before = reading.fact(change.fact)
            assert change.confirm is (before is None)
            assert change.to != before
            assert not (rules.facts[change.fact].fixed and before is not None)
            if change.by is not None:
                assert before + change.by == change.to
