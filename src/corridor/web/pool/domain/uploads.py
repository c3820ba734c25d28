"""A file that came in, until it is imported: kept, looked at, its columns given their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from corridor.pool.errors import PoolError
from corridor.web.audit.domain import record
from corridor.web.jobs import queries as jobs
from corridor.web.jobs.domain import start
from corridor.web.jobs.models import Job
from corridor.web.jobs.registry import fault_of
from corridor.web.pool import receiving
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.meanings import chosen, guessed, kind_of
from corridor.web.pool.models import Dataset, State
from corridor.web.pool.opening import cleaned, opened, preview, storable

AT_ONCE = 2 * 1024 * 1024
"""A larger file is looked at in the background."""
OPEN_STATES = (State.DRAFT, State.FAILED)
NAME_LENGTH = 120


def twin(*, organisation: Any, kind: str, sha256: str) -> Dataset | None:
    """The dataset that was made of the same file before."""
    return Dataset.objects.filter(organisation=organisation, kind=kind, source_sha256=sha256).first()


def look_again(*, dataset: Dataset, actor: Any) -> None:
    """Look at a draft whose first look broke off with the process that looked."""
    if dataset.state == State.DRAFT and not dataset.columns and jobs.latest(dataset.pk) is None:
        look(dataset=dataset, actor=actor)


def receive(
    *, organisation: Any, kind: str, name: str, source_name: str, file: str, size: int, sha256: str, actor: Any
) -> Dataset:
    """Keep an uploaded file as a draft, and look at it: at once where it is small, else in the background.

    Args:
        file: the random name under which it lies among the uploads.
    """
    with transaction.atomic():  # looking comes after: SQLite's one writer must not wait for a slow file
        made = Dataset.objects.create(
            organisation=organisation,
            kind=kind,
            name=(name or source_name)[:NAME_LENGTH],
            source_name=source_name,
            source=file,
            source_size=size,
            source_sha256=sha256,
            created_by=actor,
        )
        told = {"kind": kind, "size": size, "sha256": sha256}
        record("pool.file_received", actor=actor, subject=made, organisation=organisation, **told)
        if size > AT_ONCE:
            start("pool.look", actor=actor, organisation=organisation, subject=made.pk, dataset=str(made.pk))
    if size <= AT_ONCE:
        look(dataset=made, actor=actor)
    return made


def look(*, dataset: Dataset, actor: Any) -> None:
    """Read a file's columns and first rows, and guess what the columns mean; what is wrong is kept and shown."""
    try:
        source = opened(receiving.path_of(dataset.source), kind_of(dataset.kind), dataset.source_name)
    except (PoolError, PoolRefusal) as error:
        _looked(dataset, state=State.FAILED, fault=storable(fault_of(error)), preview=None)
        return
    columns = [cleaned(name) for name in source.frame.columns]
    seen = {"fault": None, "preview": storable(preview(source)), "columns": columns, "how": dict(source.how)}
    mapping = guessed(columns, kind_of(dataset.kind))
    _looked(dataset, state=State.DRAFT, mapping=mapping, licence=source.licence or "", **seen)


def _looked(dataset: Dataset, **values: Any) -> None:
    Dataset.objects.filter(pk=dataset.pk, state__in=OPEN_STATES).update(changed_at=timezone.now(), **values)
    dataset.refresh_from_db()


@transaction.atomic
def map_columns(
    *,
    dataset: Dataset,
    name: str,
    mapping: Mapping[str, str | None],
    basis: str,
    purpose: str,
    retention_until: date | None,
    actor: Any,
) -> None:
    """Say what the columns of a draft mean, why its data may be used, and until when they are kept.

    Raises:
        PoolRefusal: it is no draft any more.
    """
    meanings = chosen(mapping, dataset.columns)
    told = {
        "name": name,
        "mapping": meanings,
        "basis": basis,
        "purpose": purpose,
        "retention_until": retention_until,
    }
    if not Dataset.objects.filter(pk=dataset.pk, state__in=OPEN_STATES).update(changed_at=timezone.now(), **told):
        raise PoolRefusal("no_draft")
    used = sorted(target for target in meanings.values() if target)
    owner = dataset.organisation
    record("pool.columns_mapped", actor=actor, subject=dataset, organisation=owner, columns=used, basis=basis)
    dataset.refresh_from_db()


@transaction.atomic
def start_import(*, dataset: Dataset, actor: Any, lang: str) -> Job:
    """Import a draft in the background; also one whose import broke off.

    Raises:
        PoolRefusal: it is being imported, or was.
    """
    locked = Dataset.objects.select_for_update().get(pk=dataset.pk)
    if locked.state == State.READY:
        raise PoolRefusal("no_draft")
    if locked.state == State.IMPORTING and not broken_off(locked):
        raise PoolRefusal("being_imported")
    if not locked.source or not locked.columns:
        raise PoolRefusal("no_file")
    Dataset.objects.filter(pk=dataset.pk).update(state=State.IMPORTING, fault=None, changed_at=timezone.now())
    dataset.refresh_from_db()
    return start(
        "pool.import",
        actor=actor,
        organisation=dataset.organisation,
        subject=dataset.pk,
        dataset=str(dataset.pk),
        actor_id=str(actor.pk),
        lang=lang,
    )


def broken_off(dataset: Dataset) -> bool:
    """Whether an import ended without a result: it was stopped, or crashed too often."""
    if dataset.state != State.IMPORTING:
        return False
    job = jobs.latest(dataset.pk)
    return job is None or job.ended


def forget_source(dataset: Dataset) -> None:
    """Delete an uploaded file once the present transaction is committed. The caller empties `source`."""
    if dataset.source:
        transaction.on_commit(partial(_unlink, receiving.path_of(dataset.source)))


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)
