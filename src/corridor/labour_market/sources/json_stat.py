"""JSON-stat 2.0: a cube in row-major order, sparse, with statuses (json-stat.org/full).

`value` and `status` are lists over all cells, or objects from the number of a cell to what stands in it. The last
dimension moves fastest: with sizes 2 and 3, cell 4 is the second of the first dimension and the second of the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import Table
from corridor.labour_market.sources.sdmx_csv import columns_changed, numbers
from corridor.labour_market.sources.source import Answer, Get, Part

LARGEST = 1 << 31
"""Cells of a cube, filled or not; more is taken for a broken file."""
LARGEST_FILE = 1 << 28
"""Bytes of a JSON file: in memory it takes ten times as much."""


@dataclass(frozen=True, slots=True)
class JsonStat:
    """The form `json_stat`: one address, one file."""

    def fetch(self, table: Table, get: Get) -> Sequence[Part]:
        return [get(table.address("json_stat"), accept="application/json", conditional=True)]

    def read(self, table: Table, files: Sequence[Path], expected: Sequence[str] | None) -> Answer:
        raw = load(files[0])
        found = cube(raw, table.name)
        named = tuple(name for name in found.columns if name not in ("period", "value_text", "flag"))
        wanted = set(named if expected is None else expected)
        if wanted != set(named):
            raise columns_changed(table.name, sorted(wanted - set(named)), sorted(set(named) - wanted))
        frame = numbers(found, table.name).select(*named, "period", "value", "value_text", "flag")
        if not frame.height:
            raise LabourMarketError(files[0].name, "no_rows")
        updated = raw.get("updated")
        return Answer(frame, tuple(raw["id"]), named, None if updated is None else str(updated))


def load(file: Path) -> Any:
    """The content of a JSON file; numbers keep every digit that was written.

    Raises:
        LabourMarketError: no JSON, or too much of it.
    """
    size = file.stat().st_size
    if size > LARGEST_FILE:
        raise LabourMarketError(file.name, "too_large", bytes=size)
    try:
        return json.loads(file.read_bytes(), parse_float=Decimal)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        begin = file.read_bytes()[:60].decode(errors="replace")
        raise LabourMarketError(file.name, "not_the_form", form="JSON", begin=begin or str(error)) from None


def cube(raw: Any, place: str = "JSON-stat") -> pl.DataFrame:
    """The cells that hold a value or a status, as rows: the dimensions, `period`, `value_text`, `flag`.

    Cells with neither are left out, as the sparse form leaves them out: they are unknown.

    Raises:
        LabourMarketError: no data set of JSON-stat 2.0, or sizes, categories and cells that do not fit each other.
    """
    names, sizes, codes = _frame_of(raw, place)
    cells = prod(sizes)
    values = _cells(raw.get("value"), cells, place)
    status = _statuses(raw.get("status"), values, cells, place)
    held = np.array(sorted(values.keys() | status.keys()), dtype=np.int64)
    positions = np.unravel_index(held, sizes) if sizes else ()
    columns = {
        name: pl.Series(listed, dtype=pl.String).gather(at)
        for name, listed, at in zip(names, codes, positions, strict=True)
    }
    frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)).with_columns(
        value_text=pl.Series([_text(values.get(int(n))) for n in held], dtype=pl.String),
        flag=pl.Series([_text(status.get(int(n))) for n in held], dtype=pl.String),
    )
    time = next((name for name in ("time", "TIME_PERIOD") if name in names), None)
    if time is None:
        raise LabourMarketError(place, "json_stat_broken", why="no dimension of time")
    return frame.rename({time: "period"}).rename(str.lower)


def _frame_of(raw: Any, place: str) -> tuple[list[str], list[int], list[list[str]]]:
    """Names, sizes and codes of the dimensions, in order."""
    if not isinstance(raw, Mapping) or raw.get("class") != "dataset" or str(raw.get("version")) != "2.0":
        raise LabourMarketError(place, "json_stat_broken", why="class 'dataset', version '2.0'")
    names: Any = raw.get("id")
    sizes: Any = raw.get("size")
    dimension: Any = raw.get("dimension")
    whole = isinstance(names, list) and isinstance(sizes, list) and isinstance(dimension, Mapping)
    if not whole or len(names) != len(sizes) or len(set(names)) != len(names):
        raise LabourMarketError(place, "json_stat_broken", why="id, size, dimension")
    codes = [_codes(dimension.get(name), size, f"{place}: {name}") for name, size in zip(names, sizes, strict=True)]
    if prod(sizes) > LARGEST:
        raise LabourMarketError(place, "json_stat_broken", why=f"{prod(sizes)} cells")
    return names, sizes, codes


def _codes(dimension: Any, size: Any, place: str) -> list[str]:
    """The codes of a dimension by position; `index` is a list, an object, or left out where there is but one."""
    category = dimension.get("category") if isinstance(dimension, Mapping) else None
    index = category.get("index", list(category.get("label", {}))) if isinstance(category, Mapping) else None
    if isinstance(index, Mapping):
        ordered = sorted(index.items(), key=lambda pair: pair[1])
        index = [code for code, _ in ordered] if [at for _, at in ordered] == list(range(len(ordered))) else None
    if not isinstance(index, list) or not isinstance(size, int) or len(index) != size or len(set(index)) != size:
        raise LabourMarketError(place, "json_stat_broken", why="category.index, size")
    return [str(code) for code in index]


def _cells(given: Any, cells: int, place: str) -> dict[int, Any]:
    """What stands in the cells, by number; null is nothing."""
    if isinstance(given, list) and len(given) == cells:
        return {n: each for n, each in enumerate(given) if each is not None}
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(key.isdecimal() and int(key) < cells for key in given):
        raise LabourMarketError(place, "json_stat_broken", why=f"value, status: {cells} cells")
    return {int(key): each for key, each in given.items() if each is not None}


def _statuses(given: Any, values: Mapping[int, Any], cells: int, place: str) -> Mapping[int, Any]:
    """The statuses of the cells; a single one is that of every value."""
    if isinstance(given, list) and len(given) == 1 and cells != 1:
        given = given[0]
    return dict.fromkeys(values, given) if isinstance(given, str) else _cells(given, cells, place)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
