"""Tables of cases as engines see them: whole numbers, dates and truths; unknown is null.

Money becomes integer cents, numbers ten-thousandths, enums their position, countries and ISCO codes small integers, so
that Polars, DuckDB and PySpark compare the same integers. NaN never passes (it would reach every threshold).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import polars as pl

from corridor.rules.countries import COUNTRIES
from corridor.rules.model import SCALE, Fact, RuleSet
from corridor.rules.moment import title_key

DTYPES: dict[str, type[pl.DataType]] = {
    "bool": pl.Boolean,
    "int": pl.Int32,
    "number": pl.Int64,
    "money": pl.Int64,
    "date": pl.Date,
    "code": pl.Int32,
    "enum": pl.Int8,
    "text": pl.String,
}


def country_code(code: str) -> int:
    """A country's two letters as one small integer."""
    return (ord(code[0]) - 64) * 27 + ord(code[1]) - 64


LETTERS = pl.Enum(sorted(COUNTRIES))
PLACES = pl.Series([country_code(c) for c in LETTERS.categories], dtype=DTYPES["code"])
"""The number of each country, in the order of `LETTERS`."""


def enum_code(fact: Fact, value: str) -> int:
    """An enum value's position in its fact."""
    return fact.values.index(value)


def encode(
    frame: pl.DataFrame, rules: RuleSet, keep: Iterable[str] = (), facts: Collection[str] | None = None
) -> pl.DataFrame:
    """The facts of a table of cases (natural values, as `read_cases` leaves them) for the column engine.

    Columns: every fact of the rule set that the table has (or those of `facts`), encoded; `keep` as they are. Values
    out of vocabulary must have been quarantined before; here they would become unknown only for want of a better place
    to fail, so they raise instead.

    Raises:
        polars.exceptions.InvalidOperationError: a value that does not fit its fact's type.
    """
    wanted = [c for c in frame.columns if c in rules.facts and (facts is None or c in facts)]
    for name in wanted:
        if rules.facts[name].type == "int" and frame.schema[name].is_float():
            broken = frame.filter(pl.col(name).is_not_nan() & (pl.col(name) != pl.col(name).round(0)))
            if broken.height:
                raise pl.exceptions.InvalidOperationError(f"{name}: {broken[name][0]} is not whole")
    kept = [pl.col(c) for c in keep if c in frame.columns and c not in rules.facts]
    return frame.select(*kept, *(_encoded(rules.facts[c], frame.schema[c]) for c in wanted))


def _encoded(fact: Fact, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(fact.name)
    target = DTYPES[fact.type]
    if dtype == pl.Null:
        return column.cast(target)
    match fact.type:
        case "money" | "number":
            scaled = column.cast(pl.Float64) * SCALE[fact.type]
            return scaled.round(0).fill_nan(None).cast(target).alias(fact.name)
        case "int":
            return (column.fill_nan(None) if dtype.is_float() else column).cast(target)
        case "enum":
            return column.cast(pl.Enum(fact.values)).to_physical().cast(target)
        case "code" if fact.scheme == "isco08":
            return column.cast(target) if dtype.is_integer() else column.str.to_integer(strict=True).cast(target)
        case "code":
            place = (column if dtype == LETTERS else column.cast(pl.String).str.to_uppercase()).cast(LETTERS)
            return pl.lit(PLACES).gather(place.to_physical()).alias(fact.name)
        case "text":
            return column.map_batches(_keys, return_dtype=target)
    return column.cast(target)


def _keys(titles: pl.Series) -> pl.Series:
    """Titles as they are compared (`moment.title_key`), each worked out once where they repeat."""
    distinct = titles.unique()
    if 2 * len(distinct) > len(titles):
        return _key(titles)
    return titles.replace_strict(distinct, _key(distinct), return_dtype=pl.String)


def _key(titles: pl.Series) -> pl.Series:
    return titles.str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase()


__all__ = ["DTYPES", "country_code", "encode", "enum_code", "title_key"]
