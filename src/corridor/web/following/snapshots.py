"""The rows of a log: one Parquet file a version, written whole or not at all; the database says which one counts."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import polars as pl
from django.conf import settings

from corridor.web.pool.snapshots import sha256_of


@dataclass(frozen=True)
class Snapshot:
    """A version's file: its name in the scheme's folder, and what it holds."""

    file: str
    sha256: str
    rows: int


def folder(scheme: UUID) -> Path:
    """Where a scheme's snapshots lie."""
    return Path(settings.FILES) / "following" / str(scheme)


def path_of(scheme: UUID, file: str) -> Path:
    """The path of a snapshot.

    Raises:
        ValueError: the name is not that of a file in the scheme's folder.
    """
    if not file or Path(file).name != file:
        raise ValueError(f"no snapshot is called {file!r}")
    return folder(scheme) / file


def write(scheme: UUID, table: pl.DataFrame, number: int) -> Snapshot:
    """Write a version's rows beside their place, then move them there.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    place = folder(scheme)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{number:04d}-{secrets.token_hex(6)}.parquet"
    part = place / f".{name}.part"
    try:
        table.write_parquet(part)
        part.chmod(0o600)
        made = Snapshot(name, sha256_of(part), table.height)
        part.replace(place / name)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return made


def remove(scheme: UUID, files: Iterable[str]) -> None:
    """Delete snapshots that no longer count."""
    for file in files:
        path_of(scheme, file).unlink(missing_ok=True)


def remove_all(scheme: UUID) -> None:
    """Delete everything that lies in a scheme's folder."""
    shutil.rmtree(folder(scheme), ignore_errors=True)
