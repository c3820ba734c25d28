"""What makes a row of spells unusable: in itself, and beside the other rows of the person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.spell_columns import schema
from corridor.rules.countries import COUNTRIES

EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
NUMBER = re.compile(r"\+?[\d\s.\-/()]+")
NAME = re.compile(r"[^\W\d_].*[\s,].*[^\W\d_]")
DIGITS = 9
"""A national register number has 11 figures, a telephone number 9 or more; a code needs fewer, or has letters."""
SAME = ("permit_type", "nationality", "first_permit", "observed_from", "extract")
"""What every row of a person must repeat."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: row from 1, field, the text at fault, a key of the messages with its values."""

    row: int
    field: str
    value: str | None
    key: str
    values: Mapping[str, Any]

    def told(self, lang: str) -> tuple[str, str]:
        """Reason and remedy."""
        return LabourMarketError(self.field, self.key, **self.values).told(lang)


def row_faults(rows: pl.DataFrame) -> list[Fault]:
    """Faults that a row shows by itself. Empty cells have not been filled in yet."""
    faults = [*_missing(rows), *_persons(rows), *_countries(rows)]
    day, first, extract = pl.col, pl.col("first_permit"), pl.col("extract")
    start = day("start").fill_null(first)
    for name in ("observed_from", "start"):
        faults += _broken(rows, name, day(name) < first, "spells_before_first", first=first)
    for name in ("first_permit", "observed_from", "start", "end"):
        faults += _broken(rows, name, day(name) > extract, "spells_after_extract", extract=extract)
    faults += _broken(rows, "end", day("end") <= start, "spells_end_not_after", start=start)
    no_state = pl.col("end").is_not_null() & pl.col("end_state").is_null()
    no_end = pl.col("end").is_null() & pl.col("end_state").is_not_null()
    faults += _broken(rows, "end_state", no_state, "spells_end_state_missing")
    faults += _broken(rows, "end", no_end, "spells_end_missing")
    same = pl.col("end_state") == pl.col("state").fill_null("on_permit")
    faults += _broken(rows, "end_state", same, "spells_same_state")
    sign = day("last_sign")
    outside = (sign < start) | (sign > day("end")) | day("end").is_null() | (pl.col("end_state") != "left")
    faults += _broken(rows, "last_sign", sign.is_not_null() & outside.fill_null(True), "spells_last_sign")
    return faults


def _missing(rows: pl.DataFrame) -> list[Fault]:
    """Needed cells that are empty. Those with an unreadable text have a fault already, which is told first."""
    needed = [name for name, column in schema().columns.items() if column.needed]
    return [
        Fault(row, name, None, "spells_cell_missing", {})
        for name in needed
        for row in rows.filter(pl.col(name).is_null())["row"]
    ]


def _persons(rows: pl.DataFrame) -> list[Fault]:
    """Codes that look like personal data; their text is masked."""
    wrong = [text for text in rows["person"].drop_nulls().unique() if is_personal(text)]
    found = rows.filter(pl.col("person").is_in(wrong)).select("row", "person")
    return [Fault(row, "person", f"{text[:1]}…", "spells_personal", {}) for row, text in found.iter_rows()]


def is_personal(text: str) -> bool:
    """Whether a code looks like an e-mail address, a national or telephone number, or a name of several words."""
    if EMAIL.search(text) or NAME.search(text):
        return True
    return NUMBER.fullmatch(text) is not None and sum(sign.isdigit() for sign in text) >= DIGITS


def _countries(rows: pl.DataFrame) -> list[Fault]:
    known = sorted(COUNTRIES)
    found = rows.filter(pl.col("nationality").is_not_null() & ~pl.col("nationality").is_in(known))
    return [
        Fault(row, "nationality", value, "spells_country", {"value": value})
        for row, value in found.select("row", "nationality").iter_rows()
    ]


def _broken(rows: pl.DataFrame, cell: str, test: pl.Expr, key: str, /, **told: pl.Expr) -> list[Fault]:
    """The rows for which a test is true; `told` are the further values of the message."""
    texts = {name: value.cast(pl.String) for name, value in told.items()}
    found = rows.filter(test.fill_null(False)).select("row", pl.col(cell).cast(pl.String).alias("value"), **texts)
    return [
        Fault(line["row"], cell, line["value"], key, {name: line[name] for name in ("value", *told)})
        for line in found.iter_rows(named=True)
    ]


# ---- the rows of a person ----


def person_faults(rows: pl.DataFrame) -> list[Fault]:
    """Faults that show beside the other rows of the person: what must be the same, and what must follow on.

    One fault a row, the first that was found: what is wrong in one row is seen again in the next.
    """
    rows = rows.sort("person", "start", maintain_order=True)
    faults: list[Fault] = []
    for name in SAME:
        differs = pl.col(name).n_unique().over("person") > 1
        label = pl.lit(name).alias("field")
        faults += _broken(rows, name, differs, "spells_disagree", field=label)
    faults += _first_rows(rows)
    faults += _following_rows(rows)
    return list({fault.row: fault for fault in reversed(faults)}.values())


def _first_rows(rows: pl.DataFrame) -> list[Fault]:
    first = pl.int_range(pl.len()).over("person") == 0
    late = first & (pl.col("start") > pl.col("observed_from"))
    at_start = first & (pl.col("start") == pl.col("first_permit")) & (pl.col("state") != "on_permit")
    last = pl.int_range(pl.len()).over("person") == pl.len().over("person") - 1
    gone = last & (pl.col("end") < pl.col("observed_from"))
    return [
        *_broken(rows, "start", late, "spells_gap"),
        *_broken(rows, "state", at_start, "spells_first_state"),
        *_broken(rows, "observed_from", gone, "spells_gone_before"),
    ]


def _following_rows(rows: pl.DataFrame) -> list[Fault]:
    """Each row begins on the day, in the state and in the region that the row before ends with."""
    before = {name: pl.col(name).shift(1).over("person") for name in ("end", "end_state", "state", "region")}
    rows = rows.with_columns(
        follows=pl.int_range(pl.len()).over("person") > 0,
        **{f"before_{name}": value for name, value in before.items()},
    )
    follows, end = pl.col("follows"), pl.col("before_end")
    moved = pl.col("before_end_state") == "moved"
    expected = pl.when(moved).then(pl.col("before_state")).otherwise(pl.col("before_end_state"))
    strayed = (pl.col("state") != expected) | (moved & (pl.col("region") == pl.col("before_region")))
    jumped = ~moved & pl.col("region").ne_missing(pl.col("before_region"))
    return [
        *_broken(rows, "start", follows & (pl.col("before_end_state") == "left"), "spells_after_left"),
        *_broken(rows, "start", follows & (end.is_null() | (pl.col("start") < end)), "spells_overlap"),
        *_broken(rows, "start", follows & (pl.col("start") > end), "spells_gap"),
        *_broken(rows, "state", follows & strayed, "spells_not_following", expected=pl.col("before_end_state")),
        *_broken(rows, "region", follows & jumped, "spells_not_following", expected=pl.col("before_region")),
    ]
