"""The rows of a dataset: one Parquet file a version, written whole or not at all.

The database says which file counts. A file that no version names is a remainder of a crash: `sweep` takes it away.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from django.conf import settings

BLOCK = 1024 * 1024
SLICE = 20_000
"""So many rows are held at once where a whole table is handed out."""
ABANDONED = 24 * 3600
"""Seconds after which a file that no version names counts as left by a crash."""


@dataclass(frozen=True)
class Snapshot:
    """A version's file: its name in the dataset's folder, what it holds, and of each column how many rows know it."""

    file: str
    sha256: str
    size: int
    rows: int
    known: dict[str, int] = field(default_factory=dict)


def folder(dataset: UUID) -> Path:
    """Where a dataset's snapshots lie."""
    return Path(settings.FILES) / "datasets" / str(dataset)


def path_of(dataset: UUID, file: str) -> Path:
    """The path of a snapshot.

    Raises:
        ValueError: the name is not that of a file in the dataset's folder.
    """
    if not file or Path(file).name != file:
        raise ValueError(f"no snapshot is called {file!r}")
    return folder(dataset) / file


def write(dataset: UUID, table: pl.DataFrame | pl.LazyFrame, number: int) -> Snapshot:
    """Write a version's rows beside their place, then move them there. What was there before stays untouched.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    place = folder(dataset)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{number:04d}-{secrets.token_hex(6)}.parquet"
    part = place / f".{name}.part"
    try:
        table.lazy().sink_parquet(part)
        part.chmod(0o600)
        _to_disk(part)
        rows, known = _counted(part)
        found = Snapshot(name, sha256_of(part), part.stat().st_size, rows, known)
        part.replace(place / name)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return found


def _counted(path: Path) -> tuple[int, dict[str, int]]:
    table = pl.scan_parquet(path)
    names = table.collect_schema().names()
    counts = table.select(pl.len().alias(""), *(pl.col(n).count() for n in names if n)).collect().row(0, named=True)
    return int(counts.pop("")), {name: int(count) for name, count in counts.items()}


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in blocks."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def scan(path: Path) -> pl.LazyFrame:
    """A snapshot that is read only as far as it is asked."""
    return pl.scan_parquet(path)


def rows(path: Path, start: int, count: int) -> list[dict[str, Any]]:
    """Some rows of a snapshot; the others are not read."""
    return scan(path).slice(start, count).collect().to_dicts()


def slices(path: Path) -> Iterator[pl.DataFrame]:
    """All rows of a snapshot, some thousands at a time; one empty table where it has none."""
    table = scan(path)
    total = int(table.select(pl.len()).collect().item())
    for start in range(0, max(total, 1), SLICE):
        yield table.slice(start, SLICE).collect()


def blocks(path: Path) -> Iterator[bytes]:
    """A snapshot's bytes, a block at a time; the file is opened when the first one is asked for."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def with_rows(path: Path | None, more: pl.DataFrame) -> pl.LazyFrame:
    """The rows of a snapshot and further ones behind them."""
    if path is None:
        return more.lazy()
    return pl.concat([scan(path), more.lazy()], how="diagonal")


def without(path: Path, record_ids: Iterable[str]) -> pl.LazyFrame:
    """The rows of a snapshot but those with these ids."""
    gone = pl.Series(list(record_ids), dtype=pl.String)
    return scan(path).filter(~pl.col("id").is_in(gone.implode()).fill_null(False))


def remove(dataset: UUID, files: Iterable[str]) -> None:
    """Delete snapshots that no longer count."""
    for file in files:
        path_of(dataset, file).unlink(missing_ok=True)


def remove_all(dataset: UUID) -> None:
    """Delete everything that lies in a dataset's folder."""
    shutil.rmtree(folder(dataset), ignore_errors=True)


def sweep(dataset: UUID, known: Iterable[str]) -> int:
    """Delete what crashes left in a dataset's folder; returns how many files."""
    place, kept = folder(dataset), set(known)
    if not place.is_dir():
        return 0
    before = time.time() - ABANDONED
    left = [p for p in place.iterdir() if p.is_file() and p.name not in kept and p.stat().st_mtime < before]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
