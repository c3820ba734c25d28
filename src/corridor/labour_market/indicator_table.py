"""The indicator table: one row an occupation, region, period and indicator. Faulty rows are set apart, good ones go on.

Columns: `isco08` (one to four digits, or TOTAL for all occupations), `region` (Corridor's name, or a NUTS code),
`period` (2025, 2025-Q2, 2025-06), `indicator` (the closed list of indicators.yaml), `value` (in the indicator's unit;
null is unknown, never zero), `n` (observations behind it; null is unknown), `source`, `vintage` (when the figure was
published or retrieved), `flag` (the source's own: b, p, e, u, c, d).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.indicators import LARGEST, TOTAL, indicators, known_regions, region_name
from corridor.occupations.isco08 import groups

SCHEMA: dict[str, type[pl.DataType]] = {
    "isco08": pl.String,
    "region": pl.String,
    "period": pl.String,
    "indicator": pl.String,
    "value": pl.Float64,
    "n": pl.Int64,
    "source": pl.String,
    "vintage": pl.String,
    "flag": pl.String,
}
OPTIONAL = ("n", "flag")
KEY = ["isco08", "region", "period", "indicator"]
PERIOD = r"^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"
VINTAGE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
NUTS = r"^[A-Z]{2}[0-9A-Z]{0,3}$"
N_SUFFIX = "__n"


@dataclass(frozen=True, eq=False)
class IndicatorTable:
    """A table that passed the border.

    Attributes:
        rows: the good rows, in the columns of the module.
        quarantine: `row` (from 1, without the header), `field`, `value`, `reason`, `remedy`; one line a fault.
    """

    rows: pl.DataFrame
    quarantine: pl.DataFrame


def read_indicators(source: Path | pl.DataFrame, *, lang: str = "en") -> IndicatorTable:
    """Read an indicator table; a faulty row is quarantined with its remedy in `lang`.

    Args:
        source: a CSV file (comma or semicolon), a Parquet file, or a frame with the columns of the module; `n` and
            `flag` may be absent.

    Raises:
        LabourMarketError: no table can be read, or columns are missing.
    """
    raw = source if isinstance(source, pl.DataFrame) else _file(source)
    place = "indicators" if isinstance(source, pl.DataFrame) else str(source)
    missing = [name for name in SCHEMA if name not in raw.columns and name not in OPTIONAL]
    if missing:
        raise LabourMarketError(place, "table_columns", missing=", ".join(missing), columns=", ".join(SCHEMA))
    text = _as_text(raw)
    faults = _cell_faults(text)
    good = _typed(text.filter(~pl.col("row").is_in(faults["row"].implode())))
    faults = pl.concat([faults, _repeats(good)]).sort("row", maintain_order=True)
    good = good.filter(~pl.col("row").is_in(faults["row"].implode()))
    return IndicatorTable(good.select(*SCHEMA), _told(faults, place, lang))


def wide(rows: pl.DataFrame) -> pl.DataFrame:
    """One row an occupation, region and period; a column `<indicator>` and a column `<indicator>__n` each.

    Where several editions of a figure are present, the newest stands.
    """
    newest = latest(rows)
    keys = ["isco08", "region", "period"]
    names = [name for name in indicators() if name in newest["indicator"].unique().to_list()]
    counts = newest.with_columns(pl.col("indicator") + N_SUFFIX)
    values = newest.pivot("indicator", index=keys, values="value")
    numbers = counts.pivot("indicator", index=keys, values="n")
    joined = values.join(numbers, on=keys, how="left").sort(keys)
    return joined.select(*keys, *(column for name in names for column in (name, name + N_SUFFIX)))


def long(table: pl.DataFrame, *, source: str, vintage: str) -> pl.DataFrame:
    """The rows of a wide table, with one source and edition for all; what is null is left out."""
    keys = ["isco08", "region", "period"]
    names = [name for name in indicators() if name in table.columns]
    parts = [
        table.select(
            *keys,
            pl.lit(name).alias("indicator"),
            pl.col(name).cast(pl.Float64).alias("value"),
            (pl.col(name + N_SUFFIX) if name + N_SUFFIX in table.columns else pl.lit(None)).cast(pl.Int64).alias("n"),
        ).drop_nulls("value")
        for name in names
    ]
    empty = pl.DataFrame(schema={name: SCHEMA[name] for name in [*KEY, "value", "n"]})
    found = pl.concat([empty, *parts])
    extra = [pl.lit(source).alias("source"), pl.lit(vintage).alias("vintage"), pl.lit(None, pl.String).alias("flag")]
    return found.with_columns(*extra).sort(KEY)


def latest(rows: pl.DataFrame) -> pl.DataFrame:
    """For each figure its newest edition; of two of one day, the one that stands later in the table."""
    return rows.sort("vintage", maintain_order=True).unique(KEY, keep="last", maintain_order=True)


def _file(path: Path) -> pl.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        head = path.read_text(encoding="utf-8-sig").partition("\n")[0]
        separator = ";" if head.count(";") > head.count(",") else ","
        return pl.read_csv(path, separator=separator, infer_schema=False)
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise LabourMarketError(str(path), "table_unreadable", why=why) from error


def _as_text(raw: pl.DataFrame) -> pl.DataFrame:
    """Every cell as text without outer spaces, an empty one as null; absent optional columns added."""
    cells = [
        pl.col(name).cast(pl.String).str.strip_chars().replace("", None)
        if name in raw.columns
        else pl.lit(None, pl.String).alias(name)
        for name in SCHEMA
    ]
    return raw.select(cells).with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))


def _region(column: pl.Expr) -> pl.Expr:
    codes = {name: region_name(name) for name in ("BE", "BE1", "BE10", "BE2", "BE3", "BE336")}
    return column.replace(codes)


def _bound(which: str) -> dict[str, float]:
    """The lowest or highest value of each indicator that has one; a mark is 0 or 1."""
    found: dict[str, float] = {}
    for name, of in indicators().items():
        value = of.minimum if which == "low" else of.maximum
        if of.unit == "bool":
            value = 0.0 if which == "low" else 1.0
        if value is not None:
            found[name] = value
    return found


def _within() -> pl.Expr:
    """Whether the number is one that the indicator can be; null where it is no number or there is no indicator."""
    number = pl.col("value").cast(pl.Float64, strict=False)
    low, high = (
        pl.col("indicator").replace_strict(_bound(which), default=None, return_dtype=pl.Float64)
        for which in ("low", "high")
    )
    marks = [name for name, of in indicators().items() if of.unit == "bool"]
    outside = (
        (number.abs() > LARGEST).fill_null(False) | (number < low).fill_null(False) | (number > high).fill_null(False)
    )
    return ~(outside | (pl.col("indicator").is_in(marks) & (number != number.round(0)).fill_null(False)))


def _cell_faults(text: pl.DataFrame) -> pl.DataFrame:
    """(row, field, value, key) of every cell that is not what its column holds."""
    number = pl.col("value").cast(pl.Float64, strict=False)
    count = pl.col("n").cast(pl.Float64, strict=False)
    finite = number.is_finite().fill_null(False)
    known = [*groups(), TOTAL]
    region = pl.col("region").is_in(known_regions()) | pl.col("region").str.contains(NUTS)
    whole = (count >= 0) & (count == count.round(0)) & (count < 2**53)
    wrong: list[tuple[str, str, pl.Expr]] = [
        ("isco08", "row_isco", pl.col("isco08").is_in(known)),
        ("region", "row_region", region),
        ("period", "row_period", pl.col("period").str.contains(PERIOD)),
        ("indicator", "row_indicator", pl.col("indicator").is_in(list(indicators()))),
        ("value", "row_number", pl.col("value").is_null() | finite),
        ("value", "row_bounds", ~finite | _within()),
        ("n", "row_n", pl.col("n").is_null() | whole),
        ("source", "row_source", pl.col("source").is_not_null()),
        ("vintage", "row_vintage", pl.col("vintage").str.contains(VINTAGE)),
    ]
    parts = [
        text.filter(~good.fill_null(False)).select(
            "row", pl.lit(field).alias("field"), pl.col(field).alias("value"), pl.lit(key).alias("key")
        )
        for field, key, good in wrong
    ]
    return pl.concat(parts)


def _typed(text: pl.DataFrame) -> pl.DataFrame:
    return text.with_columns(
        pl.col("value").cast(pl.Float64),
        pl.col("n").cast(pl.Float64).cast(pl.Int64),
        _region(pl.col("region")),
    )


def _repeats(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that stand twice, and all of those that contradict each other: which of them holds is not known."""
    edition = [*KEY, "vintage"]
    marked = rows.with_columns(
        pl.col("value").n_unique().over(edition).alias("values"),
        (pl.col("row") != pl.col("row").min().over(edition)).alias("again"),
    )
    shown = [pl.col("row"), pl.lit("value").alias("field"), pl.col("value").cast(pl.String)]
    against = marked.filter(pl.col("values") > 1).select(*shown, pl.lit("row_contradiction").alias("key"))
    twice = marked.filter((pl.col("values") == 1) & pl.col("again"))
    return pl.concat([against, twice.select(*shown, pl.lit("row_repeated").alias("key"))])


def _told(faults: pl.DataFrame, place: str, lang: str) -> pl.DataFrame:
    """The faults with reason and remedy in a language."""
    keys = faults["key"].unique().to_list()
    texts = {key: LabourMarketError(place, key).told(lang) for key in keys}
    told = [
        pl.col("key").replace_strict({k: t[at] for k, t in texts.items()}, return_dtype=pl.String).alias(name)
        for at, name in enumerate(("reason", "remedy"))
    ]
    return faults.select("row", "field", "value", *told)
