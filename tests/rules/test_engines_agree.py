"""Random expressions over random cases: every engine says what the slow oracle says, and Kleene's logic is sound.

`EXPRESSIONS` has a strategy for each node of the language; a node without one fails `test_every_node_is_generated`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from corridor.rules import expression as x
from corridor.rules.interpret import Reading
from corridor.rules.kinds import Kinds
from corridor.rules.model import Fact, RuleSet
from corridor.rules.moment import Moments
from tests.random_cases import frame, natural
from tests.rules.engines import ENGINES, Engine, law, moment_of, with_routes

RULES = law()
KINDS = Kinds(RULES)
FIRST, LAST = date(2019, 12, 1), date(2025, 12, 31)
OPERATORS = st.sampled_from([">=", ">", "<=", "<", "==", "!="])
EQUALITY = st.sampled_from(["==", "!="])

Strategy = st.SearchStrategy[Any]


def facts(*types: str, scheme: str | None = None) -> list[Fact]:
    return [f for f in RULES.facts.values() if f.type in types and (scheme is None or f.scheme == scheme)]


def names(*types: str) -> Strategy:
    return st.sampled_from([x.Name(f.name) for f in facts(*types)])


def parameters(kind: str) -> Strategy:
    return st.sampled_from([x.Param(p.name) for p in RULES.parameters.values() if p.kind == kind])


def terms(*types: str) -> Strategy:
    return st.sampled_from([x.Name(t.name) for t in RULES.terms.values() if t.type in types])


def listed(kind: str) -> list[str]:
    return [name for name, codes in RULES.lists.items() if codes.kind == kind]


# ---- what is compared ----

CONSTANTS = st.one_of(
    st.integers(-3, 40).map(x.Const),
    st.sampled_from(["0.5", "2.5", "13.92", "2.4999"]).map(lambda text: x.Const(Decimal(text))),
)
DATES = st.dates(date(1960, 1, 1), LAST)
WRITTEN_DATES = DATES.map(lambda day: x.Const(day.isoformat()))
SPANS = st.builds(
    x.Span,
    st.sampled_from(["years", "months", "days"]),
    st.one_of(names("date"), WRITTEN_DATES),
    st.one_of(names("date"), WRITTEN_DATES),
)
NUMBERS = st.one_of(names("int", "number"), terms("int", "number"), parameters("number"), SPANS)
ANNUAL = st.builds(x.Annual, st.just(x.Name("monthly_pay")), st.just(x.Param("months_per_year")))
AMOUNTS = st.one_of(names("money"), terms("money"), parameters("money"), ANNUAL)


def enum_comparison(fact: Fact) -> Strategy:
    return st.builds(x.Compare, EQUALITY, st.just(x.Name(fact.name)), st.sampled_from(fact.values).map(x.Const))


def enum_membership(fact: Fact) -> Strategy:
    values = st.lists(st.sampled_from(fact.values), min_size=1, max_size=3).map(tuple)
    return st.builds(x.OneOf, st.just(x.Name(fact.name)), values)


COUNTRIES = st.sampled_from(["CH", "NO", "TR", "GB", "BE"])
COMPARISONS = st.one_of(
    st.builds(x.Compare, OPERATORS, NUMBERS, st.one_of(CONSTANTS, NUMBERS)),
    st.builds(x.Compare, OPERATORS, CONSTANTS, NUMBERS),
    st.builds(x.Compare, OPERATORS, AMOUNTS, AMOUNTS),
    st.builds(x.Compare, OPERATORS, names("date"), st.one_of(WRITTEN_DATES, names("date"))),
    st.builds(x.Compare, OPERATORS, WRITTEN_DATES, names("date")),
    st.one_of([enum_comparison(f) for f in facts("enum")]),
    st.builds(x.Compare, EQUALITY, st.just(x.Name("nationality")), COUNTRIES.map(x.Const)),
    st.builds(x.Compare, EQUALITY, names("bool"), st.booleans().map(x.Const)),
    st.builds(x.Compare, EQUALITY, names("bool"), names("bool")),
)
MEMBERSHIPS = st.one_of(
    st.one_of([enum_membership(f) for f in facts("enum")]),
    st.builds(x.OneOf, st.just(x.Name("nationality")), st.lists(COUNTRIES, min_size=1, max_size=3).map(tuple)),
    st.builds(x.OneOf, names("int"), st.lists(st.integers(0, 40), min_size=1, max_size=3).map(tuple)),
    st.builds(
        x.OneOf,
        names("number"),
        st.lists(st.sampled_from([1, 2, Decimal("2.5"), Decimal("0.57")]), min_size=1, max_size=3).map(tuple),
    ),
)
LEAVES = {
    x.Name: st.one_of(names("bool"), terms("bool")),
    x.Param: parameters("bool"),
    x.Const: st.booleans().map(x.Const),
    x.Unsettled: st.just(x.Unsettled()),
    x.RouteState: st.sampled_from([x.RouteState(name) for name in RULES.routes]),
    x.Compare: COMPARISONS,
    x.OneOf: MEMBERSHIPS,
    x.Among: st.one_of(
        st.builds(x.Among, st.just(x.Name("nationality")), st.sampled_from(listed("country"))),
        st.builds(x.Among, st.just(x.Name("isco08")), st.sampled_from(listed("isco"))),
    ),
    x.Listed: st.builds(x.Listed, st.sampled_from(listed("isco")), st.booleans()),
}
INNER: dict[Any, Callable[[Strategy], Strategy]] = {
    x.And: lambda inner: st.lists(inner, min_size=2, max_size=4).map(lambda parts: x.And(tuple(parts))),
    x.Or: lambda inner: st.lists(inner, min_size=2, max_size=4).map(lambda parts: x.Or(tuple(parts))),
    x.Not: lambda inner: inner.map(x.Not),
}
WITHIN = {x.Span: SPANS, x.Annual: ANNUAL}
"""Nodes that stand inside comparisons."""
NEVER_IN_CONDITIONS = {x.Arithmetic}

LEAF = st.one_of(list(LEAVES.values()))
EXPRESSIONS = st.recursive(LEAF, lambda inner: st.one_of([make(inner) for make in INNER.values()]), max_leaves=8)
BATCHES = st.lists(EXPRESSIONS, min_size=4, max_size=8)
SEEDS = st.integers(0, 2**32 - 1)
UNKNOWN = st.sampled_from([0.0, 0.08, 0.35, 0.9])


def test_every_node_is_generated() -> None:
    """A new form of expression needs a strategy here."""
    nodes = {c for c in vars(x).values() if isinstance(c, type) and issubclass(c, x.Node) and c is not x.Node}
    assert {*LEAVES, *INNER, *WITHIN} | NEVER_IN_CONDITIONS == nodes


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS)
def test_what_is_generated_is_sound(node: x.Node) -> None:
    """The strategies make only what the static checks let through (units aside: the engines do not know them)."""
    remedies = {remedy for _, remedy in KINDS.misfits(node, truth=True, arithmetic=False)}
    assert remedies <= {"compare the same unit"}


def cases(seed: int, unknown: float, rows: int = 40) -> list[dict[str, Any]]:
    """Random cases; limits of the law are hit exactly and one step below."""
    table: pl.DataFrame = frame(RULES, rows, seed, unknown, FIRST, LAST)
    return [natural(RULES, row) for row in table.iter_rows(named=True)]


def agree(rules: RuleSet, engine: Engine, stated: list[dict[str, Any]], routes: list[str]) -> None:
    wanted = ENGINES["oracle"](rules, stated, routes)
    found = engine(rules, stated, routes)
    for route in routes:
        for case, want, got in zip(stated, wanted[route], found[route], strict=True):
            assert got is want, (
                f"{rules.routes[route].conditions[0].versions[0].source_text}\n{case}\n{got}, not {want}"
            )


QUICK = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(QUICK, max_examples=200)


def random_expressions_agree(compiler: Engine, batch: list[x.Node], seed: int, unknown: float) -> None:
    expressions = {f"spec{i}": node for i, node in enumerate(batch)}
    agree(with_routes(RULES, expressions), compiler, cases(seed, unknown), list(expressions))


@QUICK
@given(batch=BATCHES, seed=SEEDS, unknown=UNKNOWN)
def test_engines_agree_on_random_expressions(compiler: Engine, batch: list[x.Node], seed: int, unknown: float) -> None:
    random_expressions_agree(compiler, batch, seed, unknown)


@pytest.mark.slow
@LONG
@given(batch=BATCHES, seed=SEEDS, unknown=UNKNOWN)
def test_engines_agree_on_many_random_expressions(
    fast_compiler: Engine, batch: list[x.Node], seed: int, unknown: float
) -> None:
    random_expressions_agree(fast_compiler, batch, seed, unknown)


@pytest.mark.parametrize("unknown", [0.0, 0.08, 0.35, 0.9])
def test_engines_agree_on_the_routes_of_the_law(compiler: Engine, unknown: float) -> None:
    agree(RULES, compiler, cases(7, unknown, 400), list(RULES.routes))


@pytest.mark.slow
@pytest.mark.parametrize("unknown", [0.0, 0.08, 0.35, 0.9])
def test_engines_agree_on_many_cases(compiler: Engine, unknown: float) -> None:
    agree(RULES, compiler, cases(11, unknown, 20_000), list(RULES.routes))


# ---- the whole of an answer for one case ----


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, unknown=UNKNOWN)
def test_the_generated_functions_answer_like_the_oracle(seed: int, unknown: float) -> None:
    """Facts, conditions and formalities too, not only the state of a route."""
    from corridor.rules.scalar import compile_rules

    compiled, moments = compile_rules(RULES), Moments(RULES)
    for stated in cases(seed, unknown, 5):
        moment = moment_of(moments, stated)
        reading = Reading(RULES, moment, stated)
        decision = compiled.decide(stated, moment)
        assert compiled.facts(stated, moment) == {name: reading.fact(name) for name in RULES.facts}
        for name, route in RULES.routes.items():
            state, conditions, right, formal = decision[name]
            assert state is reading.route(route)
            assert list(conditions) == [_asked(reading, c) for c in route.conditions]
            if route.formality:
                assert right is (reading.formality(route.formality) if reading.in_force(route) else False)
                assert list(formal) == [_asked(reading, c) for c in route.formality.conditions]


def _asked(reading: Reading, condition: Any) -> bool | None:
    phrase = condition.at(reading.moment.application_date)
    return True if phrase is None else reading.truth(phrase.node)


def test_masks_hold_every_condition() -> None:
    """Bit i of a route: condition i fails, or is unknown; never both."""
    import narwhals as nw

    from tests.rules.engines import planned

    stated = cases(3, 0.35, 200)
    names = list(RULES.routes)
    encoded, made = planned(RULES, stated, names)
    table = made.run(nw.from_native(encoded.lazy())).select("row", **made.masks()).to_native().collect().sort("row")
    moments = Moments(RULES)
    for case, row in zip(stated, table.iter_rows(named=True), strict=True):
        reading = Reading(RULES, moment_of(moments, case), case)
        for name in names:
            route = RULES.routes[name]
            conditions = [*route.conditions, *(route.formality.conditions if route.formality else ())]
            truths = [_asked(reading, c) for c in conditions]
            assert row[f"{name}__failing"] == sum(1 << i for i, t in enumerate(truths) if t is False)
            assert row[f"{name}__unknown"] == sum(1 << i for i, t in enumerate(truths) if t is None)


def test_a_formality_has_a_column_of_its_own() -> None:
    """False outside the route's time, like the route."""
    import narwhals as nw

    from corridor.rules.columns import FORMALITY
    from tests.rules.engines import planned

    given_cases = [{**c, "held": "visitor", "purpose": "renewal"} for c in cases(5, 0.35, 200)]
    route = RULES.routes["skilled"]
    encoded, made = planned(RULES, given_cases, ["skilled"])
    table = made.run(nw.from_native(encoded.lazy())).select("row", found="skilled" + FORMALITY)
    found = table.to_native().collect().sort("row")["found"].to_list()
    moments = Moments(RULES)
    readings = [Reading(RULES, moment_of(moments, c), c) for c in given_cases]
    assert route.formality is not None
    assert found == [r.formality(route.formality) if r.in_force(route) else False for r in readings]
    assert {True, False, None} == set(found)
    assert not all(r.in_force(route) for r in readings)


# ---- Kleene's logic is sound ----


def filled(
    stated: dict[str, Any], full: dict[str, Any], reading: Reading, keep: Callable[[str], bool]
) -> dict[str, Any]:
    """The case with facts filled in that were unknown. What is presumed stays presumed; an official title, which may
    correct a code, stays unknown."""
    return {
        **{n: v for n, v in full.items() if reading.fact(n) is None and n != "list_title" and keep(n)},
        **stated,
    }


def a_decided_result_stays(batch: list[x.Node], seed: int, some: int) -> None:
    moments = Moments(RULES)
    complete = cases(seed, 0.0, 12)
    for index, full in enumerate(complete):
        known = {n: v for i, (n, v) in enumerate(full.items()) if (seed >> ((i + index) % 31)) & 1}
        stated = {"application_date": full["application_date"], "start_date": full["start_date"], **known}
        moment = moment_of(moments, stated)
        before = Reading(RULES, moment, stated)
        one_by_one = filled(stated, full, before, lambda name: (sum(map(ord, name)) + some) % 3 == 0)
        at_once = filled(stated, full, before, lambda name: True)
        for more in (one_by_one, at_once):
            after = Reading(RULES, moment, more)
            for node in batch:
                if before.truth(node) is not None:
                    assert after.truth(node) is before.truth(node), f"{node}\n{stated}\n{more}"


@QUICK
@given(batch=BATCHES, seed=SEEDS, some=st.integers(0, 2))
def test_a_decided_result_never_changes_when_unknowns_are_filled_in(batch: list[x.Node], seed: int, some: int) -> None:
    a_decided_result_stays(batch, seed, some)


@pytest.mark.slow
@LONG
@given(batch=BATCHES, seed=SEEDS, some=st.integers(0, 2))
def test_a_decided_result_never_changes_in_many_cases(batch: list[x.Node], seed: int, some: int) -> None:
    a_decided_result_stays(batch, seed, some)


@settings(max_examples=40, deadline=None)
@given(EXPRESSIONS, SEEDS)
def test_with_every_fact_known_only_the_law_leaves_something_open(node: x.Node, seed: int) -> None:
    """Nothing is needlessly unknown: where facts, amounts and lists are all known, the answer is a decision."""
    inside = [n for n in x.walk(node) if isinstance(n, x.Unsettled | x.RouteState | x.Listed | x.Among)]
    assume(not inside)
    used = {n for n in x.names(node) if n in RULES.facts} | {n for n in x.names(node) if n in RULES.terms}
    assume("on_scarce" not in used)
    (case,) = cases(seed, 0.0, 1)
    case = {**case, "application_date": date(2023, 3, 1), "start_date": date(2023, 3, 1)}
    moment = moment_of(Moments(RULES), case)
    assume(all(moment.decides[p] is not None for p in x.params(node)))
    assert Reading(RULES, moment, case).truth(node) is not None
