"""Whole datasets: tables that Corridor made, names, and deletion."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import polars as pl
from django.db import transaction

from corridor.web.audit.domain import record
from corridor.web.pool import receiving, snapshots
from corridor.web.pool.domain.uploads import forget_source
from corridor.web.pool.domain.versions import publish
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.models import Dataset, Origin, State
from corridor.web.pool.uses import users_of


@transaction.atomic
def keep_table(
    *, organisation: Any, kind: str, name: str, table: pl.DataFrame | pl.LazyFrame, actor: Any, synthetic: bool = False
) -> Dataset:
    """Keep a table that has the pool's columns already as a dataset (of nobody: public), without an upload.

    Args:
        organisation: whose it is; None for the public demo.
        kind: `talents` or `vacancies`.
        name: what it is called.
        table: rows in the schema of `corridor.pool`, as its importers or `synthesise` give them.
        actor: who made it; None for the system.
        synthetic: the rows describe nobody.
    """
    made = Dataset.objects.create(
        organisation=organisation,
        kind=kind,
        name=name,
        origin=Origin.TABLE,
        synthetic=synthetic,
        created_by=actor,
        state=State.IMPORTING,
    )
    snapshot = snapshots.write(made.pk, table, 1)
    publish(made, snapshot, why="table", actor=actor, state=State.READY, rows_in=snapshot.rows)
    record("pool.table_kept", actor=actor, subject=made, organisation=organisation, kind=kind, rows=snapshot.rows)
    return made


@transaction.atomic
def delete_dataset(*, dataset: Dataset, actor: Any) -> None:
    """Delete a dataset with all its rows, files and quarantine.

    Raises:
        PoolRefusal: something refers to it: a plan that could no longer say what it was made of.
    """
    uses = users_of(dataset)
    if uses:
        raise PoolRefusal("in_use", n=len(uses), names=", ".join(str(use) for use in uses[:3]))
    _delete(dataset, actor, "asked")


def _delete(dataset: Dataset, actor: Any, why: str) -> None:
    told = {"kind": dataset.kind, "rows": dataset.rows, "sha256": dataset.sha256, "why": why}
    record("pool.dataset_deleted", actor=actor, subject=dataset, organisation=dataset.organisation, **told)
    forget_source(dataset)
    transaction.on_commit(partial(snapshots.remove_all, dataset.pk))
    dataset.delete()


@transaction.atomic
def delete_expired(*, today: date, actor: Any) -> int:
    """Delete the datasets whose last day is over, also those that plans were made of: the day was promised.

    The plans stay, and say that the dataset is gone. Remainders of uploads go too. Returns how many datasets went.
    """
    over = list(Dataset.objects.filter(retention_until__lt=today).select_related("organisation"))
    for dataset in over:
        _delete(dataset, actor, "retention")
    receiving.sweep(set(Dataset.objects.exclude(source="").values_list("source", flat=True)))
    return len(over)
