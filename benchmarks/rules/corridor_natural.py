"""Corridor from natural values (EUR, texts, dates) to answers: `encode`, then the engine for tables."""

import corridor_columns
import polars as pl
from cases import DATES, EMPLOYMENT, TRANSFER_ROLE

from corridor.rules.encoding import encode

answers = corridor_columns.answers


def prepare(folder):
    """The cases as `corridor permits` reads them from a file."""
    law, table = corridor_columns.prepare(folder)
    table = table.with_columns(
        pl.col(DATES).cast(pl.Date),
        pl.col("gross_annual_salary") / 100,
        pl.col("isco08").cast(pl.String),
        pl.col("employment").cast(pl.UInt8).replace_strict(dict(enumerate(EMPLOYMENT)), return_dtype=pl.String),
        pl.col("transfer_role").cast(pl.UInt8).replace_strict(dict(enumerate(TRANSFER_ROLE)), return_dtype=pl.String),
    )
    return law, table


def run(prepared):
    """Encode and answer."""
    law, table = prepared
    return corridor_columns.run((law, encode(table, law)))
