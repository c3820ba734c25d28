"""What the law sees of a person, or of a job: two rows with the same profile get the same answer with any partner.

A route is closed by one side alone where two of its conditions fail on that side, or one fails while another is open:
it is then neither open nor one condition away, whatever the other side is, and nothing else of it counts. Of the other
routes, a profile holds which condition fails, which facts are missing, and this side's part of conditions that look at
both. What no living route looks at is no part of a profile: a nurse's profile has no pay that only managers need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.permits.answer import FREE
from corridor.permits.best_route import UMBRELLAS
from corridor.rules import truths
from corridor.rules.encoding import encode
from corridor.rules.expression import And, Node
from corridor.rules.model import Route, RuleSet

UNKNOWN = 2
BITS = 64
UNSETTLED = "unsettled"
"""Stands among the missing facts where the law itself leaves the point open."""
Values = NDArray[np.int8]
"""0 false, 1 true, 2 unknown."""


def ways(rules: RuleSet) -> dict[str, Route]:
    """The work routes, without the umbrellas that only repeat them."""
    return {n: r for n, r in rules.routes.items() if r.kind == "work_route" and n not in UMBRELLAS}


def askable(rules: RuleSet, day: date) -> tuple[str, ...]:
    """Facts that a work route looks at and that can only be asked: neither derived nor presumed; then `UNSETTLED`."""
    counts: dict[str, int] = {}
    for route in ways(rules).values():
        for _, node in truths.asked(route.conditions, day):
            for fact in truths.rests_on(rules, node, day):
                if not rules.facts[fact].derive and not rules.facts[fact].presumed:
                    counts[fact] = counts.get(fact, 0) + 1
    kept = sorted(counts, key=lambda f: (-counts[f], f))[: BITS - 1]
    return (*kept, UNSETTLED)


@dataclass(frozen=True)
class Side:
    """The facts of people, or of jobs, beside the names of those that the other side states."""

    rules: RuleSet
    day: date
    facts: pl.DataFrame
    other: frozenset[str]

    @property
    def own(self) -> frozenset[str]:
        """The names of this side's facts."""
        return frozenset(self.facts.columns)

    def base(self, node: Node) -> frozenset[str]:
        """The stated facts that an expression rests on."""
        return truths.rests_on(self.rules, node, self.day) & (self.own | self.other)


def profiles(side: Side) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The profile of each row, and the first row of each profile."""
    if side.facts.height == 0:
        return np.zeros(0, np.int32), np.zeros(0, np.int64)
    columns = _Columns(side)
    keys = pl.DataFrame([s.alias(str(n)) for n, s in enumerate(_looks(side, columns))])
    if not keys.width:
        return np.zeros(side.facts.height, np.int32), np.zeros(1, np.int64)
    distinct = keys.with_row_index("row").group_by(keys.columns, maintain_order=True).agg(pl.col("row").first())
    distinct = distinct.with_row_index("profile")
    found = keys.join(distinct, on=keys.columns, how="left", nulls_equal=True, maintain_order="left")
    return found["profile"].to_numpy().astype(np.int32), distinct["row"].to_numpy().astype(np.int64)


def always_free(side: Side) -> NDArray[np.bool_]:
    """People who need no authorisation whatever the job: an exemption that looks at the person alone is open."""
    columns = _Columns(side)
    free = np.zeros(side.facts.height, np.bool_)
    for route in _routes(side):
        nodes = tuple(node for _, node in truths.asked(route.conditions, side.day))
        if route.kind in FREE and nodes and all(side.base(n) <= side.own for n in nodes):
            free |= columns[And(nodes)] == 1
    return free


def _routes(side: Side) -> Iterator[Route]:
    """Routes in time that decide whether a person may work: work routes, and those that make a permit unnecessary."""
    for route in side.rules.routes.values():
        free = route.kind in FREE or route.formality is not None
        if (free or route.kind == "work_route") and route.name not in UMBRELLAS and truths.in_time(route, side.day):
            yield route


def _looks(side: Side, columns: _Columns) -> Iterator[pl.Series]:
    """The columns that make a profile."""
    for route in _routes(side):
        yield from _route(side, columns, route)
        if route.formality is not None:
            when = columns.split(route.formality.when)
            gone = np.zeros(side.facts.height, np.bool_)
            for part in when.pure if _conjoined(route.formality.when) else ():
                gone |= columns[part] == 0
            yield from when.masked(gone)
            for _, node in truths.asked(route.formality.conditions, side.day):
                yield from columns.split(node).masked(gone)


def _conjoined(node: Node) -> bool:
    """A conjunction of comparisons: one part that is false makes it false."""
    return not isinstance(node, And) or not any(isinstance(part, And) for part in node.parts)


def _route(side: Side, columns: _Columns, route: Route) -> Iterator[pl.Series]:
    asked = list(truths.asked(route.conditions, side.day))
    pure = [(position, node) for position, node in asked if side.base(node) and side.base(node) <= side.own]
    fails = np.zeros(side.facts.height, np.int8)
    unknown = np.zeros(side.facts.height, np.int8)
    which = np.zeros(side.facts.height, np.int8)
    missing = np.zeros(side.facts.height, np.uint64)
    near = route.kind == "work_route"
    for position, node in pure:
        value = columns[node]
        fails += value == 0
        unknown += value == UNKNOWN
        which[value == 0] = position + 1
        if near:
            missing |= np.where(value == UNKNOWN, columns.missing(node), np.uint64(0))
    dead = (fails > 1) | ((fails == 1) & (unknown > 0)) if near else fails > 0
    alive = fails == 0
    yield pl.Series(np.where(dead, -1, which))
    yield pl.Series(np.where(alive, unknown > 0, False))
    if near:
        yield pl.Series(np.where(alive, missing, 0))
    for _, node in asked:
        if side.base(node) & side.own and not side.base(node) <= side.own:
            yield from columns.split(node).masked(dead)
            if near:
                yield pl.Series(np.where(alive, columns.missing(node), 0))


@dataclass(frozen=True)
class _Split:
    """One side's look at an expression: truths that rest on this side alone, and facts where a part mixes both."""

    columns: _Columns
    pure: tuple[Node, ...]
    mixed: tuple[str, ...]

    def masked(self, gone: NDArray[np.bool_]) -> Iterator[pl.Series]:
        """The values, all alike where they do not count."""
        for node in self.pure:
            yield pl.Series(np.where(gone, -1, self.columns[node]))
        for name in self.mixed:
            codes = self.columns.side.facts[name].cast(pl.String).rank("dense").fill_null(0).to_numpy()
            yield pl.Series(np.where(gone, -1, codes.astype(np.int64)))


class _Columns:
    """Values of expressions by row, each computed once."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.askable = askable(side.rules, side.day)
        self._values: dict[Node, Values] = {}
        self._missing: dict[frozenset[str], NDArray[np.uint64]] = {}
        self._encoded = encode(side.facts.with_columns(pl.lit(side.day).alias("application_date")), side.rules)
        self._compute(self._wanted())

    def __getitem__(self, node: Node) -> Values:
        if node not in self._values:
            self._compute([node])
        return self._values[node]

    def split(self, node: Node) -> _Split:
        """This side's look at an expression that both sides have a part in."""
        side = self.side
        pure: dict[Node, None] = {}
        mixed: set[str] = set()
        for part, base in truths.parts(side.rules, node, side.day, side.own, side.own | side.other):
            if base <= side.own:
                pure[part] = None
            else:
                mixed |= base & side.own
        return _Split(self, tuple(pure), tuple(sorted(mixed)))

    def missing(self, node: Node) -> NDArray[np.uint64]:
        """Bits of this side's facts that an expression looks at and that are not stated."""
        base = self.side.base(node) & self.side.own
        if base not in self._missing:
            bits = np.zeros(self.side.facts.height, np.uint64)
            for name in base & set(self.askable):
                bit = np.uint64(1 << self.askable.index(name))
                bits |= np.where(self.side.facts[name].is_null().to_numpy(), bit, np.uint64(0))
            self._missing[base] = bits
        return self._missing[base]

    def _wanted(self) -> list[Node]:
        side, found = self.side, dict[Node, None]()
        for route in _routes(side):
            nodes = [node for _, node in truths.asked(route.conditions, side.day)]
            if route.formality is not None:
                nodes += [route.formality.when, *(n for _, n in truths.asked(route.formality.conditions, side.day))]
            for node in nodes:
                found.update((part, None) for part in self.split(node).pure)
        return list(found)

    def _compute(self, nodes: list[Node]) -> None:
        if not nodes:
            return
        spans = {"application_date": (self.side.day, self.side.day), "start_date": (self.side.day, self.side.day)}
        values = truths.columns(self.side.rules, self._encoded, nodes, spans)
        for node, name in zip(nodes, values.columns, strict=True):
            self._values[node] = values[name].cast(pl.Int8).fill_null(UNKNOWN).to_numpy()
