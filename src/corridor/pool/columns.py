"""One column of a table: texts or typed values in, values of the schema's type out, with what is wrong and mended.

Values in their plain form are read as a whole column; every other spelling is read once (`reading.py`) and joined back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from corridor.occupations.isco08 import unit_groups
from corridor.pool.errors import Message
from corridor.pool.reading import READERS, Read, unit_label
from corridor.pool.schema import FIRST_YEAR, LAST_YEAR, Column, shown
from corridor.pool.words import words
from corridor.rules.countries import COUNTRIES

AT = pl.UInt32
FAULTS = {"at": AT, "field": pl.String, "value": pl.String, "reason": pl.String, "remedy": pl.String}
NOTES = {"at": AT, "field": pl.String, "before": pl.String, "after": pl.String, "note": pl.String}
TRIMMED = ("id", "isco08", "country", "nuts")
NUMBERS = ("int", "number", "money")
FORMULA = r"^'([=+\-@\d])"
"""A leading apostrophe keeps a spreadsheet from running or changing a cell; it is no part of the value."""


@dataclass(frozen=True)
class Values:
    """A column that was read.

    Attributes:
        values: in the type of the schema; null where unknown or at fault.
        faults: `at` (position in the table, from 0), `field`, `value`, `reason`, `remedy`; one line a fault.
        notes: `at` (null for a remark on the whole column), `field`, `before`, `after`, `note`.
    """

    values: pl.Series
    faults: pl.DataFrame
    notes: pl.DataFrame


def read_column(source: pl.Series, column: Column, lang: str) -> Values:
    """The values of a column.

    Args:
        source: texts, lists of texts, or values that have a type already.
        column: what they should be.
        lang: the language of reasons, remedies and notes.
    """
    if column.many:
        return _many(source, column, lang)
    if column.type in NUMBERS and source.dtype.is_numeric():
        return _typed_numbers(source, column, lang)
    if (column.type == "bool" and source.dtype == pl.Boolean) or (column.type == "date" and source.dtype == pl.Date):
        return Values(source.alias(column.name), nothing(FAULTS), nothing(NOTES))
    if isinstance(source.dtype, pl.List):
        source = source.cast(pl.List(pl.String)).list.join("; ")
    written = as_texts(source)
    texts = known(written)
    found = _read(texts, column, lang)
    if column.type in TRIMMED:
        found = _with_trimmed(found, written, texts, column, lang)
    return _in_range(found, texts, column, lang)


def nothing(schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """A table of faults or notes without lines."""
    return pl.DataFrame(schema=schema)


def as_texts(source: pl.Series) -> pl.Series:
    """Values as a person would write them: no point behind whole numbers, dates as YYYY-MM-DD."""
    dtype = source.dtype
    if dtype == pl.String:
        return source
    if dtype.is_float():
        stated = source.fill_nan(None)
        whole = (stated == stated.round(0)) & (stated.abs() < 2**53)
        return stated.cast(pl.String).zip_with(
            ~whole.fill_null(False), stated.cast(pl.Int64, strict=False).cast(pl.String)
        )
    if isinstance(dtype, pl.Datetime):
        return source.dt.strftime("%Y-%m-%d %H:%M:%S")
    return source.cast(pl.String, strict=False)


def known(written: pl.Series) -> pl.Series:
    """Texts without spaces around them; null where they say nothing."""
    texts = written.str.strip_chars().str.replace(FORMULA, "$1")
    return texts.set(texts.str.to_lowercase().is_in(list(words().unknown)).fill_null(False), None)


# ---- values that have a type already ----
def _typed_numbers(source: pl.Series, column: Column, lang: str) -> Values:
    stated = source.cast(pl.Float64)
    values = stated.set(~stated.is_finite().fill_null(True), None)
    return _in_range(Values(values, nothing(FAULTS), nothing(NOTES)), as_texts(source), column, lang)


# ---- texts ----
def _read(texts: pl.Series, column: Column, lang: str) -> Values:
    one = "number" if column.type in NUMBERS else column.type
    dtype = pl.Float64() if one == "number" else column.dtype
    plain = PLAIN[one](texts, column).cast(dtype)
    odd = (texts.is_not_null() & plain.is_null()).arg_true()
    if odd.len() == 0:
        return Values(plain.alias(column.name), nothing(FAULTS), nothing(NOTES))
    spelt = texts.gather(odd)
    distinct = spelt.unique(maintain_order=True)
    reader = READERS[column.type]
    told = [reader(text, column) for text in distinct.to_list()]
    table = pl.DataFrame(
        {"text": distinct, "value": pl.Series([t.value for t in told], dtype=dtype), **_told(told, lang)}
    )
    joined = pl.DataFrame({"at": odd.cast(AT), "text": spelt}).join(table, on="text", how="left", maintain_order="left")
    values = plain.scatter(odd, joined["value"]).alias(column.name)
    return Values(values, _faults(joined, column.name), _notes(joined, column, lang))


def _told(told: Sequence[Read], lang: str) -> dict[str, pl.Series]:
    faults = [t.fault.told(lang) if t.fault else (None, None) for t in told]
    notes = [t.note.told(lang)[0] if t.note else None for t in told]
    return {
        "reason": pl.Series([f[0] for f in faults], dtype=pl.String),
        "remedy": pl.Series([f[1] for f in faults], dtype=pl.String),
        "note": pl.Series(notes, dtype=pl.String),
        "key": pl.Series([t.note.key if t.note else None for t in told], dtype=pl.String),
    }


def _faults(joined: pl.DataFrame, name: str) -> pl.DataFrame:
    found = joined.filter(pl.col("reason").is_not_null())
    return found.select("at", pl.lit(name).alias("field"), pl.col("text").alias("value"), "reason", "remedy")


def _notes(joined: pl.DataFrame, column: Column, lang: str) -> pl.DataFrame:
    """Remarks on cells; decimal commas, which are a way of writing, make one remark a column."""
    found = joined.filter(pl.col("note").is_not_null())
    after = as_texts(found["value"]).alias("after")
    table = found.select("at", pl.lit(column.name).alias("field"), pl.col("text").alias("before"), after, "note", "key")
    commas = table.filter(pl.col("key") == "decimal_comma")
    table = table.filter(pl.col("key") != "decimal_comma").drop("key")
    if commas.height == 0:
        return table
    note = Message("decimal_comma", {"n": commas.height}).told(lang)[0]
    first = commas.head(1).drop("key").with_columns(pl.lit(None, dtype=AT).alias("at"), pl.lit(note).alias("note"))
    return pl.concat([first, table])


def _with_trimmed(found: Values, written: pl.Series, texts: pl.Series, column: Column, lang: str) -> Values:
    cut = (written != texts) & found.values.is_not_null()
    if not cut.any():
        return found
    said = set(found.notes["at"].drop_nulls().to_list())
    marker = r"^\s*'"
    table = pl.DataFrame({"at": pl.int_range(written.len(), dtype=AT, eager=True), "before": written, "after": texts})
    table = table.filter(cut.fill_null(False)).filter(~pl.col("at").is_in(list(said)))
    notes = table.select(
        "at",
        pl.lit(column.name).alias("field"),
        "before",
        "after",
        pl.when(pl.col("before").str.contains(marker))
        .then(pl.lit(Message("text_marker").told(lang)[0]))
        .otherwise(pl.lit(Message("trimmed").told(lang)[0]))
        .alias("note"),
    )
    return Values(found.values, found.faults, pl.concat([found.notes, notes]))


def _in_range(found: Values, texts: pl.Series, column: Column, lang: str) -> Values:
    """Whole numbers are whole, and numbers within the column's limits; the rest becomes a fault."""
    values = found.values
    if column.type not in NUMBERS:
        return found
    faults = [found.faults]
    if column.type == "int":
        broken = (values != values.round(0)).fill_null(False)
        faults.append(_number_faults(broken, texts, column, "not_whole", lang))
        values = values.set(broken, None)
    low, high = column.min, column.max
    beyond = pl.Series([False]).new_from_index(0, values.len()) if values.len() else pl.Series([], dtype=pl.Boolean)
    if low is not None:
        beyond = beyond | (values < low).fill_null(False)
    if high is not None:
        beyond = beyond | (values > high).fill_null(False)
    faults.append(_number_faults(beyond, texts, column, "out_of_range", lang))
    values = values.set(beyond, None)
    target = values.cast(pl.Int64) if column.type == "int" else values
    return Values(target.alias(column.name), pl.concat(faults), found.notes)


def _number_faults(wrong: pl.Series, texts: pl.Series, column: Column, key: str, lang: str) -> pl.DataFrame:
    at = wrong.arg_true()
    if at.len() == 0:
        return nothing(FAULTS)
    low, high = ("…" if limit is None else shown(limit) for limit in (column.min, column.max))
    written = texts.gather(at)
    told = {
        text: Message(key, {"raw": text, "low": low, "high": high, "unit": unit_label(column.unit)}).told(lang)
        for text in written.unique().to_list()
    }
    rows = {
        "at": at.cast(AT),
        "field": pl.Series([column.name], dtype=pl.String).new_from_index(0, at.len()),
        "value": written,
        "reason": pl.Series([told[t][0] for t in written], dtype=pl.String),
        "remedy": pl.Series([told[t][1] for t in written], dtype=pl.String),
    }
    return pl.DataFrame(rows)


# ---- plain forms, read as a whole column ----
def _plain_numbers(texts: pl.Series, column: Column) -> pl.Series:
    decimals = r"(?:\.\d+)?" if column.type == "number" else r"(?:\.(?:\d{1,2}|\d{4,}))?"
    fits = texts.str.contains(rf"^-?\d+{decimals}(?:[eE][+-]?\d+)?$")
    return texts.set(~fits.fill_null(True), None).cast(pl.Float64, strict=False)


def _plain_dates(texts: pl.Series, column: Column) -> pl.Series:
    fits = texts.str.contains(r"^\d{4}-\d{2}-\d{2}$")
    dates = texts.set(~fits.fill_null(True), None).str.to_date("%Y-%m-%d", strict=False)
    years = dates.dt.year()
    return dates.set(((years < FIRST_YEAR) | (years > LAST_YEAR)).fill_null(False), None)


def _plain_words(texts: pl.Series, allowed: Sequence[str]) -> pl.Series:
    return texts.set(~texts.is_in(list(allowed)).fill_null(True), None)


def _languages() -> list[str]:
    codes = set(words().languages.values())
    return [f"{code}:{level}" for code in sorted(codes) for level in words().document.cefr]


PLAIN: dict[str, Callable[[pl.Series, Column], pl.Series]] = {
    "id": lambda texts, column: texts,
    "text": lambda texts, column: texts,
    "number": _plain_numbers,
    "date": _plain_dates,
    "bool": lambda texts, column: texts.replace_strict(
        {"true": True, "false": False}, default=None, return_dtype=pl.Boolean
    ),
    "enum": lambda texts, column: _plain_words(texts, column.values),
    "isco08": lambda texts, column: _plain_words(texts, unit_groups()),
    "country": lambda texts, column: _plain_words(texts, sorted(COUNTRIES)),
    "language": lambda texts, column: _plain_words(texts, _languages()),
    "licence": lambda texts, column: _plain_words(texts, words().document.driving),
    "nuts": lambda texts, column: texts.set(~texts.str.contains(r"^BE[0-9A-Z]{1,3}$").fill_null(True), None),
}


# ---- lists ----
def _many(source: pl.Series, column: Column, lang: str) -> Values:
    """Lists: those whose items are all plain and different are taken as they are, the others are read item by item."""
    cut = _cut(source, column)
    odd = (cut.is_not_null() & ~_all_plain(cut, column)).arg_true()
    if odd.len() == 0:
        return Values(cut.cast(column.dtype).alias(column.name), nothing(FAULTS), nothing(NOTES))
    read = _by_item(cut.gather(odd), source.gather(odd), column, lang)
    place = odd.cast(AT)
    faults = read.faults.with_columns(at=place.gather(read.faults["at"]))
    notes = read.notes.with_columns(at=place.gather(read.notes["at"]))
    mended = pl.DataFrame({"at": place, "new": read.values, "odd": True})
    every = pl.DataFrame({"at": pl.int_range(cut.len(), dtype=AT, eager=True), "old": cut})
    joined = every.join(mended, on="at", how="left", maintain_order="left")
    values = joined.select(pl.when("odd").then("new").otherwise("old").cast(column.dtype).alias(column.name))
    return Values(values.to_series(), faults, notes)


def _cut(source: pl.Series, column: Column) -> pl.Series:
    """Texts cut into items without spaces around them; null where nothing is stated, empty where it says "none"."""
    if isinstance(source.dtype, pl.List):
        lists = source.cast(pl.List(pl.String))
    else:
        texts = known(as_texts(source))
        none = texts.str.to_lowercase().is_in(list(words().nothing)).fill_null(False)
        signs = r"[|\n]" if column.type == "text" else r"[|\n,]"
        lists = texts.set(none, "").str.replace_all(signs, ";").str.split(";")
    items = lists.list.eval(pl.element().str.strip_chars())
    return items.list.eval(pl.element().filter(pl.element().is_not_null() & (pl.element() != "")))


def _all_plain(cut: pl.Series, column: Column) -> pl.Series:
    """Where all items are plain, and none comes twice (of a language: with no other level)."""
    of_type = PLAIN_ITEM.get(column.type)
    plain = cut.is_not_null() if of_type is None else cut.list.eval(of_type(column)).list.all()
    keys = cut.list.eval(pl.element().str.slice(0, 2)) if column.type == "language" else cut
    return plain & (keys.list.n_unique() == keys.list.len())


PLAIN_ITEM: dict[str, Callable[[Column], pl.Expr]] = {
    "isco08": lambda column: pl.element().is_in(list(unit_groups())),
    "enum": lambda column: pl.element().is_in(list(column.values)),
    "language": lambda column: pl.element().is_in(_languages()),
    "licence": lambda column: pl.element().is_in(words().document.driving),
}


def _by_item(cut: pl.Series, source: pl.Series, column: Column, lang: str) -> Values:
    """Lists read item by item; repeated items and lower levels fall away; one item at fault makes the list a fault."""
    table = pl.DataFrame({"at": pl.int_range(cut.len(), dtype=AT, eager=True), "item": cut})
    table = table.filter(cut.list.len() > 0).explode("item")
    single = read_column(table["item"], replace(column, many=False), lang)
    table = table.with_columns(value=single.values)
    kept = _distinct(table.filter(pl.col("value").is_not_null()), column)
    grouped = kept.group_by("at", maintain_order=True).agg("value")
    whole = pl.DataFrame({"at": pl.int_range(cut.len(), dtype=AT, eager=True)})
    whole = whole.join(grouped, on="at", how="left", maintain_order="left")
    faults, notes = _lifted(single.faults, table), _lifted(single.notes, table)
    good = ~pl.col("at").is_in(faults["at"].unique().implode())
    value = pl.col("value").fill_null(pl.lit([], dtype=column.dtype))
    values = whole.select(pl.when(good).then(value).cast(column.dtype).alias(column.name)).to_series()
    return Values(values, faults, pl.concat([notes, _repeated(table, kept, source, values, column, lang)]))


def _distinct(table: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Each item once; of a language the highest level."""
    if column.type != "language":
        return table.unique(["at", "value"], keep="first", maintain_order=True)
    parts = table.with_columns(
        pl.col("value").str.slice(0, 2).alias("code"), pl.col("value").str.slice(3).alias("level")
    )
    best = parts.group_by("at", "code", maintain_order=True).agg(pl.col("value").sort_by("level").last())
    return best.select("at", "value")


def _lifted(found: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Faults and notes of items, at the rows that the items stand in."""
    if found.height == 0:
        return found
    place = items["at"].gather(found["at"].fill_null(0))
    return found.with_columns(place.alias("at"))


def _repeated(
    table: pl.DataFrame, kept: pl.DataFrame, source: pl.Series, values: pl.Series, column: Column, lang: str
) -> pl.DataFrame:
    if table.height == kept.height:
        return nothing(NOTES)
    before = table.filter(pl.col("value").is_not_null()).group_by("at").len("before")
    after = kept.group_by("at").len("after")
    at = before.join(after, on="at").filter(pl.col("before") > pl.col("after"))["at"].sort()
    written = source.gather(at)
    joined = (
        written.cast(pl.List(pl.String)).list.join("; ") if isinstance(source.dtype, pl.List) else as_texts(written)
    )
    rows = {
        "at": at,
        "field": pl.Series([column.name], dtype=pl.String).new_from_index(0, at.len()),
        "before": joined,
        "after": values.gather(at).list.join("; "),
        "note": pl.Series([Message("repeated").told(lang)[0]], dtype=pl.String).new_from_index(0, at.len()),
    }
    return pl.DataFrame(rows, schema=NOTES)
