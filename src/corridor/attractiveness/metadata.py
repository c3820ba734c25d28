"""The framework of a composite indicator, read from a metadata table: one row an indicator, aggregate, group,
denominator. Its columns are those of COINr's iMeta: iCode, Level, Parent, Direction, Weight, Type, and where given
iName, Unit, Target, Denominator and the parameters of a normalisation (see PARAMETERS).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.attractiveness.errors import AttractivenessError

Matrix = NDArray[np.float64]
"""Units down, indicators across; NaN is unknown."""

TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
REQUIRED = ("iCode", "Level", "Parent", "Direction", "Weight", "Type")
PARAMETERS = (
    "minmax_lower",
    "minmax_upper",
    "scaled_lower",
    "scaled_upper",
    "zscore_mean",
    "zscore_sd",
    "goalpost_lower",
    "goalpost_upper",
    "goalpost_scale",
    "goalpost_trunc2posts",
    "dist2targ_cap_max",
    "ScaleFactor",
)


@dataclass(frozen=True)
class Entry:
    """One row of the metadata table. `direction`: 1 more is better, -1 less is better. `row`: counted from 1."""

    code: str
    type: str
    row: int
    level: int | None = None
    parent: str | None = None
    direction: int | None = None
    weight: float | None = None
    name: str | None = None
    unit: str | None = None
    target: float | None = None
    denominator: str | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where the row stands, for messages."""
        return f"metadata row {self.row} ({self.code})"


@dataclass(frozen=True)
class Framework:
    """A checked hierarchy. `levels[0]` are the indicators; `levels[-1]` is the top."""

    entries: tuple[Entry, ...]
    levels: tuple[tuple[str, ...], ...]

    @cached_property
    def by_code(self) -> Mapping[str, Entry]:
        """The rows by code."""
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def parents(self) -> tuple[NDArray[np.intp], ...]:
        """For each level below the top: where the parent of each item stands in the level above."""
        found = []
        for below, above in zip(self.levels, self.levels[1:], strict=False):
            place = {code: number for number, code in enumerate(above)}
            found.append(np.array([place[self.by_code[code].parent or ""] for code in below], dtype=np.intp))
        return tuple(found)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The codes of level 1, in the order of the table."""
        return self.levels[0]

    @property
    def index(self) -> str:
        """The code of the top, the first where there are several."""
        return self.levels[-1][0]

    @property
    def codes(self) -> tuple[str, ...]:
        """Indicators and aggregates, level by level."""
        return tuple(code for level in self.levels for code in level)

    def entry(self, code: str) -> Entry:
        """The row of a code. Raises: code_unknown."""
        found = self.by_code.get(code)
        if found is None:
            raise AttractivenessError("framework", "code_unknown", code=code, known=", ".join(self.by_code))
        return found

    def level_of(self, code: str) -> int:
        """The level of an indicator or aggregate, from 1. Raises: code_unknown."""
        level = self.entry(code).level
        if level is None or code not in self.levels[level - 1]:
            raise AttractivenessError("framework", "code_unknown", code=code, known=", ".join(self.codes))
        return level

    def parent(self, code: str) -> str | None:
        """The code above, None at the top."""
        return self.entry(code).parent

    def members(self, code: str) -> tuple[str, ...]:
        """The codes directly below an aggregate."""
        level = self.level_of(code)
        return () if level == 1 else tuple(one for one in self.levels[level - 2] if self.parent(one) == code)

    def indicators_of(self, code: str) -> tuple[str, ...]:
        """All indicators below a code, itself where it is one."""
        if self.level_of(code) == 1:
            return (code,)
        below = {one for member in self.members(code) for one in self.indicators_of(member)}
        return tuple(one for one in self.indicators if one in below)

    def ancestor(self, code: str, level: int) -> str:
        """The code above (or the same) at a level."""
        while self.level_of(code) < level:
            code = self.parent(code) or self.index
        return code

    def directions(self) -> Matrix:
        """1 or -1 for each indicator."""
        return np.array([self.by_code[code].direction or 1 for code in self.indicators], dtype=float)

    def weights(self) -> dict[str, float]:
        """The declared weights by code."""
        return {code: self.by_code[code].weight or 0.0 for code in self.codes}

    def weight_rows(self, weights: Mapping[str, float] | None = None) -> tuple[Matrix, ...]:
        """Weights as a row a level; codes that are not given keep their declared weight. Raises: code_unknown."""
        given = dict(weights or {})
        for code in given.keys() - set(self.codes):
            raise AttractivenessError("weights", "code_unknown", code=code, known=", ".join(self.codes))
        for code, value in given.items():
            if not math.isfinite(value):
                raise AttractivenessError(f"weights ({code})", "not_a_number", value=value)
        merged = self.weights() | given
        return tuple(np.array([merged[code] for code in level], dtype=float) for level in self.levels)


def read_framework(table: pl.DataFrame | Iterable[Mapping[str, Any]]) -> Framework:
    """Read and check a metadata table.

    Levels run from 1 (indicators) to the top without a gap, and a parent stands one level above.
    Raises: AttractivenessError with the row, for every fault of the table.
    """
    rows = list(table.iter_rows(named=True)) if isinstance(table, pl.DataFrame) else [dict(row) for row in table]
    present = {column for row in rows for column in row}
    for column in REQUIRED:
        if column not in present:
            raise AttractivenessError(
                "metadata", "column_missing", column=column, present=", ".join(sorted(present)) or "-"
            )
    entries = tuple(_entry(number, row) for number, row in enumerate(rows, start=1))
    _codes_are_unique(entries)
    levels = _levels(entries)
    _parents_fit(entries, levels)
    _denominators_exist(entries)
    return Framework(entries, levels)


def _entry(number: int, row: Mapping[str, Any]) -> Entry:
    code = _text(row.get("iCode"))
    if code is None:
        raise AttractivenessError(f"metadata row {number}", "code_missing")
    place = f"metadata row {number} ({code})"
    type_ = _text(row.get("Type")) or ""
    if type_ not in TYPES:
        raise AttractivenessError(place, "type_unknown", value=type_, known=", ".join(TYPES))
    level, direction = _number(row, "Level", place), _number(row, "Direction", place)
    weight = _number(row, "Weight", place)
    if type_ in ("Indicator", "Aggregate"):
        fits = level is not None and level == int(level) and (level == 1) == (type_ == "Indicator") and level >= 1
        if not fits:
            raise AttractivenessError(place, "level_wrong", value=row.get("Level"), type=type_)
        if direction not in (1, -1):
            raise AttractivenessError(place, "direction_wrong", value=row.get("Direction"))
        if weight is None:
            raise AttractivenessError(place, "weight_missing")
        if weight < 0:
            raise AttractivenessError(place, "weight_negative", dimension=code, weight=weight)
    given = {name: _number(row, name, place) for name in PARAMETERS if name in row}
    return Entry(
        code=code,
        type=type_,
        row=number,
        level=None if level is None else int(level),
        parent=_text(row.get("Parent")),
        direction=None if direction is None else int(direction),
        weight=weight,
        name=_text(row.get("iName")),
        unit=_text(row.get("Unit")),
        target=_number(row, "Target", place),
        denominator=_text(row.get("Denominator")),
        parameters={name: value for name, value in given.items() if value is not None},
    )


def _text(value: Any) -> str | None:
    text = "" if value is None else str(value).strip()
    return None if text in ("", "NA") else text


def _number(row: Mapping[str, Any], column: str, place: str) -> float | None:
    value = row.get(column)
    if isinstance(value, str):
        value = {"": None, "NA": None, "TRUE": 1.0, "FALSE": 0.0}.get(value.strip(), value)
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise AttractivenessError(f"{place}, {column}", "not_a_number", value=value) from None
    if math.isinf(number):
        raise AttractivenessError(f"{place}, {column}", "not_a_number", value=value)
    return None if math.isnan(number) else number


def _codes_are_unique(entries: Sequence[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.code in seen:
            raise AttractivenessError(entry.place, "code_twice", code=entry.code)
        seen.add(entry.code)


def _levels(entries: Sequence[Entry]) -> tuple[tuple[str, ...], ...]:
    built = [entry for entry in entries if entry.type in ("Indicator", "Aggregate")]
    top = max((entry.level or 0 for entry in built), default=0)
    if top < 2 or not any(entry.level == 1 for entry in built):
        raise AttractivenessError("metadata", "no_indicator")
    levels = tuple(tuple(entry.code for entry in built if entry.level == level) for level in range(1, top + 1))
    for number, codes in enumerate(levels, start=1):
        if not codes:
            raise AttractivenessError("metadata", "level_skipped", level=number)
    return levels


def _parents_fit(entries: Sequence[Entry], levels: tuple[tuple[str, ...], ...]) -> None:
    with_children = {entry.parent for entry in entries if entry.type in ("Indicator", "Aggregate")}
    for entry in entries:
        if entry.type not in ("Indicator", "Aggregate") or entry.level is None:
            continue
        if entry.level == len(levels):
            if entry.parent is not None:
                raise AttractivenessError(entry.place, "parent_at_top", parent=entry.parent)
        elif entry.parent not in levels[entry.level]:
            raise AttractivenessError(entry.place, "parent_unknown", parent=entry.parent, level=entry.level + 1)
        if entry.level > 1 and entry.code not in with_children:
            raise AttractivenessError(entry.place, "childless")


def _denominators_exist(entries: Sequence[Entry]) -> None:
    known = {entry.code for entry in entries if entry.type == "Denominator"}
    for entry in entries:
        if entry.denominator is not None and entry.denominator not in known:
            raise AttractivenessError(entry.place, "denominator_unknown", denominator=entry.denominator)
