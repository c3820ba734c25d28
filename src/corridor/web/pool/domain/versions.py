"""A new version of a dataset's rows: the file first, then the database, then old files go."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from corridor.web.pool import snapshots
from corridor.web.pool.models import Dataset, DatasetVersion

KEPT = 3
"""So many versions keep their files; of older ones the hash stays."""


class Overtaken(Exception):
    """Somebody else changed the dataset in between: what was prepared no longer fits."""


def current_path(dataset: Dataset) -> Path | None:
    """The snapshot of the current version; None before the first."""
    if not dataset.version:
        return None
    found = dataset.versions.filter(number=dataset.version).values_list("file", flat=True).first()
    return snapshots.path_of(dataset.pk, found) if found else None


def publish(
    dataset: Dataset, snapshot: snapshots.Snapshot, *, why: str, actor: Any, keep: int = KEPT, **changes: Any
) -> DatasetVersion:
    """Make a written snapshot the current version. To be called in the verb's own transaction.

    Args:
        dataset: as it was when the snapshot was prepared.
        snapshot: the file.
        why: `import`, `correction`, `profiles`, `table` or `erasure`.
        actor: who did it.
        keep: so many versions keep their files.
        changes: further fields of the dataset; `F` expressions are allowed.

    Raises:
        Overtaken: the dataset has another version by now; the file is deleted.
    """
    number = dataset.version + 1
    mine = Dataset.objects.filter(pk=dataset.pk, version=dataset.version)
    values = {"version": number, "sha256": snapshot.sha256, "rows": snapshot.rows, "changed_at": timezone.now()}
    if not mine.update(**values, **changes):
        snapshots.remove(dataset.pk, [snapshot.file])
        raise Overtaken
    made = DatasetVersion.objects.create(
        dataset=dataset,
        number=number,
        file=snapshot.file,
        sha256=snapshot.sha256,
        size=snapshot.size,
        rows=snapshot.rows,
        known=snapshot.known,
        why=why,
        made_by=actor,
    )
    forget_files(dataset.pk, before=number - keep + 1)
    dataset.refresh_from_db()
    return made


def forget_files(dataset: UUID, *, before: int) -> None:
    """Delete the files of versions below a number, once the present transaction is committed."""
    old = DatasetVersion.objects.filter(dataset=dataset, number__lt=before).exclude(file="")
    files = list(old.values_list("file", flat=True))
    if files:
        old.update(file="")
        transaction.on_commit(partial(snapshots.remove, dataset, files))


def one_more(**counts: int) -> dict[str, Any]:
    """Changes that add to a dataset's counts."""
    return {name: F(name) + number for name, number in counts.items() if number}
