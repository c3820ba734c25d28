"""What lies in a plan's folder: read once for each process and digest, tables through scans."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from corridor.plan.result import Plan
from corridor.plan.writing import DOCUMENT
from corridor.web.plans import restored

Table = Literal["vacancies", "placements", "candidates", "audit", "scores"]
TABLES: tuple[Table, ...] = ("vacancies", "placements", "candidates", "audit")
"""The tables of a plan, as the command writes them."""
SCORES = "scores"
"""Beside them: what the score of every candidate is made of, and by which route they could work."""
OF_PERSONS: tuple[str, ...] = ("placements", "candidates", SCORES)
"""Tables with a row for a person."""
KEPT = 16
"""Plans that a process keeps in memory."""


@lru_cache(maxsize=KEPT)
def document(folder: Path, digest: str) -> dict[str, Any]:
    """plan.json of a folder. Shared by all who ask: not to be changed.

    Raises:
        FileNotFoundError: the folder has none.
    """
    found: dict[str, Any] = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=KEPT)
def result(folder: Path, digest: str) -> Plan:
    """A plan as `corridor.plan` returned it. Of its tables `audit` is whole, of the others only the height is true."""
    tables: dict[str, pl.DataFrame] = {
        name: pl.read_parquet(path(folder, name)) if name == "audit" else _height(folder, name) for name in TABLES
    }
    return restored.plan(document(folder, digest), tables)


def _height(folder: Path, name: Table) -> pl.DataFrame:
    """A frame as high as the table; empty where it was taken away with its dataset."""
    file = path(folder, name)
    rows = pl.scan_parquet(file).select(pl.len()).collect().item() if file.exists() else 0
    return pl.select(pl.repeat(True, rows).alias("row"))


def path(folder: Path, name: Table) -> Path:
    """Where a table lies."""
    return folder / f"{name}.parquet"


def scan(folder: Path, name: Table) -> pl.LazyFrame:
    """A table, read as far as it is asked for.

    Raises:
        FileNotFoundError: it was taken away with its dataset.
    """
    file = path(folder, name)
    if not file.exists():
        raise FileNotFoundError(file.name)
    return pl.scan_parquet(file)


def has(folder: Path, name: Table) -> bool:
    """Whether the table is there."""
    return path(folder, name).exists()
