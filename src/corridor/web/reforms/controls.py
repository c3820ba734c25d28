"""The controls of the laboratory, arranged by the route that they act on; what touches the plan's pairs first."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from corridor.permits.book import book
from corridor.permits.law_history import Period
from corridor.permits.law_index import folded
from corridor.rules.adjustable import Adjustable, AdjustableList, AdjustableRoute, AdjustableValue
from corridor.rules.amendment import Added
from corridor.rules.model import ListVersion
from corridor.web.design.templatetags.design import in_language
from corridor.web.law import queries as law
from corridor.web.reforms.state import ListState, State, base, can_change

UMBRELLAS = frozenset({"single_permit", "work_card", "ltr_second_ms"})
"""Routes that repeat what others ask: what only they share with another route stands with that one."""
SEVERAL = 5
"""What more work routes than these read stands apart: it acts on several routes at once."""
Text = Mapping[str, str]


@dataclass(frozen=True)
class ValueControl:
    """A slider or a switch. `typed`: what its field holds; `at`: where the slider stands."""

    item: AdjustableValue
    now: Period
    id: str
    typed: str
    present: str
    changed: bool
    at: str
    low: str
    high: str
    step: str
    others: tuple[Text, ...]
    search: str

    @property
    def path(self) -> str:
        """As changes name it."""
        return self.item.path


@dataclass(frozen=True)
class Occupation:
    """An occupation that was added: its title, its codes, and how the form says it."""

    title: Text
    codes: tuple[str, ...]
    written: str


@dataclass(frozen=True)
class ListControl:
    """A list: earlier versions, entries with whether they are taken off, and what was added."""

    item: AdjustableList
    id: str
    state: ListState
    version: ListVersion | None
    earlier: tuple[date, ...]
    entries: tuple[tuple[Text, str, bool], ...]
    added: tuple[Occupation, ...]
    others: tuple[Text, ...]
    search: str

    @property
    def path(self) -> str:
        """As changes name it."""
        return self.item.path

    @property
    def changed(self) -> bool:
        """Whether something happens to it."""
        return bool(self.state)


@dataclass(frozen=True)
class ConditionControl:
    """A condition that can be left out. `text` has its amounts filled in."""

    path: str
    id: str
    text: Text
    marks: tuple[str, ...]
    dropped: bool
    search: str


@dataclass(frozen=True)
class Group:
    """What acts on one route. `route` is None for what acts on several routes, or on none."""

    key: str
    label: Text | None
    route: AdjustableRoute | None = None
    closed: bool = False
    values: tuple[ValueControl, ...] = ()
    lists: tuple[ListControl, ...] = ()
    conditions: tuple[ConditionControl, ...] = ()
    pairs: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """How many of its controls say something else than the law."""
        values, lists = sum(c.changed for c in self.values), sum(c.changed for c in self.lists)
        return values + lists + sum(c.dropped for c in self.conditions) + self.closed

    @property
    def size(self) -> int:
        """How many controls it has."""
        return len(self.values) + len(self.lists) + len(self.conditions) + (self.route is not None)

    @property
    def search(self) -> str:
        """What a search finds the route itself by."""
        return _search(self.key, self.label or {})

    @property
    def live(self) -> bool:
        """Whether the route is open or undecided for a pair of the plan."""
        return bool(self.pairs.get("open") or self.pairs.get("unknown"))


@dataclass(frozen=True)
class Controls:
    """All controls: those that touch the plan's pairs, those of other routes, those that decide no pair."""

    live: tuple[Group, ...]
    others: tuple[Group, ...]
    idle: tuple[ValueControl, ...]

    def __iter__(self) -> Iterator[Group]:
        return iter((*self.live, *self.others))


def controls(region: str, day: date, state: State, pairs: Mapping[str, Mapping[str, int]]) -> Controls:
    """The controls of a region's law on a day.

    Args:
        region, day: of the plan.
        state: what they say.
        pairs: of the plan, by route and state under the law as it is.
    """
    maker = _Maker(region, can_change(region, day), state)
    groups = [maker.group(route, pairs.get(route.name, {})) for route in maker.can.routes]
    groups = [group for group in groups if group.size]
    live = sorted((g for g in groups if g.live), key=lambda g: _weight(g, pairs), reverse=True)
    several = maker.several()
    first = (several,) if several.values or several.lists else ()
    return Controls((*first, *live), tuple(g for g in groups if not g.live), maker.idle())


def _weight(group: Group, pairs: Mapping[str, Mapping[str, int]]) -> tuple[bool, int]:
    umbrella = group.key in UMBRELLAS
    return not umbrella, group.pairs.get("open", 0) + group.pairs.get("unknown", 0)


class _Maker:
    """Makes the controls of one law in one state."""

    def __init__(self, region: str, can: Adjustable, state: State) -> None:
        self.region, self.can, self.state = region, can, state
        self.labels = {route.name: route.label for route in can.routes}
        self.homes = _homes(can)

    def group(self, route: AdjustableRoute, pairs: Mapping[str, int]) -> Group:
        return Group(
            key=route.name,
            label=route.label,
            route=route,
            closed=route.path in self.state.closed,
            values=tuple(self.value(v) for v in self.can.values if self.homes.get(v.path) == route.name),
            lists=tuple(self.list_(c) for c in self.can.lists if self.homes.get(c.path) == route.name and _offers(c)),
            conditions=tuple(self.conditions(route)),
            pairs=pairs,
        )

    def several(self) -> Group:
        values = tuple(self.value(v) for v in self.can.values if self.homes.get(v.path) == "")
        lists = tuple(self.list_(c) for c in self.can.lists if self.homes.get(c.path) == "" and _offers(c))
        return Group(key="several", label=None, values=values, lists=lists)

    def idle(self) -> tuple[ValueControl, ...]:
        return tuple(self.value(v) for v in self.can.values if v.path not in self.homes)

    def value(self, item: AdjustableValue) -> ValueControl:
        changed = item.path in self.state.values
        value = self.state.values.get(item.path, item.value)
        typed = self.state.typed.get(item.path, written(value))
        low, high, step = self.places(item, value)
        return ValueControl(
            item=item,
            now=law.value_on(book(self.region).rules.parameters[item.name], self.can.day),
            id=slugify(item.path.replace(".", "-")),
            typed=typed,
            present=written(item.value),
            changed=changed or item.path in self.state.typed,
            at=written(value if isinstance(value, Decimal) else low),
            low=written(low),
            high=written(high),
            step=written(step),
            others=self.others(item),
            search=self.searched(item),
        )

    def places(self, item: AdjustableValue, value: Any) -> tuple[Decimal, Decimal, Decimal]:
        """Of the slider; it reaches to a value that was typed beyond it."""
        if item.bounds is None:
            return Decimal(0), Decimal(1), Decimal(1)
        low, high, step = item.bounds.low, item.bounds.high, item.bounds.step
        if isinstance(value, Decimal):
            low -= step * max(0, math.ceil((low - value) / step))
            high += step * max(0, math.ceil((value - high) / step))
        return low, high, step

    def list_(self, item: AdjustableList) -> ListControl:
        state = self.state.lists.get(item.path, ListState())
        version = base(self.can, item, state.restore)
        entries = version.entries if version else ()
        start = item.version.start if item.version else None
        return ListControl(
            item=item,
            id=slugify(item.path.replace(".", "-")),
            state=state,
            version=version,
            earlier=tuple(day for day in reversed(item.versions) if start is None or day < start),
            entries=tuple((e.title, e.title["en"], e.title["en"] in state.removed) for e in entries),
            added=tuple(occupation(a) for a in state.added),
            others=self.others(item),
            search=self.searched(item),
        )

    def searched(self, item: AdjustableValue | AdjustableList) -> str:
        """What a search finds it by: its name, and the names of the routes that rest on it."""
        routes = (self.labels[name] for name in item.routes if name not in UMBRELLAS and name in self.labels)
        return _search(item.name, item.label, *routes)

    def conditions(self, route: AdjustableRoute) -> Iterator[ConditionControl]:
        shown = law.route(self.region, route.name, self.can.day)
        texts = {c.id: c for c in shown.conditions} if shown else {}
        for one in route.conditions:
            asked = texts.get(one.id)
            text = asked.text if asked else one.text
            yield ConditionControl(
                path=one.path,
                id=slugify(one.path.replace(".", "-")),
                text=text,
                marks=tuple(m for m in (asked.marks if asked else ()) if m != "high"),
                dropped=one.path in self.state.dropped,
                search=_search(one.id, text, route.label),
            )

    def others(self, item: AdjustableValue | AdjustableList) -> tuple[Text, ...]:
        """The labels of the other routes that rest on it, without the umbrellas."""
        home = {self.homes.get(item.path), *UMBRELLAS}
        return tuple(self.labels[name] for name in item.routes if name not in home and name in self.labels)


def _homes(can: Adjustable) -> dict[str, str]:
    """By path, the route with which a value or list stands: "" for several, no entry for what decides no route."""
    items: list[AdjustableValue | AdjustableList] = [*can.values, *can.lists]
    found = {}
    for item in items:
        if item.routes:
            own = [name for name in item.routes if name not in UMBRELLAS] or [*item.routes]
            found[item.path] = "" if len(own) > SEVERAL else own[0]
    return found


def _offers(item: AdjustableList) -> bool:
    """Whether something of a list can be changed: of countries only an earlier version."""
    start = item.version.start if item.version else None
    return (item.kind == "isco" and item.version is not None) or any(start is None or d < start for d in item.versions)


def anchor(path: str) -> str:
    """The id of what stands on the page for a path of the law."""
    return f"c-{slugify(path.replace('.', '-'))}"


def occupation(added: Added) -> Occupation:
    """An added occupation as the page and the form have it."""
    said = json.dumps({"codes": list(added.codes), "title": dict(added.title)}, ensure_ascii=False)
    return Occupation(added.title, added.codes, said)


def written(value: Any) -> str:
    """A number as a field holds it: digits and a decimal point; yes or no; nothing where there is no value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _search(name: str, *texts: Text) -> str:
    """In the language of the page, with the name that files use."""
    return folded(" ".join([name, *map(in_language, texts)]))


def wanted(search: str, words: Iterable[str]) -> bool:
    """Whether a control has all the words that are searched."""
    return all(word in search for word in words)
