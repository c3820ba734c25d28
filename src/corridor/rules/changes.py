"""What would open a route: smallest sets of facts to change or confirm, each verified by deciding the route again.

Repairing failing conditions one by one is unsound (a specialist who becomes a manager needs more pay), so a repaired
case that still fails is repaired further, and only sets that open the route are given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from corridor.rules import expression as x
from corridor.rules.facts import step
from corridor.rules.interpret import Reading
from corridor.rules.kleene import Truth
from corridor.rules.model import Fact, Route, in_force

Facts = dict[str, Any]
WIDTH, DEPTH, LARGEST, GIVEN = 6, 3, 6, 3
"""Alternatives kept while repairing, rounds of repair, largest set proposed, sets given."""
TO_CONFIRM, FAR = 0.25, 5
"""Effort of confirming beside changing; how many times the least effort a set may take to be worth naming."""


@dataclass(frozen=True)
class Change:
    """One fact to change, or to confirm where it is not known. `by`: difference to the present value of a number."""

    fact: str
    to: Any
    by: int | Decimal | None
    confirm: bool


def changes(reading: Reading, route: Route, opens: Callable[[Mapping[str, Any]], Truth]) -> list[tuple[Change, ...]]:
    """Up to three sets of changes that open a route, the ones with fewest real changes first.

    `opens` decides the route for stated facts (the compiled function). Facts that a person cannot change (nationality,
    birth date, dates of the file) are proposed only where they are unknown, as something to confirm.
    """
    if opens(reading.stated) is True:
        return []
    found: list[Facts] = []
    queue: list[Facts] = [{}]
    for _ in range(DEPTH):
        following: list[Facts] = []
        for chosen in queue:
            attempt = _with(reading, chosen)
            for repair in _Repair(attempt).conditions(route):
                together = {**chosen, **repair}
                if not repair or len(together) > LARGEST or any(together == other for other in following):
                    continue
                if opens({**reading.stated, **together}) is True:
                    found.append(_smallest(reading.stated, together, opens))
                else:
                    following.append(together)
        if found:
            break
        queue = following[:WIDTH]
    return _best(reading, found)


def _with(reading: Reading, chosen: Facts) -> Reading:
    return Reading(reading.rules, reading.moment, {**reading.stated, **chosen}) if chosen else reading


def _smallest(stated: Mapping[str, Any], chosen: Facts, opens: Callable[[Mapping[str, Any]], Truth]) -> Facts:
    """The set without the facts that it does not need."""
    for name in sorted(chosen):
        fewer = {n: v for n, v in chosen.items() if n != name}
        if fewer and opens({**stated, **fewer}) is True:
            chosen = fewer
    return chosen


def _best(reading: Reading, found: list[Facts]) -> list[tuple[Change, ...]]:
    sets: list[tuple[Change, ...]] = []
    for chosen in found:
        made = tuple(_change(reading, name, value) for name, value in sorted(chosen.items()))
        if made not in sets:
            sets.append(made)
    minimal = [s for s in sets if not any({*other} < {*s} or _nearer(other, s) for other in sets)]
    minimal.sort(key=lambda s: (effort(reading, s), len(s), [c.fact for c in s]))
    least = effort(reading, minimal[0]) if minimal else 0.0
    return [s for s in minimal if effort(reading, s) <= FAR * least][:GIVEN]


def _nearer(other: tuple[Change, ...], made: tuple[Change, ...]) -> bool:
    """Whether another set changes the same facts, each no further and one less far."""
    if other == made or [c.fact for c in other] != [c.fact for c in made]:
        return False
    return all(
        a == b or (a.by is not None and b.by is not None and (0 < a.by <= b.by or b.by <= a.by < 0))
        for a, b in zip(other, made, strict=True)
    )


def effort(reading: Reading, made: Iterable[Change]) -> float:
    """How hard a set of changes is: each fact's effort, a quarter of it where the fact has only to be confirmed."""
    return sum(reading.rules.facts[c.fact].effort * (TO_CONFIRM if c.confirm else 1.0) for c in made)


def _change(reading: Reading, name: str, value: Any) -> Change:
    before = reading.fact(name)
    number = (
        isinstance(value, int | Decimal) and not isinstance(value, bool) and reading.rules.facts[name].type != "code"
    )
    return Change(name, value, value - before if number and before is not None else None, before is None)


class _Repair:
    """Values of facts that give an expression the truth that is wanted."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.rules = reading, reading.rules

    def conditions(self, route: Route) -> list[Facts]:
        options: list[Facts] = [{}]
        for _, phrase in self.reading.asked(route.conditions):
            options = self.joined(options, self.repair(phrase.node, True))
            if not options:
                break
        if route.formality is not None and not options:
            nodes = [p.node for _, p in self.reading.asked(route.formality.conditions)]
            options = [{}]
            for node in [route.formality.when, *nodes]:
                options = self.joined(options, self.repair(node, True))
        return options

    def joined(self, some: list[Facts], others: list[Facts]) -> list[Facts]:
        out: list[Facts] = []
        for a in some:
            for b in others:
                merged = self.merged(a, b)
                if merged is not None and merged not in out:
                    out.append(merged)
        return sorted(out, key=len)[:WIDTH]

    def merged(self, a: Facts, b: Facts) -> Facts | None:
        """Both together; where both want a number, the higher (verified later), else nothing."""
        out = dict(a)
        for name, value in b.items():
            if name in out and out[name] != value:
                if isinstance(value, bool | str) or self.rules.facts[name].type == "code":
                    return None
                value = max(out[name], value)
            out[name] = value
        return out

    def repair(self, node: x.Node, want: bool) -> list[Facts]:
        if self.reading.truth(node) is want:
            return [{}]
        match node:
            case x.And(parts=parts):
                return self.every(parts, want) if want else self.either(parts, want)
            case x.Or(options=options):
                return self.either(options, want) if want else self.every(options, want)
            case x.Not(operand=operand):
                return self.repair(operand, not want)
            case x.Compare(op=op, left=left, right=right):
                return self.comparison(op, left, right, want)
            case x.OneOf(fact=x.Name(name=name), values=values):
                return self.set_to(name, values if want else self.others(name, values))
            case x.Among(fact=x.Name(name=name), list=listed):
                hits = self.reading.moment.members[listed].codes
                return self.set_to(name, hits[:1]) if want else []
            case x.Listed(list=listed, ever=ever):
                members = (self.reading.moment.ever if ever else self.reading.moment.members)[listed]
                return self.set_to("isco08", members.codes[:1]) if want else []
            case x.Name(name=name) if name in self.rules.terms:
                term = self.rules.terms[name]
                day = self.reading.moment.application_date
                phrase = in_force(term.versions, day)
                return self.repair(phrase.node, want) if phrase is not None and term.type == "bool" else []
            case x.Name(name=name):
                return self.set_to(name, [want])
            case x.RouteState(name=name) if want:
                return self.conditions(self.rules.routes[name])
        return []

    def every(self, nodes: Iterable[x.Node], want: bool) -> list[Facts]:
        options: list[Facts] = [{}]
        for node in nodes:
            options = self.joined(options, self.repair(node, want))
            if not options:
                break
        return options

    def either(self, nodes: Iterable[x.Node], want: bool) -> list[Facts]:
        out: list[Facts] = []
        for node in nodes:
            out += [o for o in self.repair(node, want) if o not in out]
        return sorted(out, key=len)[:WIDTH]

    def comparison(self, op: str, left: x.Node, right: x.Node, want: bool) -> list[Facts]:
        if not isinstance(left, x.Name) or left.name in self.rules.terms:
            if isinstance(right, x.Name) and right.name not in self.rules.terms:
                return self.comparison(MIRRORED[op], right, left, want)
            return []
        fact = self.rules.facts[left.name]
        limit = self.reading.value(right)
        if limit is None:
            return []
        if isinstance(limit, str) and fact.type == "date":
            limit = date.fromisoformat(limit)
        op = op if want else OPPOSITE[op]
        if op == "!=":
            return self.set_to(fact.name, self.others(fact.name, (limit,)))
        if op in ("==", ">=", "<=") or (fact.type == "int" and limit != int(limit)):
            return self.set_to(fact.name, [_fitting(fact, limit, op)])
        if fact.type in ("bool", "enum", "code", "text", "date"):
            return []
        return self.set_to(fact.name, [limit + _grain(fact) if op == ">" else limit - _grain(fact)])

    def others(self, name: str, values: Iterable[Any]) -> list[Any]:
        fact = self.rules.facts[name]
        if fact.type == "bool":
            return [v for v in (True, False) if v not in values]
        return [v for v in fact.values if v not in values]

    def set_to(self, name: str, values: Iterable[Any]) -> list[Facts]:
        fact = self.rules.facts[name]
        if fact.fixed and self.reading.fact(name) is not None:
            return []
        inside = [v for v in values if _allowed(fact, v)]
        return [{name: v} for v in inside[:WIDTH]]


OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "==": "!=", "!=": "=="}
MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "==": "==", "!=": "!="}


def _fitting(fact: Fact, limit: Any, op: str) -> Any:
    """The limit in the fact's own grain: whole numbers are rounded towards the side that passes."""
    if fact.type == "int" and isinstance(limit, Decimal):
        return math.ceil(limit) if op in (">=", ">") else math.floor(limit)
    return Decimal(limit) if fact.type in ("money", "number") and isinstance(limit, int) else limit


def _grain(fact: Fact) -> Decimal | int:
    """A difference that a person would name: a cent, a year, an hour, a hundredth."""
    return 1 if fact.type == "number" and fact.unit in ("years", "hours") else max(step(fact), Decimal("0.01"))


def _allowed(fact: Fact, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or fact.type == "code":
        return True
    return (fact.min is None or value >= fact.min) and (fact.max is None or value <= fact.max)
