"""One interface for all official sources: what is asked for, what is delivered, what is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from corridor.labour_market.sources.catalogue import Table

NOT_DIMENSIONS = ("period", "value", "value_text", "flag", "confidentiality")
"""Columns that every table of observations has beside its dimensions."""
LARGEST = 2 << 30
"""Bytes of an answer or a file once unpacked: more is not read, whatever a small packed file announces."""


@dataclass(frozen=True, slots=True)
class Part:
    """One answer as it came: `sha256` and `bytes` are of its content, after transport compression is taken off.

    `etag` and `modified` are what the office gives to ask later whether anything has changed.
    """

    address: str
    file: Path
    sha256: str
    bytes: int
    retrieved: dt.datetime
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A table as it was read.

    `frame`: for observations the dimensions as text, `period` (2023, 2023-Q4, 2023-12), `value` (null is unknown),
    `value_text` (as delivered, so that no digit is lost), `flag`, and the office's attributes; for records their own
    columns. `columns`: as delivered. `dimensions`: which columns of the frame are dimensions. `updated`: the office's
    own time of the last change, as text. `quarantine`: rows that cannot be read, with `row` and `reasons`.
    `unread_labels`: texts that stand for no known code, and were kept with `label:` before them.
    """

    frame: pl.DataFrame
    columns: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    updated: str | None = None
    quarantine: pl.DataFrame = field(default_factory=pl.DataFrame)
    unread_labels: tuple[str, ...] = ()


class Get(Protocol):
    """Fetches one address. `conditional`: ask only for what has changed since the last time."""

    def __call__(self, address: str, *, accept: str | None = None, conditional: bool = False) -> Part: ...


class Source(Protocol):
    """A form in which offices publish: how a table is fetched, and how what came is read."""

    def fetch(self, table: Table, get: Get) -> Sequence[Part]:
        """Fetch the parts of a table, in order.

        Raises:
            LabourMarketError: what is asked for is not there, or the office does not answer.
        """
        ...

    def read(self, table: Table, files: Sequence[Path], expected: Sequence[str] | None) -> Answer:
        """Read the parts. `expected`: the dimensions or columns that must be there; None where that is not known yet.

        Raises:
            LabourMarketError: not of the form, other columns, or values that cannot be read.
        """
        ...


def look(file: Path, size: int = 512) -> bytes:
    """The first bytes of a file, without a byte-order mark and leading blanks."""
    with file.open("rb") as opened:
        return opened.read(size).removeprefix(b"\xef\xbb\xbf").lstrip()
