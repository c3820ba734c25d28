"""What the parts of an expression stand for, and whether they fit: truths, numbers, amounts, dates, codes, values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from corridor.rules import expression as x
from corridor.rules.countries import COUNTRIES, USUAL_MISTAKES
from corridor.rules.errors import nearest
from corridor.rules.model import Fact, RuleSet

Misfit = tuple[str, str]
"""What is wrong, and what to do."""

LIKE = "compare like with like"
ORDERED = {"number", "money", "date"}


class Kinds:
    """The kinds of a rule set's expressions; every name in them must exist."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def of(self, node: x.Node) -> tuple[str, str | None]:
        """(kind, unit) of an expression."""
        match node:
            case x.Name(name=name) if name in self.rules.terms:
                kind = self.rules.terms[name].type
                return ("number" if kind in ("int", "number") else kind), None
            case x.Name(name=name):
                fact = self.rules.facts[name]
                kind = "number" if fact.type in ("int", "number") else fact.type
                return kind, fact.unit
            case x.Param(name=name):
                parameter = self.rules.parameters[name]
                return parameter.kind, parameter.unit
            case x.Const(value=bool()):
                return "bool", None
            case x.Const(value=int() | Decimal()):
                return "number", None
            case x.Const():
                return "text", None
            case x.Span(unit=unit):
                return "number", unit
            case x.Annual():
                return "money", "EUR/year"
            case x.Arithmetic():
                return "number", None
        return "bool", None

    def misfits(self, node: x.Node, *, truth: bool, arithmetic: bool) -> Iterator[Misfit]:
        """All that does not fit. `truth`: the whole must be a truth; `arithmetic`: it may calculate."""
        if truth:
            yield from self.a_truth(node)
        for inner in x.walk(node):
            match inner:
                case x.And() | x.Or() | x.Not():
                    for part in x.children(inner):
                        yield from self.a_truth(part)
                case x.Compare():
                    yield from self.comparison(inner)
                case x.OneOf():
                    yield from self.one_of(inner)
                case x.Among(fact=fact, list=name):
                    yield from self.among(fact, name)
                case x.Listed(list=name) if self.rules.lists[name].kind != "isco":
                    yield f"on(l.{name}) asks a list of countries for a job", f"write: nationality in l.{name}"
                case x.Span():
                    for side in x.children(inner):
                        yield from self.a_date(side)
                case x.Annual(monthly=monthly, divisor=divisor):
                    if (self.of(monthly)[0], self.of(divisor)[0]) != ("money", "number"):
                        yield f"{show(inner)} needs an amount and a number", "write: annual(pay, p.divisor)"
                case x.Arithmetic() if not arithmetic:
                    yield f"{show(inner)} calculates", "make it a parameter or a fact; only outcomes calculate"

    def yields(self, node: x.Node, kind: str) -> Iterator[Misfit]:
        """What does not fit where the expression gives a fact's or term's value of that type."""
        wanted = "number" if kind == "int" else kind
        found = self.of(node)[0]
        if found != wanted and not isinstance(node, x.Unsettled):
            yield f"gives {found}, not {kind}", "mend the expression or the type"
        elif kind == "int" and not self.whole(node):
            yield "gives a number with fractions, not int", "make the type number"

    def whole(self, node: x.Node) -> bool:
        """Whether a number has no fractions."""
        match node:
            case x.Name(name=name) if name in self.rules.terms:
                return self.rules.terms[name].type == "int"
            case x.Name(name=name):
                return self.rules.facts[name].type == "int"
            case x.Param(name=name):
                values = [d.value for d in self.rules.parameters[name].values]
                return all(v is None or v == int(v) for v in values)
            case x.Const(value=value):
                return isinstance(value, int)
        return isinstance(node, x.Span | x.Unsettled)

    # ---- parts ----
    def a_truth(self, node: x.Node) -> Iterator[Misfit]:
        kind = self.of(node)[0]
        if kind != "bool":
            yield f"{show(node)} is no truth ({kind})", "compare it with a limit"

    def a_date(self, node: x.Node) -> Iterator[Misfit]:
        if isinstance(node, x.Const) and isinstance(node.value, str):
            yield from _written_date(node.value)
        elif self.of(node)[0] != "date":
            yield f"{show(node)} is no date ({self.of(node)[0]})", "count between two dates"

    def comparison(self, node: x.Compare) -> Iterator[Misfit]:
        (left, unit), (right, other_unit) = self.of(node.left), self.of(node.right)
        constant = next((s.value for s in (node.left, node.right) if isinstance(s, x.Const)), None)
        fact = next((f for s in (node.left, node.right) if (f := self.fact(s)) is not None), None)
        if isinstance(constant, str) and fact is not None:
            yield from self.written(fact, constant)
        elif {left, right} == {"money", "number"} and constant is not None:
            if constant != 0:
                yield f"an amount stands in the rule ({show(node)})", "make it a parameter"
        elif left != right or not self.alike(node):
            yield f"compares {left} with {right} ({show(node)})", LIKE
        elif unit and other_unit and unit != other_unit and "EUR" not in (unit, other_unit):
            yield f"compares {unit} with {other_unit} ({show(node)})", "compare the same unit"
        if node.op not in ("==", "!=") and not {left, right} & ORDERED:
            yield f"{show(node)}: a {left} has no order", "use ==, != or in"

    def alike(self, node: x.Compare) -> bool:
        """Two facts with values of their own have the same ones."""
        a, b = self.fact(node.left), self.fact(node.right)
        return a is None or b is None or (a.values, a.scheme) == (b.values, b.scheme)

    def fact(self, node: x.Node) -> Fact | None:
        return (
            self.rules.facts.get(node.name) if isinstance(node, x.Name) and node.name not in self.rules.terms else None
        )

    def one_of(self, node: x.OneOf) -> Iterator[Misfit]:
        fact = self.fact(node.fact)
        if fact is None:
            yield f"{show(node.fact)} in (...) is about no fact", "name a fact before 'in'"
            return
        for value in node.values:
            if isinstance(value, str):
                yield from self.written(fact, value)
            elif fact.type == "money":
                yield f"an amount stands in the rule ({value})", "make it a parameter"
            elif (fact.type == "bool") != isinstance(value, bool) or fact.type not in ("bool", "int", "number"):
                yield f"compares {fact.type} with {value!r}", LIKE

    def among(self, node: x.Node, name: str) -> Iterator[Misfit]:
        fact, kind = self.fact(node), self.rules.lists[name].kind
        scheme = {"isco": "isco08", "country": "country"}[kind]
        if fact is None or fact.type != "code" or fact.scheme != scheme:
            yield f"{show(node)} in l.{name}: the list holds {scheme} codes", LIKE

    def written(self, fact: Fact, value: str) -> Iterator[Misfit]:
        """A written value that a fact is compared with."""
        match fact.type:
            case "enum":
                if value not in fact.values:
                    yield f"{value!r} is no value of {fact.name}", nearest(value, fact.values)
            case "date":
                yield from _written_date(value)
            case "code" if fact.scheme == "country":
                if value not in COUNTRIES:
                    hint = USUAL_MISTAKES.get(value, "two letters (ISO 3166-1)")
                    yield f"{value!r} is no country code", f"write {hint}"
            case "code":
                yield f"an occupation stands in the rule ({value})", "make it a list: isco08 in l.<name>"
            case "text":
                yield f"a title stands in the rule ({value})", "make it a list: on(l.<name>)"
            case _:
                yield f"compares {fact.type} with text ({fact.name} and {value!r})", LIKE


def _written_date(value: str) -> Iterator[Misfit]:
    try:
        date.fromisoformat(value)
    except ValueError:
        yield f"{value!r} is no date", "write it as 'YYYY-MM-DD'"


def show(node: Any) -> str:
    """An expression as a message shows it."""
    match node:
        case x.Compare(op=op, left=left, right=right):
            return f"{show(left)} {op} {show(right)}"
        case x.Name(name=name):
            return name
        case x.Param(name=name):
            return f"p.{name}"
        case x.Const(value=value):
            return repr(value) if isinstance(value, str) else str(value)
        case x.Span(unit=name, start=a, end=b):
            return f"{name}({show(a)}, {show(b)})"
        case x.Annual(monthly=a, divisor=b):
            return f"annual({show(a)}, {show(b)})"
        case x.Arithmetic(op=op, operands=operands) if op in ("min", "max"):
            return f"{op}({', '.join(show(o) for o in operands)})"
        case x.Arithmetic(op=op, operands=operands):
            return f" {op} ".join(show(o) for o in operands)
    return type(node).__name__
