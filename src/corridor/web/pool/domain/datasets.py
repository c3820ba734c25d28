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
    record(
        "pool.dataset_deleted",
        actor=actor,
        subject=dataset,
        organisation=dataset.organisation,
        kind=dataset.kind,
        rows=dataset.rows,
        sha256=dataset.sha256,
    )
    forget_source(dataset)
    transaction.on_commit(partial(snapshots.remove_all, dataset.pk))
    dataset.delete()


def delete_expired(*, today: date, actor: Any) -> list[str]:
    """Delete the datasets whose time is over; those that plans use lose their rows by that too, and the plans say so.

    Returns the names of those that could not be deleted because something refers to them. Remainders of uploads go too.
    """
    kept = []
    for dataset in Dataset.objects.filter(retention_until__lt=today).select_related("organisation"):
        try:
            delete_dataset(dataset=dataset, actor=actor)
        except PoolRefusal:
            kept.append(dataset.name)
    receiving.sweep(set(Dataset.objects.exclude(source="").values_list("source", flat=True)))
    return kept
