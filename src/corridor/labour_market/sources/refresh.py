"""Refreshing: asking the offices for tables, and keeping what is whole, as expected and new.

A table that fails leaves what was there; the others go on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources import store
from corridor.labour_market.sources.catalogue import Form, Table
from corridor.labour_market.sources.delivery import Client, Patience, Unchanged
from corridor.labour_market.sources.forms import SOURCES
from corridor.labour_market.sources.source import Answer, Part

FEWEST = 0.5
"""A table that comes with fewer rows than this share of the last vintage is taken for broken."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one table. `rows`: of the last vintage; `before`: of the one before it; `error`: why it failed."""

    table: str
    result: Literal["fetched", "unchanged", "failed"]
    rows: int | None
    before: int | None
    age: dt.timedelta | None
    error: LabourMarketError | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """How to refresh. `force`: fetch even what has not changed, and keep it though columns or rows are not as before.

    `base`: another host with the same paths, such as a mirror. `form`: another form than the catalogue's.
    """

    force: bool = False
    base: str | None = None
    form: Form | None = None
    patience: Patience = field(default_factory=Patience)


def refresh(
    tables: Sequence[Table], wish: Wish | None = None, *, home: Path | None = None, progress: Progress | None = None
) -> Iterator[Outcome]:
    """Refresh tables one after the other; gives what came of each as soon as it is known.

    `progress` is told the table, and bytes done and in all (0 where not known). Interrupted, it leaves the store as it
    was; what had come of an answer is continued the next time, where the office can do that. An office that could not
    be reached is tried once for each further table.
    """
    wished, unreached = wish or Wish(), set[str]()
    once = replace(wished, patience=replace(wished.patience, tries=1))
    for table in tables:
        outcome = _refresh(table, once if table.office in unreached else wished, home or store.folder(), progress)
        if outcome.error is not None and outcome.error.key in ("no_connection", "timed_out"):
            unreached.add(table.office)
        yield outcome


def _refresh(table: Table, wish: Wish, home: Path, progress: Progress | None) -> Outcome:
    before: store.Provenance | None = None
    error: LabourMarketError | None = None
    result: Literal["fetched", "unchanged", "failed"] = "failed"
    try:
        before = _last(table, wish, home)
        with store.writing(table.name, home) as place:
            result = _fetch(table, wish, before, place, progress)
    except LabourMarketError as failure:
        error = failure
    now = dt.datetime.now(dt.UTC)
    told = () if error is None else (error.place, error.key, error.values)
    try:
        store.note(table.name, home, store.Checked(now, result, *told))
        last = _last(table, wish, home)
    except (OSError, LabourMarketError):
        last = before
    rows, age = (None, None) if last is None else (last.rows, now - last.retrieved)
    return Outcome(table.name, result, rows, None if before is None else before.rows, age, error)


def _last(table: Table, wish: Wish, home: Path) -> store.Provenance | None:
    try:
        return store.provenance(table.name, home=home)
    except LabourMarketError:
        if wish.force:  # what is there cannot be read, and is to be replaced
            return None
        raise


def _fetch(
    table: Table, wish: Wish, before: store.Provenance | None, place: Path, progress: Progress | None
) -> Literal["fetched", "unchanged"]:
    form = wish.form or table.form
    if form not in table.publisher.forms:
        raise LabourMarketError(table.name, "no_address", office=table.publisher.label.en, form=form)
    client = Client(place / "coming", wish.patience, wish.base)
    known = {part.address: (part.etag, part.modified) for part in before.parts} if before else {}

    def get(address: str, *, accept: str | None = None, conditional: bool = False) -> Part:
        asked = known.get(address, (None, None)) if conditional and not wish.force else (None, None)
        told = None if progress is None else lambda done, total: progress(table.name, done, total)
        return client.get(address, accept=accept, known=asked, progress=told)

    try:
        parts = SOURCES[form].fetch(table, get)
    except Unchanged:
        client.clear()
        return "unchanged"
    same = before is not None and store.whole_hash(parts) == before.sha256 and before.form == form
    if same and not wish.force and not _new_day(table, before, parts):
        client.clear()
        return "unchanged"
    answer = read_checked(table, form, [part.file for part in parts], before, force=wish.force)
    store.keep(table, answer, parts, how="refresh", form=form, place=place)
    client.clear()
    return "fetched"


def _new_day(table: Table, before: store.Provenance | None, parts: Sequence[Part]) -> bool:
    """Whether a stock without history comes on another day than the last: the day is then what is new."""
    return table.snapshot and before is not None and parts[-1].retrieved.date() != before.retrieved.date()


def read_checked(
    table: Table, form: Form, files: Sequence[Path], before: store.Provenance | None, *, force: bool = False
) -> Answer:
    """Read what came, and see that it can stand beside what was there.

    Dimensions must be those of the catalogue where these are confirmed, else those of the last vintage.

    Raises:
        LabourMarketError: other columns, no rows, two rows for one cell, or fewer than half of the rows there were.
    """
    expected: Sequence[str] | None = None
    if table.basis == "stated" and table.dimensions:
        expected = table.dimensions
    elif before is not None and not force:
        expected = before.dimensions
    answer = SOURCES[form].read(table, files, expected)
    check_rows(table, answer, before, force=force)
    return answer


def check_rows(table: Table, answer: Answer, before: store.Provenance | None, *, force: bool = False) -> None:
    """See that rows are not too few, and that no cell is given twice.

    Raises:
        LabourMarketError: they are, or one is.
    """
    if not force and before is not None and answer.frame.height < FEWEST * before.rows:
        raise LabourMarketError(
            table.name, "fewer_rows", rows=answer.frame.height, before=before.rows, table=table.name
        )
    if "value_text" in answer.frame.columns:
        keys = [*answer.dimensions, "period"]
        twice = answer.frame.height - answer.frame.select(pl.struct(keys).n_unique()).item()
        if twice:
            raise LabourMarketError(table.name, "cells_twice", rows=twice)
