"""Indicators as a page shows them: a table an indicator, a row a figure, a column a group."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from corridor.labour_market.disclosure import WHOLE
from corridor.partnerships.event_lists import lists
from corridor.partnerships.indicators import to_json
from corridor.web.design import names
from corridor.web.design.templatetags.design import country, in_language

MONTHS = ("retention", "home_retention")
REASONS = "_reasons"
"""Ends the id of an indicator of which most parts are small."""
SEVERAL = ("duration", "recruitment_cost")
"""Indicators of which the statistic must be said, because there are two of each part."""


@dataclass(frozen=True)
class Cell:
    """One figure. `hidden`: fewer than ten could be told from it. `why`: why there is no value, by language."""

    value: float | None
    kind: str
    low: float | None = None
    high: float | None = None
    n: int | None = None
    of: float | None = None
    hidden: bool = False
    why: Mapping[str, str] | None = None
    confidence: str | None = None
    no_number: bool = False


@dataclass(frozen=True)
class Line:
    """A row: what it is, and a cell a group (None: the group has no such figure)."""

    label: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Table:
    """An indicator: what it means, its groups, rows that say something, and rows of which nothing is known."""

    id: str
    label: Mapping[str, str]
    formula: Mapping[str, str]
    source: str
    groups: tuple[str, ...]
    lines: tuple[Line, ...]
    unknown: tuple[tuple[str, Mapping[str, str]], ...]


def tables(
    frame: pl.DataFrame, *, logged: Collection[str], everybody: str, unknown: str, others: str, month: Any
) -> list[Table]:
    """The indicators of a frame as tables, in their order.

    Args:
        frame: as `indicators` gives it.
        logged: the events that stand anywhere in the log; of the others it is not known whether they happened.
        everybody: the name of the first column.
        unknown: the name of the group of whom it is not known.
        others: what stands for all reasons that are too small to be shown, in one row.
        month: a function that says "after n months".
    """
    told = to_json(frame)
    found = []
    for id_, meaning in told["indicators"].items():
        rows = [row for row in told["rows"] if row["indicator"] == id_]
        codes = list(dict.fromkeys(row["group"] for row in rows))
        heads = tuple(
            everybody if code == WHOLE else unknown if code == "unknown" else group_label(rows, code) for code in codes
        )
        lines, missing = _lines(id_, rows, codes, told, month, logged)
        if id_.endswith(REASONS):
            lines = _together(lines, others)
        found.append(Table(id_, meaning["label"], meaning["formula"], meaning["source"], heads, lines, missing))
    return found


def _together(lines: tuple[Line, ...], others: str) -> tuple[Line, ...]:
    """One row for all that is hidden."""
    small = [line for line in lines if all(cell is not None and cell.hidden for cell in line.cells)]
    seen = tuple(line for line in lines if line not in small and any(cell and cell.value for cell in line.cells))
    return (*seen, Line(others, small[0].cells)) if small else seen


def _lines(
    id_: str,
    rows: list[dict[str, Any]],
    codes: list[str],
    told: Mapping[str, Any],
    month: Any,
    logged: Collection[str],
) -> tuple[tuple[Line, ...], tuple[tuple[str, Mapping[str, str]], ...]]:
    lines, missing = [], []
    keys = dict.fromkeys((row["part"], row["statistic"]) for row in rows)
    by_key = {(row["part"], row["statistic"], row["group"]): row for row in rows}
    for part, statistic in keys:
        cells = tuple(_cell(by_key.get((part, statistic, code)), told) for code in codes)
        label = _label(id_, part, statistic, told, month)
        first = next(cell for cell in cells if cell is not None)
        if all(cell is None or (cell.value is None and not cell.hidden) for cell in cells):
            missing.append((label, first.why or {}))
        elif id_ == "people" and part not in logged:
            missing.append((label, told["reasons"]["not_logged"]))
        else:
            lines.append(Line(label, cells))
    return tuple(lines), tuple(missing)


def _cell(row: Mapping[str, Any] | None, told: Mapping[str, Any]) -> Cell | None:
    if row is None:
        return None
    kind = {"share": "share", "count": "count"}.get(row["statistic"], "number")
    if row["suppressed"]:
        return Cell(None, kind, hidden=True)
    why = told["reasons"].get(row["reason"]) if row["value"] is None else None
    return Cell(
        row["value"],
        kind,
        row["low"],
        row["high"],
        row["n"],
        row["denominator"],
        why=why,
        confidence=row["confidence"],
        no_number=row["reason"] == "number_hidden",
    )


def _label(id_: str, part: str | None, statistic: str, told: Mapping[str, Any], month: Any) -> str:
    said = str(told["statistics"][statistic][names.language()])
    if part is None:
        return said
    name = str(month(int(part))) if id_ in MONTHS else in_language(told["parts"].get(part)) or part
    return f"{name} · {said[:1].lower()}{said[1:]}" if id_ in SEVERAL else name


def group_label(rows: Iterable[Mapping[str, Any]], code: str) -> str:
    """What a group is called."""
    by = next(row["by"] for row in rows if row["group"] == code)
    return label_of(by, code)


def label_of(by: str, code: str) -> str:
    """A value of a column by which people are grouped, in the reader's language."""
    if by == "origin":
        return country(code)
    if by == "isco_major":
        from corridor.occupations.isco08 import group

        try:
            return f"{code} · {group(code).title(names.language())}"
        except (KeyError, ValueError):
            return code
    column = lists().columns.get(by)
    return (in_language(column.values[code]) if column and code in column.values else "") or code


def by_label(by: str) -> str:
    """What a column by which people are grouped is called."""
    column = lists().columns.get("isco08" if by == "isco_major" else by)
    return in_language(column.label) if column else by
