"""Quarantined rows corrected or discarded. Good rows go into a new version; nothing is lost on the way.

Every row carries a version. Of two people who correct the same row, the first wins and the other is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import polars as pl
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from corridor.pool.border import Imported, check
from corridor.pool.source import Source
from corridor.web.audit.domain import record
from corridor.web.pool import receiving, snapshots
from corridor.web.pool.domain.importing import ID_LENGTH, checked, faults_of
from corridor.web.pool.domain.versions import Overtaken, current_path, publish
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.meanings import OWN, is_column, kind_of
from corridor.web.pool.models import Dataset, Fault, QuarantinedRow, RowState
from corridor.web.pool.opening import cells, cleaned, opened

TRIES = 5
AT_ONCE = 200
"""So many rows of a corrected file are taken at a time."""
VERSION = "_version"
"""The column of a quarantine file that says which state of the row was downloaded."""
ROW = "_row"


@dataclass(frozen=True)
class Correction:
    """New cells of a row, all or those that change, and the version of the row that the person saw."""

    row: UUID
    version: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What came of corrections: numbers of the rows in the file.

    Attributes:
        good: rows that are in the dataset now.
        still: rows in which something is wrong still; what was corrected of them is kept.
        overtaken: rows that somebody else changed in between; nothing of them was kept.
        unknown: rows of a file that are not in quarantine.
    """

    good: tuple[int, ...] = ()
    still: tuple[int, ...] = ()
    overtaken: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.good + other.good,
            self.still + other.still,
            self.overtaken + other.overtaken,
            self.unknown + other.unknown,
        )

    def as_json(self) -> dict[str, list[int]]:
        """For the database."""
        return {name: list(getattr(self, name)) for name in ("good", "still", "overtaken", "unknown")}


@dataclass(frozen=True)
class _Prepared:
    """Rows as they stand now beside their new cells, and what the border says of them."""

    rows: Sequence[QuarantinedRow]
    cells: Sequence[Mapping[str, str]]
    good: frozenset[int]
    found: Imported
    overtaken: tuple[int, ...]
    numbers: Mapping[UUID, int] = field(default_factory=dict)


def correct_rows(*, dataset: Dataset, corrections: Iterable[Correction], actor: Any, lang: str) -> Outcome:
    """Correct quarantined rows: the border reads them again, good ones go into the dataset as a new version.

    Raises:
        PoolError, PoolRefusal: the rows cannot be read at all.
        Overtaken: others changed the dataset again and again in between.
    """
    wanted = list(corrections)
    for _attempt in range(TRIES):
        dataset.refresh_from_db()
        prepared = _prepared(dataset, wanted, lang)
        if not prepared.rows:
            return Outcome(overtaken=prepared.overtaken)
        snapshot = _written(dataset, prepared)
        try:
            _kept(dataset, prepared, snapshot, actor, lang)
        except Overtaken:  # somebody was faster: look again at what is there now
            if snapshot is not None:
                snapshots.remove(dataset.pk, [snapshot.file])
            continue
        except BaseException:
            if snapshot is not None:
                snapshots.remove(dataset.pk, [snapshot.file])
            raise
        good = tuple(row.row for at, row in enumerate(prepared.rows) if at in prepared.good)
        still = tuple(row.row for at, row in enumerate(prepared.rows) if at not in prepared.good)
        return Outcome(good, still, prepared.overtaken)
    raise Overtaken


def _prepared(dataset: Dataset, wanted: Sequence[Correction], lang: str) -> _Prepared:
    every = {row.pk: row for row in dataset.quarantine.filter(pk__in=[c.row for c in wanted])}
    rows, new, overtaken = [], [], []
    for correction in wanted:
        row = every.get(correction.row)
        if row is None:
            continue
        if row.state != RowState.OPEN or row.version != correction.version:
            overtaken.append(row.row)
            continue
        rows.append(row)
        given = {name: cleaned(text) for name, text in correction.cells.items() if _may(name, dataset)}
        new.append({**row.cells, **given})
    if not rows:
        return _Prepared((), (), frozenset(), _nothing(), tuple(overtaken))
    found = _read(dataset, new, lang)
    bad = set(found.quarantine["row"].to_list())
    good = frozenset(at for at, texts in enumerate(new) if at + 1 not in bad and any(t.strip() for t in texts.values()))
    return _Prepared(rows, new, good, found, tuple(overtaken))


def _nothing() -> Imported:
    empty = pl.DataFrame()
    return Imported(empty, empty, empty, {}, empty)


def _may(name: str, dataset: Dataset) -> bool:
    """Whether a cell is one of the file, or of a column of the table that the file lacks."""
    if name in dataset.mapping:
        return True
    target = name.removeprefix(OWN)
    return target != name and is_column(target, kind_of(dataset.kind)) and target not in dataset.mapping.values()


def _read(dataset: Dataset, rows: Sequence[Mapping[str, str]], lang: str) -> Imported:
    """What the border says of rows: of their cells, and of their ids beside those that the dataset has."""
    kind = kind_of(dataset.kind)
    added = sorted({name for row in rows for name in row if name.startswith(OWN) and name not in dataset.mapping})
    names = [name for name in dataset.columns if name in dataset.mapping] + added
    mapping = {**dataset.mapping, **{name: name[1:] for name in added}}
    texts = {name: [row.get(name) or None for row in rows] for name in names}
    frame = pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String))
    path = current_path(dataset)
    taken = None if path is None else snapshots.scan(path).select("id").collect()["id"]
    return checked(lambda: check(Source(frame), kind, mapping=mapping, lang=lang, taken=taken), dataset)


def _written(dataset: Dataset, prepared: _Prepared) -> snapshots.Snapshot | None:
    if not prepared.good:
        return None
    table = snapshots.with_rows(current_path(dataset), prepared.found.frame)
    return snapshots.write(dataset.pk, table, dataset.version + 1)


@transaction.atomic
def _kept(dataset: Dataset, prepared: _Prepared, snapshot: snapshots.Snapshot | None, actor: Any, lang: str) -> None:
    """All in one transaction: rows that became good, rows that did not, the new version."""
    by_row: dict[int, list[dict[str, Any]]] = {}
    for line in prepared.found.quarantine.to_dicts():
        by_row.setdefault(line["row"] - 1, []).append(line)
    for at, row in enumerate(prepared.rows):
        _change(row, prepared.cells[at], at in prepared.good, actor)
        row.faults.all().delete()
        if at not in prepared.good:
            Fault.objects.bulk_create(faults_of(row, by_row.get(at) or _all_empty(row, lang), lang))
    if snapshot is not None:
        number = len(prepared.good)
        publish(
            dataset,
            snapshot,
            why="correction",
            actor=actor,
            quarantined=F("quarantined") - number,
            repaired=F("repaired") + prepared.found.counts["repaired"],
        )
    record(
        "pool.rows_corrected",
        actor=actor,
        subject=dataset,
        organisation=dataset.organisation,
        rows=len(prepared.rows),
        good=len(prepared.good),
    )


def _change(row: QuarantinedRow, texts: Mapping[str, str], good: bool, actor: Any) -> None:
    """Keep a row's new state, if it is still as it was."""
    mine = QuarantinedRow.objects.filter(pk=row.pk, version=row.version, state=RowState.OPEN)
    values: dict[str, Any] = {"version": F("version") + 1, "changed_by": actor, "changed_at": timezone.now()}
    if good:  # its cells are in the dataset now, where they are needed; the others are needed no more
        values |= {"state": RowState.CORRECTED, "cells": {}}
    else:
        values |= {"cells": dict(texts)}
    if not mine.update(**values):
        raise Overtaken


def _all_empty(row: QuarantinedRow, lang: str) -> list[dict[str, Any]]:
    reason, remedy = PoolRefusal("all_empty").told(lang)
    return [{"field": "row", "value": "", "reason": reason, "remedy": remedy, "row": row.row, "id": row.record_id}]


# ---- discarding ----
@transaction.atomic
def discard_row(*, row: QuarantinedRow, version: int, reason: str, actor: Any) -> None:
    """Leave a row out for good, with the reason. Its cells stay with the dataset, so that it can be taken back.

    Raises:
        Overtaken: somebody else changed it in between.
    """
    mine = QuarantinedRow.objects.filter(pk=row.pk, version=version, state=RowState.OPEN)
    _moved(mine, row, RowState.DISCARDED, reason, actor, quarantined=-1, discarded=1)


@transaction.atomic
def take_back(*, row: QuarantinedRow, version: int, actor: Any) -> None:
    """Put a discarded row back into quarantine.

    Raises:
        Overtaken: somebody else changed it in between.
    """
    mine = QuarantinedRow.objects.filter(pk=row.pk, version=version, state=RowState.DISCARDED)
    _moved(mine, row, RowState.OPEN, "", actor, quarantined=1, discarded=-1)


def _moved(
    mine: Any, row: QuarantinedRow, state: str, reason: str, actor: Any, *, quarantined: int, discarded: int
) -> None:
    changed = {"state": state, "reason": reason, "changed_by": actor, "changed_at": timezone.now()}
    if not mine.update(version=F("version") + 1, **changed):
        raise Overtaken
    Dataset.objects.filter(pk=row.dataset_id).update(
        quarantined=F("quarantined") + quarantined, discarded=F("discarded") + discarded
    )
    verb = "pool.row_discarded" if state == RowState.DISCARDED else "pool.row_taken_back"
    record(verb, actor=actor, subject=row, organisation=row.dataset.organisation, row=row.row)
    row.refresh_from_db()


# ---- a corrected file ----
def correct_from_file(
    *, dataset: Dataset, file: str, actor: Any, lang: str, progress: Callable[[str, int, int], None]
) -> Outcome:
    """Take in a quarantine file that was corrected in a spreadsheet. The outcome is kept with the dataset.

    Args:
        file: the random name under which it lies among the uploads; deleted when all its rows are taken.

    Raises:
        PoolError, PoolRefusal: it cannot be read, or is no quarantine file of this dataset.
    """
    progress("open", 0, 1)
    path = receiving.path_of(file)
    if not path.exists():  # a second run after a crash at the very end
        return Outcome()
    lines = _lines(dataset, path)
    outcome = Outcome()
    for start in range(0, len(lines), AT_ONCE):
        outcome += _correct_lines(dataset, lines[start : start + AT_ONCE], actor, lang)
        progress("write", min(start + AT_ONCE, len(lines)), len(lines))
    Dataset.objects.filter(pk=dataset.pk).update(last_correction=outcome.as_json())
    path.unlink(missing_ok=True)
    return outcome


def _lines(dataset: Dataset, path: Any) -> list[tuple[int, int | None, dict[str, str]]]:
    """Number, version and cells of each row of a corrected file."""
    source = opened(path, kind_of(dataset.kind), dataset.name)
    names = {_bare(cleaned(name)): name for name in source.frame.columns}
    if ROW not in names:
        raise PoolRefusal("no_quarantine_file")
    columns = {name: shown for name, shown in names.items() if _may(name, dataset)}
    if not columns:
        raise PoolRefusal("no_quarantine_file")
    found = []
    for texts in cells(source.frame):
        number, version = _whole(texts[names[ROW]]), _whole(texts[names[VERSION]]) if VERSION in names else None
        if number is None:
            continue
        found.append((number, version, {name: _bare_cell(texts[shown]) for name, shown in columns.items()}))
    return found


def _bare(name: str) -> str:
    """The name of a column without the apostrophe that keeps a spreadsheet from running it."""
    return name[1:] if name[:1] == "'" and name[1:2] in ("=", "+", "-", "@") else name


def _bare_cell(text: str | None) -> str:
    return _bare(cleaned(text))


def _whole(text: str | None) -> int | None:
    bare = (text or "").strip()
    return int(bare) if bare.isdigit() and len(bare) < ID_LENGTH // 10 else None


def _correct_lines(
    dataset: Dataset, lines: Sequence[tuple[int, int | None, dict[str, str]]], actor: Any, lang: str
) -> Outcome:
    rows = {row.row: row for row in dataset.quarantine.filter(row__in=[number for number, *_rest in lines])}
    unknown = tuple(number for number, *_rest in lines if number not in rows)
    wanted = {  # where a file has a row twice, the last one counts
        number: Correction(rows[number].pk, rows[number].version if version is None else version, texts)
        for number, version, texts in lines
        if number in rows and _differs(rows[number], texts)
    }
    same = tuple(number for number, _v, texts in lines if number in rows and not _differs(rows[number], texts))
    open_still = tuple(n for n in same if rows[n].state == RowState.OPEN)
    found = correct_rows(dataset=dataset, corrections=wanted.values(), actor=actor, lang=lang) if wanted else Outcome()
    return found + Outcome(still=open_still, unknown=unknown)


def _differs(row: QuarantinedRow, texts: Mapping[str, str]) -> bool:
    """Whether a file says something else than the row; a row that is no longer open always does: it is reported."""
    if row.state != RowState.OPEN:
        return True
    return any(row.cells.get(name, "") != text for name, text in texts.items())
