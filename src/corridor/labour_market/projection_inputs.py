"""The tables that a user gives for projections: their schema, templates, and reading with quarantine at the border."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors

FILE = Path(__file__).parent / "projection_inputs.yaml"
SEXES = ("F", "M")
ALL = "all"
"""The whole country, all occupations, or people of every citizenship."""
QUARANTINE: Mapping[str, pl.DataType] = MappingProxyType(
    {"table": pl.String(), "row": pl.Int64(), "field": pl.String(), "value": pl.String(), "key": pl.String()}
)
ISCO = re.compile(r"^(\d{1,4}|all)$")
SCHEMA: Mapping[str, pl.DataType] = MappingProxyType({"whole": pl.Int64(), "number": pl.Float64()})
Purpose = Literal["population", "gap"]
Text = Mapping[str, str]


class _Doc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Doc):
    """A column: its type, limits (both allowed), unit, meaning in three languages, and what the template shows."""

    type: Literal["text", "sex", "whole", "number", "isco", "word"]
    example: str
    meaning: dict[str, str]
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    values: tuple[str, ...] = ()
    optional: bool = False


class Table(_Doc):
    """A table: what it is for, whether it must be there, the columns that name a row, and its columns."""

    serves: Purpose = Field(alias="for")
    needed: bool
    key: tuple[str, ...]
    purpose: dict[str, str]
    columns: dict[str, Column]


@dataclass(frozen=True, slots=True)
class Reading:
    """A table that went over the border.

    Attributes:
        frame: the good rows, with every column of the schema; an optional one that is not given is null.
        quarantine: `table`, `row` (line of the file, the header is 1), `field`, `value`, `key` of the message.
    """

    frame: pl.DataFrame
    quarantine: pl.DataFrame

    def told(self, lang: str) -> pl.DataFrame:
        """The quarantine with `reason` and `remedy` in a language in place of `key`."""
        rows = []
        for row in self.quarantine.iter_rows(named=True):
            column = tables()[row["table"]].columns[row["field"]]
            reason, remedy = fault(row["key"], row["field"], column).told(lang)
            rows.append({**row, "reason": reason, "remedy": remedy})
        schema = {**QUARANTINE, "reason": pl.String(), "remedy": pl.String()}
        return pl.DataFrame(rows, schema=schema).drop("key")


@dataclass(frozen=True, slots=True)
class Folder:
    """The tables of a folder: those that are there, and everything that was put aside."""

    readings: Mapping[str, Reading] = field(default_factory=dict)

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The good rows by table."""
        return {name: reading.frame for name, reading in self.readings.items()}

    def quarantine(self, lang: str) -> pl.DataFrame:
        """What was put aside in any table, with reason and remedy."""
        found = [reading.told(lang) for reading in self.readings.values()]
        empty = {**QUARANTINE, "reason": pl.String(), "remedy": pl.String()}
        return pl.concat(found) if found else pl.DataFrame(schema=empty).drop("key")


@cache
def tables() -> Mapping[str, Table]:
    """Every table by its name, which is the name of its file without `.csv`."""
    raw = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return MappingProxyType(TypeAdapter(dict[str, Table]).validate_python(raw))


def fault(key: str, name: str, column: Column) -> LabourMarketError:
    """One fault of a cell as an error that can be told."""
    allowed = ", ".join(SEXES if column.type == "sex" else column.values)
    low = "" if column.min is None else f"{column.min:g}"
    high = "" if column.max is None else f"{column.max:g}"
    return LabourMarketError(name, key, field=name, allowed=allowed, low=low, high=high, unit=column.unit or "")


def template(name: str) -> str:
    """The file of a table to start from: the header and one example row, whose region is a synthetic one."""
    columns = tables()[name].columns
    return ",".join(columns) + "\n" + ",".join(column.example for column in columns.values()) + "\n"


def read_folder(folder: Path, purpose: Purpose) -> Folder:
    """The tables of a folder that serve a purpose.

    Args:
        folder: holds `population.csv` and so on, as `tables()` names them.
        purpose: `population` or `gap`.

    Raises:
        LabourMarketErrors: the folder or a needed table is missing, or a file cannot be read as that table.
    """
    if not folder.is_dir():
        raise LabourMarketErrors([LabourMarketError(str(folder), "projection_no_folder")])
    readings: dict[str, Reading] = {}
    faults: list[LabourMarketError] = []
    for name, table in tables().items():
        if table.serves != purpose:
            continue
        path = folder / f"{name}.csv"
        if path.is_file():
            try:
                readings[name] = read_table(path, name)
            except LabourMarketErrors as errors:
                faults += errors.errors
        elif table.needed:
            faults.append(LabourMarketError(str(path), "projection_no_table", table=name))
    if faults:
        raise LabourMarketErrors(faults)
    return Folder(MappingProxyType(readings))


def read_table(path: Path, name: str) -> Reading:
    """One table from a CSV file (comma or semicolon, UTF-8); faulty rows are put aside, good ones go on.

    Raises:
        LabourMarketErrors: the file cannot be read, has no rows, or lacks a column.
    """
    try:
        head = path.read_text(encoding="utf-8-sig").partition("\n")[0]
        separator = ";" if head.count(";") > head.count(",") else ","
        raw = pl.read_csv(path, separator=separator, infer_schema=False, encoding="utf8")
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        why = str(error).splitlines()[0]
        raise LabourMarketErrors([LabourMarketError(str(path), "projection_unreadable", why=why)]) from error
    raw = raw.rename({column: column.removeprefix("\ufeff").strip() for column in raw.columns})
    return check_table(raw, name, place=str(path))


def check_table(raw: pl.DataFrame, name: str, *, place: str | None = None) -> Reading:
    """A frame against the schema of a table; the same as `read_table` for rows that are in memory.

    Raises:
        LabourMarketErrors: a column is missing, or there are no rows.
    """
    table, place = tables()[name], place or name
    missing = [n for n, column in table.columns.items() if n not in raw.columns and not column.optional]
    if missing:
        needed = ", ".join(table.columns)
        faults = [LabourMarketError(place, "projection_no_column", column=n, known=needed) for n in missing]
        raise LabourMarketErrors(faults)
    if raw.is_empty():
        raise LabourMarketErrors([LabourMarketError(place, "projection_empty")])
    texts = raw.select(
        (pl.col(n).cast(pl.String).str.strip_chars().replace("", None) if n in raw.columns else pl.lit(None)).alias(n)
        for n in table.columns
    ).with_row_index("row", offset=2)
    typed, faults_ = _typed(texts, table)
    twice = typed.select(pl.struct(*table.key).is_duplicated() & ~pl.struct(*table.key).is_first_distinct())
    last = table.key[-1]
    faults_.append(_faults(texts, last, "projection_twice", twice.to_series()))
    quarantine = pl.concat(faults_).with_columns(pl.lit(name).alias("table")).select(list(QUARANTINE)).sort("row")
    bad = quarantine["row"].unique().implode()
    good = typed.filter(~pl.col("row").cast(pl.Int64).is_in(bad)).drop("row")
    return Reading(good, quarantine)


def _typed(texts: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The columns in their types, and for each column the cells that do not fit."""
    columns: list[pl.Series] = [texts["row"]]
    faults: list[pl.DataFrame] = []
    for name, column in table.columns.items():
        text = texts[name].cast(pl.String)
        value = text.cast(SCHEMA.get(column.type, pl.String()), strict=False)
        columns.append(value.alias(name))
        if not column.optional:
            faults.append(_faults(texts, name, "projection_missing", text.is_null()))
        wrong, outside = _wrong(text, value, column), _outside(value, column)
        faults.append(_faults(texts, name, f"projection_not_{column.type}", wrong))
        faults.append(_faults(texts, name, "projection_outside", outside & ~wrong))
    return pl.DataFrame(columns), faults


def _wrong(text: pl.Series, value: pl.Series, column: Column) -> pl.Series:
    given = text.is_not_null()
    if column.type in ("sex", "word"):
        return given & ~text.is_in(list(SEXES if column.type == "sex" else column.values)).fill_null(False)
    if column.type == "isco":
        return given & ~text.str.contains(ISCO.pattern).fill_null(False)
    if column.type == "number":
        return given & ~value.is_finite().fill_null(False)
    return given & value.is_null()


def _outside(value: pl.Series, column: Column) -> pl.Series:
    found = pl.Series([False] * len(value), dtype=pl.Boolean)
    if column.min is not None:
        found = found | (value < column.min).fill_null(False)
    if column.max is not None:
        found = found | (value > column.max).fill_null(False)
    return found


def _faults(texts: pl.DataFrame, name: str, key: str, where: pl.Series) -> pl.DataFrame:
    return texts.filter(where).select(
        pl.col("row").cast(pl.Int64),
        pl.lit(name).alias("field"),
        pl.col(name).cast(pl.String).alias("value"),
        pl.lit(key).alias("key"),
    )


def as_grid(frame: pl.DataFrame, column: str, axes: Mapping[str, Sequence[Any]]) -> Any:
    """A column as an array over the product of the axes; NaN where no row stands. Rows off the axes are left out."""
    import numpy as np

    shape = tuple(len(values) for values in axes.values())
    grid = np.full(shape, np.nan)
    inside = frame.filter(pl.all_horizontal(pl.col(n).is_in(list(values)) for n, values in axes.items()))
    places = []
    for name, values in axes.items():
        position = {value: index for index, value in enumerate(values)}
        places.append(np.array([position[value] for value in inside[name].to_list()], dtype=np.intp))
    grid[tuple(places)] = inside[column].to_numpy()
    return grid
