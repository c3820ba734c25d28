"""What a method reads of an indicator table: stated or derived figures, with their observations, source and edition."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from corridor.labour_market.indicator_table import KEY, latest
from corridor.labour_market.indicators import Indicator, indicators, unreliable_flags

COLUMNS = ["isco08", "region", "period", "indicator", "value", "n", "source", "vintage", "flag", "derived"]
COUNTED = ("count", "bool", "level")
"""Units whose value is itself a count or a mark: too few observations cannot be said of it."""
SEPARATOR = "; "


def evidence(rows: pl.DataFrame, wanted: Iterable[str], min_n: float | None) -> pl.DataFrame:
    """The newest edition of each figure, ratios derived from counts where a table states no ratio.

    Args:
        rows: rows of an indicator table.
        wanted: ids of indicators.
        min_n: fewest observations; a value with fewer, or flagged unreliable by its source, gets `low_n`.

    Returns:
        The columns of the table, `derived` (true for a ratio made of counts) and `low_n`.
    """
    newest = latest(rows).with_columns(pl.lit(False).alias("derived"))
    known = newest.filter(pl.col("value").is_not_null())
    parts = [known.filter(pl.col("indicator").is_in(list(wanted))).select(COLUMNS)]
    for name in wanted:
        if indicators()[name].derived is not None:
            made = derive(known, indicators()[name])
            stated = parts[0].filter(pl.col("indicator") == name).select(KEY)
            parts.append(made.join(stated, on=KEY, how="anti").select(COLUMNS))
    return pl.concat(parts).with_columns(_low(min_n)).sort(KEY)


def derive(known: pl.DataFrame, of: Indicator) -> pl.DataFrame:
    """The ratio of counts of one period, where every count is known and the denominator is not zero.

    `n`: the smallest of the counts' own numbers of observations; where none is stated, the denominator.
    """
    assert of.derived is not None
    needed = list(dict.fromkeys([*of.derived.numerator, *of.derived.denominator]))
    used = known.filter(pl.col("indicator").is_in(needed))
    grouped = used.group_by("isco08", "region", "period", maintain_order=True).agg(
        _sum(of.derived.numerator).alias("above"),
        _sum(of.derived.denominator).alias("below"),
        pl.col("indicator").n_unique().alias("found"),
        pl.col("n").min(),
        pl.col("source").unique(maintain_order=True).str.join(SEPARATOR),
        pl.col("vintage").min(),
        pl.col("flag").drop_nulls().unique(maintain_order=True).str.join("").replace("", None),
    )
    complete = grouped.filter((pl.col("found") == len(needed)) & (pl.col("below") > 0))
    return complete.with_columns(
        pl.lit(of.id).alias("indicator"),
        (of.derived.times * pl.col("above") / pl.col("below")).alias("value"),
        pl.col("n").fill_null(pl.col("below").round(0).cast(pl.Int64)),
        pl.lit(True).alias("derived"),
    )


def _sum(names: tuple[str, ...]) -> pl.Expr:
    return pl.col("value").filter(pl.col("indicator").is_in(list(names))).sum()


def _low(min_n: float | None) -> pl.Expr:
    counted = [name for name, of in indicators().items() if of.unit in COUNTED]
    few = pl.lit(False) if min_n is None else (pl.col("n") < min_n).fill_null(False)
    flagged = pl.col("flag").str.contains(f"[{''.join(unreliable_flags())}]").fill_null(False)
    return ((few & ~pl.col("indicator").is_in(counted)) | flagged).alias("low_n")
