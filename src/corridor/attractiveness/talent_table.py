"""A table of values for countries or regions, brought by the user: one row a unit and indicator, bad rows set aside.

Columns: unit (ISO 3166-1 alpha-2 for countries, a name of one's own for regions), indicator (an id of the framework or
the compass), value; where known level (country, region), year, source. An empty value is unknown and stays so.
"""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from corridor.attractiveness.errors import AttractivenessError, told

REQUIRED = ("unit", "indicator", "value")
COLUMNS = {
    "unit": pl.String,
    "indicator": pl.String,
    "value": pl.Float64,
    "level": pl.String,
    "year": pl.Int32,
    "source": pl.String,
}
LEVELS = ("country", "region")
KINDS = (".csv", ".parquet")
SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True)
class BadRow:
    """A row that was set aside: its number in the file (the header is 1), the field, the value and why."""

    row: int
    field: str
    value: str
    key: str
    values: Mapping[str, Any]

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        return told(self.key, lang, **self.values)


@dataclass(frozen=True)
class TalentTable:
    """`rows` with COLUMNS (null is unknown), and the rows that were set aside."""

    rows: pl.DataFrame
    bad: tuple[BadRow, ...]

    def quarantine(self, lang: str) -> pl.DataFrame:
        """The rows set aside: row, field, value, reason, remedy."""
        rows = [(one.row, one.field, one.value, *one.told(lang)) for one in self.bad]
        return pl.DataFrame(rows, schema=["row", "field", "value", "reason", "remedy"], orient="row")


def read_talent_table(
    source: Path | pl.DataFrame, indicators: Collection[str], *, level: str = "country"
) -> TalentTable:
    """Read a table in which `indicators` are known; `level` holds where a row does not give one.

    Raises: AttractivenessError (file_unreadable, column_missing). Bad rows are set aside, good ones kept.
    """
    frame = source if isinstance(source, pl.DataFrame) else table_of(source)
    for column in REQUIRED:
        if column not in frame.columns:
            raise AttractivenessError("table", "column_missing", column=column, present=", ".join(frame.columns))
    good: list[dict[str, Any]] = []
    bad: list[BadRow] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(frame.iter_rows(named=True), start=2):
        found = _row(number, row, indicators, level)
        if isinstance(found, BadRow):
            bad.append(found)
            continue
        key = (found["unit"], found["indicator"])
        if key in seen:
            bad.append(BadRow(number, "indicator", key[1], "row_twice", {"unit": key[0], "indicator": key[1]}))
            continue
        seen.add(key)
        good.append(found)
    return TalentTable(pl.DataFrame(good, schema=COLUMNS), tuple(bad))


def table_of(path: Path) -> pl.DataFrame:
    """A CSV file, every column as text, or a Parquet file. Raises: file_kind, file_unreadable."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise AttractivenessError(path.name, "file_kind", known=", ".join(KINDS))
    try:
        return (
            pl.read_parquet(path) if kind == ".parquet" else text_table(path.read_text(encoding="utf-8-sig"), path.name)
        )
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        raise AttractivenessError(path.name, "file_unreadable", why=str(error).partition("\n")[0]) from error


def text_table(text: str, place: str = "table") -> pl.DataFrame:
    """CSV with commas, semicolons or tabs, as spreadsheets of the country write it. Raises: file_unreadable.

    Every column is text: a fault then belongs to a row, not to the file.
    """
    head = text.partition("\n")[0]
    try:
        return pl.read_csv(io.StringIO(text), separator=max(SEPARATORS, key=head.count), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise AttractivenessError(place, "file_unreadable", why=str(error).partition("\n")[0]) from error


def _row(number: int, row: Mapping[str, Any], indicators: Collection[str], level: str) -> dict[str, Any] | BadRow:
    unit, indicator = _text(row["unit"]), _text(row["indicator"])
    if unit is None:
        return BadRow(number, "unit", "", "unit_blank", {})
    if indicator not in indicators:
        return BadRow(number, "indicator", indicator or "", "indicator_unknown", {"indicator": indicator or ""})
    value = _number(row["value"])
    if isinstance(value, str):
        return BadRow(number, "value", value, "not_a_number", {"value": value})
    given = _text(row.get("level")) or level
    if given not in LEVELS:
        return BadRow(number, "level", given, "level_unknown", {"level": given, "known": ", ".join(LEVELS)})
    year = _number(row.get("year"))
    if isinstance(year, str) or (year is not None and not 1900 <= year <= 2200):
        return BadRow(number, "year", str(row.get("year")), "year_wrong", {"year": row.get("year")})
    return {
        "unit": unit,
        "indicator": indicator,
        "value": value,
        "level": given,
        "year": None if year is None else int(year),
        "source": _text(row.get("source")),
    }


def _text(value: Any) -> str | None:
    return None if value is None or not str(value).strip() else str(value).strip()


def _number(value: Any) -> float | str | None:
    """A number, None where nothing stands, the text where it is none."""
    text = _text(value)
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def wide(table: TalentTable, indicators: Collection[str]) -> pl.DataFrame:
    """The values as `build` reads them: column uCode and one an indicator, null where there is none."""
    units = pl.DataFrame({"uCode": table.rows["unit"].unique(maintain_order=True)})
    for name in indicators:
        column = table.rows.filter(indicator=name).select(uCode="unit", **{name: "value"})
        units = units.join(column, on="uCode", how="left", maintain_order="left")
    return units
