"""Opendatasoft, the portal of Le Forem: records of live offers, and how long offers stay open.

`/exports/json` gives all records in one answer and is taken first. Where a portal does not offer it, `/records` gives
100 a page and stops at 10,000 (interface v2.1). The records are a stock: what has gone is not told, so that the time
an offer was open is found by comparing the snapshots of several days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import Table
from corridor.labour_market.sources.json_stat import load
from corridor.labour_market.sources.records import table_of
from corridor.labour_market.sources.source import Answer, Get, Part

PAGE, END = 100, 10_000


@dataclass(frozen=True, slots=True)
class Opendatasoft:
    """The form `opendatasoft`: one export, or pages of records."""

    def fetch(self, table: Table, get: Get) -> Sequence[Part]:
        place = table.address("opendatasoft")
        try:
            return [get(f"{place}/exports/json", accept="application/json", conditional=not table.snapshot)]
        except LabourMarketError as error:
            if error.key != "not_found":
                raise
        return pages(place, table, get)

    def read(self, table: Table, files: Sequence[Path], expected: Sequence[str] | None) -> Answer:
        return read(files, table)


def pages(place: str, table: Table, get: Get) -> Sequence[Part]:
    """All pages of `/records`, in the order of the identifier, so that a page does not shift under the reader.

    Raises:
        LabourMarketError: there are more records than the interface gives in pages.
    """
    found, total = list[Part](), 1
    while len(found) * PAGE < total:
        offset = len(found) * PAGE
        part = get(f"{place}/records?order_by={table.id}&limit={PAGE}&offset={offset}", accept="application/json")
        total = _total(load(part.file), place)
        if total > END:
            raise LabourMarketError(place, "too_many_records", total=total, end=END)
        found.append(part)
    return found


def _total(raw: Any, place: str) -> int:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("total_count"), int):
        raise LabourMarketError(place, "not_the_form", form="Opendatasoft", begin=str(raw)[:60])
    return int(raw["total_count"])


def read(files: Sequence[Path], table: Table) -> Answer:
    """The records, one a row, under the portal's names; a record that two pages hold counts once.

    Raises:
        LabourMarketError: no records, other fields than declared, or fewer than the portal says there are.
    """
    records, total = list[Mapping[str, Any]](), None
    for file in files:
        raw = load(file)
        listed = raw.get("results") if isinstance(raw, Mapping) else raw
        if not isinstance(listed, list) or not all(isinstance(record, Mapping) for record in listed):
            raise LabourMarketError(file.name, "not_the_form", form="Opendatasoft", begin=str(raw)[:60])
        total = raw["total_count"] if isinstance(raw, Mapping) else None
        records += listed
    if not records:
        raise LabourMarketError(table.name, "no_rows")
    frame = table_of(records, table.columns, table.name)
    if table.id is not None:
        frame = frame.unique(table.id, keep="last", maintain_order=True)
    if total is not None and frame.height < total:
        raise LabourMarketError(table.name, "records_missing", rows=frame.height, total=total)
    columns = tuple(dict.fromkeys(name for record in records for name in record))
    return Answer(frame, columns, tuple(column.name for column in table.columns))


def open_time(snapshots: Sequence[tuple[dt.date, pl.DataFrame]], id: str, started: str) -> pl.DataFrame:
    """How long each offer was open, as far as snapshots of several days tell.

    `id`, `started`: the columns of the identifier and of the first day. Result, one row an offer: `id`, `started`,
    `first_seen`, `last_seen`, `gone_by` (the first snapshot without it; null: still there at the last one), `days_low`
    and `days_high` (days open lie between them; `days_high` null: not known, it is still open). What was there in the
    first snapshot entered before it: use `first_seen` as the time of entry under observation. An offer that is away
    and comes back is one offer.
    """
    ordered = sorted(snapshots, key=lambda pair: pair[0])
    if not ordered:
        types = {"id": pl.String, **dict.fromkeys(("started", "first_seen", "last_seen", "gone_by"), pl.Date)}
        return pl.DataFrame(schema={**types, "days_low": pl.Int64, "days_high": pl.Int64})
    days = pl.DataFrame({"last_seen": [day for day, _ in ordered]}).with_columns(gone_by=pl.col("last_seen").shift(-1))
    seen = pl.concat(
        frame.select(pl.col(id).alias("id"), pl.col(started).alias("started"), pl.lit(day).alias("day"))
        for day, frame in ordered
    )
    spans = seen.group_by("id", maintain_order=True).agg(
        pl.col("started").min(), pl.col("day").min().alias("first_seen"), pl.col("day").max().alias("last_seen")
    )
    return spans.join(days, on="last_seen", how="left", maintain_order="left").with_columns(
        days_low=(pl.col("last_seen") - pl.col("started")).dt.total_days(),
        days_high=(pl.col("gone_by") - pl.col("started")).dt.total_days(),
    )
