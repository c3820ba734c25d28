"""Files written whole or not at all: tables, quarantines and templates."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from corridor.pool.border import Imported
from corridor.pool.errors import PoolError
from corridor.pool.schema import Kind, table

SEPARATOR = ";"
"""What a spreadsheet in Belgium expects."""
DANGEROUS = r"^[=+\-@\t\r]"
"""A spreadsheet would run a cell that begins so; an apostrophe is put in front, and taken off again when it is read."""
HARMLESS = r"^[+-]?[\d.,]+$"


def write_atomic(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place, then move it there: whoever reads sees the old file or the new one, whole.

    Raises:
        OSError: the folder cannot be written; the file that was there is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """A table of talents or vacancies: Parquet, or CSV where the name ends so (lists joined by `; `)."""
    if path.suffix.lower() == ".csv":
        write_csv(as_cells(frame), path)
    else:
        write_atomic(path, frame.write_parquet)


def write_quarantine(imported: Imported, path: Path) -> None:
    """The quarantined rows as CSV: what is wrong in front, the row as it came behind; to be corrected."""
    write_csv(imported.rejected, path)


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """A table of texts as CSV that a spreadsheet opens: semicolons, UTF-8 with its mark, nothing that it would run."""
    texts = [n for n, dtype in frame.schema.items() if dtype == pl.String]
    heads = pl.DataFrame({"head": frame.columns}, schema={"head": pl.String}).select(_harmless("head"))["head"]
    safe = frame.with_columns(_harmless(n) for n in texts).rename(dict(zip(frame.columns, heads, strict=True)))
    write_atomic(path, lambda part: safe.write_csv(part, separator=SEPARATOR, include_bom=True))


def _harmless(name: str) -> pl.Expr:
    cell = pl.col(name)
    runs = cell.str.contains(DANGEROUS) & ~cell.str.contains(HARMLESS)
    return pl.when(runs).then(pl.lit("'") + cell).otherwise(cell).alias(name)


def as_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """A typed table as cells of CSV: lists joined by `; `, a list without items as `none`, truths as true and false."""

    def cell(name: str, dtype: pl.DataType) -> pl.Expr:
        if not isinstance(dtype, pl.List):
            return pl.col(name).cast(pl.String)
        joined = pl.col(name).cast(pl.List(pl.String)).list.join("; ")
        return pl.when(pl.col(name).list.len() == 0).then(pl.lit("none")).otherwise(joined).alias(name)

    return frame.select(cell(n, t) for n, t in frame.schema.items())


def added(imported: Imported, path: Path, kind: Kind) -> pl.DataFrame:
    """The rows of a table that was written before, and the new ones.

    Raises:
        PoolError: the file is no table of this kind.
    """
    before = read_back(path, kind)
    return pl.concat([before, imported.frame], how="diagonal")


def read_back(path: Path, kind: Kind) -> pl.DataFrame:
    """A table that was written before.

    Raises:
        PoolError: the file is no table of this kind.
    """
    try:
        before = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError):
        raise PoolError(str(path), "not_ours", kind=kind) from None
    known = table(kind)
    if any(n not in before.columns or before.schema[n] != known.columns[n].dtype for n in known.always):
        raise PoolError(str(path), "not_ours", kind=kind)
    return before
