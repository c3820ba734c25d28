"""A slow, plain reading of the rules: the oracle of both compilers, and the reader of outcomes and explanations.

Facts are natural values: bool, int, Decimal, date, str; ISCO codes as int.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from corridor.rules import expression as x
from corridor.rules.kleene import Truth, all_of, any_of, negate
from corridor.rules.model import Choice, Condition, Formality, Phrase, Route, RuleSet, in_force
from corridor.rules.moment import Moment, annual_pay, days, months, years

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}
SPAN = {"years": years, "months": months, "days": days}


class Reading:
    """One case read against the law at its moment. `stated` holds the facts that the person gave."""

    def __init__(self, rules: RuleSet, moment: Moment, stated: Mapping[str, Any]) -> None:
        self.rules, self.moment, self.stated = rules, moment, stated
        self._facts: dict[str, Any] = {}
        self._routes: dict[str, Truth] = {}
        self._truths: dict[int, Truth] = {}
        self.origin: dict[str, str] = {}

    # ---- facts ----
    def fact(self, name: str) -> Any:
        """A fact: stated, else derived, else presumed, else None."""
        if name in self._facts:
            return self._facts[name]
        value = self.stated.get(name)
        self._facts[name] = value  # a fact that is derived from itself is unknown
        if value is None:
            fact = self.rules.facts[name]
            for origin, choices in (("derived", fact.derive), ("presumed", fact.presumed)):
                value = self.choose(choices)
                if value is not None:
                    self.origin[name] = origin
                    break
        self._facts[name] = value
        return value

    def derived(self, name: str) -> Any:
        """What would be derived for a fact, whether or not it is stated."""
        return self.choose(self.rules.facts[name].derive)

    def choose(self, choices: tuple[Choice, ...]) -> Any:
        """The value of the first choice that holds; unknown as soon as it is unknown whether one holds."""
        for choice in choices:
            holds = True if choice.when is None else self.truth(choice.when)
            if holds is None:
                return None
            if holds:
                return self.value(choice.value)
        return None

    # ---- nodes ----
    def value(self, node: Any) -> Any:
        """What a node stands for; scalars stand for themselves."""
        if isinstance(node, x.Name):
            return self.term(node.name) if node.name in self.rules.terms else self.fact(node.name)
        if isinstance(node, x.Param):
            return self.moment.decides[node.name]
        if isinstance(node, x.Const):
            return node.value
        match node:
            case tuple():
                return self.choose(node)
            case x.Span(unit=unit, start=start, end=end):
                return SPAN[unit](self.day(start), self.day(end))
            case x.Annual(monthly=monthly, divisor=divisor):
                return annual_pay(self.value(monthly), self.value(divisor))
            case x.Arithmetic(op=op, operands=operands):
                return _arithmetic(op, [self.value(o) for o in operands])
            case x.And() | x.Or() | x.Not() | x.Compare() | x.OneOf() | x.Among() | x.Listed() | x.RouteState():
                return self.truth(node)
            case x.Unsettled():
                return None
        return node

    def day(self, node: x.Node) -> date | None:
        value = self.value(node)
        return date.fromisoformat(value) if isinstance(value, str) else value

    def truth(self, node: x.Node) -> Truth:
        """A condition's truth: True, False, or None for unknown."""
        key = id(node)  # nodes live as long as the rule set: the identity is a safe key for one reading
        if key not in self._truths:
            self._truths[key] = self._truth(node)
        return self._truths[key]

    def _truth(self, node: x.Node) -> Truth:
        if isinstance(node, x.Compare):
            return self.comparison(node)
        if isinstance(node, x.And):
            return all_of([self.truth(p) for p in node.parts])
        if isinstance(node, x.Or):
            return any_of([self.truth(o) for o in node.options])
        match node:
            case x.Not(operand=operand):
                return negate(self.truth(operand))
            case x.OneOf(fact=fact, values=values):
                found = self.value(fact)
                return None if found is None else found in values
            case x.Among(fact=fact, list=name):
                return self.moment.members[name].has(self.value(fact))
            case x.Listed(list=name, ever=ever):
                members = (self.moment.ever if ever else self.moment.members)[name]
                return members.lists(self.fact("list_title"), self.fact("isco08"))
            case x.RouteState(name=name):
                return self.route(self.rules.routes[name])
        found = self.value(node)
        return found if found is None or isinstance(found, bool) else bool(found)

    def comparison(self, node: x.Compare) -> Truth:
        a, b = self.value(node.left), self.value(node.right)
        if a is None or b is None:
            return None
        if isinstance(a, date) or isinstance(b, date):
            a, b = self.day(node.left), self.day(node.right)
        return COMPARE[node.op](a, b)

    def term(self, name: str) -> Any:
        phrase = in_force(self.rules.terms[name].versions, self.moment.application_date)
        if phrase is None:
            return False if self.rules.terms[name].type == "bool" else None
        return self.value(phrase.node)

    # ---- routes ----
    def in_force(self, route: Route) -> bool:
        day = self.moment.application_date
        return route.start <= day and (route.until is None or day <= route.until)

    def asked(self, conditions: tuple[Condition, ...]) -> list[tuple[Condition, Phrase]]:
        """The conditions that are asked on the day, in the version of that day."""
        memo, key = self.moment.memo, ("asked", id(conditions))
        if key not in memo:
            pairs = ((c, c.at(self.moment.application_date)) for c in conditions)
            memo[key] = (conditions, [(c, phrase) for c, phrase in pairs if phrase is not None])
        found: list[tuple[Condition, Phrase]] = memo[key][1]
        return found

    def formality(self, formality: Formality) -> Truth:
        applies = self.truth(formality.when)
        return all_of([applies, *(self.truth(p.node) for _, p in self.asked(formality.conditions))])

    def granted(self, route: Route) -> Truth:
        """Whether a new authorisation can be had on the route, its formality aside."""
        return all_of(self.truth(p.node) for _, p in self.asked(route.conditions))

    def route(self, route: Route) -> Truth:
        """A route's state."""
        if route.name not in self._routes:
            if not self.in_force(route):
                self._routes[route.name] = False
            else:
                grant = self.granted(route)
                right = self.formality(route.formality) if route.formality else False
                self._routes[route.name] = any_of([grant, right])
        return self._routes[route.name]


def _arithmetic(op: str, values: list[Any]) -> Any:
    if any(v is None for v in values):
        return None
    numbers = [v if isinstance(v, int | Decimal) else Decimal(str(v)) for v in values]
    if op in ("min", "max"):
        return min(numbers) if op == "min" else max(numbers)
    a, b = numbers
    return a + b if op == "+" else a - b if op == "-" else a * b
