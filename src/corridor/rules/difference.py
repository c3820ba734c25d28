"""What two rule sets say otherwise: the parameters, lists, terms, facts, conditions and routes whose answer can differ.

A reform changes little of a law. What it leaves alone, straight and through whatever that rests on, is worked out once
for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corridor.rules import expression as x
from corridor.rules.model import CodeList, Condition, Fact, Parameter, Route, RuleSet, Term

Part = tuple[str, str]
"""A kind (parameter, list, term, fact, route, state) and a name. A state is a route without what follows from it."""


class Difference:
    """Which parts of `after` can answer otherwise than in `before`."""

    def __init__(self, before: RuleSet, after: RuleSet) -> None:
        self.rules = after
        ours, theirs = _parts(before), _parts(after)
        self._changed = {part for part, b in theirs.items() if not _alike(part[0], ours.get(part), b)}
        rests = {part: self._rests(part[0], b) for part, b in theirs.items()}
        waiting = True
        while waiting:
            more = {part for part, below in rests.items() if part not in self._changed and below & self._changed}
            self._changed |= more
            waiting = bool(more)

    def route(self, name: str) -> bool:
        """Whether a route's state, or the months of dependence under it, can differ."""
        return ("route", name) in self._changed

    def state(self, name: str) -> bool:
        """Whether a route's state can differ, whatever becomes of dependence under it."""
        return ("state", name) in self._changed

    def fact(self, name: str) -> bool:
        """Whether a fact that is not stated can come out otherwise."""
        return ("fact", name) in self._changed

    def term(self, name: str) -> bool:
        """Whether a term can come out otherwise."""
        return ("term", name) in self._changed

    def node(self, node: x.Node) -> bool:
        """Whether an expression can come out otherwise under the two laws."""
        return any(part in self._changed for part in self._read(node))

    def _rests(self, kind: str, part: Any) -> set[Part]:
        """What a part rests on, straight."""
        if kind != "state":
            return {p for node in _nodes(part) for p in self._read(node)}
        read = {p for node in _state_nodes(part) for p in self._read(node)}
        return {("state", name) if of == "route" else (of, name) for of, name in read}

    def _read(self, node: x.Node) -> Iterator[Part]:
        for inner in x.walk(node):
            match inner:
                case x.Param(name=name):
                    yield "parameter", name
                case x.Listed(list=name):
                    yield from (("list", name), ("fact", "isco08"), ("fact", "list_title"))
                case x.Among(list=name):
                    yield "list", name
                case x.Name(name=name):
                    yield ("term" if name in self.rules.terms else "fact"), name
                case x.RouteState(name=name):
                    yield "route", name


def _alike(kind: str, ours: Any, theirs: Any) -> bool:
    says = _says_state if kind == "state" else _says
    return ours is theirs or (ours is not None and says(ours) == says(theirs))


def _parts(rules: RuleSet) -> dict[Part, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "parameter": rules.parameters,
        "list": rules.lists,
        "term": rules.terms,
        "fact": rules.facts,
        "route": rules.routes,
        "state": rules.routes,
    }
    return {(kind, name): part for kind, parts in kinds.items() for name, part in parts.items()}


def _says(part: Any) -> Any:
    """What a part says itself, without texts and sources."""
    match part:
        case Parameter(anchor=anchor, values=values):
            return anchor, [(d.start, d.until, d.decides, d.status == "not_applicable") for d in values]
        case CodeList(anchor=anchor, versions=versions):
            return anchor, versions
        case Term():
            return part.type, _phrases(part)
        case Fact():
            return [(c.when, c.value) for c in part.derive], [(c.when, c.value) for c in part.presumed]
        case Route():
            return _says_state(part), {n: _plain(v) for n, v in part.outcome.rights.items()}
    raise TypeError(part)


def _says_state(route: Route) -> Any:
    formality = route.formality
    formal = (formality.when, [_phrases(c) for c in formality.conditions]) if formality else None
    return route.kind, route.start, route.until, [_phrases(c) for c in route.conditions], formal


def _phrases(versioned: Condition | Term) -> list[tuple[Any, ...]]:
    return [(p.start, p.until, p.node) for p in versioned.versions]


def _plain(value: Any) -> Any:
    return [(c.when, _plain(c.value)) for c in value] if isinstance(value, tuple) else value


def _nodes(part: Any) -> Iterator[x.Node]:
    """The expressions that a part is made of."""
    match part:
        case Term(versions=versions):
            yield from (p.node for p in versions)
        case Fact(derive=derive, presumed=presumed):
            yield from chosen((*derive, *presumed))
        case Route(outcome=outcome):
            yield from _state_nodes(part)
            yield from chosen(tuple(outcome.rights.values()))


def _state_nodes(route: Route) -> Iterator[x.Node]:
    """The expressions that a route's state is made of."""
    formality = route.formality
    asked: Iterable[Condition] = (*route.conditions, *(formality.conditions if formality else ()))
    yield from (p.node for c in asked for p in c.versions)
    yield from (formality.when,) if formality else ()


def chosen(value: Any) -> Iterator[x.Node]:
    """The expressions in a value, in choices, or in many of them."""
    if isinstance(value, x.Node):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from chosen(one)
    elif hasattr(value, "when"):
        yield from chosen((value.when, value.value))
