"""Templates: the header in the user's language and one example row, from the schema."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from corridor.pool.schema import Column, Kind, table
from corridor.pool.workbook import write_workbook
from corridor.pool.writing import write_atomic, write_csv


def columns(kind: Kind) -> list[Column]:
    """The columns of a template."""
    return [c for c in table(kind).columns.values() if not c.seldom]


def template(kind: Kind, lang: str) -> pl.DataFrame:
    """A table of texts: labels as header, one row of examples."""
    return pl.DataFrame({c.label[lang]: [c.example.get(lang)] for c in columns(kind)}, schema_overrides=None)


def write_template(kind: Kind, lang: str, path: Path) -> None:
    """Write a template as CSV, or as a workbook where the name ends in .xlsx (all cells are text: 0110 stays 0110).

    Raises:
        OSError: the file cannot be written.
    """
    frame = template(kind, lang)
    if path.suffix.lower() == ".xlsx":
        write_atomic(path, lambda part: write_workbook(frame, part))
    else:
        write_csv(frame, path)
