"""What the rules look at on a day: the parts of conditions as columns, and which stated facts they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import narwhals as nw
import polars as pl

from corridor.rules import expression as x
from corridor.rules.columns import ANCHORS, Plan, Spans, _Compiler
from corridor.rules.model import Condition, Route, RuleSet, in_force


def asked(conditions: Iterable[Condition], day: date) -> Iterator[tuple[int, x.Node]]:
    """The conditions in force on a day: position and expression of each."""
    for position, condition in enumerate(conditions):
        if phrase := condition.at(day):
            yield position, phrase.node


def in_time(route: Route, day: date) -> bool:
    """Whether a route exists on a day."""
    return route.start <= day and (route.until is None or day <= route.until)


def rests_on(rules: RuleSet, node: x.Node, day: date) -> frozenset[str]:
    """The facts that an expression may read: those it names, and those that these are derived or presumed from."""
    seen: set[str] = set()
    for _ in _reached(rules, node, day, seen):
        pass
    return frozenset(n for n in seen if n in rules.facts)


def rests_on_values(rules: RuleSet, node: x.Node, day: date) -> bool:
    """Whether an expression reads a parameter or a list of the law, itself or through terms and derived facts."""
    return any(isinstance(part, x.Param | x.Listed | x.Among) for part in _reached(rules, node, day, set()))


def values_read(rules: RuleSet, nodes: Iterable[x.Node], day: date) -> frozenset[tuple[str, str]]:
    """What expressions come down to on a day: ("parameter", name), ("list", name) and ("term", name)."""
    found: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for node in nodes:
        for part in _reached(rules, node, day, seen):
            match part:
                case x.Param(name=name):
                    found.add(("parameter", name))
                case x.Listed(list=name) | x.Among(list=name):
                    found.add(("list", name))
    return frozenset(found | {("term", name) for name in seen if name in rules.terms})


def _reached(rules: RuleSet, node: x.Node, day: date, seen: set[str]) -> Iterator[x.Node]:
    waiting = [node]
    while waiting:
        for part in x.walk(waiting.pop()):
            yield part
            waiting += list(_below(rules, part, day, seen))


def _below(rules: RuleSet, part: x.Node, day: date, seen: set[str]) -> Iterator[x.Node]:
    match part:
        case x.Listed():
            names = ["isco08", "list_title"]
        case x.Name(name=name):
            names = [name]
        case x.RouteState(name=name):
            route = rules.routes[name]
            formality = route.formality
            yield from (node for _, node in asked(route.conditions, day))
            if formality is not None:
                yield formality.when
                yield from (node for _, node in asked(formality.conditions, day))
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

    A part that cannot be split and rests on both sides is yielded too. What another route decides is left out: that
    route's own conditions say it.

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
