"""Uploaded files opened for a preview, an import or a correction: what is wrong with them is told, nothing crashes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from corridor.pool.columns import as_texts
from corridor.pool.errors import PoolError
from corridor.pool.files import open_table
from corridor.pool.schema import Kind
from corridor.pool.source import Source
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.sniffing import COLUMNS, row_limit

FIRST = 5
"""So many rows are shown before an import."""
LONGEST = 200
"""So much of a cell is shown there."""
T = TypeVar("T")


def opened(path: Path, kind: Kind, name: str) -> Source:
    """The table in an uploaded file.

    Args:
        path: where it lies.
        kind: what it should hold.
        name: what the user calls it: messages name it so.

    Raises:
        PoolError, PoolRefusal: it cannot be read, or is too large.
    """
    source = guarded(lambda: open_table(path, kind), name)
    if source.frame.height > row_limit():
        raise PoolRefusal("too_many_rows", limit=f"{row_limit():,}".replace(",", "\u202f"))
    if source.frame.width > COLUMNS:
        raise PoolRefusal("too_many_columns", limit=COLUMNS)
    return source


def guarded(work: Callable[[], T], name: str) -> T:
    """Do something with a file that a stranger made; what it does to the readers becomes a refusal.

    Raises:
        PoolError, PoolRefusal: what is wrong, with the user's name of the file as the place.
    """
    try:
        return work()
    except PoolError as error:
        # The library names the path; the user knows the file by another name.
        raise PoolError(name, error.text.key, **error.text.values) from None
    except RecursionError:
        raise PoolRefusal("nested") from None
    except (ValueError, OverflowError, MemoryError, OSError, pl.exceptions.PolarsError) as error:
        if isinstance(error, PoolRefusal):
            raise
        raise PoolRefusal("unreadable", form=name) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a reader written in Rust gave up
            raise PoolRefusal("unreadable", form=name) from None
        raise


def cells(table: pl.DataFrame) -> list[dict[str, str | None]]:
    """Rows as texts, as the user would write them."""
    return pl.DataFrame([_texts(column) for column in table.get_columns()]).to_dicts() if table.width else []


def _texts(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.List):
        return column.cast(pl.List(pl.String)).list.join("; ")
    return as_texts(column)


def cleaned(text: str | None) -> str:
    """A text that every database can keep."""
    return "" if text is None else text.replace("\0", "")


def storable(told: Any) -> Any:
    """What a stranger's file gave, as every database can keep it in a JSON field."""
    return json.loads(json.dumps(told, ensure_ascii=True).replace("\\u0000", ""))


def first_rows(source: Source) -> list[list[str]]:
    """The first rows of a table, in the order of its columns, long cells cut."""
    found = cells(source.frame.head(FIRST))
    return [[_cut(cleaned(row[name])) for name in source.frame.columns] for row in found]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def preview(source: Source) -> dict[str, Any]:
    """What the page before an import shows of a table."""
    return {
        "rows": first_rows(source),
        "height": source.frame.height,
        "how": dict(source.how),
        "licence": source.licence or "",
        "notes": [
            {lang: remark.message.told(lang)[0] for lang in ("en", "fr", "nl")} | {"field": remark.field}
            for remark in source.remarks
            if remark.at is None
        ],
    }
