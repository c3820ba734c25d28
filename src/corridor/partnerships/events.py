"""The log of a scheme: what happened to each participant, read from a file, with a quarantine for rows at fault.

Participants and posts stand in it under a code of the scheme's own. `events.yaml` has the closed lists and the columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.event_lists import Event, LogColumn, lists
from corridor.partnerships.log_cells import (
    FAULTS,
    LANGUAGES,
    NOTES,
    Fault,
    missing,
    read_cells,
    resolve,
    table_of_faults,
    table_of_notes,
)
from corridor.partnerships.log_rules import KEY, row_faults
from corridor.pool.errors import PoolError
from corridor.pool.files import open_table
from corridor.pool.source import Source

ABOUT = ("employer_size", "track", "sex", "age_band", "origin", "isco08", "training_isco08", "skill_level", "region")
"""Columns that tell something about a person, and by which people can be grouped where they are closed lists."""
TOLD_BY_PERSON = (*ABOUT, "monthly_income", "mentor", "housing_before_arrival")


class LogUnreadable(PartnershipError):
    """A file that is no table: the pool's reader says why and what to do."""

    def __init__(self, cause: PoolError) -> None:
        self.cause = cause
        super().__init__(cause.place, cause.text.key)

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        return self.cause.told(lang)


@dataclass(frozen=True)
class Log:
    """A log that was read.

    Attributes:
        events: the good rows: `row` (from 1, without the header) and every column of `events.yaml`; null is unknown.
        quarantine: `row`, `field`, `value`, and `reason_en`, `remedy_en`, … in each language; one line a fault.
            What looked like personal data is masked.
        notes: `row` (null: the whole file), `field`, `before`, `after`, `note_en`, `note_fr`, `note_nl`.
        counts: `rows` of the file = `good` + `quarantined` + `empty`.
        as_of: the day until which the log is taken to tell what happened.
        how: format, encoding, separator or sheet of the file.
    """

    events: pl.DataFrame
    quarantine: pl.DataFrame
    notes: pl.DataFrame
    counts: Mapping[str, int]
    as_of: date
    how: Mapping[str, str] = field(default_factory=dict)

    @property
    def synthetic(self) -> bool:
        """Whether any row was made up."""
        return bool(self.events["synthetic"].fill_null(False).any())


def read_log(source: Path | str | pl.DataFrame, *, as_of: date | None = None) -> Log:
    """The log of a scheme, with its faulty rows set aside.

    Args:
        source: CSV in any usual form, Excel, Parquet or JSON; or a frame. Columns by name or label in three languages.
        as_of: until when things have happened; today where it is not given.

    Raises:
        PartnershipError: the file cannot be read at all, or lacks a column that every log needs.
    """
    place, table = _opened(source)
    until = as_of or datetime.now(UTC).date()
    used, unused = resolve(table.frame.columns, place)
    columns: dict[str, pl.Series] = {}
    faults, notes = [_broken(table)], [table_of_notes([(None, name, "log_note_unused", {}) for name in unused])]
    for name, column in lists().columns.items():
        if name not in used:
            columns[name] = pl.Series(name, [None] * table.frame.height, dtype=dtype_of(column))
            continue
        values, wrong, remarks = read_cells(table.frame[used[name]], column)
        columns[name] = values.cast(dtype_of(column))
        faults += [wrong, table_of_faults(missing(values, wrong, name))] if column.needed else [wrong]
        notes.append(remarks)
    return _parted(table, pl.DataFrame(columns), pl.concat(faults), pl.concat(notes), until)


def dtype_of(column: LogColumn) -> pl.DataType:
    """The type of a column in the frame of events."""
    return pl.String() if column.pooled is None else column.pooled.dtype


def _opened(source: Path | str | pl.DataFrame) -> tuple[str, Source]:
    if isinstance(source, pl.DataFrame):
        if source.height == 0:
            raise PartnershipError("log", "log_empty")
        return "log", Source(source, how={"format": "frame"})
    path = Path(source)
    try:
        return path.name, open_table(path, "talents")  # the kind says only which foreign forms of JSON to expect
    except PoolError as error:
        if error.text.key in ("empty_file", "no_rows"):
            raise PartnershipError(path.name, "log_empty") from None
        raise LogUnreadable(error) from error


def _broken(table: Source) -> pl.DataFrame:
    """Rows that could not be cut into cells. Their text is not shown: it may be personal."""
    return table_of_faults([Fault(one.at, "row", None, "log_cells_broken", {}) for one in table.broken])


def _parted(table: Source, rows: pl.DataFrame, faults: pl.DataFrame, notes: pl.DataFrame, until: date) -> Log:
    """Good rows, quarantined rows and notes; every row of the file is one of good, quarantined or empty."""
    rows = rows.with_row_index("at")
    cut = [one.at for one in table.broken]
    empty = rows.filter(_blank(table.frame) & ~pl.col("at").is_in(cut))["at"].to_list()
    faults = faults.filter(~pl.col("at").is_in(empty))
    faults = faults.filter(~pl.col("at").is_in(cut) | (pl.col("field") == "row"))
    typed = rows.filter(~pl.col("at").is_in([*faults["at"].to_list(), *empty]))
    faults = pl.concat([faults, table_of_faults(row_faults(typed, until))])
    bad = set(faults["at"].to_list())
    good, more = _settled(typed.filter(~pl.col("at").is_in(list(bad))))
    kept = notes.filter(pl.col("at").is_null() | pl.col("at").is_in(good["at"].to_list()))
    row = (pl.col("at") + 1).cast(pl.Int64).alias("row")
    return Log(
        events=good.select(row, *lists().columns),
        quarantine=faults.sort("at", maintain_order=True).select(row, *[n for n in FAULTS if n != "at"]),
        notes=pl.concat([kept, more]).select(row, *[n for n in NOTES if n != "at"]),
        counts={"rows": rows.height, "good": good.height, "quarantined": len(bad), "empty": len(empty)},
        as_of=until,
        how=table.how,
    )


def _blank(frame: pl.DataFrame) -> pl.Series:
    """Where a row has nothing in any cell."""
    blank = [
        (pl.col(name).str.strip_chars() == "").fill_null(True) if dtype == pl.String else pl.col(name).is_null()
        for name, dtype in frame.schema.items()
    ]
    return frame.select(pl.all_horizontal(blank)).to_series()


def _settled(good: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows in which people do not contradict themselves and erased people tell nothing; notes on what was left out."""
    notes: list[tuple[int | None, str, str, Mapping[str, Any]]] = []
    for name in [c.name for c in lists().columns.values() if c.stays]:
        several = good.filter(pl.col(name).drop_nulls().n_unique().over(KEY) > 1)
        if several.height:
            notes.append((None, name, "log_note_conflict", {"n": several.select(KEY).n_unique()}))
            rows = pl.col("at").is_in(several["at"].to_list())
            good = good.with_columns(pl.when(~rows).then(pl.col(name)).alias(name))
    erased = good.filter(pl.col("event") == "erased")["participant"].unique()
    if erased.len():
        notes.append((None, "participant", "log_note_erased", {"n": erased.len()}))
        of = pl.col("participant").is_in(erased.implode())
        good = good.with_columns(pl.when(~of).then(pl.col(name)).alias(name) for name in TOLD_BY_PERSON)
    if good.height and good["scheme"].null_count():
        notes.append((None, "scheme", "log_note_scheme", {}))
    if good["synthetic"].fill_null(False).any():
        notes.append((None, "synthetic", "log_note_synthetic", {}))
    return good, table_of_notes(notes)


def people(log: Log) -> pl.DataFrame:
    """One line a person or post.

    Returns:
        `scheme`, `participant`, `subject` (person or post); what is known of each (`employer_size` … `region`,
        `monthly_income`, `mentor`, `housing_before_arrival`: the value of the latest row that has one); and for each
        event its first date with an outcome that is not `no` (null: not in the log).
    """
    ordered = log.events.sort("date", "row")
    about = [pl.col(name).drop_nulls().last() for name in TOLD_BY_PERSON]
    happened = pl.col("outcome").fill_null("yes") == "yes"
    dates = [pl.col("date").filter((pl.col("event") == id_) & happened).min().alias(id_) for id_ in lists().events]
    posts = [id_ for id_, event in lists().events.items() if event.subject == "post"]
    subject = pl.when(pl.col("event").is_in(posts).any()).then(pl.lit("post")).otherwise(pl.lit("person"))
    return ordered.group_by(KEY, maintain_order=True).agg(subject.alias("subject"), *about, *dates)


__all__ = ["LANGUAGES", "Event", "Log", "LogUnreadable", "dtype_of", "lists", "people", "read_log"]
