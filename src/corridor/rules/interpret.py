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
        kind = type(node)  # the frequent kinds first, by identity: a case is read in milliseconds
        if kind is x.Name:
            return self.term(node.name) if node.name in self.rules.terms else self.fact(node.name)
        if kind is x.Param:
            return self.moment.decides[node.name]
        if kind is x.Const:
            return node.value
        if kind in TRUTHS:
            return self.truth(node)
        match node:
            case tuple():
                return self.choose(node)
            case x.Span(unit=unit, start=start, end=end):
                return SPAN[unit](self.day(start), self.day(end))
            case x.Annual(monthly=monthly, divisor=divisor):
                return annual_pay(self.value(monthly), self.value(divisor))
            case x.Arithmetic(op=op, operands=operands):
                return _arithmetic(op, [self.value(o) for o in operands])
            case x.Unsettled():
                return None
        return node

    def day(self, node: x.Node) -> date | None:
        value = self.value(node)
        return date.fromisoformat(value) if isinstance(value, str) else value

    def truth(self, node: x.Node) -> Truth:
        """A condition's truth: True, False, or None for unknown."""
        key = id(node)  # nodes live as long as the rule set: the identity is a safe key for one reading
        found = self._truths.get(key, UNREAD)
        if found is UNREAD:
            read = TRUTHS.get(type(node))
            found = self._truths[key] = self._plain(node) if read is None else read(self, node)
        return found  # type: ignore[return-value]

    def _plain(self, node: x.Node) -> Truth:
        """The truth of what is a value: a fact, a term, a parameter, a constant."""
        found = self.value(node)
        return found if found is None or isinstance(found, bool) else bool(found)

    def _and(self, node: x.And) -> Truth:
        return all_of([self.truth(p) for p in node.parts])

    def _or(self, node: x.Or) -> Truth:
        return any_of([self.truth(o) for o in node.options])

    def _not(self, node: x.Not) -> Truth:
        return negate(self.truth(node.operand))

    def _one_of(self, node: x.OneOf) -> Truth:
        found = self.value(node.fact)
        return None if found is None else found in node.values

    def _among(self, node: x.Among) -> Truth:
        return self.moment.members[node.list].has(self.value(node.fact))

    def _listed(self, node: x.Listed) -> Truth:
        members = (self.moment.ever if node.ever else self.moment.members)[node.list]
        return members.lists(self.fact("list_title"), self.fact("isco08"))

    def _route_state(self, node: x.RouteState) -> Truth:
        return self.route(self.rules.routes[node.name])

    def comparison(self, node: x.Compare) -> Truth:
        a, b = self.value(node.left), self.value(node.right)
        if a is None or b is None:
            return None
        if type(a) is date or type(b) is date:
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


TRUTHS: dict[type[x.Node], Callable[[Reading, Any], Truth]] = {
    x.Compare: Reading.comparison,
    x.And: Reading._and,
    x.Or: Reading._or,
    x.Not: Reading._not,
    x.OneOf: Reading._one_of,
    x.Among: Reading._among,
    x.Listed: Reading._listed,
    x.RouteState: Reading._route_state,
}
"""How each kind of node that is a truth of its own is read."""
UNREAD = object()


def _arithmetic(op: str, values: list[Any]) -> Any:
    if any(v is None for v in values):
        return None
    numbers = [v if isinstance(v, int | Decimal) else Decimal(str(v)) for v in values]
    if op in ("min", "max"):
        return min(numbers) if op == "min" else max(numbers)
    a, b = numbers
    return a + b if op == "+" else a - b if op == "-" else a * b
