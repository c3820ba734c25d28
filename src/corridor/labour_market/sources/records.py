"""Records as JSON gives them, as a table with declared columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import Column, Kind
from corridor.labour_market.sources.sdmx_csv import columns_changed

TYPES: Mapping[Kind, pl.DataType | type[pl.DataType]] = {
    "text": pl.String,
    "texts": pl.List(pl.String),
    "count": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
    "period": pl.String,
    "json": pl.String,
}


def table_of(records: Sequence[Mapping[str, Any]], columns: Sequence[Column], place: str) -> pl.DataFrame:
    """The records as a table. A field that is absent or null is null; texts in a list stay a list.

    Raises:
        LabourMarketError: fields that are not declared, declared ones that no record has, a required one that is
            empty, or a value of another kind.
    """
    found = {name for record in records for name in record}
    declared = {column.name for column in columns}
    missing = sorted(column.name for column in columns if column.required and column.name not in found)
    new = sorted(found - declared)
    if missing or new:
        raise columns_changed(place, missing, new)
    frame = pl.DataFrame(
        [_series(column, [record.get(column.name) for record in records], place) for column in columns]
    )
    empty = [column.name for column in columns if column.required and frame[column.name].null_count()]
    if empty:
        raise LabourMarketError(place, "required_empty", columns=", ".join(empty))
    return frame


def _series(column: Column, values: Sequence[Any], place: str) -> pl.Series:
    try:
        cells = [None if value is None else _cell(value, column.kind) for value in values]
        series = pl.Series(column.name, cells, dtype=pl.String if column.kind == "date" else TYPES[column.kind])
        return series.str.head(10).str.to_date("%Y-%m-%d") if column.kind == "date" else series
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        raise LabourMarketError(f"{place}: {column.name}", "value_of_other_kind", kind=column.kind) from None


def _cell(value: Any, kind: Kind) -> Any:
    match kind:
        case "json":
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        case "texts":
            return [str(each) for each in value if each is not None] if isinstance(value, list) else [str(value)]
        case "count":
            if isinstance(value, bool) or float(value) != int(value):
                raise ValueError(value)
            return int(value)
        case "number":
            return float(value)
    if isinstance(value, list | dict):
        raise TypeError(value)
    return str(value)
