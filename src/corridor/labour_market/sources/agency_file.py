"""Files of VDAB, Actiris and Le Forem: CSV or Excel, headings in Dutch or French, numbers as Belgians write them.

Rows that cannot be read are set apart with their reasons, and the others are kept. Nothing is guessed: a number that
could mean two things is not read.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import Column, Table
from corridor.labour_market.sources.records import TYPES
from corridor.labour_market.sources.sdmx_csv import PERIODS, columns_changed
from corridor.labour_market.sources.source import Answer, Get, Part

LARGEST_WORKBOOK = 1 << 29
"""Bytes of a workbook's parts once unpacked; it is read into memory as a whole."""
EXCEL = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
UNKNOWN = frozenset({"", "-", ":", ".", "n/a", "na", "nd", "n.b.", "nvt", "onbekend", "inconnu", "unknown", "null"})
COUNT = re.compile(r"\d+|\d{1,3}([ .\u00a0\u202f']\d{3})+")
NUMBER = re.compile(r"-?(\d+|\d{1,3}([ .\u00a0\u202f']\d{3})+)(,\d+)?|-?\d+\.(\d{1,2}|\d{4,})")
GROUPS = str.maketrans("", "", " .\u00a0\u202f'")
MONTH = re.compile(r"(0?[1-9]|1[0-2])[/-](\d{4})")
QUARTER = re.compile(r"(?:[KTQ]([1-4])[ /-]?(\d{4})|(\d{4})[ /-]?[KTQ]([1-4]))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AgencyFile:
    """The form `agency_file`: no address; a file that somebody was given."""

    def fetch(self, table: Table, get: Get) -> Sequence[Part]:
        raise LabourMarketError(table.name, "by_file_only", office=table.publisher.label.en, table=table.name)

    def read(self, table: Table, files: Sequence[Path], expected: Sequence[str] | None) -> Answer:
        return read(files[0], table)


def read(file: Path, table: Table) -> Answer:
    """Read a file. Columns are found by name or by the headings of the catalogue; others are not kept.

    Raises:
        LabourMarketError: no table, a required column that is not there or there twice, or no row that can be read.
    """
    raw, longer = cells(file)
    found = _headings(raw.columns, table)
    ready = [_read_column(raw[heading], column) for column, heading in found]
    absent = [pl.Series(c.name, [None] * raw.height, TYPES[c.kind]) for c in table.columns if c not in dict(found)]
    named = [(heading, reason) for (_, heading), (_, reason) in zip(found, ready, strict=True)]
    reasons = [
        f"{raw.columns[-1]}: more_cells"
        if n in longer
        else "; ".join(f"{heading}: {reason[n]}" for heading, reason in named if reason[n])
        for n in range(raw.height)
    ]
    bad = pl.Series([bool(reason) for reason in reasons], dtype=pl.Boolean)
    blank = raw.select(pl.all_horizontal(pl.all().is_null() | (pl.all().str.strip_chars() == ""))).to_series()
    order = [column.name for column in table.columns]
    frame = pl.DataFrame([*(series for series, _ in ready), *absent]).select(order).filter(~bad & ~blank)
    quarantine = raw.select(
        pl.Series("row", range(2, raw.height + 2), pl.Int64), pl.Series("reasons", reasons, pl.String), pl.all()
    ).filter(bad & ~blank)
    if not frame.height:
        raise LabourMarketError(file.name, "no_row_readable", rows=quarantine.height)
    return Answer(frame, tuple(raw.columns), tuple(order), quarantine=quarantine)


def cells(file: Path) -> tuple[pl.DataFrame, frozenset[int]]:
    """The cells of a CSV or Excel file as text, as they stand there, and the rows with more cells than headings.

    In these a separator stands inside a cell (`12,5` between commas), so that which cell is which is not known.

    Raises:
        LabourMarketError: no such file, not of one of these forms, or too large once unpacked.
    """
    try:
        if file.suffix.lower() in EXCEL:
            _see_workbook(file)
            raw = pl.read_excel(file, engine="calamine", infer_schema_length=0)
            return raw.select(pl.all().cast(pl.String)), frozenset()
        text = _decoded(file)
        first = text.lstrip("\r\n").split("\n", 1)[0]
        separator = max(";\t,|", key=first.count)
        rows = list(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=separator))
    except (OSError, csv.Error, ValueError, zipfile.BadZipFile, pl.exceptions.PolarsError) as error:
        raise LabourMarketError(str(file), "file_unreadable", why=str(error).splitlines()[0]) from None
    if not any(rows[1:]):
        raise LabourMarketError(file.name, "no_rows")
    head = [name.strip() for name in rows[0]]
    while head and not head[-1]:  # separators that a spreadsheet leaves at the end of its lines
        head.pop()
    if twice := [name for n, name in enumerate(head) if name in head[:n]]:
        raise columns_changed(file.name, [], [f"{name or '-'} (×{head.count(name)})" for name in twice[:1]])
    columns = {name: [row[n] if n < len(row) else None for row in rows[1:]] for n, name in enumerate(head)}
    longer = frozenset(n for n, row in enumerate(rows[1:]) if any(cell.strip() for cell in row[len(head) :]))
    return pl.DataFrame(columns, schema=dict.fromkeys(head, pl.String)), longer


def _see_workbook(file: Path) -> None:
    if not zipfile.is_zipfile(file):  # .xls is no archive
        return
    with zipfile.ZipFile(file) as book:
        if sum(part.file_size for part in book.infolist()) > LARGEST_WORKBOOK:
            raise LabourMarketError(str(file), "file_too_large", bytes=LARGEST_WORKBOOK)


def _decoded(file: Path) -> str:
    from charset_normalizer import from_bytes

    raw = file.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(raw, cp_isolation=["cp1252", "latin_1", "utf_16"]).best()
        if best is None:
            raise ValueError("encoding") from None
        return str(best)


def _headings(headings: Sequence[str], table: Table) -> list[tuple[Column, str]]:
    """Which column of the file is which of the catalogue."""
    found = list[tuple[Column, str]]()
    twice, missing = list[str](), list[str]()
    for column in table.columns:
        names = {_plain(name) for name in (column.name, *column.also)}
        here = [heading for heading in headings if _plain(heading) in names]
        if len(here) > 1:
            twice += here
        elif here:
            found.append((column, here[0]))
        elif column.required:
            missing.append(f"{column.name} ({', '.join(column.also)})")
    if missing or twice:
        raise columns_changed(table.name, missing, [f"{name} (×{len(twice)})" for name in twice[:1]])
    return found


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().replace("_", " ").split())


def _read_column(raw: pl.Series, column: Column) -> tuple[pl.Series, list[str | None]]:
    """The values of a column, and for each row what is wrong with it."""
    values, reasons = list[object](), list[str | None]()
    for cell in raw:
        text = "" if cell is None else str(cell).strip()
        value, reason = (None, None) if text.casefold() in UNKNOWN else _value(text, column)
        if value is None and reason is None and column.required:
            reason = "empty"
        values.append(value)
        reasons.append(reason)
    return pl.Series(column.name, values, dtype=TYPES[column.kind]), reasons


def _value(text: str, column: Column) -> tuple[object, str | None]:
    """A cell as a value, or the reason why it is none."""
    match column.kind:
        case "count":
            plain = text.removesuffix(".0")
            if COUNT.fullmatch(plain):
                return int(plain.translate(GROUPS)), None
            return None, "not_a_count"
        case "number":
            return _number(text)
        case "period":
            found = period(text)
            return found, None if found else "not_a_period"
    return text, None


def _number(text: str) -> tuple[float | None, str | None]:
    """A number as Belgians write it: `1.234,5` and `12,5`. `1.234` may be either of two numbers, and is not read."""
    plain = text.removesuffix("%").strip()
    if re.fullmatch(r"-?\d{1,3}\.\d{3}", plain):
        return None, "two_meanings"
    if not NUMBER.fullmatch(plain):
        return None, "not_a_number"
    if re.fullmatch(r"-?\d+\.\d+", plain):
        return float(plain), None
    return float(plain.translate(GROUPS).replace(",", ".")), None


def period(text: str) -> str | None:
    """A period as the store writes it: 2025, 2025-06, 2025-Q2; from `06/2025`, `K2 2025`, `2025T2` too. Else None."""
    plain = text.removesuffix(".0")
    if PERIODS.fullmatch(plain):
        return plain
    if month := MONTH.fullmatch(plain):
        return f"{month[2]}-{int(month[1]):02}"
    if quarter := QUARTER.fullmatch(plain):
        return f"{quarter[2] or quarter[3]}-Q{quarter[1] or quarter[4]}"
    return None


def told(reasons: str, lang: str) -> str:
    """The reasons of a row in quarantine, in a language, with what to do."""
    pairs = [each.rpartition(": ") for each in reasons.split("; ")]
    return "; ".join(
        f"{heading}: {': '.join(LabourMarketError(heading, f'cell_{reason}').told(lang))}"
        for heading, _, reason in pairs
    )
