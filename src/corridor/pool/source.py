"""A table as it stands in its file, before any of its values is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from corridor.pool.errors import Message

MARKS = ("_row", "_field", "_value", "_reason", "_remedy")
"""Columns that a quarantine file has before the original ones; they are not read again."""


@dataclass(frozen=True)
class Remark:
    """What was done to a row (`at`, from 0; None for the whole file) on the way from its file to the table."""

    at: int | None
    field: str
    before: str | None
    after: str | None
    message: Message


@dataclass(frozen=True)
class Broken:
    """A row that could not be cut into cells: its position from 0, the text at fault, and what is wrong with it."""

    at: int
    value: str
    message: Message


@dataclass(frozen=True)
class Source:
    """A table as it came.

    Attributes:
        frame: one line a row of the source, blank rows included; texts, lists of texts, or typed values.
        broken: rows that could not be cut into cells; their line in `frame` holds what could be saved.
        remarks: what was done on the way.
        how: format, encoding, separator, decimal sign or sheet, as far as they apply.
        licence: the licence under which the data come, where the format carries one.
    """

    frame: pl.DataFrame
    broken: tuple[Broken, ...] = ()
    remarks: tuple[Remark, ...] = ()
    how: Mapping[str, str] = field(default_factory=dict)
    licence: str | None = None


def from_records(records: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A frame of JSON records: one column a key, in the order in which the keys appear."""
    names = list(dict.fromkeys(key for record in records for key in record))
    columns = [_series(name, [record.get(name) for record in records]) for name in names]
    if not columns:
        return pl.DataFrame({"": pl.Series([None] * len(records), dtype=pl.String)})
    return pl.DataFrame(columns)


def _series(name: str, values: list[Any]) -> pl.Series:
    kinds = {type(v) for v in values if v is not None}
    if list in kinds:
        lists = [None if v is None else [_text(i) for i in _listed(v) if i is not None] for v in values]
        return pl.Series(name, lists, dtype=pl.List(pl.String))
    if kinds and kinds <= {bool}:
        return pl.Series(name, values, dtype=pl.Boolean)
    if kinds and kinds <= {int, float}:
        return pl.Series(name, values, dtype=pl.Float64, strict=False)
    return pl.Series(name, [None if v is None else _text(v) for v in values], dtype=pl.String)


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):  # three decimals would be read as thousands
        return f"{value:.6f}" if not value.is_integer() else str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
