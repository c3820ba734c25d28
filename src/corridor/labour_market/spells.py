"""A file of spells: how long people who got a first permit stayed, in which state and region, until when we know.

One row is one stretch of time of one person in one state and one region (`spells.yaml`). Rows at fault are quarantined
with row, field, value, reason and remedy; the other rows of that person go with them, because half a history would
count as an early departure or as none. The rules are in `spell_checks.py`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.spell_checks import Fault, person_faults, row_faults
from corridor.labour_market.spell_columns import meanings, plain, resolve, schema

SEPARATORS = (",", ";", "\t")
READ = (".csv", ".txt", ".tsv", ".parquet")
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")


@dataclass(frozen=True)
class Spells:
    """Spells that were read.

    Attributes:
        rows: the good rows, by person and start: `row` (from 1, without the header), every column of `spells.yaml` with
            defaults filled in (`state` on_permit, `start` and `observed_from` the first permit date), `cohort` (the
            year of the first permit) and `first_region` (the region at the first permit; null where the rows begin
        later). faults: what was wrong, one for each cell at fault.
        counts: `rows` of the file = `good` + `quarantined`; `persons` among the good ones.
        extract: the latest day on which the register was read.
    """

    rows: pl.DataFrame
    faults: tuple[Fault, ...]
    counts: Mapping[str, int]
    extract: date

    def quarantine(self, lang: str) -> pl.DataFrame:
        """`row`, `field`, `value`, `reason`, `remedy`, in a language."""
        lines = [(fault.row, fault.field, fault.value, *fault.told(lang)) for fault in self.faults]
        names = {"row": pl.Int64, "field": pl.String, "value": pl.String, "reason": pl.String, "remedy": pl.String}
        return pl.DataFrame(lines, schema=names, orient="row")


def read_spells(source: Path | str | pl.DataFrame) -> Spells:
    """The spells in a CSV file, a Parquet file or a frame.

    Raises:
        LabourMarketError: it cannot be read, lacks a needed column, or has no row that can be used.
    """
    place = "spells" if isinstance(source, pl.DataFrame) else Path(source).name
    texts = _texts(source, place)
    raw = _named(texts, place)
    rows, unread = _typed(raw)
    faults = [*unread, *row_faults(rows)]
    bad = {fault.row for fault in faults}
    rows = _completed(rows)
    faults += person_faults(rows.filter(~pl.col("row").is_in(sorted(bad))))
    faults += _others(rows, {fault.row for fault in faults})
    faults = list({(fault.row, fault.field): fault for fault in reversed(faults)}.values())
    out = {fault.row for fault in faults}
    good = rows.filter(~pl.col("row").is_in(sorted(out)))
    if good.is_empty():
        raise LabourMarketError(place, "spells_none_good", rows=rows.height)
    counts = {"rows": rows.height, "good": good.height, "quarantined": len(out), "persons": good["person"].n_unique()}
    latest = good["extract"].max()
    assert isinstance(latest, date)
    return Spells(_described(good), tuple(sorted(faults, key=lambda f: (f.row, f.field))), counts, latest)


# ---- the file ----


def _texts(source: Path | str | pl.DataFrame, place: str) -> pl.DataFrame:
    """The table with every cell as text; empty cells are null."""
    frame = source if isinstance(source, pl.DataFrame) else _open(Path(source), place)
    if frame.is_empty():
        raise LabourMarketError(place, "spells_empty")
    cells = [pl.col(name).cast(pl.String, strict=False).str.strip_chars() for name in frame.columns]
    return frame.select(cells).with_columns(pl.all().replace("", None))


def _open(path: Path, place: str) -> pl.DataFrame:
    if not path.is_file():
        raise LabourMarketError(str(path), "spells_no_file")
    if path.suffix.lower() not in READ:
        raise LabourMarketError(place, "spells_no_format", suffix=path.suffix or path.name)
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path)
        text = path.read_bytes().decode("utf-8-sig")
        head = text.partition("\n")[0]
        separator = max(SEPARATORS, key=head.count)
        return pl.read_csv(io.StringIO(text), separator=separator, infer_schema=False)
    except UnicodeDecodeError as error:
        raise LabourMarketError(place, "spells_unreadable", problem=error.reason) from None
    except pl.exceptions.NoDataError:
        raise LabourMarketError(place, "spells_empty") from None
    except (pl.exceptions.PolarsError, OSError) as error:
        raise LabourMarketError(place, "spells_unreadable", problem=str(error).partition("\n")[0]) from None


def _named(texts: pl.DataFrame, place: str) -> pl.DataFrame:
    """Every column of the schema under its name; those that the file lacks are null."""
    used = resolve(texts.columns, place)
    absent = [pl.lit(None, pl.String).alias(name) for name in schema().columns if name not in used]
    named = texts.select(*[pl.col(header).alias(name) for name, header in used.items()], *absent)
    return named.select(*schema().columns).with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))


# ---- cells ----


def _typed(raw: pl.DataFrame) -> tuple[pl.DataFrame, list[Fault]]:
    """The cells as values, and the faults of those that say nothing readable."""
    columns, faults = [raw["row"]], list[Fault]()
    for name, column in schema().columns.items():
        texts = raw[name]
        if column.type == "day":
            values = _days(texts)
        elif column.type in ("region", "state", "end_state"):
            known = meanings(column.type)
            words = {text: known.get(plain(text)) for text in texts.drop_nulls().unique()}
            values = texts.replace_strict(words, default=None, return_dtype=pl.String)
        elif column.type == "word":
            values = texts.str.to_lowercase().str.replace_all(r"[\s\-]+", "_")
        else:
            values = texts.str.to_uppercase() if column.type == "country" else texts
        columns.append(values.alias(name))
        unread = raw.filter(texts.is_not_null() & values.is_null())
        faults += [_unread(row, name, column.type, value) for row, value in unread.select("row", name).iter_rows()]
    return pl.DataFrame(columns), faults


def _days(texts: pl.Series) -> pl.Series:
    """Dates in the forms that Belgian registers write; the time of day is dropped."""
    day = texts.str.replace(r"[T ]\d{2}:\d{2}.*$", "")
    found = [day.str.to_date(form, strict=False) for form in DATES]
    return pl.select(pl.coalesce(found)).to_series()


def _unread(row: int, name: str, type: str, value: str) -> Fault:
    if type == "day":
        return Fault(row, name, value, "spells_day", {"value": value})
    allowed = ", ".join(dict.fromkeys(meanings(type).values()))
    return Fault(row, name, value, "spells_word", {"value": value, "allowed": allowed})


# ---- rows ----


def _completed(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with what an empty cell stands for."""
    return rows.with_columns(
        pl.col("state").fill_null("on_permit"),
        pl.col("start").fill_null(pl.col("first_permit")),
        pl.col("observed_from").fill_null(pl.col("first_permit")),
    )


def _others(rows: pl.DataFrame, bad: set[int]) -> list[Fault]:
    """The remaining rows of persons of whom a row is in quarantine."""
    persons = rows.filter(pl.col("row").is_in(sorted(bad)))["person"].drop_nulls().unique()
    more = rows.filter(pl.col("person").is_in(persons.to_list()) & ~pl.col("row").is_in(sorted(bad)))
    return [Fault(row, "person", None, "spells_other_row", {}) for row in more["row"]]


def _described(good: pl.DataFrame) -> pl.DataFrame:
    """Rows in order, with the cohort and the region at the first permit."""
    at_first = pl.col("region").filter(pl.col("start") == pl.col("first_permit")).first().over("person")
    return good.sort("person", "start").with_columns(
        cohort=pl.col("first_permit").dt.year().cast(pl.String),
        first_region=at_first,
    )


__all__ = ["Spells", "read_spells"]
