"""Who was placed, by sex, age band and nationality: for people to see, never an input of anything.

Nothing in this package imports this module's results into a score, an order or an allocation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import polars as pl

SMALL = 5
"""Numbers below this, 0 included, are not shown: they would tell too much about single persons."""
BANDS = (25, 30, 35, 40, 50, 65)
UNKNOWN = "unknown"
DIMENSIONS = ("sex", "age_band", "nationality")
NUMBERS = ("talents", "considered", "placed")


def audit(
    talents: pl.DataFrame, placed: Iterable[str] | pl.Series, considered: Iterable[str] | pl.Series, on: date
) -> pl.DataFrame:
    """Outcome of an allocation by groups of people.

    Args:
        talents: column `id`; `sex`, `birth_date` and `nationality` where given. A column or value that is missing
            makes the group "unknown", which is shown beside the others.
        placed: ids of those who got a post.
        considered: ids of those who had at least one feasible pair.
        on: the day at which ages count; bands begin at 25, 30, 35, 40, 50 and 65 years.

    Returns:
        One row a group, "unknown" last: `dimension` (sex, age_band, nationality), `group`, `talents`, `considered`,
        `placed` (numbers of people), `share` (placed of considered, 0 to 1; null where either is not shown or nobody
        was considered) and `suppressed` (true where a number is null because it is below 5).
    """
    marked = talents.with_columns(
        _column(talents, "sex", pl.String),
        _column(talents, "nationality", pl.String),
        _age_band(_column(talents, "birth_date", pl.Date), on).alias("age_band"),
        pl.col("id").is_in(_ids(considered).implode()).alias("considered"),
        pl.col("id").is_in(_ids(placed).implode()).alias("placed"),
    )
    return pl.concat(_suppressed(_grouped(marked, dimension)) for dimension in DIMENSIONS)


def _ids(ids: Iterable[str] | pl.Series) -> pl.Series:
    return ids.cast(pl.String) if isinstance(ids, pl.Series) else pl.Series(list(ids), dtype=pl.String)


def _column(talents: pl.DataFrame, name: str, kind: type[pl.DataType]) -> pl.Expr:
    """The column, or one of unknown values where the table has none."""
    return pl.col(name).cast(kind) if name in talents.columns else pl.lit(None, kind).alias(name)


def _age_band(birth: pl.Expr, on: date) -> pl.Expr:
    """From 0-24 to 65+; null where the date of birth is unknown."""
    birthday_to_come = (birth.dt.month() > on.month) | ((birth.dt.month() == on.month) & (birth.dt.day() > on.day))
    age = on.year - birth.dt.year() - birthday_to_come.cast(pl.Int32)
    inner = [pl.when(age < high).then(pl.lit(f"{low}-{high - 1}")) for low, high in pairwise((0, *BANDS))]
    return pl.coalesce(*inner, pl.when(age >= BANDS[-1]).then(pl.lit(f"{BANDS[-1]}+")))


def _grouped(marked: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """Numbers of people by group."""
    return (
        marked.group_by(pl.col(dimension).alias("group"))
        .agg(
            pl.len().cast(pl.Int64).alias("talents"),
            pl.col("considered").sum().cast(pl.Int64),
            pl.col("placed").sum().cast(pl.Int64),
        )
        .sort("group", nulls_last=True)
        .select(pl.lit(dimension).alias("dimension"), pl.col("group").fill_null(UNKNOWN), *NUMBERS)
    )


def _suppressed(counted: pl.DataFrame) -> pl.DataFrame:
    """Small numbers as null, and shares of those that are shown."""
    shown = counted.with_columns(
        *(pl.when(pl.col(name) >= SMALL).then(name).alias(name) for name in NUMBERS),
        pl.any_horizontal(pl.col(name) < SMALL for name in NUMBERS).alias("suppressed"),
    )
    share = pl.col("placed") / pl.col("considered")
    return shown.select("dimension", "group", *NUMBERS, share.alias("share"), "suppressed")
