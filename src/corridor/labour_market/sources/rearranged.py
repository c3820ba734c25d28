"""Extracts of an official table that no longer have the office's columns: other headings, labels instead of codes.

They are read by the headings that the catalogue gives. What such a file does not say (age, unit) stays unknown.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import Table
from corridor.labour_market.sources.sdmx_csv import columns_changed, numbers, with_codes
from corridor.labour_market.sources.source import Answer


def read(file: Path, table: Table) -> Answer:
    """Read such an extract.

    Raises:
        LabourMarketError: headings other than the catalogue's, or values that are no numbers.
    """
    known = table.rearranged
    if known is None:
        raise LabourMarketError(table.name, "not_rearranged")
    try:
        raw = pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise LabourMarketError(str(file), "file_unreadable", why=str(error).splitlines()[0]) from None
    missing = sorted(set(known.columns) - set(raw.columns))
    new = sorted(set(raw.columns) - set(known.columns) - set(known.left_out))
    if missing or new:
        raise columns_changed(table.name, missing, new)
    named = {meaning: pl.col(heading) for heading, meaning in known.columns.items()}
    named |= {name: pl.lit(code) for name, code in known.fixed.items()}
    absent = pl.lit(None, pl.String)
    frame = raw.select(
        *(named.get(name, absent).alias(name) for name in table.dimensions),
        named["period"].alias("period"),
        named["value"].alias("value_text"),
        absent.alias("flag"),
    )
    frame, unread = with_codes(frame, table.dimensions)
    frame = numbers(frame, table.name).select(*table.dimensions, "period", "value", "value_text", "flag")
    return Answer(frame, tuple(raw.columns), table.dimensions, unread_labels=unread)
