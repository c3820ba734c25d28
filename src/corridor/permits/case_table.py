"""Tables of cases as people write them: read, checked column by column, bad rows put into quarantine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from corridor.permits.book import book
from corridor.permits.case import REGIONS, SAME_REGION
from corridor.rules.countries import COUNTRIES
from corridor.rules.errors import CaseError, told
from corridor.rules.facts import NO, NOT_KNOWN, YES
from corridor.rules.model import Fact, RuleSet

KEYS = ("id", "region", "application_date")
NEEDED = ("region", "application_date")
QUARANTINE: dict[str, type[pl.DataType]] = {
    "row": pl.Int64,
    "id": pl.String,
    "field": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "remedy": pl.String,
}


@dataclass(frozen=True)
class Cases:
    """A table of cases that can be read, the rows that cannot, and remarks on the columns.

    Attributes:
        frame: the good rows, each fact in its natural type (EUR as numbers, dates, codes as text).
        quarantine: `row` (from 1), `id`, `field`, `value`, `reason`, `remedy`; one line a fault.
        remarks: what a reader should know of the columns.
    """

    frame: pl.DataFrame
    quarantine: pl.DataFrame
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """How a column is read: its values, where they are wrong, and the message for it (`rules/messages.json`)."""

    read: pl.Expr
    wrong: pl.Expr
    key: str = "no_value"
    values: dict[str, Any] = field(default_factory=lambda: {"values": ""})


def read_cases(path: Path, lang: str = "en") -> Cases:
    """Cases from CSV or Parquet. Columns: `region`, `application_date`, `id` (optional), and facts.

    Raises:
        CaseError: the file is missing, empty, no table, or lacks a column that every case needs.
    """
    if not path.exists():
        raise CaseError(str(path), "no_file")
    if path.stat().st_size == 0:
        raise CaseError(str(path), "empty_table")
    try:
        frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        problem = str(error).splitlines()[0]
        raise CaseError(str(path), "no_table", problem=problem) from None
    if frame.height == 0:
        raise CaseError(str(path), "no_rows")
    return checked(frame, lang)


def checked(frame: pl.DataFrame, lang: str = "en") -> Cases:
    """Validate a frame of cases: text or typed columns, in the facts' own units.

    Raises:
        CaseError: a column that every case needs is missing.
    """
    rules = book(REGIONS[0]).rules
    for name in NEEDED:
        if name not in frame.columns:
            raise CaseError(name, "column_missing", values=", ".join(frame.columns[:12]), column=name)
    frame, remarks = _named(frame, rules, lang)
    columns = {n: _column(n, frame.schema[n], rules) for n in frame.columns if n == "region" or n in rules.facts}
    row = pl.int_range(1, frame.height + 1)
    faults = [_faults(frame, row, name, column, lang) for name, column in columns.items()]
    bad = [f for f in faults if f.height]
    quarantine = pl.concat(bad).sort("row", maintain_order=True) if bad else pl.DataFrame(schema=QUARANTINE)
    out = frame.with_columns(column.read.alias(name) for name, column in columns.items())
    if bad:
        out = out.filter(~row.is_in(quarantine["row"].unique().implode()))
    return Cases(out, quarantine, tuple(remarks))


def first_fault(cases: Cases) -> None:
    """Raise the first fault of a table whose rows must all be good.

    Raises:
        CaseError: there is one.
    """
    if cases.quarantine.height:
        fault = cases.quarantine.row(0, named=True)
        place = f"row {fault['row']}, {fault['field']}"
        raise CaseError(place, "bad_row", reason=fault["reason"], remedy=fault["remedy"])


def _named(frame: pl.DataFrame, rules: RuleSet, lang: str) -> tuple[pl.DataFrame, list[str]]:
    """The frame with facts under their own names and an id for each row; remarks on other columns and NaN."""
    aliases = {a: f.name for f in rules.facts.values() for a in f.aliases}
    renamed = {c: aliases[c] for c in frame.columns if c in aliases and aliases[c] not in frame.columns}
    frame = frame.rename(renamed)
    known = {*rules.facts, *KEYS}
    unused = [c for c in frame.columns if c not in known]
    remarks = ["; ".join(told("unused_column", lang, column=c, near=c, known=known)) for c in unused]
    for name, dtype in frame.schema.items():
        if dtype.is_float() and (count := int(frame[name].is_nan().sum())):
            remarks.append(told("nan_unknown", lang, column=name, n=count)[0])
    if "id" not in frame.columns:
        frame = frame.with_columns(pl.int_range(1, frame.height + 1).alias("id"))
    return frame.with_columns(pl.col("id").cast(pl.String)), remarks


def _faults(frame: pl.DataFrame, row: pl.Expr, name: str, column: Column, lang: str) -> pl.DataFrame:
    reason, remedy = told(column.key, lang, raw="'{}'", **column.values)
    found = frame.select(
        row.alias("row"),
        pl.col("id"),
        pl.lit(name).alias("field"),
        pl.col(name).cast(pl.String).alias("value"),
        pl.format(reason, pl.col(name).cast(pl.String).fill_null("")).alias("reason"),
        pl.lit(remedy).alias("remedy"),
        column.wrong.fill_null(False).alias("wrong"),
    )
    return found.filter("wrong").drop("wrong").cast({n: QUARANTINE[n] for n in QUARANTINE})


def _column(name: str, dtype: pl.DataType, rules: RuleSet) -> Column:
    if name == "region":
        text = pl.col(name).cast(pl.String).str.strip_chars().str.to_lowercase()
        read = text.str.replace_all(r"[\s-]+", "_").replace(SAME_REGION)
        wrong = ~read.is_in(list(REGIONS)) | read.is_null()
        return Column(
            read, wrong, "no_region", {"values": ", ".join(REGIONS), "nearest": "vlaanderen, wallonie, brussel"}
        )
    fact = rules.facts[name]
    column = _fact(fact, dtype)
    if name != "application_date":
        return column
    first = rules.coverage[0]
    wrong = column.wrong | column.read.is_null() | (column.read < pl.lit(first))
    return Column(column.read, wrong, "no_filing_date", {"first": first})


def _fact(fact: Fact, dtype: pl.DataType) -> Column:
    column = pl.col(fact.name)
    if dtype == pl.Null:
        return Column(column, pl.lit(False))
    if dtype == pl.String:
        text = column.str.strip_chars()
        column = (
            pl.when(text.str.to_lowercase().is_in([w for w in NOT_KNOWN if w != "none"])).then(None).otherwise(text)
        )
    return READERS[fact.type](fact, dtype, column)


def _bool(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    if dtype == pl.Boolean:
        return Column(column, pl.lit(False))
    word = column.cast(pl.String).str.to_lowercase()
    read: pl.Expr = pl.when(word.is_in(list(YES))).then(True).when(word.is_in(list(NO))).then(False)
    return Column(read, read.is_null() & column.is_not_null(), "no_truth", {})


def _number(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    stated = column.fill_nan(None) if dtype.is_float() else column
    number = stated.cast(pl.Float64, strict=False)
    wrong = (number.is_null() & stated.is_not_null()) | ~number.is_finite()
    if fact.type == "int":
        wrong = wrong | (number != number.round(0))
    if fact.min is not None:
        wrong = wrong | (number < float(fact.min))
    if fact.max is not None:
        wrong = wrong | (number > float(fact.max))
    low, high = ("…" if limit is None else limit for limit in (fact.min, fact.max))
    read = number.cast(pl.Int64, strict=False) if fact.type == "int" else number
    return Column(read, wrong, "no_such_number", {"low": low, "high": high, "unit": fact.unit or "…"})


def _date(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    if dtype in (pl.Date, pl.Datetime):
        return Column(column.cast(pl.Date), pl.lit(False))
    read = column.cast(pl.String).str.to_date("%Y-%m-%d", strict=False)
    return Column(read, read.is_null() & column.is_not_null(), "no_date", {})


def _enum(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    wrong = ~column.cast(pl.String).is_in(list(fact.values))
    return Column(column.cast(pl.String), wrong, "no_value", {"values": ", ".join(fact.values)})


def _code(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    text = column.cast(pl.String)
    if fact.scheme == "isco08":
        code = text.str.zfill(4) if dtype.is_integer() else text
        return Column(code, ~code.str.contains(r"^\d{4}$"), "no_isco", {})
    code = text.str.to_uppercase()
    return Column(code, ~code.is_in(sorted(COUNTRIES)), "no_country", {})


def _text(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    return Column(column.cast(pl.String), pl.lit(False))


READERS: dict[str, Callable[[Fact, pl.DataType, pl.Expr], Column]] = {
    "bool": _bool,
    "int": _number,
    "number": _number,
    "money": _number,
    "date": _date,
    "enum": _enum,
    "code": _code,
    "text": _text,
}
