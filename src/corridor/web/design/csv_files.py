"""A table as a CSV file to take along: a spreadsheet opens it and runs none of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.http import HttpResponse


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A file named `name`.csv, written as the pool writes its files: no cell is a formula."""
    import polars as pl

    from corridor.pool.writing import write_csv

    cells = [[None if value is None or value == "" else str(value) for value in row] for row in rows]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(head, pl.String()), orient="row")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_csv(frame, path)
        out = HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8")
    out["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return out
