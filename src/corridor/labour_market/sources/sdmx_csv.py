"""SDMX-CSV as Eurostat, OECD and ILOSTAT write it.

Two headings occur. Version 1: `DATAFLOW`, sometimes `LAST UPDATE`, the dimensions, `TIME_PERIOD`, `OBS_VALUE`, then
attributes. Version 2: `STRUCTURE`, `STRUCTURE_ID`, the same, and, where labels were asked for, beside each column one
with its label. Nothing is dropped but those labels, and a column that is not expected is an error: a new dimension
would make several rows of what was one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import Table
from corridor.labour_market.sources.dimensions import codes_of_labels, looks_like_a_label
from corridor.labour_market.sources.source import Answer, Get, Part, look

HEADS = ("DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "LAST UPDATE")
"""Columns before the dimensions."""
PERIOD, VALUE = "TIME_PERIOD", "OBS_VALUE"
RENAMED = {"OBS_FLAG": "flag", "OBS_STATUS": "flag", "CONF_STATUS": "confidentiality"}
NOTHING = ("", ":", "NaN", "NA")
"""What offices write where there is no value."""
PERIODS = re.compile(r"\d{4}(-(Q[1-4]|S[12]|W\d\d|\d\d(-\d\d)?))?")


@dataclass(frozen=True, slots=True)
class SdmxCsv:
    """The form `sdmx_csv`: one address, one file."""

    def fetch(self, table: Table, get: Get) -> Sequence[Part]:
        service = table.publisher.forms["sdmx_csv"]
        return [get(table.address("sdmx_csv"), accept=service.accept, conditional=True)]

    def read(self, table: Table, files: Sequence[Path], expected: Sequence[str] | None) -> Answer:
        return read(files[0], table, expected)


def read(file: Path, table: Table, expected: Sequence[str] | None) -> Answer:
    """Read an SDMX-CSV file. `expected`: the dimensions, in any order; None takes those that are there.

    Raises:
        LabourMarketError: no SDMX-CSV, other columns, a row without a period, or a value that is no number.
    """
    raw = _raw(file)
    dimensions, attributes = _columns(raw.columns, table, expected)
    frame = raw.select(
        *(pl.col(old).alias(old.lower()) for old in dimensions),
        pl.col(PERIOD).alias("period"),
        pl.col(VALUE).alias("value_text"),
        *(pl.col(old).alias(RENAMED.get(old, old.lower())) for old in attributes),
    )
    named = tuple(name.lower() for name in dimensions)
    frame, unread = with_codes(frame, named)
    frame = numbers(frame, table.name)
    if "flag" not in frame.columns:
        frame = frame.with_columns(flag=pl.lit(None, pl.String))
    updated = raw["LAST UPDATE"].max() if "LAST UPDATE" in raw.columns else None
    columns = [*named, "period", "value", "value_text", "flag"]
    rest = [name for name in frame.columns if name not in columns]
    return Answer(frame.select(*columns, *rest), tuple(raw.columns), named, _text(updated), unread_labels=unread)


def _raw(file: Path) -> pl.DataFrame:
    begin = look(file)
    if begin[:1] in (b"<", b"{", b"["):
        raise LabourMarketError(file.name, "not_the_form", form="SDMX-CSV", begin=begin[:60].decode(errors="replace"))
    try:
        raw = pl.read_csv(file, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise LabourMarketError(file.name, "file_unreadable", why=str(error).splitlines()[0]) from None
    raw = raw.rename({name: name.strip().removeprefix("\ufeff") for name in raw.columns})
    if raw.columns[0] not in ("DATAFLOW", "STRUCTURE") or VALUE not in raw.columns or PERIOD not in raw.columns:
        told = ", ".join(raw.columns)[:160]
        raise LabourMarketError(file.name, "not_the_form", form="SDMX-CSV", begin=told)
    if not raw.height:
        raise LabourMarketError(file.name, "no_rows")
    return raw


def _columns(columns: Sequence[str], table: Table, expected: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """Dimensions and attributes, under the names that the office gives them."""
    names = [name for name in columns if name not in HEADS]
    if "STRUCTURE_NAME" in columns:  # labels were asked for: each column is followed by one with its labels
        names = names[::2]
    attributes = [name for name in names if _attribute(name, table)]
    others = [name for name in names if name not in (*attributes, PERIOD, VALUE)]
    if expected is None:
        wanted = {name.lower() for name in others if names.index(name) < names.index(PERIOD)}
    else:
        wanted = {name.lower() for name in expected}
    dimensions = [name for name in others if name.lower() in wanted]
    new = [name for name in others if name.lower() not in wanted]
    missing = wanted - {name.lower() for name in dimensions}
    if new or missing:
        raise columns_changed(table.name, sorted(missing), new)
    return dimensions, attributes


def columns_changed(place: str, missing: Sequence[str], new: Sequence[str]) -> LabourMarketError:
    """The error for columns that are not those expected; it names them."""
    told = {"missing": ", ".join(missing) or "-", "new": ", ".join(new) or "-"}
    return LabourMarketError(place, "columns_changed", **told)


def _attribute(name: str, table: Table) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in table.publisher.attributes)


def with_codes(frame: pl.DataFrame, dimensions: Sequence[str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Put codes where a file holds Eurostat's labels instead; labels without a known code keep `label:` before them."""
    unread = list[str]()
    for name in dimensions:
        values = frame[name].drop_nulls().unique().to_list()
        if not any(looks_like_a_label(name, value) for value in values):
            continue
        codes = codes_of_labels(name)
        found = {value: codes.get(value.casefold(), f"label:{value}") for value in values}
        unread += sorted(value for value, code in found.items() if code.startswith("label:"))
        frame = frame.with_columns(pl.col(name).replace(found))
    return frame, tuple(unread)


def numbers(frame: pl.DataFrame, place: str) -> pl.DataFrame:
    """Add `value` to `value_text` (null where no value is given), and see that each row has a period.

    Numbers are read as the nearest binary fraction: whole numbers up to 2^53 exactly, and any of up to 15 significant
    digits such that it is written back as it was; `value_text` keeps the rest.

    Raises:
        LabourMarketError: a value is no number, or a row has no period, as where a file was cut off.
    """
    text = pl.col("value_text").str.strip_chars()
    frame = frame.with_columns(value_text=pl.when(text.is_in(NOTHING)).then(None).otherwise(text))
    frame = frame.with_columns(value=pl.col("value_text").cast(pl.Float64, strict=False))
    wrong = frame.filter(
        pl.col("value_text").is_not_null() & (pl.col("value").is_null() | ~pl.col("value").is_finite())
    )
    if wrong.height:
        raise LabourMarketError(place, "value_not_number", text=wrong["value_text"][0], rows=wrong.height)
    cut = frame.filter(~pl.col("period").str.contains(f"^({PERIODS.pattern})$").fill_null(False))
    if cut.height:
        raise LabourMarketError(place, "no_period", text=str(cut["period"][0]), rows=cut.height)
    return frame


def _text(value: object) -> str | None:
    return None if value is None else str(value)
