"""Who is placed, by sex, age and nationality: for people to see, never part of a score."""

from __future__ import annotations

from typing import Any

import polars as pl

from corridor.plan.result import Plan
from corridor.reports.document import Block, Column, Details, Row, Section, Table, Trace, prose, row
from corridor.reports.speech import Speech

DIMENSIONS = ("sex", "age_band", "nationality")
UNKNOWN = "unknown"
LONG = 12
"""Groups in view; a longer table is opened by those who want it."""


def equality(plan: Plan, speech: Speech) -> Section | None:
    """Outcomes by group, from the table `audit`; None where the plan has none."""
    audit = plan.tables.get("audit")
    if audit is None or audit.is_empty():
        return None
    blocks: list[Block] = [prose(speech.say("equality.intro"))]
    for dimension in DIMENSIONS:
        found = _ordered(audit.filter(pl.col("dimension") == dimension), dimension)
        if found.is_empty():
            continue
        table = _table(dimension, found, speech)
        blocks.append(Details(table.caption, (table,), on_paper=False) if found.height > LONG else table)
    blocks.append(Trace((("talents, considered, placed by dimension, group", "audit.parquet"),)))
    return Section("equality", speech.say("equality.title"), speech.say("equality.short"), tuple(blocks))


def _ordered(found: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """Ages in their order, other groups by size; those not known last."""
    known = pl.col("group").fill_null(UNKNOWN) == UNKNOWN
    if dimension == "age_band":
        first_number = pl.col("group").str.extract(r"(\d+)").cast(pl.Int32)
        return found.sort(known, first_number, "group")
    return found.sort(known, pl.col("talents").fill_null(0).neg(), "group")


def _table(dimension: str, found: pl.DataFrame, speech: Speech) -> Table:
    columns = (
        Column(speech.say(f"equality.{dimension}")),
        *(Column(speech.say(f"equality.{key}"), True) for key in ("people", "considered", "placed", "share")),
    )
    rows = tuple(_row(dimension, group, speech) for group in found.iter_rows(named=True))
    return Table(f"equality-{dimension}", speech.say(f"equality.{dimension}_caption"), columns, rows)


def _row(dimension: str, group: dict[str, Any], speech: Speech) -> Row:
    counts = [_count(group[key], group["suppressed"], speech) for key in ("talents", "considered", "placed")]
    share = group["share"]
    part = _count(None, group["suppressed"], speech) if share is None else speech.share(share, 1)
    return row(_name(dimension, group["group"], speech), *counts, part)


def _count(value: int | None, suppressed: bool, speech: Speech) -> str:
    """A count that is missing was too small to show, unless nothing was hidden."""
    return speech.say("equality.suppressed") if value is None and suppressed else speech.count(value)


def _name(dimension: str, group: str | None, speech: Speech) -> str:
    if group is None or group == UNKNOWN:
        return speech.say("not_known")
    if dimension == "sex":
        return speech.say(f"equality.sex.{group}")
    return group.replace("-", "–")
