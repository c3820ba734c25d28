"""What the rules look at on a day: the parts of conditions as columns, and which stated facts they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import narwhals as nw
import polars as pl

from corridor.rules import expression as x
from corridor.rules.columns import ANCHORS, Plan, Spans, _Compiler
from corridor.rules.model import Choice, Condition, Route, RuleSet, in_force


def asked(route: Route, day: date) -> Iterator[tuple[Condition, x.Node]]:
    """A route's conditions in force on a day, in order, the formality's last, each with its expression."""
    formal = route.formality.conditions if route.formality else ()
    for condition in (*route.conditions, *formal):
        if phrase := condition.at(day):
            yield condition, phrase.node


def nodes(rules: RuleSet, day: date) -> list[x.Node]:
    """Every expression that decides a route, or how long a person depends on an employer, on a day."""
    found: dict[x.Node, None] = {}
    for route in rules.routes.values():
        if route.start <= day and (route.until is None or day <= route.until):
            found.update((node, None) for _, node in asked(route, day))
            if route.formality:
                found[route.formality.when] = None
            for right in route.outcome.rights.values():
                choices = right if isinstance(right, tuple) else ()
                found.update((c.when, None) for c in choices if isinstance(c, Choice) and c.when is not None)
    return list(found)


def rests_on(rules: RuleSet, node: x.Node, day: date) -> frozenset[str]:
    """The facts that an expression may read: those it names, and those that these are derived or presumed from."""
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        for part in x.walk(waiting.pop()):
            waiting += list(_below(rules, part, day, seen))
    return frozenset(n for n in seen if n in rules.facts)


def _below(rules: RuleSet, part: x.Node, day: date, seen: set[str]) -> Iterator[x.Node]:
    match part:
        case x.Listed():
            names = ["isco08", "list_title"]
        case x.Name(name=name):
            names = [name]
        case x.RouteState(name=name):
            yield from (node for _, node in asked(rules.routes[name], day))
            return
        case _:
            return
    for name in names:
        if name in seen:
            continue
        seen.add(name)
        if name in rules.terms:
            if phrase := in_force(rules.terms[name].versions, day):
                yield phrase.node
        elif name in rules.facts:
            fact = rules.facts[name]
            for choice in (*fact.derive, *fact.presumed):
                yield from (n for n in (choice.when, choice.value) if isinstance(n, x.Node))


def parts(
    rules: RuleSet, node: x.Node, day: date, own: frozenset[str], stated: frozenset[str]
) -> Iterator[tuple[x.Node, frozenset[str]]]:
    """The widest parts of a truth that rest on one side's facts, each with the stated facts that it rests on.

    A part that cannot be split and rests on both sides is yielded too. What another route decides is left out: its own
    conditions are among `nodes`.

    Args:
        own: the facts that this side states.
        stated: the facts that any side states; what nobody states is the same for all.
    """
    base = rests_on(rules, node, day) & stated
    if not base & own or isinstance(node, x.RouteState):
        return
    match node:
        case x.And(parts=inner) | x.Or(options=inner) if not base <= own or x.routes(node):
            for one in inner:
                yield from parts(rules, one, day, own, stated)
        case x.Not(operand=operand) if not base <= own or x.routes(node):
            yield from parts(rules, operand, day, own, stated)
        case x.Name(name=name) if name in rules.terms and rules.terms[name].type == "bool" and not base <= own:
            phrase = in_force(rules.terms[name].versions, day)
            if phrase is not None:
                yield from parts(rules, phrase.node, day, own, stated)
        case _:
            yield node, base


def columns(rules: RuleSet, encoded: pl.DataFrame, wanted: Iterable[x.Node], spans: Spans) -> pl.DataFrame:
    """The value of each expression for each row: a column a node, named by its position; null is unknown."""
    compiler = _Compiler(rules, set(encoded.columns), dict(spans))
    for anchor in ANCHORS:
        compiler.fact(anchor)
    names = []
    for position, node in enumerate(wanted):
        expr, used = compiler.within(lambda node=node: compiler.node(node))  # type: ignore[misc]
        names.append(compiler.store(("node", position), f"n{position}", expr, used))
    made = Plan(compiler.stages, [], {}).run(nw.from_native(encoded.lazy()))
    found: pl.DataFrame = made.select(*names).to_native().collect()
    return found
