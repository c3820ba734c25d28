"""Why a condition came out as it did: the facts it still needs, the values it used, its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from corridor.rules import expression as x
from corridor.rules.interpret import Reading
from corridor.rules.model import Choice, Parameter, Phrase, in_force
from corridor.rules.wording import show


def missing_facts(reading: Reading, node: x.Node) -> list[str]:
    """The unknown facts that leave an expression unknown, in order; for a derived one, those it would come from."""
    found: dict[str, None] = {}

    def visit(inner: x.Node) -> None:
        match inner:
            case x.And(parts=nodes) | x.Or(options=nodes):
                for n in nodes:
                    if reading.truth(n) is None:
                        visit(n)
            case x.Not(operand=operand):
                visit(operand)
            case x.Name(name=name) if name in reading.rules.terms:
                phrase = in_force(reading.rules.terms[name].versions, reading.moment.application_date)
                if phrase is not None:
                    visit(phrase.node)
            case x.Name(name=name):
                if reading.fact(name) is None:
                    found.update(dict.fromkeys(_to_ask(reading, name)))
            case x.Listed():
                found.update(dict.fromkeys(n for n in ("isco08", "list_title") if reading.fact(n) is None))
            case x.RouteState(name=name):
                for _, p in reading.asked(reading.rules.routes[name].conditions):
                    if reading.truth(p.node) is None:
                        visit(p.node)
            case _:
                for n in x.children(inner):
                    visit(n)

    if reading.truth(node) is None:
        visit(node)
    return list(found)


def _to_ask(reading: Reading, name: str) -> list[str]:
    """The fact itself, or, where it is read off a list, the occupation and its official title."""
    for choice in reading.rules.facts[name].derive:
        if isinstance(choice.value, x.Listed):
            unknown = [n for n in ("isco08", "list_title") if reading.fact(n) is None]
            return [*unknown[:1], name] if unknown == ["isco08", "list_title"] else [*unknown, name]
    return [name]


def used_parameters(reading: Reading, node: x.Node) -> list[Parameter]:
    """The parameters behind an expression, terms included, in order of appearance."""
    memo, key = reading.moment.memo, ("parameters", id(node))
    if key not in memo:
        memo[key] = list({p.name: p for p in _parameters(reading, node)}.values())
    found: list[Parameter] = memo[key]
    return found


def _parameters(reading: Reading, node: x.Node) -> Iterator[Parameter]:
    for inner in x.walk(node):
        if isinstance(inner, x.Param):
            yield reading.rules.parameters[inner.name]
        elif isinstance(inner, x.Name) and inner.name in reading.rules.terms:
            phrase = in_force(reading.rules.terms[inner.name].versions, reading.moment.application_date)
            if phrase is not None:
                yield from _parameters(reading, phrase.node)


def used_lists(reading: Reading, node: x.Node) -> list[str]:
    """The lists behind an expression, through terms and derived facts."""
    memo, key = reading.moment.memo, ("lists", id(node))
    if key not in memo:
        memo[key] = _lists(reading, node)
    found: list[str] = memo[key]
    return found


def _lists(reading: Reading, node: x.Node) -> list[str]:
    found: dict[str, None] = {}
    for inner in x.walk(node):
        if isinstance(inner, x.Listed | x.Among):
            found[inner.list] = None
        elif isinstance(inner, x.Name) and inner.name in reading.rules.terms:
            phrase = in_force(reading.rules.terms[inner.name].versions, reading.moment.application_date)
            found.update(dict.fromkeys(used_lists(reading, phrase.node) if phrase is not None else []))
        elif isinstance(inner, x.Name):
            found.update(dict.fromkeys(_derived_lists(reading.rules.facts[inner.name].derive)))
    return list(found)


def _derived_lists(choices: Iterable[Choice]) -> list[str]:
    return [c.value.list for c in choices if isinstance(c.value, x.Listed)]


def sentence(reading: Reading, phrase: Phrase, lang: str) -> str:
    """What the law asks, with its amounts and the case's values filled in."""
    return filled(reading, phrase.text, lang)


def filled(reading: Reading, text: dict[str, str], lang: str) -> str:
    """A text of the law with {p.parameter} and {fact} filled in."""
    memo, key = reading.moment.memo, ("text", id(text), lang)
    if key in memo:
        return str(memo[key])
    pieces = _pieces(text.get(lang) or text.get("en", ""))
    whole = "".join([_filled(reading, piece, lang) for piece in pieces])
    if all(piece[:1] != "{" or piece.startswith("{p.") for piece in pieces):
        memo[key] = whole  # the day's amounts alone: the same for every case of the day
    return whole


@lru_cache(maxsize=8192)
def _pieces(text: str) -> tuple[str, ...]:
    """A text cut at its placeholders: words, a name in braces, words, ..."""
    return tuple(p for p in re.split(r"(\{[^{}]*\})", text) if p)


def _filled(reading: Reading, piece: str, lang: str) -> str:
    if piece[0] != "{":
        return piece
    name = piece[1:-1]
    if name.startswith("p."):
        parameter = reading.rules.parameters[name[2:]]
        dated = reading.moment.dated[name[2:]]
        return show(dated.value if dated else None, lang, unit=parameter.unit)
    fact = reading.rules.facts[name]
    unit = fact.scheme if fact.scheme == "isco08" else fact.unit
    return show(reading.fact(name), lang, unit=unit, labels=fact.value_labels)
