"""A table of cases held ready, to try one reform after another: the law is answered once, then only what differs.

A trial keeps every column that the law made of the table. A reform then costs the columns that it says otherwise, and
the counts of `compare`, which it gives exactly. Rows that are alike in all that the law or the counts can look at are
kept once, with how many they stand for, where that halves the table.
"""
# ruff: noqa: TID253  (works on tables alone; no command on a single case imports it)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.permits import table
from corridor.permits.compare import ANY_WAY, STATES, any_way, bands, crossed, ways
from corridor.permits.rights import HORIZON
from corridor.permits.table import DEPENDENCE
from corridor.rules import difference
from corridor.rules.beside import AFTER, Baseline
from corridor.rules.encoding import encode
from corridor.rules.errors import CaseError
from corridor.rules.freeze import Frozen
from corridor.rules.model import RuleSet

NEEDED = "permit_needed"
DIMENSIONS = ("occupation", "age_band", "pay_band")
WEIGHT = " weight"
WORTH = 2
"""Rows are kept once each where that leaves at most one in so many."""
Named = Callable[[str], str]


@dataclass(frozen=True)
class Outcome:
    """What a law does to the cases of a trial, beside the law that the trial began with.

    Attributes:
        region: of all cases.
        cases: how many.
        touched: routes whose answer can differ.
        states: `route` (every one, `any_way`, `permit_needed`), `state` (open, closed, unknown), `before`, `after`:
            cases. Of `permit_needed`, open means yes.
        transitions: `region`, `route`, `before`, `after`, `cases`, of the touched routes and any way, as `compare`.
        groups: `dimension`, `group`, `cases`, `gain`, `lose`, `unclear`, as `compare`.
        dependence: `region`, `cases`, `before`, `after`: mean months, as `compare`.
        months: `months` (0 to 60; 60 also stands for never within them), `before`, `after`: the cases behind
            `dependence`, by months.
    """

    region: str
    cases: int
    touched: list[str]
    states: pl.DataFrame
    transitions: pl.DataFrame
    groups: pl.DataFrame
    dependence: pl.DataFrame
    months: pl.DataFrame


class Trial:
    """Cases of one region under one law, ready to be held against other laws; safe to use from several threads."""

    def __init__(self, frame: pl.DataFrame, law: Frozen | RuleSet, *, group: bool = True) -> None:
        """Answer the cases under the law, and keep all that was worked out.

        Args:
            frame: cases as `read_cases` leaves them: `region`, `application_date`, a column a fact.
            law: the law of their region.
            group: keep rows that are alike once, where it is worth it.

        Raises:
            CaseError: a case of another region, or a column that every case needs is missing.
        """
        self.rules = law.rules if isinstance(law, Frozen) else law
        _of_one_region(frame, self.rules)
        self.cases = frame.height
        facts = [c for c in frame.columns if c in self.rules.facts and frame[c].null_count() < frame.height]
        rows = frame.select(*dict.fromkeys(["application_date", *facts]))
        encoded = encode(rows, self.rules).with_columns(bands(rows))
        table_, self._weights = _distinct(encoded) if group else (encoded, None)
        self._codes = {name: _coded(table_[name]) for name in DIMENSIONS}
        spans = table.spans(rows) if rows.height else dict.fromkeys(("application_date", "start_date"), _window(law))
        months = _months(self.rules)
        self._base = Baseline(self.rules, rows.columns, spans=spans, months=months, never=HORIZON)
        self._kept = self._answered(table_.drop(DIMENSIONS))

    @property
    def rows(self) -> int:
        """Rows that are kept; each stands for one case or more."""
        return self._kept.height

    @property
    def size_bytes(self) -> int:
        """Memory that the kept columns take."""
        return int(self._kept.estimated_size())

    def under(self, law: Frozen | RuleSet) -> Outcome:
        """The outcome of a law beside the law of the trial.

        Args:
            law: of the same region, as a reform leaves it (`book.amended`, `book.reformed`).

        Raises:
            CaseError: the law of another region.
        """
        after = law.rules if isinstance(law, Frozen) else law
        if after.region != self.rules.region:
            raise CaseError("region", "another_region", raw=after.region, values=self.rules.region)
        differs = difference.Difference(self.rules, after)
        other = self._other(after, differs)
        touched = [name for name in after.routes if differs.route(name)]
        both = [name for name in touched if name in self.rules.routes]
        crossings = {name: self._crossed(name, other) for name in (ANY_WAY, *both)}
        joint = self._joint_months(other)
        return Outcome(
            self.rules.region,
            self.cases,
            touched,
            self._states(after, crossings, other),
            self._transitions(crossings),
            self._groups(other),
            self._means(joint),
            _by_months(joint),
        )

    # ---- columns ----
    def _answered(self, encoded: pl.DataFrame) -> pl.DataFrame:
        rules, routes = self.rules, list(self.rules.routes)
        made = self._base.plan.run(nw.from_native(encoded.lazy()))
        made = made.with_columns(
            **{NEEDED: table.permit_needed(rules, routes), DEPENDENCE: table.dependence(rules, routes)}
        )
        found: pl.DataFrame = made.to_native().with_columns(any_way(rules).alias(ANY_WAY)).collect()
        return found

    def _other(self, after: RuleSet, differs: difference.Difference) -> Columns:
        """The columns that hold under another law; those that are the same are the trial's own."""
        routes, known = list(after.routes), set(self._kept.columns)
        plan, named = self._base.beside(after, differs, _months(after))
        was = _Sums.of(self.rules, str)
        now = _Sums.of(after, named)
        new: dict[str, nw.Expr] = {}
        if now.free != was.free:
            new[NEEDED + AFTER] = table.permit_needed(after, routes, named)
        if now.free != was.free or now.ties != was.ties:
            new[DEPENDENCE + AFTER] = table.dependence(after, routes, named)
        wanted = [named(r) for r in routes if named(r) not in known]
        if not (wanted or new):
            return Columns(self._kept, self._kept.clear())
        way = now.free != was.free or now.ways != was.ways
        needed = NEEDED + AFTER if NEEDED + AFTER in new else NEEDED
        extra = [any_way(after, lambda n: needed if n == NEEDED else named(n)).alias(ANY_WAY + AFTER)] if way else []
        frame = plan.run(nw.from_native(self._kept.lazy()))
        frame = frame.with_columns(**new) if new else frame
        found: pl.DataFrame = frame.to_native().select(*wanted, *new, *extra).collect()
        return Columns(self._kept, found)

    # ---- counts ----
    def _count(self, mask: pl.Series) -> int:
        return int((mask if self._weights is None else self._weights.filter(mask)).sum())

    @cached_property
    def _before(self) -> dict[str, dict[str, int]]:
        """Cases by state under the trial's own law: of each route, any way, and whether a permit is needed."""
        return {name: self._by_state(self._kept[name]) for name in (*self.rules.routes, ANY_WAY, NEEDED)}

    def _by_state(self, column: pl.Series) -> dict[str, int]:
        closed, open_ = self._count(~column), self._count(column)
        return dict(zip(STATES, (closed, open_, self.cases - closed - open_), strict=True))

    def _crossed(self, name: str, other: Columns) -> dict[tuple[str, str], int]:
        if other.same(name):
            return {(state, state): n for state, n in self._before[name].items()}
        return crossed(self._kept[name], other[name], self._count)

    def _states(self, after: RuleSet, crossings: dict[str, dict[tuple[str, str], int]], other: Columns) -> pl.DataFrame:
        rows = []
        for name in dict.fromkeys((ANY_WAY, NEEDED, *after.routes, *self.rules.routes)):
            before = self._before.get(name)
            if name in crossings:
                now = {s: sum(n for (_, b), n in crossings[name].items() if b == s) for s in STATES}
            elif other.same(name):
                now = before or {}
            else:
                now = self._by_state(other[name])
            rows += [(name, s, before[s] if before else None, now.get(s)) for s in STATES]
        schema = {"route": pl.String, "state": pl.String, "before": pl.UInt32, "after": pl.UInt32}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _transitions(self, crossings: dict[str, dict[tuple[str, str], int]]) -> pl.DataFrame:
        schema = {"region": pl.String, "route": pl.String, "before": pl.String, "after": pl.String, "cases": pl.UInt32}
        order = [(b, a) for b in STATES for a in STATES]
        found = [
            (self.rules.region, route, *states, n)
            for route in sorted(crossings)
            for states in order
            if (n := crossings[route].get(states, 0))
        ]
        return pl.DataFrame(found, schema=schema, orient="row")

    def _groups(self, other: Columns) -> pl.DataFrame:
        before, after = self._kept[ANY_WAY], other[ANY_WAY]
        moved: dict[str, NDArray[np.intp]] = dict.fromkeys(("gain", "lose", "unclear"), np.zeros(0, np.intp))
        if not other.same(ANY_WAY):
            masks = {
                "gain": after.fill_null(False) & ~before.fill_null(False),
                "lose": before.fill_null(False) & ~after.fill_null(True),
                "unclear": before.is_not_null() & after.is_null(),
            }
            moved = {name: mask.arg_true().to_numpy().astype(np.intp) for name, mask in masks.items()}
        parts = []
        for dimension, (codes, names) in self._codes.items():
            counts = {name: self._by_code(codes[rows], len(names), rows) for name, rows in moved.items()}
            columns = {"dimension": [dimension] * len(names), "group": names, "cases": self._sizes[dimension], **counts}
            parts.append(pl.DataFrame(columns, schema=GROUPS))
        return pl.concat(parts).filter(pl.col("cases") > 0)

    @cached_property
    def _sizes(self) -> dict[str, NDArray[np.int64]]:
        return {name: self._by_code(codes, len(names), None) for name, (codes, names) in self._codes.items()}

    def _by_code(self, codes: NDArray[Any], length: int, rows: NDArray[np.intp] | None) -> NDArray[np.int64]:
        """Cases by code: of some rows, or of all."""
        weights = None
        if self._weights is not None:
            weights = self._weights.to_numpy() if rows is None else self._weights.to_numpy()[rows]
        return np.bincount(codes, weights, minlength=length).astype(np.int64)

    def _joint_months(self, other: Columns) -> NDArray[np.int64]:
        """Cases that need a permit under both laws, by months of dependence before and after, where both are known."""
        if other.same(NEEDED) and other.same(DEPENDENCE):
            return self._months_before
        return self._joint(other[NEEDED], other[DEPENDENCE])

    @cached_property
    def _months_before(self) -> NDArray[np.int64]:
        return self._joint(self._kept[NEEDED], self._kept[DEPENDENCE])

    def _joint(self, needed: pl.Series, after: pl.Series) -> NDArray[np.int64]:
        wide = HORIZON + 1
        place = self._kept[DEPENDENCE] * wide + after
        known = self._kept[NEEDED] & needed & place.is_not_null()
        weights = None if self._weights is None else self._weights.filter(known).to_numpy()
        found = np.bincount(place.filter(known).to_numpy(), weights, minlength=wide * wide)
        return found.astype(np.int64).reshape(wide, wide)

    def _means(self, joint: NDArray[np.int64]) -> pl.DataFrame:
        schema = {"region": pl.String, "cases": pl.UInt32, "before": pl.Float64, "after": pl.Float64}
        n = int(joint.sum())
        if not n:
            return pl.DataFrame(schema=schema)
        scale = np.arange(HORIZON + 1)
        before, after = (float((joint.sum(axis=axis) * scale).sum()) / n for axis in (1, 0))
        return pl.DataFrame([(self.rules.region, n, before, after)], schema=schema, orient="row")


GROUPS = {
    "dimension": pl.String,
    "group": pl.String,
    "cases": pl.UInt32,
    "gain": pl.UInt32,
    "lose": pl.UInt32,
    "unclear": pl.UInt32,
}


@dataclass(frozen=True)
class Columns:
    """The columns under another law by their names under the trial's own: new ones, and else the trial's."""

    kept: pl.DataFrame
    new: pl.DataFrame

    def same(self, name: str) -> bool:
        """Whether the column is the trial's own, so that nothing of it differs."""
        return name + AFTER not in self.new.columns

    def __getitem__(self, name: str) -> pl.Series:
        return self.kept[name] if self.same(name) else self.new[name + AFTER]


@dataclass(frozen=True)
class _Sums:
    """The columns that sums over routes are made of; equal ones give equal sums."""

    free: frozenset[str]
    ways: frozenset[str]
    ties: frozenset[tuple[frozenset[str], ...]]

    @classmethod
    def of(cls, rules: RuleSet, named: Named) -> _Sums:
        """Of a law whose columns have these names."""
        routes = list(rules.routes)
        ties = [
            (frozenset(map(named, alike)), frozenset(named(f"{alike[0]}__{end}") for end in table.RIGHTS))
            for alike in table.of_equal_rights(rules, routes)
        ]
        free = frozenset(map(named, table.free(rules, routes)))
        return cls(free, frozenset(map(named, ways(rules))), frozenset(ties))


def _months(rules: RuleSet) -> dict[str, Any]:
    """The outcome values that dependence is made of; routes of equal rights share those of the first."""
    heads = [alike[0] for alike in table.of_equal_rights(rules, list(rules.routes))]
    return dict(table.rights(rules, heads))


def _of_one_region(frame: pl.DataFrame, rules: RuleSet) -> None:
    for name in ("region", "application_date"):
        if name not in frame.columns:
            raise CaseError(name, "column_missing", values=", ".join(frame.columns[:12]), column=name)
    others = [r for r in frame["region"].unique(maintain_order=True) if r != rules.region]
    if others:
        raise CaseError("region", "another_region", raw=others[0], values=rules.region)


def _window(law: Frozen | RuleSet) -> tuple[date, date]:
    return (law.rules if isinstance(law, Frozen) else law).coverage


def _distinct(encoded: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series | None]:
    """Each different row once, and how many it stands for; the table as it is where most rows differ."""
    if not encoded.height or encoded.hash_rows().n_unique() * WORTH > encoded.height:
        return encoded, None
    found = encoded.group_by(encoded.columns, maintain_order=True).agg(pl.len().cast(pl.Int64).alias(WEIGHT))
    return found.drop(WEIGHT), found[WEIGHT]


def _coded(groups: pl.Series) -> tuple[NDArray[Any], list[str | None]]:
    """The place of each row's group among the groups, and their names: not known first, then in order."""
    names = groups.unique().sort().cast(pl.String)
    known = [n for n in names if n is not None]
    found = groups.cast(pl.String).cast(pl.Enum(known)).to_physical().cast(pl.Int16) + 1
    return found.fill_null(0).to_numpy(), [None, *known]


def _by_months(joint: NDArray[np.int64]) -> pl.DataFrame:
    before, after = joint.sum(axis=1), joint.sum(axis=0)
    found = pl.DataFrame({"months": np.arange(HORIZON + 1), "before": before, "after": after})
    return found.filter((pl.col("before") > 0) | (pl.col("after") > 0)).cast(
        {"months": pl.Int32, "before": pl.UInt32, "after": pl.UInt32}
    )
