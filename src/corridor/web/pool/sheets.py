"""Tables handed out as files: CSV of which a spreadsheet runs nothing, some thousand rows at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from corridor.pool.writing import DANGEROUS, HARMLESS, SEPARATOR, as_cells

MARK = "\ufeff"
RUNS, PLAIN = re.compile(DANGEROUS), re.compile(HARMLESS)


def csv_of(tables: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """Tables of the same columns as one CSV: semicolons, UTF-8 with its mark, formulas neutralised, headers too."""
    for at, table in enumerate(tables):
        cells = as_cells(table)
        safe = cells.with_columns(harmless(name) for name in cells.columns)
        if at == 0:
            safe.columns = _harmless_names(safe.columns)
            yield (MARK + safe.write_csv(separator=SEPARATOR)).encode()
        else:
            yield safe.write_csv(separator=SEPARATOR, include_header=False).encode()


def harmless(name: str) -> pl.Expr:
    """A column of texts of which a spreadsheet runs nothing."""
    cell = pl.col(name)
    runs = cell.str.contains(DANGEROUS) & ~cell.str.contains(HARMLESS)
    return pl.when(runs).then(pl.lit("'") + cell).otherwise(cell).alias(name)


def _harmless_names(names: list[str]) -> list[str]:
    return [f"'{name}" if RUNS.search(name) and not PLAIN.search(name) else name for name in names]


def attachment(content: Iterable[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """A file that the browser saves and does not open."""
    response = StreamingHttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store, private"
    return response


def file_name(name: str, suffix: str) -> str:
    """A name for a file that is made of what a user wrote: letters, digits, hyphens."""
    plain = re.sub(r"[^\w-]+", "-", name).strip("-_")[:60]
    return f"{plain or 'table'}{suffix}"


def row_table(rows: Iterable[dict[str, Any]], columns: list[str]) -> pl.DataFrame:
    """Rows of texts as a table."""
    listed = list(rows)
    texts = {name: [row.get(name) for row in listed] for name in columns}
    return pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String))
