"""Tables of cases as people write them: read, checked column by column, bad rows put into quarantine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from corridor.permits.book import book
from corridor.permits.case import REGIONS, SAME_REGION
from corridor.rules.encoding import LETTERS
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
    """How a column is read: its values, where they are wrong, and the message for it (`rules/messages.json`).

    `quick` reads text that is written plainly, and calls the rest wrong: only that is then read with `read`.
    """

    read: pl.Expr
    wrong: pl.Expr
    key: str = "no_value"
    values: dict[str, Any] = field(default_factory=lambda: {"values": ""})
    quick: Column | None = None


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
    first = {name: column.quick or column for name, column in columns.items()}
    read = frame.select(column.read.alias(name) for name, column in first.items())
    wrong = frame.select(column.wrong.fill_null(False).alias(name) for name, column in first.items())
    suspect = wrong.select(pl.all().any()).row(0, named=True) if wrong.width else {}
    faults = []
    for name in (n for n, found in suspect.items() if found):
        at, again = wrong[name].arg_true(), None
        if columns[name].quick is not None:
            at, again = _read_with_care(frame[name], columns[name], at)
        if again is not None:
            read = read.with_columns(again)
        faults.append(_faults(frame, at, name, columns[name], lang))
    quarantine = pl.concat([pl.DataFrame(schema=QUARANTINE), *faults]).sort("row", maintain_order=True)
    out = frame.with_columns(read)
    if quarantine.height:
        out = out.filter(~pl.int_range(1, frame.height + 1).is_in(quarantine["row"].unique().implode()))
    return Cases(out, quarantine, tuple(remarks))


def _read_with_care(raw: pl.Series, column: Column, at: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """Where a column is truly wrong, of the rows that the quick reading could not read; the column, if it read more."""
    some = pl.DataFrame([raw.gather(at)])
    found = some.select(column.read.alias("read"), column.wrong.fill_null(False).alias("wrong"))
    more = found.filter(pl.col("read").is_not_null() & ~pl.col("wrong")).height > 0
    again = raw.to_frame().select(column.read.alias(raw.name)).to_series() if more else None
    return at.filter(found["wrong"]), again


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
    floats = [n for n, dtype in frame.schema.items() if dtype.is_float()]
    for name, count in frame.select(pl.col(floats).is_nan().sum()).row(0, named=True).items() if floats else ():
        if count:
            remarks.append(told("nan_unknown", lang, column=name, n=count)[0])
    if "id" not in frame.columns:
        frame = frame.with_columns(pl.int_range(1, frame.height + 1).alias("id"))
    return frame.with_columns(pl.col("id").cast(pl.String)), remarks


def _faults(frame: pl.DataFrame, at: pl.Series, name: str, column: Column, lang: str) -> pl.DataFrame:
    """The faults of one column, in rows given by position."""
    reason, remedy = told(column.key, lang, raw="'{}'", **column.values)
    value = pl.col(name).cast(pl.String)
    return frame.select("id", name)[at].select(
        (at.cast(pl.Int64) + 1).alias("row"),
        pl.col("id"),
        pl.lit(name).alias("field"),
        value.alias("value"),
        pl.format(reason, value.fill_null("")).alias("reason"),
        pl.lit(remedy).alias("remedy"),
    )


def _column(name: str, dtype: pl.DataType, rules: RuleSet) -> Column:
    if name == "region":
        return _region(dtype)
    fact = rules.facts[name]
    column = _fact(fact, dtype)
    if name != "application_date":
        return column
    first = rules.coverage[0]
    wrong = column.wrong | column.read.is_null() | (column.read < pl.lit(first))
    return Column(column.read, wrong, "no_filing_date", {"first": first})


def _region(dtype: pl.DataType) -> Column:
    text = pl.col("region").cast(pl.String).str.strip_chars().str.to_lowercase()
    read = text.str.replace_all(r"[\s-]+", "_").replace(SAME_REGION)
    known = list(REGIONS)
    plain = pl.col("region")
    quick = Column(plain, ~plain.is_in(known) | plain.is_null()) if dtype == pl.String else None
    values = {"values": ", ".join(REGIONS), "nearest": "vlaanderen, wallonie, brussel"}
    return Column(read, ~read.is_in(known) | read.is_null(), "no_region", values, quick)


def _fact(fact: Fact, dtype: pl.DataType) -> Column:
    column = pl.col(fact.name)
    if dtype == pl.Null:
        return Column(column, pl.lit(False))
    reader = READERS[fact.type]
    if dtype != pl.String:
        return reader(fact, dtype, column)
    text = column.str.strip_chars()
    unknown = text.str.to_lowercase().is_in([w for w in NOT_KNOWN if w != "none"])
    formed = {"bool": text.str.to_lowercase(), "code": text.str.to_uppercase()}.get(fact.type, text)
    careful = reader(fact, dtype, pl.when(unknown).then(None).otherwise(formed))
    if fact.type == "text" or NOT_KNOWN & {*fact.values}:
        return careful
    return replace(careful, quick=reader(fact, dtype, column))


def _bool(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    if dtype == pl.Boolean:
        return Column(column, pl.lit(False))
    place = column.cast(pl.String).cast(TRUTHS, strict=False).to_physical()
    return Column(place < len(YES), place.is_null() & column.is_not_null(), "no_truth", {})


def _number(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    stated = column.fill_nan(None) if dtype.is_float() else column
    number = stated if dtype.is_integer() else stated.cast(pl.Float64, strict=False)
    wrong = number.is_null() & stated.is_not_null()
    if not dtype.is_integer():
        wrong = wrong | ~number.is_finite()
        if fact.type == "int":
            wrong = wrong | (number != number.round(0))
    if fact.min is not None:
        wrong = wrong | (number < float(fact.min))
    if fact.max is not None:
        wrong = wrong | (number > float(fact.max))
    low, high = ("…" if limit is None else limit for limit in (fact.min, fact.max))
    read = number.cast(pl.Int64, strict=False) if fact.type == "int" else number.cast(pl.Float64)
    return Column(read, wrong, "no_such_number", {"low": low, "high": high, "unit": fact.unit or "…"})


def _date(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    if dtype in (pl.Date, pl.Datetime):
        return Column(column.cast(pl.Date), pl.lit(False))
    read = column.cast(pl.String).str.to_date("%Y-%m-%d", strict=False)
    return Column(read, read.is_null() & column.is_not_null(), "no_date", {})


def _enum(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    values = {"values": ", ".join(fact.values)}
    return _one_of(pl.Enum(fact.values), dtype, column, "no_value", values)


def _code(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    text = column.cast(pl.String)
    if fact.scheme == "isco08":
        code = text.str.zfill(4) if dtype.is_integer() else text
        return Column(code, ~code.str.contains(r"^\d{4}$"), "no_isco", {})
    return _one_of(LETTERS, dtype, column, "no_country", {})


def _one_of(known: pl.Enum, dtype: pl.DataType, column: pl.Expr, key: str, values: dict[str, Any]) -> Column:
    if dtype == known:
        return Column(column.cast(known), pl.lit(False))
    read = column.cast(pl.String).cast(known, strict=False)
    return Column(read, read.is_null() & column.is_not_null(), key, values)


def _text(fact: Fact, dtype: pl.DataType, column: pl.Expr) -> Column:
    return Column(column.cast(pl.String), pl.lit(False))


TRUTHS = pl.Enum([*sorted(YES), *sorted(NO)])
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
