"""What a reform of a region can change on a day: values, lists, routes, conditions and terms, as they stand.

Bounds of a slider come from the law's own files: the limits that a parameter states, what it has been over the years,
the range of the facts that it is compared with, and else what other parameters of its unit have been.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from corridor.rules import expression as x
from corridor.rules import formula
from corridor.rules.amendment import WHOLE
from corridor.rules.difference import chosen
from corridor.rules.documents import FEDERAL, Documents, Layer
from corridor.rules.model import Dated, ListVersion, Parameter, Route, RuleSet, in_force

Text = dict[str, str]
PLACES = 100
"""A slider has at least so many places, where its unit allows."""
FEWEST = 6
"""A slider of whole numbers reaches at least so far to either side."""


@dataclass(frozen=True)
class Bounds:
    """A slider: lowest and highest place, and the distance of two places; today's value is one of them."""

    low: Decimal
    high: Decimal
    step: Decimal


@dataclass(frozen=True)
class AdjustableValue:
    """A parameter.

    Attributes:
        path: as changes name it.
        name: without the region.
        federal: stands in federal law, so that a change holds in every region.
        label: in three languages.
        unit: as the law's files name it: EUR/year, percent, months, bool, ...
        kind: bool, money or number.
        anchor: the date of a case that chooses the value.
        dated: the value of the day with status, source, confidence and note; None where the law gives none.
        history: all values in time.
        bounds: of a slider; None for a truth.
        computed_from: the parameters that its formula is made of. A change of one changes this one too.
        routes: whose answer rests on it on that day, itself or through a formula; none for fees and time limits.
    """

    path: str
    name: str
    federal: bool
    label: Text
    unit: str
    kind: str
    anchor: str
    dated: Dated | None
    history: tuple[Dated, ...]
    bounds: Bounds | None
    computed_from: tuple[str, ...]
    routes: tuple[str, ...]

    @property
    def value(self) -> Decimal | bool | None:
        """The value of the day; None where there is none, or the law does not apply one."""
        return self.dated.value if self.dated else None


@dataclass(frozen=True)
class AdjustableEntry:
    """An entry of a list: its title, the codes as the list's file has them, and the unit groups under these."""

    title: Text
    codes: tuple[str, ...]
    unit_groups: tuple[str, ...]


@dataclass(frozen=True)
class AdjustableList:
    """A list.

    Attributes:
        path, name, federal, label, anchor, routes: as of a value.
        kind: isco or country. Countries cannot be changed one by one: a list of them can only be restored.
        version: what is in force on the day; None where nothing is.
        entries: of that version (occupations).
        countries: of that version (country codes).
        versions: the first day of each version; those before the day's can be restored.
    """

    path: str
    name: str
    federal: bool
    label: Text
    kind: str
    anchor: str
    version: ListVersion | None
    entries: tuple[AdjustableEntry, ...]
    countries: tuple[str, ...]
    versions: tuple[date, ...]
    routes: tuple[str, ...]


@dataclass(frozen=True)
class AdjustableCondition:
    """A condition that a route states itself and asks on the day. `text` has the placeholders of the law's files."""

    path: str
    id: str
    text: Text
    expr: str


@dataclass(frozen=True)
class AdjustableRoute:
    """A route in force on the day. `federal`: closing it closes it in every region; its conditions can change here."""

    path: str
    name: str
    federal: bool
    label: Text
    kind: str
    conditions: tuple[AdjustableCondition, ...]


@dataclass(frozen=True)
class AdjustableTerm:
    """A named expression that routes use. `label` is empty where the law's files give none."""

    path: str
    name: str
    federal: bool
    label: Text
    expr: str
    routes: tuple[str, ...]


@dataclass(frozen=True)
class Adjustable:
    """All that a reform of a region can change on a day."""

    region: str
    day: date
    values: tuple[AdjustableValue, ...]
    lists: tuple[AdjustableList, ...]
    routes: tuple[AdjustableRoute, ...]
    terms: tuple[AdjustableTerm, ...]


def adjustable(documents: Documents, rules: RuleSet, day: date) -> Adjustable:
    """What a reform can change.

    Args:
        documents: the law's documents.
        rules: of the region, assembled from them.
        day: of filing, and of the start of work.
    """
    readers = _readers(rules, day)
    return Adjustable(
        rules.region,
        day,
        tuple(_values(documents, rules, day, readers)),
        tuple(_lists(documents, rules, day, readers)),
        tuple(_routes(documents, rules, day)),
        tuple(_terms(documents, rules, day, readers)),
    )


Part = tuple[str, str]
Readers = dict[Part, tuple[str, ...]]


def _readers(rules: RuleSet, day: date) -> Readers:
    """The routes in force on a day whose answer rests on a parameter, list or term."""
    from corridor.rules.truths import in_time, values_read

    found: dict[Part, list[str]] = {}
    for route in rules.routes.values():
        if not in_time(route, day):
            continue
        read = set(values_read(rules, _asked(route, day), day))
        for kind, name in list(read):
            if kind == "parameter":
                read |= {("parameter", other) for other in _operands(rules, name)}
        for part in read:
            found.setdefault(part, []).append(route.name)
    return {part: tuple(routes) for part, routes in found.items()}


def _asked(route: Route, day: date) -> Iterator[x.Node]:
    """The expressions behind a route's state, and behind the months of dependence under it."""
    for condition in (*route.conditions, *(route.formality.conditions if route.formality else ())):
        if phrase := condition.at(day):
            yield phrase.node
    if route.formality:
        yield route.formality.when
    for value in route.outcome.rights.values():
        yield from chosen(value)


def _operands(rules: RuleSet, name: str) -> set[str]:
    """The parameters that one is computed from, straight and through others."""
    written = rules.parameters[name].formula
    straight = set(formula.operands(written)) if written else set()
    return straight.union(*(_operands(rules, other) for other in straight))


def _owner(documents: Documents, region: str, part: str, name: str) -> tuple[str, Layer]:
    """Whose documents have a thing: the region's own first."""
    own = documents.layers[region]
    return (region, own) if name in getattr(own, part) else (FEDERAL, documents.layers[FEDERAL])


# ---- values ----


def _values(documents: Documents, rules: RuleSet, day: date, readers: Readers) -> Iterator[AdjustableValue]:
    compared = _compared(rules)
    for name, parameter in rules.parameters.items():
        owner, layer = _owner(documents, rules.region, "parameters", name)
        doc, facts = layer.parameters[name], compared.get(name, set())
        yield AdjustableValue(
            path=f"{owner}.{name}",
            name=name,
            federal=owner == FEDERAL,
            label=parameter.label,
            unit=parameter.unit,
            kind=parameter.kind,
            anchor=parameter.anchor,
            dated=parameter.at(day),
            history=parameter.values,
            bounds=None if parameter.kind == "bool" else _bounds(rules, parameter, day, doc.min, doc.max, facts),
            computed_from=tuple(formula.operands(parameter.formula)) if parameter.formula else (),
            routes=readers.get(("parameter", name), ()),
        )


def bounds(rules: RuleSet, parameter: Parameter, day: date, low: Any = None, high: Any = None) -> Bounds:
    """The slider of a parameter.

    It reaches beyond all that the parameter has been by as much as it has moved, at least by half of its value, and
    not beyond what the law's files allow or what all facts that it is compared with can be.

    Args:
        rules: of the region.
        parameter: a number or an amount.
        day: whose value is one of the slider's places.
        low, high: limits that the parameter's file states.
    """
    return _bounds(rules, parameter, day, low, high, _compared(rules).get(parameter.name, set()))


def _bounds(rules: RuleSet, parameter: Parameter, day: date, low: Any, high: Any, compared: set[str]) -> Bounds:
    dated = parameter.at(day)
    value = None if dated is None or dated.value is None else Decimal(dated.value)
    been = _numbers([parameter])
    whole = all(n == int(n) for n in been) if been else parameter.unit in WHOLE
    if low is not None and high is not None:
        lowest, highest = Decimal(low), Decimal(high)
    else:
        alike = been or _numbers(p for p in rules.parameters.values() if p.unit == parameter.unit)
        lowest, highest = _reach(alike, value, FEWEST if whole else 0)
        floor, ceiling = _limits(rules, compared, low, high)
        lowest, highest = max(lowest, floor), highest if ceiling is None else min(highest, ceiling)
    step = _step(highest - lowest, whole=whole)
    at = lowest if value is None else value
    below, above = max(at - lowest, Decimal(0)), max(highest - at, Decimal(0))
    return Bounds(at - step * (below // step), at + step * (above // step), step)


def _numbers(parameters: Iterable[Parameter]) -> list[Decimal]:
    values = [d.value for p in parameters for d in p.values]
    return [Decimal(v) for v in values if v is not None and not isinstance(v, bool)]


def _reach(been: list[Decimal], value: Decimal | None, fewest: int) -> tuple[Decimal, Decimal]:
    known = [*been, *([] if value is None else [value])] or [Decimal(0)]
    least, most = min(known), max(known)
    wide = max(most - least, (most if value is None else value) / 2, Decimal(fewest), Decimal(1))
    return least - wide, most + wide


def _limits(rules: RuleSet, compared: set[str], low: Any, high: Any) -> tuple[Decimal, Decimal | None]:
    """Never below zero, and within the limits of the facts where all that are compared have some."""
    floors, ceilings = ([getattr(rules.facts[f], end) for f in compared] for end in ("min", "max"))
    floor = low if low is not None else min(floors) if floors and None not in floors else 0
    ceiling = high if high is not None else max(ceilings) if ceilings and None not in ceilings else None
    return max(Decimal(floor), Decimal(0)), None if ceiling is None else Decimal(ceiling)


def _compared(rules: RuleSet) -> dict[str, set[str]]:
    """By parameter, the facts that it is compared with."""
    phrases = [p for t in rules.terms.values() for p in t.versions]
    for route in rules.routes.values():
        phrases += [p for c in route.conditions for p in c.versions]
    found: dict[str, set[str]] = {}
    for node in (n for phrase in phrases for n in x.walk(phrase.node) if isinstance(n, x.Compare)):
        for a, b in ((node.left, node.right), (node.right, node.left)):
            if isinstance(a, x.Param) and isinstance(b, x.Name) and b.name in rules.facts:
                found.setdefault(a.name, set()).add(b.name)
    return found


def _step(width: Decimal, *, whole: bool) -> Decimal:
    """A power of ten that makes a hundred to a thousand places, or fewer where they are whole numbers."""
    step = Decimal(10) ** math.floor(math.log10(width / PLACES)) if width > 0 else Decimal(1)
    return max(step, Decimal(1) if whole else Decimal("0.0001"))


# ---- lists, routes, terms ----


def _lists(documents: Documents, rules: RuleSet, day: date, readers: Readers) -> Iterator[AdjustableList]:
    for codes in rules.lists.values():
        owner, layer = _owner(documents, rules.region, "lists", codes.name)
        version = codes.at(day)
        docs = {doc.start: doc for doc in layer.lists[codes.name][1]}
        entries = docs[version.start].entries if version else []
        groups = [e.codes for e in version.entries] if version else []
        yield AdjustableList(
            path=f"{owner}.{codes.name}",
            name=codes.name,
            federal=owner == FEDERAL,
            label=codes.label,
            kind=codes.kind,
            anchor=codes.anchor,
            version=version,
            entries=tuple(
                AdjustableEntry(e.title, tuple(e.codes), tuple(f"{c:04d}" for c in unit))
                for e, unit in zip(entries, groups, strict=True)
            ),
            countries=version.countries if version else (),
            versions=tuple(v.start for v in codes.versions),
            routes=readers.get(("list", codes.name), ()),
        )


def _routes(documents: Documents, rules: RuleSet, day: date) -> Iterator[AdjustableRoute]:
    from corridor.rules.truths import in_time

    for route in rules.routes.values():
        if not in_time(route, day):
            continue
        owner, layer = _owner(documents, rules.region, "routes", route.name)
        own = {c if isinstance(c, str) else c.id for c in layer.routes[route.name].conditions}
        yield AdjustableRoute(
            path=f"{owner}.{route.name}",
            name=route.name,
            federal=owner == FEDERAL,
            label=route.label,
            kind=route.kind,
            conditions=tuple(
                # under the region's own name, so that a federal route changes here alone
                AdjustableCondition(f"{rules.region}.{route.name}.{c.id}", c.id, phrase.text, phrase.source_text)
                for c in route.conditions
                if c.id in own and (phrase := c.at(day))
            ),
        )


def _terms(documents: Documents, rules: RuleSet, day: date, readers: Readers) -> Iterator[AdjustableTerm]:
    for term in rules.terms.values():
        owner, _ = _owner(documents, rules.region, "terms", term.name)
        if phrase := in_force(term.versions, day):
            yield AdjustableTerm(
                path=f"{owner}.{term.name}",
                name=term.name,
                federal=owner == FEDERAL,
                label=term.label,
                expr=phrase.source_text,
                routes=readers.get(("term", term.name), ()),
            )
