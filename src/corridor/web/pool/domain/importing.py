"""From a file to a dataset: good rows into the first version, the others into quarantine, repairs noted.

The snapshot is written first, the quarantine next, and one transaction makes both count. Whatever breaks off before it
leaves a draft as it was; the next attempt begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

import polars as pl
from django.db import transaction

from corridor.pool.border import Imported, check
from corridor.pool.errors import PoolError
from corridor.pool.schema import Kind
from corridor.pool.source import MARKS
from corridor.web.audit.domain import record
from corridor.web.jobs.errors import Stopped
from corridor.web.jobs.registry import fault_of
from corridor.web.pool import receiving, snapshots
from corridor.web.pool.domain.uploads import forget_source
from corridor.web.pool.domain.versions import publish
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.meanings import chosen, kind_of
from corridor.web.pool.models import Dataset, Fault, QuarantinedRow, State
from corridor.web.pool.opening import cleaned, guarded, opened, storable
from corridor.web.pool.reasons import in_languages
from corridor.web.pool.reasons import kind_of as reason_of

Progress = Callable[[str, int, int], None]
CHUNK = 500
"""So many quarantined rows are written in one transaction: others can write in between."""
QUARANTINE = 100_000
"""More rows than this in quarantine are no slips: the columns have another meaning."""
SHOWN_NOTES = 200
ID_LENGTH, FIELD_LENGTH = 200, 80


def import_dataset(*, dataset: Dataset, actor: Any, lang: str, progress: Progress) -> None:
    """Import a dataset's file. May be called again after a crash; does nothing where the import is done.

    Raises:
        PoolError, PoolRefusal: the file cannot be read; the dataset says why, and can be imported again.
        Stopped: its owner stopped it; it is a draft again.
    """
    if dataset.state != State.IMPORTING or dataset.version:
        return
    try:
        _import(dataset, actor, lang, progress)
    except Stopped:
        Dataset.objects.filter(pk=dataset.pk, version=0).update(state=State.DRAFT)
        raise
    except Exception as error:
        Dataset.objects.filter(pk=dataset.pk, version=0).update(state=State.FAILED, fault=storable(fault_of(error)))
        raise


def _import(dataset: Dataset, actor: Any, lang: str, progress: Progress) -> None:
    progress("open", 0, 1)
    kind = kind_of(dataset.kind)
    source = opened(receiving.path_of(dataset.source), kind, dataset.source_name)
    source.frame.columns = [cleaned(name) for name in source.frame.columns]
    found = checked(
        lambda: check(
            source,
            kind,
            mapping=chosen(dataset.mapping, source.frame.columns),
            lang=lang,
            progress=lambda done, total: progress("read", done, total),
        ),
        dataset,
    )
    if found.counts["quarantined"] > QUARANTINE:
        raise PoolRefusal("mostly_wrong", n=found.counts["quarantined"], total=found.counts["rows"], limit=QUARANTINE)
    snapshots.sweep(dataset.pk, set(dataset.versions.values_list("file", flat=True)))
    progress("write", 0, found.counts["quarantined"])
    snapshot = snapshots.write(dataset.pk, found.frame, 1)
    try:
        _keep_quarantine(dataset, found, lang, progress)
        _make_it_count(dataset, found, snapshot, actor, lang)
    except BaseException:
        snapshots.remove(dataset.pk, [snapshot.file])
        raise


def checked(work: Callable[[], Imported], dataset: Dataset) -> Imported:
    """Take a table over the border.

    Raises:
        PoolError, PoolRefusal: it cannot be taken; the place is the user's name of the file.
    """
    return guarded(work, dataset.source_name or dataset.name)


@transaction.atomic
def _make_it_count(dataset: Dataset, found: Imported, snapshot: snapshots.Snapshot, actor: Any, lang: str) -> None:
    forget_source(dataset)
    publish(
        dataset,
        snapshot,
        why="import",
        actor=actor,
        state=State.READY,
        fault=None,
        preview=None,
        source="",
        rows_in=found.counts["rows"],
        quarantined=found.counts["quarantined"],
        empty=found.counts["empty"],
        repaired=found.counts["repaired"],
        discarded=0,
        notes=notes_of(found.notes, lang),
        how=dict(found.how),
        licence=found.licence or "",
        synthetic=_synthetic(found.frame),
    )
    record("pool.imported", actor=actor, subject=dataset, organisation=dataset.organisation, **dict(found.counts))


def _synthetic(frame: pl.DataFrame) -> bool:
    return "synthetic" in frame.columns and frame.height > 0 and bool(frame["synthetic"].fill_null(False).all())


def notes_of(notes: pl.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Repairs by column and kind, the most frequent first, each with an example; remarks on the whole file first."""
    grouped = (
        notes.group_by("field", "note", maintain_order=True)
        .agg(pl.col("row").count().alias("rows"), pl.col("before", "after").first())
        .sort("rows", descending=True, maintain_order=True)
        .head(SHOWN_NOTES)
    )
    return [
        {
            "field": line["field"],
            "note": in_languages(line["note"] or "", lang),
            "rows": line["rows"],
            "before": cleaned(line["before"])[:ID_LENGTH],
            "after": cleaned(line["after"])[:ID_LENGTH],
        }
        for line in grouped.to_dicts()
    ]


# ---- quarantine ----
def _keep_quarantine(dataset: Dataset, found: Imported, lang: str, progress: Progress) -> None:
    """Write the quarantined rows down, some hundreds at a time; what an attempt before this one left goes first."""
    while keys := list(QuarantinedRow.objects.filter(dataset=dataset).values_list("pk", flat=True)[:CHUNK]):
        QuarantinedRow.objects.filter(pk__in=keys).delete()
    faults = _faults_by_row(found.quarantine)
    total = found.rejected.height
    for start in range(0, total, CHUNK):
        rows, told = [], []
        for line in found.rejected.slice(start, CHUNK).to_dicts():
            row, of_row = quarantined(dataset, line, next(faults), lang)
            rows.append(row)
            told += of_row
        with transaction.atomic():
            QuarantinedRow.objects.bulk_create(rows)
            Fault.objects.bulk_create(told)
        progress("write", min(start + CHUNK, total), total)


def _faults_by_row(quarantine: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    lines = quarantine.iter_rows(named=True)
    for _row, of_row in groupby(lines, key=lambda line: line["row"]):
        yield list(of_row)


def quarantined(
    dataset: Dataset, line: Mapping[str, Any], faults: list[dict[str, Any]], lang: str
) -> tuple[QuarantinedRow, list[Fault]]:
    """A quarantined row as it came, and what is wrong with it."""
    cells = {name: cleaned(text) for name, text in line.items() if name not in MARKS and text is not None}
    row = QuarantinedRow(
        dataset=dataset,
        row=faults[0]["row"],
        record_id=cleaned(faults[0]["id"])[:ID_LENGTH],
        cells=cells,
    )
    return row, faults_of(row, faults, lang)


def faults_of(row: QuarantinedRow, faults: list[dict[str, Any]], lang: str) -> list[Fault]:
    """What is wrong with a row, as records."""
    return [
        Fault(
            row=row,
            field=cleaned(line["field"])[:FIELD_LENGTH],
            value=cleaned(line["value"]),
            key=reason_of(line["reason"] or "", line["remedy"] or "", lang),
            reason=cleaned(line["reason"]),
            remedy=cleaned(line["remedy"]),
            language=lang,
        )
        for line in faults
    ]


__all__ = ["Kind", "PoolError", "checked", "faults_of", "import_dataset", "notes_of", "quarantined"]
