"""Expressions of the law in words: what an outcome says, and for whom, in three languages.

A condition has a sentence of its own in the law files. What follows from a route (its rights, its length, its
documents) is given by cases, `{when, value}`; here they become words, from the labels of facts, terms and values.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from corridor.permits.law_history import Period, number, value_on
from corridor.rules import expression as x
from corridor.rules.interpret import COMPARE
from corridor.rules.kleene import Truth, all_of, any_of, negate
from corridor.rules.model import RuleSet, in_force
from corridor.rules.wording import show

FILE = Path(__file__).parent / "law_words.json"
LANGUAGES = ("en", "fr", "nl")
Words = dict[str, str]


@cache
def _words() -> dict[str, Words]:
    found: dict[str, Words] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def word(key: str, lang: str, **values: str) -> str:
    """A word of this room in a language, with its placeholders filled in."""
    return _words()[key][lang].format(**values)


def mark(name: str) -> Words:
    """What a mark of status, confidence or completeness says, in three languages."""
    return _words().get(f"mark_{name}") or dict.fromkeys(LANGUAGES, name.replace("_", " "))


@dataclass(frozen=True)
class Said:
    """What an outcome says in one case.

    `kind`: value (with `unit`), parameter (its name, and `period` on the day), never, text or expression (`words`),
    not_known (the law does not give it). `when` is the case in words; None where it is the only or the last one.
    """

    kind: str
    value: Any = None
    unit: str | None = None
    parameter: str | None = None
    period: Period | None = None
    words: Words | None = None
    when: Words | None = None


class Wording:
    """Puts the expressions of one law into words, with the values of one day."""

    def __init__(self, rules: RuleSet, day: date) -> None:
        self.rules, self.day = rules, day

    def said(self, value: Any, unit: str | None = None) -> tuple[Said, ...]:
        """An outcome's value, case by case.

        Args:
            value: a scalar, a node, a text in three languages, or a tuple of choices.
            unit: the unit of plain numbers in it.
        """
        if isinstance(value, x.Node) and unit == "bool" and not isinstance(value, x.Param):
            holds = self.known(value)
            if holds is not None:
                return (Said("value", holds, unit),)
            return (Said("value", True, unit, when=self.words(value)), Said("value", False, unit))
        if not isinstance(value, tuple):
            return (self._one(value, unit, None),)
        out = []
        for choice in value:
            holds = True if choice.when is None else self.known(choice.when)
            if holds is False:
                continue
            words = self.words(choice.when) if choice.when is not None and holds is None else None
            out.append(self._one(choice.value, unit, words))
            if holds:
                break
        return tuple(out) or (Said("not_known"),)

    def known(self, node: x.Node) -> Truth:
        """The truth of an expression as far as the day alone decides it; None where it takes a case."""
        match node:
            case x.And(parts=parts):
                return all_of([self.known(p) for p in parts])
            case x.Or(options=options):
                return any_of([self.known(o) for o in options])
            case x.Not(operand=operand):
                return negate(self.known(operand))
            case x.Const(value=bool() as value):
                return value
            case x.Param(name=name):
                period = value_on(self.rules.parameters[name], self.day)
                return period.value if period.decides and isinstance(period.value, bool) else None
            case x.Name(name=name) if name in self.rules.terms:
                phrase = in_force(self.rules.terms[name].versions, self.day)
                return False if phrase is None else self.known(phrase.node)
            case x.Compare(op=op, left=x.Name(name="application_date"), right=x.Const(value=str() as day)):
                return COMPARE[op](self.day, date.fromisoformat(day))
        return None

    def _one(self, value: Any, unit: str | None, when: Words | None) -> Said:
        match value:
            case None:
                return Said("not_known", when=when)
            case "never":
                return Said("never", when=when)
            case dict():
                return Said("text", words=value, when=when)
            case x.Param(name=name):
                parameter = self.rules.parameters[name]
                period = value_on(parameter, self.day)
                kind = "never" if period.status == "not_applicable" else "parameter"
                return Said(kind, period.value, parameter.unit, name, period, when=when)
            case x.Const(value=inner):
                return Said("value", number(inner), unit, when=when)
            case x.Node():
                return Said("expression", unit=unit, words=self.words(value), when=when)
            case str():
                return Said("text", value, words=self._enum(value), when=when)
        return Said("value", number(value), unit, when=when)

    @staticmethod
    def _enum(value: str) -> Words:
        return _words().get(f"value_{value}") or dict.fromkeys(LANGUAGES, value)

    def words(self, node: x.Node) -> Words:
        """An expression in words, in three languages."""
        return {lang: self._text(node, lang) for lang in LANGUAGES}

    def _text(self, node: x.Node, lang: str) -> str:
        match node:
            case x.And(parts=parts):
                return word("and", lang).join(self._inner(p, lang, x.Or) for p in self._open(parts))
            case x.Or(options=options):
                return word("or", lang).join(self._inner(o, lang, x.And) for o in self._open(options))
            case x.Not(operand=x.Name() as inner):
                return word("is", lang, what=self._name(inner, lang), value=word("no", lang))
            case x.Not(operand=inner):
                return word("not", lang, what=self._text(inner, lang))
            case x.Name() if self._bool(node):
                return word("is", lang, what=self._name(node, lang), value=word("yes", lang))
            case x.Compare():
                return self._comparison(node, lang)
            case x.OneOf(fact=fact, values=values):
                listed = word("or", lang).join(self._const(v, fact, lang) for v in values)
                return word("is", lang, what=self._value(fact, None, lang), value=listed)
            case x.Among(fact=fact, list=name):
                return word("among", lang, what=self._value(fact, None, lang), list=self._list(name, lang))
            case x.Listed(list=name, ever=ever):
                return word("ever_listed" if ever else "listed", lang, list=self._list(name, lang))
            case x.RouteState(name=name):
                return word("route_open", lang, route=self.rules.routes[name].label[lang])
            case x.Unsettled():
                return word("unsettled", lang)
            case x.Const(value=bool() as value):
                return word("always" if value else "nobody", lang)
        return self._value(node, None, lang)

    def _open(self, nodes: tuple[x.Node, ...]) -> tuple[x.Node, ...]:
        """The parts that the day does not decide; all where it decides them all."""
        return tuple(n for n in nodes if self.known(n) is None) or nodes

    def _inner(self, node: x.Node, lang: str, other: type[x.Node]) -> str:
        text = self._text(node, lang)
        return f"({text})" if isinstance(node, other) else text

    def _comparison(self, node: x.Compare, lang: str) -> str:
        left, right = node.left, node.right
        other = self._value(right, left, lang)
        what = self._value(left, right, lang)
        if node.op in ("==", "!="):
            return word("is" if node.op == "==" else "is_not", lang, what=what, value=other)
        dated = self._is_date(left) or self._is_date(right)
        return word(("date " if dated else "") + node.op, lang, what=what, value=other)

    def _value(self, node: x.Node, beside: x.Node | None, lang: str) -> str:
        """A side of a comparison, an operand: a name, an amount, a date, a computation."""
        match node:
            case x.Name():
                return self._name(node, lang)
            case x.Const(value=value):
                return self._const(value, beside, lang)
            case x.Param(name=name):
                parameter = self.rules.parameters[name]
                period = value_on(parameter, self.day)
                if period.value is None:
                    return word("amount_not_known", lang, name=parameter.label[lang])
                return self._amount(_exact(period.value), parameter.unit, lang)
            case x.Arithmetic(op=op, operands=operands) if op in ("min", "max"):
                return word(op, lang, items=word("list_and", lang).join(self._operand(o, None, lang) for o in operands))
            case x.Arithmetic(op=op, operands=operands):
                sign = {"*": "×", "-": "−"}.get(op, op)
                return f" {sign} ".join(self._operand(o, operands[0], lang) for o in operands)
            case x.Span(unit=unit, start=start, end=end):
                return word(unit, lang, start=self._value(start, None, lang), end=self._value(end, None, lang))
            case x.Annual(monthly=monthly):
                return word("annual", lang, monthly=self._value(monthly, None, lang))
        return self._text(node, lang)

    def _operand(self, node: x.Node, beside: x.Node | None, lang: str) -> str:
        """A part of a computation, within a sentence: its label starts with a small letter."""
        text = self._value(node, beside, lang)
        small = isinstance(node, x.Name) and not text[1:2].isupper()
        return text[:1].lower() + text[1:] if small else text

    def _const(self, value: Any, beside: x.Node | None, lang: str) -> str:
        fact = self.rules.facts.get(beside.name) if isinstance(beside, x.Name) else None
        if isinstance(value, str) and (fact is None or fact.type == "date"):
            try:
                return show(date.fromisoformat(value), lang)
            except ValueError:
                return value
        if fact is None:
            return show(value, lang)
        if fact.scheme == "country":
            return (_words().get(f"country_{value}") or {}).get(lang, str(value))
        if fact.scheme:
            return show(value, lang, unit=fact.scheme)
        if isinstance(value, bool | str):
            return show(value, lang, labels=fact.value_labels)
        return self._amount(value, fact.unit, lang)

    def _amount(self, value: Any, unit: str | None, lang: str) -> str:
        shown = show(value, lang, unit=unit)
        noun = _words().get(f"unit_{unit}")
        return f"{shown} {noun[lang]}" if noun and value is not None else shown

    def _name(self, node: x.Name, lang: str) -> str:
        found = self.rules.terms.get(node.name) or self.rules.facts[node.name]
        return found.label.get(lang) or found.label.get("en") or node.name

    def _list(self, name: str, lang: str) -> str:
        return self.rules.lists[name].label[lang]

    def _bool(self, node: x.Name) -> bool:
        found = self.rules.terms.get(node.name) or self.rules.facts[node.name]
        return found.type == "bool"

    def _is_date(self, node: x.Node) -> bool:
        fact = self.rules.facts.get(node.name) if isinstance(node, x.Name) else None
        return fact is not None and fact.type == "date"


def _exact(value: Any) -> Any:
    """A number as the wording module reads it."""
    return Decimal(str(value)) if isinstance(value, float) else value
