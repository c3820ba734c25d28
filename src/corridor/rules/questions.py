"""Which question to ask next: the fact whose answer decides most undecided routes, on average over its answers."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from decimal import Decimal
from typing import Any

from corridor.rules import expression as x
from corridor.rules.facts import step
from corridor.rules.interpret import Reading
from corridor.rules.kleene import Truth
from corridor.rules.model import Fact, in_force

RouteFunctions = Mapping[str, Callable[[Mapping[str, Any]], Truth]]
TRIED = 8
"""Facts whose answers are tried out: those that most undecided routes wait for."""
MOST = 6
"""Answers to one question that are tried out."""


def ranked(
    reading: Reading,
    waiting: Mapping[str, Iterable[str]],
    decide: RouteFunctions,
    weights: Mapping[str, float] | None = None,
    settling: Container[str] = (),
) -> list[str]:
    """Unknown facts, best question first.

    Args:
        reading: the case.
        waiting: for each undecided route, the facts that it waits for.
        decide: decides a route for stated facts.
        weights: how much a route's decision is worth (default 1).
        settling: routes whose opening settles the whole case: an answer that opens one decides all that wait.
    """
    worth = {route: (weights or {}).get(route, 1.0) for route in waiting}
    everything = sum(worth.values())
    routes_of: dict[str, list[str]] = {}
    for route, facts in waiting.items():
        for fact in facts:
            routes_of.setdefault(fact, []).append(route)

    def promise(name: str) -> float:
        """What the answers could decide at best."""
        settles = any(r in settling for r in routes_of[name])
        return everything / 2 if settles else sum(worth[r] for r in routes_of[name])

    def gain(name: str, value: Any) -> float:
        """What one answer decides."""
        total = 0.0
        for route in routes_of[name]:
            found = decide[route]({**reading.stated, name: value})
            if found is True and route in settling:
                return everything
            total += worth[route] if found is not None else 0.0
        return total

    order = {name: at for at, name in enumerate(reading.rules.facts)}  # the vocabulary's: what people know comes first
    first = sorted(routes_of, key=lambda f: (-promise(f), -len(routes_of[f]), order[f]))
    scores = {}
    for name in first[:TRIED]:
        answers = possible_answers(reading, name, routes_of[name])
        scores[name] = sum(gain(name, value) for value in answers) / len(answers) if answers else 0.0
    best = sorted(scores, key=lambda f: (-scores[f], -len(routes_of[f]), order[f]))
    return [*best, *first[TRIED:]]


def possible_answers(reading: Reading, name: str, routes: Iterable[str]) -> list[Any]:
    """Answers to try: both truths, every value of an enum, and the two sides of every limit in the rules."""
    fact = reading.rules.facts[name]
    if fact.type == "bool":
        return [True, False]
    if fact.type == "enum":
        return list(fact.values)
    limits: dict[Any, None] = {}
    for route in routes:
        for _, phrase in reading.asked(reading.rules.routes[route].conditions):
            if name not in _read_by(reading, phrase.node):
                continue
            for limit in _limits(reading, phrase.node, fact):
                limits[limit] = None
                if len(limits) == MOST:
                    return list(limits)
    return list(limits)


def _read_by(reading: Reading, node: x.Node) -> frozenset[str]:
    """The names in an expression and in the terms of the day below it; the occupation where a fact may come from it."""
    memo, key = reading.moment.memo, ("read by", id(node))
    if key not in memo:
        found = x.names(node)
        for name in [n for n in found if n in reading.rules.terms]:
            phrase = in_force(reading.rules.terms[name].versions, reading.moment.application_date)
            found |= _read_by(reading, phrase.node) if phrase is not None else set()
        from_list = any(isinstance(n, x.Listed) for n in x.walk(node)) or any(
            isinstance(c.value, x.Listed)
            for n in found
            if n in reading.rules.facts
            for c in reading.rules.facts[n].derive
        )
        memo[key] = frozenset(found | ({"isco08"} if from_list else set()))
    names: frozenset[str] = memo[key]
    return names


def _limits(reading: Reading, node: x.Node, fact: Fact) -> Iterable[Any]:
    for inner in x.walk(node):
        match inner:
            case x.Compare(left=x.Name(name=fact.name), right=right):
                limit = reading.value(right)
                if isinstance(limit, int | Decimal) and not isinstance(limit, bool):
                    yield from (limit, limit - step(fact))
                elif limit is not None:
                    yield limit
            case x.Among(fact=x.Name(name=fact.name), list=listed):
                yield from reading.moment.members[listed].codes[:1]
                yield "ZZ" if fact.scheme == "country" else 9629
            case x.OneOf(fact=x.Name(name=fact.name), values=values):
                yield values[0]
                yield "ZZ" if isinstance(values[0], str) else max(v for v in values if not isinstance(v, str)) + 1
            case x.Listed(list=listed) if fact.name == "isco08":
                yield from reading.moment.members[listed].codes[:1]
                yield 9629
            case x.Name(name=term) if term in reading.rules.terms:
                phrase = in_force(reading.rules.terms[term].versions, reading.moment.application_date)
                if phrase is not None:
                    yield from _limits(reading, phrase.node, fact)
            case x.Name(name=other) if other in reading.rules.facts and fact.name == "isco08":
                for choice in reading.rules.facts[other].derive:
                    if isinstance(choice.value, x.Listed):
                        yield from _limits(reading, choice.value, fact)
