"""What the law of one region on one day says otherwise than that of another day or region: the differences only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from corridor.permits.law_history import Edition, ListChange, Period, edition_on, list_change, value_on
from corridor.permits.law_routes import Asked, Follows, RouteOn, routes_on
from corridor.permits.law_words import LANGUAGES, Said, Words
from corridor.rules.freeze import Frozen
from corridor.rules.model import CodeList, ListVersion, Parameter

NOTHING = ListVersion(date.min, None, complete=False)
"""A list of which no version is known."""


@dataclass(frozen=True)
class ParameterDifference:
    """A value that differs. A side is None where that law has no such parameter."""

    name: str
    label: Words
    unit: str
    before: Period | None
    after: Period | None

    @property
    def by(self) -> int | float | None:
        """How much more it is after; None where one of both is not a known number."""
        one, other = (None if p is None or isinstance(p.value, bool) else p.value for p in (self.before, self.after))
        return None if one is None or other is None else round(other - one, 4)


@dataclass(frozen=True)
class ListDifference:
    """A list whose version differs. `change` is None where one side has no such list, or nothing of it is known."""

    name: str
    label: Words
    kind: str
    before: Edition | None
    after: Edition | None
    only_in: str | None
    change: ListChange | None


@dataclass(frozen=True)
class ConditionDifference:
    """A condition that differs. `what` says how: only_before, only_after, text (words or amounts), rule (what is
    compared, in the same words), basis (source or confidence).
    """

    id: str
    what: str
    before: Asked | None
    after: Asked | None


@dataclass(frozen=True)
class OutcomeDifference:
    """Something that follows from a route and differs. `what`: number, duration, decision, right, dependence, fee,
    document. `name` and `label` say which.
    """

    what: str
    name: str
    label: Words | None
    before: tuple[Said, ...]
    after: tuple[Said, ...]


@dataclass(frozen=True)
class RouteDifference:
    """A route that differs. `only_in`: before or after, where only one of both laws has it in force."""

    name: str
    kind: str
    label: Words
    before: RouteOn | None
    after: RouteOn | None
    only_in: str | None
    conditions: tuple[ConditionDifference, ...] = ()
    judgement: tuple[ConditionDifference, ...] = ()
    outcomes: tuple[OutcomeDifference, ...] = ()


@dataclass(frozen=True)
class LawDifference:
    """All differences of two laws, by kind; `same` counts what is alike."""

    parameters: tuple[ParameterDifference, ...]
    lists: tuple[ListDifference, ...]
    routes: tuple[RouteDifference, ...]
    same: dict[str, int] = field(default_factory=dict)


def difference(before: Frozen, day_before: date, after: Frozen, day_after: date) -> LawDifference:
    """What differs between the law of a region on a day and that of another (or the same) region on another day.

    Args:
        before: the law of a region.
        day_before: the day on which it is read.
        after: the law to hold beside it.
        day_after: the day on which that is read.
    """
    ours, theirs = before.rules, after.rules
    parameters = _parameters(ours.parameters, day_before, theirs.parameters, day_after)
    lists = _lists(ours.lists, day_before, theirs.lists, day_after)
    routes = _routes(routes_on(before, day_before), routes_on(after, day_after))
    same = {
        "parameters": len(ours.parameters.keys() & theirs.parameters.keys()) - _shared(parameters),
        "lists": len(ours.lists.keys() & theirs.lists.keys()) - sum(d.only_in is None for d in lists),
        "routes": len(ours.routes.keys() & theirs.routes.keys())
        - sum(d.name in ours.routes and d.name in theirs.routes for d in routes),
    }
    return LawDifference(parameters, lists, routes, same)


def _shared(found: Iterable[ParameterDifference]) -> int:
    return sum(d.before is not None and d.after is not None for d in found)


def _both(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*ours, *theirs)))


# ---- parameters ----
def _parameters(
    ours: dict[str, Parameter], day_before: date, theirs: dict[str, Parameter], day_after: date
) -> tuple[ParameterDifference, ...]:
    out = []
    for name in _both(ours, theirs):
        one, other = ours.get(name), theirs.get(name)
        shown = other or one
        assert shown is not None
        before = value_on(one, day_before) if one else None
        after = value_on(other, day_after) if other else None
        if before is None or after is None or _says(before) != _says(after):
            out.append(ParameterDifference(name, shown.label, shown.unit, before, after))
    return tuple(out)


def _says(period: Period) -> tuple[Any, ...]:
    return period.value, period.status == "not_applicable", period.decides


# ---- lists ----
def _lists(
    ours: dict[str, CodeList], day_before: date, theirs: dict[str, CodeList], day_after: date
) -> tuple[ListDifference, ...]:
    out = []
    for name in _both(ours, theirs):
        one, other = ours.get(name), theirs.get(name)
        shown = other or one
        assert shown is not None
        before = edition_on(one, day_before) if one else None
        after = edition_on(other, day_after) if other else None
        only_in = "before" if other is None else "after" if one is None else None
        if only_in is None and _version(before) == _version(after):
            continue
        change = list_change(_version(before), _version(after)) if only_in is None else None
        if change is not None and not change.any and _holding(before) == _holding(after):
            continue
        out.append(ListDifference(name, shown.label, shown.kind, before, after, only_in, change))
    return tuple(out)


def _version(edition: Edition | None) -> ListVersion:
    return edition.version if edition is not None and edition.version is not None else NOTHING


def _holding(edition: Edition | None) -> str:
    return "gap" if edition is None else edition.holding


# ---- routes ----
def _routes(before: tuple[RouteOn, ...], after: tuple[RouteOn, ...]) -> tuple[RouteDifference, ...]:
    ours, theirs = ({r.name: r for r in routes} for routes in (before, after))
    found = (_route(ours.get(name), theirs.get(name)) for name in _both(ours, theirs))
    return tuple(d for d in found if d is not None)


def _route(one: RouteOn | None, other: RouteOn | None) -> RouteDifference | None:
    here, there = one is not None and one.in_force, other is not None and other.in_force
    shown = other or one
    assert shown is not None
    if not here and not there:
        return None
    if one is None or other is None or here != there:
        return RouteDifference(shown.name, shown.kind, shown.label, one, other, "before" if here else "after")
    conditions = _conditions(one.conditions, other.conditions)
    judgement = _conditions(one.assessed, other.assessed)
    outcomes = _outcomes(one.follows, other.follows)
    if not conditions and not judgement and not outcomes:
        return None
    return RouteDifference(shown.name, shown.kind, shown.label, one, other, None, conditions, judgement, outcomes)


def _conditions(ours: tuple[Asked, ...], theirs: tuple[Asked, ...]) -> tuple[ConditionDifference, ...]:
    before, after = ({c.id: c for c in asked} for asked in (ours, theirs))
    out = []
    for name in _both(before, after):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            out.append(ConditionDifference(name, "only_before" if other is None else "only_after", one, other))
        elif one.text != other.text:
            out.append(ConditionDifference(name, "text", one, other))
        elif one.rule != other.rule or _amounts(one) != _amounts(other):
            out.append(ConditionDifference(name, "rule", one, other))
        elif (one.ref, one.marks) != (other.ref, other.marks):
            out.append(ConditionDifference(name, "basis", one, other))
    return tuple(out)


def _amounts(asked: Asked) -> list[Any]:
    return [(p.name, _says(period)) for p, period in asked.values]


def _outcomes(one: Follows, other: Follows) -> tuple[OutcomeDifference, ...]:
    found = [
        *_said("duration", {"duration": (None, one.duration)}, {"duration": (None, other.duration)}),
        *_said("decision", {"decision": (None, one.decision)}, {"decision": (None, other.decision)}),
        *_said("number", _numbers(one), _numbers(other)),
        *_said("right", _named(one.rights), _named(other.rights)),
        *_said("dependence", {"dependence": (None, one.dependence)}, {"dependence": (None, other.dependence)}),
        *_said("fee", _fees(one), _fees(other)),
        *_said("document", _documents(one), _documents(other)),
    ]
    return tuple(found)


Named = dict[str, tuple[Words | None, tuple[Said, ...]]]


def _numbers(follows: Follows) -> Named:
    return {name: (label, said) for name, label, said in follows.numbers if name not in SHOWN_ELSEWHERE}


SHOWN_ELSEWHERE = ("decision_days", "federal_fee", "regional_fee")
"""Numbers that say again what the time to decide and the fees say."""


def _named(rights: Iterable[tuple[str, tuple[Said, ...]]]) -> Named:
    return {name: (None, said) for name, said in rights}


def _fees(follows: Follows) -> Named:
    return {p.name: (p.label, (Said("parameter", period.value, p.unit, p.name, period),)) for p, period in follows.fees}


def _documents(follows: Follows) -> Named:
    yes = {lang: "" for lang in LANGUAGES}
    return {name: (label, (Said("text", words=when or yes),)) for name, label, when in follows.documents}


def _said(what: str, ours: Named, theirs: Named) -> list[OutcomeDifference]:
    out = []
    for name in _both(ours, theirs):
        (label, before), (other_label, after) = ours.get(name, (None, ())), theirs.get(name, (None, ()))
        if [_plain(s) for s in before] != [_plain(s) for s in after]:
            out.append(OutcomeDifference(what, name, other_label or label, before, after))
    return out


def _plain(said: Said) -> Any:
    """What a reader sees of it, whatever parameter it comes from."""
    kind = "value" if said.kind == "parameter" else said.kind
    return kind, said.value, said.unit, said.words, said.when
