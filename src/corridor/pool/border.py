"""The border of the pool: every row of a source is valid, repaired with a note, or quarantined with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from corridor.pool.columns import AT, FAULTS, NOTES, Values, as_texts, nothing, read_column
from corridor.pool.errors import Message, PoolError
from corridor.pool.files import open_table
from corridor.pool.headers import Mapped, read_mapping, resolve
from corridor.pool.rules import row_rules
from corridor.pool.schema import Kind, table
from corridor.pool.source import MARKS, Source
from corridor.pool.source import Remark as SourceRemark

Progress = Callable[[int, int], None]
SIGN = " | "
"""Between several faults of one row in the quarantine file."""


@dataclass(frozen=True)
class Imported:
    """A table that went over the border.

    Attributes:
        frame: the good rows, typed as the schema says; every column of the table, then other facts that were given.
        quarantine: `row` (from 1, without the header), `id`, `field`, `value`, `reason`, `remedy`; one line a fault.
        notes: `row` (null: the whole file), `field`, `before`, `after`, `note`; repairs of good rows, unused columns.
        counts: `rows` of the source; of these `valid`, `repaired`, `quarantined`, and `empty` ones without any value.
        rejected: the quarantined rows as they came, behind what is wrong with them: to be corrected and imported again.
        how: format, encoding, separator or sheet of the source; `quarantine` where it is a quarantine file.
        licence: the licence of the source, where its format carries one.
    """

    frame: pl.DataFrame
    quarantine: pl.DataFrame
    notes: pl.DataFrame
    counts: Mapping[str, int]
    rejected: pl.DataFrame
    how: Mapping[str, str] = field(default_factory=dict)
    licence: str | None = None


def read_talents(
    path: Path,
    *,
    mapping: Path | Mapped | None = None,
    lang: str = "en",
    progress: Progress | None = None,
    taken: pl.Series | None = None,
) -> Imported:
    """Talents from CSV, Excel, Parquet, JSON, JSON Lines, or Europass CVs (one file, or a folder of them).

    Args:
        path: the file.
        mapping: other column names, `{name in the file: name here}`; None leaves a column out.
        lang: the language of reasons, remedies and notes.
        progress: told how many columns of how many are read.
        taken: ids that were imported before; rows that repeat one are quarantined.

    Raises:
        PoolError: the file cannot be read at all: missing, empty, no known column, a needed column missing.
    """
    return _read(path, "talents", mapping, lang, progress, taken)


def read_vacancies(
    path: Path,
    *,
    mapping: Path | Mapped | None = None,
    lang: str = "en",
    progress: Progress | None = None,
    taken: pl.Series | None = None,
) -> Imported:
    """Vacancies from CSV, Excel, Parquet, JSON, JSON Lines, schema.org JobPosting, or Le Forem's open data.

    Arguments and errors as for `read_talents`.
    """
    return _read(path, "vacancies", mapping, lang, progress, taken)


def _read(
    path: Path,
    kind: Kind,
    mapping: Path | Mapped | None,
    lang: str,
    progress: Progress | None,
    taken: pl.Series | None,
) -> Imported:
    names = read_mapping(mapping)
    return check(open_table(path, kind), kind, mapping=names, lang=lang, progress=progress, taken=taken)


def check(
    source: Source,
    kind: Kind,
    *,
    mapping: Mapped | None = None,
    lang: str = "en",
    progress: Progress | None = None,
    taken: pl.Series | None = None,
) -> Imported:
    """Take a table over the border. Arguments and errors as for `read_talents`."""
    used, unused = resolve(source.frame.columns, kind, mapping or {})
    steps = len(used) + 1
    columns: dict[str, Values] = {}
    for done, (name, written) in enumerate(used.items()):
        columns[name] = read_column(source.frame[written], table(kind).column(name), lang)
        if progress is not None:
            progress(done + 1, steps)
    size = source.frame.height
    values = pl.DataFrame({n: c.values for n, c in columns.items()}, height=size)
    ruled = row_rules(values, columns, kind, lang, taken)
    empty = _empty(source)
    faults = _all_faults(source, columns, ruled.faults, empty, lang)
    notes = pl.concat([c.notes for c in columns.values()] + [ruled.notes, _source_notes(source, unused, lang)])
    found = _parted(source, kind, ruled.values, faults, notes, empty)
    if progress is not None:
        progress(steps, steps)
    return found


def _empty(source: Source) -> pl.Series:
    """Where a row has nothing in any cell (a row that could not be cut into cells is not empty)."""
    blank = [
        (pl.col(n).str.strip_chars() == "").fill_null(True) if dtype == pl.String else pl.col(n).is_null()
        for n, dtype in source.frame.schema.items()
    ]
    found = source.frame.select(pl.all_horizontal(blank).alias("empty")).to_series()
    broken = [b.at for b in source.broken]
    return found.set(pl.int_range(found.len(), eager=True).is_in(broken), False) if broken else found


def _all_faults(
    source: Source, columns: Mapping[str, Values], ruled: pl.DataFrame, empty: pl.Series, lang: str
) -> pl.DataFrame:
    """Faults of cells and rows. What could not be cut into cells, or is empty, has no other faults."""
    faults = pl.concat([*(c.faults for c in columns.values()), ruled])
    passed = [b.at for b in source.broken]
    alone = pl.col("at").is_in(pl.Series(passed, dtype=AT).implode()) | pl.col("at").is_in(
        empty.arg_true().cast(AT).implode()
    )
    faults = faults.filter(~alone)
    if not passed:
        return faults
    told = [b.message.told(lang) for b in source.broken]
    broken = {
        "at": passed,
        "field": ["row"] * len(passed),
        "value": [b.value for b in source.broken],
        "reason": [t[0] for t in told],
        "remedy": [t[1] for t in told],
    }
    return pl.concat([pl.DataFrame(broken, schema=FAULTS), faults])


def _source_notes(source: Source, unused: list[SourceRemark], lang: str) -> pl.DataFrame:
    remarks = [*source.remarks, *unused]
    rows = [(r.at, r.field, r.before, r.after, r.message.told(lang)[0]) for r in remarks]
    return pl.DataFrame(rows, schema=NOTES, orient="row") if rows else nothing(NOTES)


def _parted(
    source: Source, kind: Kind, values: pl.DataFrame, faults: pl.DataFrame, notes: pl.DataFrame, empty: pl.Series
) -> Imported:
    """Good rows, quarantined rows and notes, with row numbers from 1 and counts that add up."""
    size = source.frame.height
    at = pl.int_range(size, dtype=AT, eager=True)
    bad = at.is_in(faults["at"].unique().implode())
    good = ~bad & ~empty
    row = (pl.col("at") + 1).cast(pl.Int64).alias("row")
    ids = as_texts(values["id"]) if "id" in values.columns else pl.Series([None] * size, dtype=pl.String)
    faults = faults.sort("at", maintain_order=True)
    quarantine = faults.select(row, ids.gather(faults["at"]).alias("id"), "field", "value", "reason", "remedy")
    kept = notes.filter(pl.col("at").is_null() | pl.col("at").is_in(at.filter(good).implode()))
    kept = kept.sort("at", nulls_last=True, maintain_order=True)
    repaired = kept["at"].drop_nulls().n_unique()
    counts = {
        "rows": size,
        "valid": int(good.sum()) - repaired,
        "repaired": repaired,
        "quarantined": int(bad.sum()),
        "empty": int((empty & ~bad).sum()),
    }
    return Imported(
        frame=_complete(values.filter(good), kind),
        quarantine=quarantine,
        notes=kept.select(row, "field", "before", "after", "note"),
        counts=counts,
        rejected=_rejected(source, faults, at.filter(bad)),
        how={**source.how} | ({"quarantine": "corrected"} if set(MARKS) <= set(source.frame.columns) else {}),
        licence=source.licence,
    )


def _complete(values: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """Every column of the table in its order, then the other facts."""
    known = table(kind)
    missing = [pl.lit(None, dtype=known.columns[n].dtype).alias(n) for n in known.always if n not in values.columns]
    own = [n for n in known.columns if n in values.columns or n in known.always]
    return values.with_columns(missing).select(*own, *(n for n in values.columns if n not in known.columns))


def _rejected(source: Source, faults: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """Quarantined rows as texts, one line a row, the faults of a row joined in front."""
    joined = faults.group_by("at", maintain_order=True).agg(
        pl.col("field", "value", "reason", "remedy").fill_null("").str.join(SIGN)
    )
    front = joined.select((pl.col("at") + 1).cast(pl.String), "field", "value", "reason", "remedy")
    front.columns = list(MARKS)
    originals = [c for c in source.frame.columns if c not in MARKS]
    back = [_as_cell(source.frame[c].gather(at)) for c in originals]
    return front.hstack(back) if back else front


def _as_cell(column: pl.Series) -> pl.Series:
    if not isinstance(column.dtype, pl.List):
        return as_texts(column)
    texts = column.cast(pl.List(pl.String)).list.join("; ")
    return texts.set((column.list.len() == 0).fill_null(False), "none")


__all__ = ["Imported", "Message", "PoolError", "Progress", "check", "read_talents", "read_vacancies"]
