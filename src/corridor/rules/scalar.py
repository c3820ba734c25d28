"""Rules compiled to plain Python functions for one case: no data frame, no interpretation, microseconds.

The generated source holds only what the checked nodes say; it is readable (`print(source(rules))`), and it is what the
frozen law keeps. Facts are natural values as in `interpret`. Each function takes the stated facts `s` and the
`Moment` `m`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from corridor.rules import expression as x
from corridor.rules.kleene import Truth
from corridor.rules.model import Choice, Condition, Phrase, Route, RuleSet
from corridor.rules.moment import Moment, annual_pay, days, months, years

Decision = dict[str, tuple[Truth, tuple[Truth, ...], Truth, tuple[Truth, ...]]]
"""Per route: state, its conditions, the formality's state, the formality's conditions (True where not asked)."""

RouteFunction = Callable[[Mapping[str, Any], Moment], Truth]


@dataclass(frozen=True)
class Compiled:
    """The functions of a rule set."""

    decide: Callable[[Mapping[str, Any], Moment], Decision]
    facts: Callable[[Mapping[str, Any], Moment], dict[str, Any]]
    route: dict[str, RouteFunction]


def compile_rules(rules: RuleSet) -> Compiled:
    """Compile a rule set in this process."""
    space = namespace()
    exec(compile(source(rules), f"<rules of {rules.region}>", "exec"), space)
    return from_namespace(rules, space)


def namespace() -> dict[str, Any]:
    """The names that generated source uses."""
    return {
        "years": years,
        "months": months,
        "days": days,
        "annual_pay": annual_pay,
        "arithmetic": _arithmetic,
        "date": date,
        "Decimal": Decimal,
    }


def from_namespace(rules: RuleSet, space: Mapping[str, Any]) -> Compiled:
    """The functions out of an executed (or imported) generated source."""
    return Compiled(space["decide"], space["facts"], {n: space[f"route_{n}"] for n in rules.routes})


def source(rules: RuleSet) -> str:
    """The generated functions: `decide`, `facts`, and one `route_<name>` for each route."""
    parts = [_decide(rules), _facts(rules), *(_route(rules, r) for r in rules.routes.values())]
    return "\n\n".join(parts) + "\n"


def _decide(rules: RuleSet) -> str:
    writer = Writer(rules)
    entries = []
    for route in rules.routes.values():
        state, conditions, right, formal = writer.route(route)
        entries.append(f"    {route.name!r}: ({state}, ({_tuple(conditions)}), {right}, ({_tuple(formal)})),")
    return "\n".join(["def decide(s, m):", *writer.lines, "    return {", *entries, "    }"])


def _facts(rules: RuleSet) -> str:
    writer = Writer(rules)
    entries = [f"    {name!r}: {writer.fact(name)}," for name in rules.facts]
    return "\n".join(["def facts(s, m):", *writer.lines, "    return {", *entries, "    }"])


def _route(rules: RuleSet, route: Route) -> str:
    writer = Writer(rules)
    state = writer.route(route)[0]
    return "\n".join([f"def route_{route.name}(s, m):", *writer.lines, f"    return {state}"])


def _tuple(items: list[str]) -> str:
    return "".join(f"{i}, " for i in items)


class Writer:
    """Writes straight-line code: each node once, as an assignment to a temporary name."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.lines = [
            "    g = s.get",
            "    P = m.decides",
            "    L = m.members",
            "    E = m.ever",
            "    day = m.application_date",
        ]
        self._done: dict[Any, str] = {}
        self._open: set[str] = set()

    def temporary(self, code: str, key: Any = None) -> str:
        name = f"t{len(self.lines)}"
        self.lines.append(f"    {name} = {code}")
        if key is not None:
            self._done[key] = name
        return name

    # ---- routes and versions ----
    def route(self, route: Route) -> tuple[str, list[str], str, list[str]]:
        key = ("route", route.name)
        if key not in self._done:
            conditions = [self.condition(c) for c in route.conditions]
            grant = self.conjunction(conditions)
            right, formal = "False", []
            if route.formality is not None:
                formal = [self.condition(c) for c in route.formality.conditions]
                right = self.conjunction([self.node(route.formality.when), *formal])
                grant = self.disjunction([grant, right])
            test = _period("day", route.start, route.until)
            if right != "False" and test != "True":
                right = self.temporary(f"{right} if {test} else False")
            state = self.temporary(f"{grant} if {test} else False")
            self._done[key] = (state, conditions, right, formal)  # type: ignore[assignment]
        return self._done[key]  # type: ignore[return-value]

    def condition(self, condition: Condition) -> str:
        return self.versions(condition.versions, "True")

    def versions(self, versions: tuple[Phrase, ...], outside: str) -> str:
        """The version of the day; `outside` where none is in force."""
        if len(versions) == 1 and versions[0].start is None and versions[0].until is None:
            return self.node(versions[0].node)
        code = outside
        for phrase in reversed(versions):
            code = f"{self.node(phrase.node)} if {_period('day', phrase.start, phrase.until)} else {code}"
        return self.temporary(code)

    # ---- facts ----
    def fact(self, name: str) -> str:
        key = ("fact", name)
        if key in self._done:
            return self._done[key]
        if name in self._open:
            return "None"  # a fact that is derived from itself is unknown
        self._open.add(name)
        fact = self.rules.facts[name]
        if not fact.derive and not fact.presumed:
            result = self.temporary(f"g({name!r})", key)
        else:
            mark = len(self.lines)
            fallback = self.choices(fact.presumed)
            if fact.derive:
                derived = self.temporary(self.choices(fact.derive))
                fallback = derived if fallback == "None" else f"{derived} if {derived} is not None else {fallback}"
            given = self.temporary(f"g({name!r})")
            result = self.temporary(f"{given} if {given} is not None else ({fallback})", key)
            assert len(self.lines) > mark
        self._open.discard(name)
        return result

    def choices(self, choices: tuple[Choice, ...]) -> str:
        code = "None"
        for choice in reversed(choices):
            value = self.value(choice.value)
            if choice.when is None:
                code = value
            else:
                holds = self.node(choice.when)
                code = f"({value} if {holds} is True else None if {holds} is None else {code})"
        return code

    def value(self, value: Any) -> str:
        if isinstance(value, date):
            return _date(value)
        if isinstance(value, bool | int | str | Decimal) or value is None:
            return repr(value)
        return self.node(value)

    # ---- nodes ----
    def node(self, node: x.Node) -> str:
        if node in self._done:
            return self._done[node]
        match node:
            case x.Const(value=value):
                return repr(value)
            case x.Unsettled():
                return "None"
            case x.Name(name=name) if name not in self.rules.terms:
                return self.fact(name)
            case x.Name(name=name):
                term = self.rules.terms[name]
                code = self.versions(term.versions, "False" if term.type == "bool" else "None")
                self._done[node] = code
                return code
            case x.RouteState(name=name):
                return self.route(self.rules.routes[name])[0]
            case x.And(parts=parts):
                return self.conjunction([self.node(p) for p in parts], node)
            case x.Or(options=options):
                return self.disjunction([self.node(o) for o in options], node)
        return self.temporary(self.code(node), node)

    def code(self, node: x.Node) -> str:
        match node:
            case x.Not(operand=operand):
                a = self.node(operand)
                return f"None if {a} is None else not {a}"
            case x.Compare(op=op, left=left, right=right):
                a, b = self.operand(left, right), self.operand(right, left)
                unknown = " or ".join(f"{v} is None" for v in (a, b) if not _literal(v))
                return f"None if {unknown} else {a} {op} {b}" if unknown else f"{a} {op} {b}"
            case x.OneOf(fact=fact, values=values):
                a = self.node(fact)
                return f"None if {a} is None else {a} in {tuple(values)!r}"
            case x.Among(fact=fact, list=name):
                return f"L[{name!r}].has({self.node(fact)})"
            case x.Listed(list=name, ever=ever):
                return f"{'E' if ever else 'L'}[{name!r}].lists({self.fact('list_title')}, {self.fact('isco08')})"
            case x.Span(unit=unit, start=start, end=end):
                return f"{unit}({self.day(start)}, {self.day(end)})"
            case x.Param(name=name):
                return f"P[{name!r}]"
            case x.Annual(monthly=monthly, divisor=divisor):
                return f"annual_pay({self.node(monthly)}, {self.node(divisor)})"
            case x.Arithmetic(op=op, operands=operands):
                return f"arithmetic({op!r}, [{', '.join(self.node(o) for o in operands)}])"
        raise TypeError(node)

    def operand(self, node: x.Node, other: x.Node) -> str:
        """A side of a comparison; a written date is a date where the other side is one."""
        return self.day(node) if self.is_date(other) else self.node(node)

    def day(self, node: x.Node) -> str:
        """A date, written or of the case."""
        if isinstance(node, x.Const) and isinstance(node.value, str):
            return _date(date.fromisoformat(node.value))
        return self.node(node)

    def is_date(self, node: x.Node) -> bool:
        return isinstance(node, x.Name) and node.name in self.rules.facts and self.rules.facts[node.name].type == "date"

    def conjunction(self, parts: list[str], key: Any = None) -> str:
        return self._joined(parts, key, decides="False", otherwise="True")

    def disjunction(self, parts: list[str], key: Any = None) -> str:
        return self._joined(parts, key, decides="True", otherwise="False")

    def _joined(self, parts: list[str], key: Any, *, decides: str, otherwise: str) -> str:
        if decides in parts:
            return decides
        unique = [p for p in dict.fromkeys(parts) if p != otherwise]
        if not unique:
            return otherwise
        if unique == ["None"]:
            return "None"
        if len(unique) == 1:
            return unique[0]
        decided = " or ".join(f"{p} is {decides}" for p in unique if p != "None")
        unknown = "True" if "None" in unique else " or ".join(f"{p} is None" for p in unique)
        return self.temporary(f"{decides} if {decided} else None if {unknown} else {otherwise}", key)


def _literal(code: str) -> bool:
    return code[0] in "'\"-0123456789" or code.startswith(("Decimal(", "date(")) or code in ("True", "False")


def _period(day: str, start: date | None, until: date | None) -> str:
    tests = [f"{day} >= {_date(start)}"] if start else []
    tests += [f"{day} <= {_date(until)}"] if until else []
    return " and ".join(tests) or "True"


def _date(day: date) -> str:
    return f"date({day.year}, {day.month}, {day.day})"


def _arithmetic(op: str, values: list[Any]) -> Any:
    from corridor.rules.interpret import _arithmetic as arithmetic

    return arithmetic(op, values)
