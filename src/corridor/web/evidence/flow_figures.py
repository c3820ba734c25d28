"""Flows and stocks as a page shows them: a few series of one stored table, with unit, flags, reasons and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from corridor.labour_market.flow_tables import FlowTable, first_groups, flag_told, reason_told, tables, totals
from corridor.labour_market.flows import EVERY, Flow, flow
from corridor.labour_market.sources import areas, dimensions, store
from corridor.labour_market.sources.catalogue import table as official
from corridor.web.design import names

SERIES = 6
"""Series of a chart at most."""
HOME = "BE"
BELGIAN = ("BE", "BE2", "BE3", "BE1", "BE336")
NATIONAL = ("NAT",)
BESIDE = "*"
"""The choice of all purposes or sexes, side by side."""
LABEL = "label:"


@dataclass(frozen=True)
class Held:
    """What a stored table has: codes with labels, and its first and last year."""

    areas: list[tuple[str, str]]
    groups: list[tuple[str, str]]
    parts: list[tuple[str, str]]
    years: tuple[int, int] | None


@dataclass(frozen=True)
class Shown:
    """Series of one table in one area.

    Attributes:
        flow: as the room gives it.
        columns: code and name of each series.
        drawn: places of the series that a drawing shows: beside everybody in numbers, no country could be seen.
        of: what all series have in common: the citizenship, purpose or sex; empty where nothing.
        rows: newest first: period and a cell a series (`value`, `flag`).
        flags: letter and meaning; reasons: why values are unknown, with how many there are.
        known: whether any value is.
    """

    flow: Flow
    columns: list[tuple[str | None, str]]
    drawn: list[int]
    of: list[str]
    rows: list[dict[str, Any]]
    unit: str
    digits: int
    flags: list[tuple[str, str]]
    reasons: list[tuple[str, int]]
    known: bool


def table_choices() -> list[tuple[str, str]]:
    """Every flow table with its name."""
    return [(id, one.label(names.language())) for id, one in tables().items()]


def command(table: FlowTable) -> tuple[str, ...]:
    """The commands that fill the store with a table."""
    fetch = () if official(table.of).by_file else (f"corridor data refresh {table.of}",)
    return (*fetch, f"corridor data import {table.of} FILE")


def label(dimension: str, code: str | None) -> str | None:
    """What a code means, or the office's own words; None where the file does not say."""
    if code is None:
        return None
    lang = names.language()
    found = areas.label(code, lang) if dimension == "geo" else dimensions.label(dimension, code, lang)
    return found or code.removeprefix(LABEL)


def held(table: FlowTable) -> Held | None:
    """What the store has of a table; None where it has nothing.

    Raises:
        LabourMarketError: the stored files cannot be read.
    """
    stored = store.find(table.of)
    if stored is None:
        return None
    frame = stored.frame
    periods = frame["period"].drop_nulls()
    first, last = periods.min(), periods.max()
    others = _labelled(frame, "geo", "geo", exclude=BELGIAN)
    own = [(code, label("geo", code) or code) for code in BELGIAN]
    return Held(
        areas=own + others,
        groups=_labelled(frame, table.group, table.group),
        parts=_labelled(frame, table.part, table.part),
        years=None if first is None or last is None else (int(str(first)[:4]), int(str(last)[:4])),
    )


def _labelled(frame: pl.DataFrame, column: str, dimension: str, exclude: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The codes of a column with their names: totals and groups first, then by name."""
    codes = [code for code in frame[column].drop_nulls().unique().to_list() if code not in exclude]
    first = {code: at for at, code in enumerate((*totals(), *first_groups()))}
    named = [(code, label(dimension, code) or code) for code in codes]
    return sorted(named, key=lambda pair: (first.get(pair[0], len(first)), pair[1].casefold()))


def shown(
    table: FlowTable, area: str, group: str = "", part: str = "", start: int | None = None, end: int | None = None
) -> Shown:
    """The series of a table: of one citizenship or the main ones, of one purpose or sex or all side by side.

    Raises:
        LabourMarketError: the table is not stored, or has no such area, group or part.
    """
    parts = EVERY if part == BESIDE else [part] if part else None
    found = flow(table.id, areas=[area], groups=[group] if group else None, parts=parts)
    frame = found.frame
    if frame["part"].n_unique() > 1:
        series, frame = "part", frame.filter(pl.col("group").eq_missing(_main(frame)))
        codes = frame["part"].unique(maintain_order=True).to_list()
    else:
        series, codes = "group", _largest(frame, area)
        frame = frame.filter(pl.col("group").is_in(codes, nulls_equal=True))
    if start is not None:
        frame = frame.filter(pl.col("year") >= start)
    if end is not None:
        frame = frame.filter(pl.col("year") <= end)
    return _shown(found, table, frame, series, codes)


def _main(frame: pl.DataFrame) -> str | None:
    """The group to which parts belong: everybody where there is such a group, else the first."""
    codes = frame["group"].unique(maintain_order=True).to_list()
    return next((code for code in first_groups() if code in codes), codes[0] if codes else None)


def _largest(frame: pl.DataFrame, area: str) -> list[str | None]:
    """The main groups, then the countries that are largest in the last period with values; never the area itself."""
    codes: list[str | None] = frame["group"].unique(maintain_order=True).to_list()
    main: list[str | None] = [code for code in first_groups() if code in codes]
    others = [code for code in codes if code is not None and code not in main and _is_country(code) and code != area]
    if len(codes) <= SERIES or not (main or others):
        return [*main, *(code for code in codes if code not in main)][:SERIES]
    known = frame.filter(pl.col("value").is_not_null() & pl.col("group").is_in(others))
    if known.is_empty():
        return main[:SERIES] or list(others[:SERIES])
    last = known.filter(pl.col("period") == known["period"].max()).sort("value", descending=True)
    # countries tell apart what totals do not: half of the series at least are theirs
    return [*main[: SERIES // 2], *last["group"].to_list()][:SERIES]


def _is_country(code: str) -> bool:
    return areas.iso(code) is not None


def _shown(found: Flow, table: FlowTable, frame: pl.DataFrame, series: str, codes: list[str | None]) -> Shown:
    lang = names.language()
    dimension = table.part if series == "part" else table.group
    columns = [(code, label(dimension, code) or "–") for code in codes]
    cells = {(row["period"], row[series]): row for row in frame.iter_rows(named=True)}
    periods = sorted(set(frame["period"]), reverse=True)
    rows = [{"period": period, "cells": [cells[period, code] for code in codes]} for period in periods]
    common = [label(table.part, code) for code in frame["part"].unique()] if series == "group" else []
    common += [label(table.group, code) for code in frame["group"].unique()] if series == "part" else []
    units = [label("unit", unit) or "" for unit in frame["unit"].drop_nulls().unique()]
    flags = sorted({letter for flag in frame["flag"].drop_nulls() for letter in flag if not letter.isspace()})
    reasons = frame.filter(pl.col("reason").is_not_null()).group_by("reason").len().sort("len", descending=True)
    values = frame["value"].drop_nulls()
    return Shown(
        flow=found,
        columns=columns,
        drawn=_drawn(table, codes),
        of=[text for text in common if text],
        rows=rows,
        unit=", ".join(units),
        digits=0 if (values == values.round(0)).all() else 1,
        flags=[(letter, flag_told(letter, lang) or letter) for letter in flags],
        reasons=[(reason_told(reason, table, lang), n) for reason, n in reasons.iter_rows()],
        known=not values.is_empty(),
    )


def _drawn(table: FlowTable, codes: Sequence[str | None]) -> list[int]:
    every = list(range(len(codes)))
    parts = [at for at in every if codes[at] not in (*totals(), *NATIONAL)]
    return every if table.share or len(parts) < SERIES // 2 else parts


def exported(one: Shown) -> pl.DataFrame:
    """The values that are shown, a row each, with the names of codes, the reason in words and the attribution."""
    lang, table = names.language(), one.flow.table
    codes = [code for code, _name in one.columns]
    told = [
        {
            **cell,
            "area_label": label("geo", cell["area"]),
            "group_label": label(table.group, cell["group"]),
            "part_label": label(table.part, cell["part"]),
            "reason": None if cell["reason"] is None else reason_told(cell["reason"], table, lang),
            "attribution": one.flow.provenance.attribution[lang],
        }
        for row in one.rows
        for cell in row["cells"]
    ]
    extra = {name: pl.String for name in ("area_label", "group_label", "part_label", "attribution")}
    assert len(told) == len(one.rows) * len(codes)
    return pl.DataFrame(told, schema={**one.flow.frame.schema, **extra})
