"""Which question comes next: the one whose answers decide most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from corridor.rules.explain import missing_facts
from corridor.rules.kleene import Truth
from corridor.rules.model import RuleSet
from corridor.rules.questions import TRIED, possible_answers, ranked
from corridor.rules.scalar import compile_rules
from tests.rules.engines import law, read, with_routes


def waiting(case: Mapping[str, Any], rules: RuleSet) -> dict[str, list[str]]:
    """The undecided routes, each with the facts that it waits for."""
    reading = read(case, rules)
    found: dict[str, list[str]] = {}
    for name, route in rules.routes.items():
        if reading.route(route) is None:
            facts = [f for _, p in reading.asked(route.conditions) for f in missing_facts(reading, p.node)]
            found[name] = list(dict.fromkeys(facts))
    return found


def order(
    case: Mapping[str, Any], rules: RuleSet | None = None, only: tuple[str, ...] = (), **options: Any
) -> list[str]:
    rules = rules or law()
    reading, compiled = read(case, rules), compile_rules(rules)

    def function(name: str) -> Any:
        def decide(facts: Mapping[str, Any]) -> Truth:
            return compiled.route[name](facts, reading.moment)

        return decide

    wait = {r: facts for r, facts in waiting(case, rules).items() if not only or r in only}
    return ranked(reading, wait, {r: function(r) for r in wait}, **options)


def test_the_fact_that_decides_most_routes_comes_first() -> None:
    rules = with_routes(law(), {"a": "insured", "b": "insured and true", "c": "graduate"})
    assert order({}, rules, ("a", "b", "c")) == ["insured", "graduate"]


def test_a_fact_that_decides_comes_before_one_that_only_matters() -> None:
    """Both are waited for by two routes; one answer alone closes or opens a route only for `insured`."""
    rules = with_routes(law(), {"a": "insured", "b": "insured or graduate", "c": "graduate and education >= 3"})
    assert order({}, rules, ("a", "b", "c"))[0] == "insured"


def test_a_route_may_weigh_more() -> None:
    rules = with_routes(law(), {"a": "insured", "b": "graduate"})
    assert order({}, rules, ("a", "b"), weights={"a": 1.0, "b": 5.0}) == ["graduate", "insured"]
    assert order({}, rules, ("a", "b"), weights={"a": 5.0, "b": 1.0}) == ["insured", "graduate"]


def test_a_route_that_settles_the_case_comes_first() -> None:
    """An exemption that may be open makes all other questions idle."""
    rules = with_routes(law(), {"a": "insured", "b": "insured and adult", "free": "nationality in l.friends"})
    only = ("a", "b", "free")
    assert order({}, rules, only)[0] == "insured"
    assert order({}, rules, only, settling={"free"})[0] == "nationality"


def test_a_known_fact_is_not_asked() -> None:
    rules = with_routes(law(), {"a": "insured and graduate"})
    assert order({"insured": True}, rules, ("a",)) == ["graduate"]


def test_nothing_is_asked_where_nothing_waits() -> None:
    rules = with_routes(law(), {"a": "insured"})
    assert order({"insured": False}, rules, ("a",)) == []


def test_every_fact_that_is_waited_for_is_there_once() -> None:
    rules = law()
    facts = [f for found in waiting({}, rules).values() for f in found]
    found = order({})
    assert sorted(found) == sorted(set(facts))
    assert len(found) > TRIED or len(found) == len(set(facts))


def test_the_order_does_not_depend_on_the_order_of_the_law() -> None:
    rules = with_routes(law(), {"a": "insured and graduate", "b": "graduate or insured"})
    backwards = with_routes(law(), {"b": "graduate or insured", "a": "insured and graduate"})
    assert order({}, rules, ("a", "b")) == order({}, backwards, ("a", "b"))


@pytest.mark.parametrize(
    ("fact", "expr", "answers"),
    [
        ("insured", "insured", [True, False]),
        ("role", "role == 'staff'", ["staff", "specialist", "manager"]),
        ("annual_pay", "annual_pay >= p.full_pay", ["21600", "21599.99"]),
        ("education", "education >= 6 or education >= 3", ["6", "5", "3", "2"]),
        ("experience", "experience >= p.min_experience", ["2.5", "2.4999"]),
        ("education", "education in (3, 5)", ["3", "6"]),
        ("nationality", "nationality in l.friends", ["CH", "ZZ"]),
        ("nationality", "nationality in ('TR', 'NO')", ["TR", "ZZ"]),
        ("isco08", "isco08 in l.scarce", ["7121", "9629"]),
        ("isco08", "on(l.scarce)", ["7121", "9629"]),
        ("isco08", "on_scarce", ["7121", "9629"]),
        ("age", "adult", ["18", "17"]),
    ],
)
def test_the_answers_that_are_tried(fact: str, expr: str, answers: list[Any]) -> None:
    """Both truths, every value, and both sides of every limit."""
    rules = with_routes(law(), {"a": expr})
    reading = read({}, rules)
    found = possible_answers(reading, fact, ["a"])
    assert [v if isinstance(v, bool) else str(v) for v in found] == answers
    for value in found:  # each can be decided
        assert compile_rules(rules).route["a"]({**reading.stated, fact: value}, reading.moment) in (True, False, None)


def test_where_the_law_gives_no_limit_there_is_nothing_to_try() -> None:
    """2025: the amount is not published, so pay decides nothing and is asked last."""
    rules = with_routes(law(), {"a": "annual_pay >= p.full_pay and insured"})
    assert order({"start_date": "2025-06-01"}, rules, ("a",)) == ["insured", "annual_pay"]


def test_a_written_number_beside_a_limit() -> None:
    """A fact that is compared with written values in one condition and with a limit in another."""
    rules = with_routes(law(), {"a": "education in (5, 6) and education >= 3"})
    assert order({}, rules, ("a",)) == ["education"]
