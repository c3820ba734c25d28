"""Datasets and rows that a person may see. Whole tables are read only where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Count, Model, Q, QuerySet

from corridor.web.consent.queries import holders
from corridor.web.organisations.permission import organisation_ids
from corridor.web.pool import snapshots
from corridor.web.pool.domain.profiles import PLACEMENT
from corridor.web.pool.domain.versions import current_path
from corridor.web.pool.meanings import kind_of, label
from corridor.web.pool.models import Claim, Dataset, DatasetVersion, Fault, Kind, Origin, QuarantinedRow, RowState
from corridor.web.pool.uses import users_of

PEOPLES_ROLES = ("analyst", "adviser", "manager", "viewer")
"""Roles that see tables of talents; the rows themselves only by `pool.see_rows`."""
POSTS_ROLES = (*PEOPLES_ROLES, "employer")


def datasets_of(user: Any) -> QuerySet[Dataset]:
    """The datasets that a person may see: their organisations', and the public ones.

    Employers see tables of vacancies alone.
    """
    if not user.is_authenticated:
        return Dataset.objects.filter(organisation=None)
    people, posts = organisation_ids(user, *PEOPLES_ROLES), organisation_ids(user, *POSTS_ROLES)
    return Dataset.objects.filter(
        Q(organisation=None)
        | Q(kind=Kind.TALENTS, organisation__in=people)
        | Q(kind=Kind.VACANCIES, organisation__in=posts)
    )


def scan(dataset: Dataset) -> pl.LazyFrame:
    """The rows of a dataset, read only as far as they are asked; no row and no column where there is no version yet.

    Of talents' own profiles only those whose consent is in force now.
    """
    path = current_path(dataset)
    if path is None:
        return pl.LazyFrame()
    found = snapshots.scan(path)
    if dataset.origin != Origin.PROFILES:
        return found
    live = Claim.objects.filter(dataset=dataset, from_profile=True, user__in=holders(PLACEMENT))
    ids = pl.Series(list(live.values_list("record_id", flat=True)), dtype=pl.String)
    return found.filter(pl.col("id").is_in(ids.implode()))


def frame(dataset: Dataset) -> pl.DataFrame:
    """All rows of a dataset's current version, typed as the pool's schema says."""
    return scan(dataset).collect()


def record(dataset: Dataset, record_id: str) -> dict[str, Any] | None:
    """One row of a dataset by its id; None where it has none such."""
    if not dataset.version:
        return None
    found = scan(dataset).filter(pl.col("id") == record_id).head(1).collect().to_dicts()
    return found[0] if found else None


def sample(dataset: Dataset, count: int) -> list[dict[str, Any]]:
    """The first rows of a dataset; the others are not read."""
    return scan(dataset).head(count).collect().to_dicts() if dataset.version else []


def version_of(dataset: Dataset) -> DatasetVersion | None:
    """The current version."""
    return dataset.versions.filter(number=dataset.version).first()


@dataclass(frozen=True)
class KnownColumn:
    """A column of a dataset and in which share of the rows it is known (None where there are no rows)."""

    name: str
    label: Any
    share: float | None


def columns_of(dataset: Dataset, version: DatasetVersion | None) -> list[KnownColumn]:
    """The columns of a dataset, with how well they are known."""
    if version is None:
        return []
    rows = version.rows
    return [
        KnownColumn(name, label(name, kind_of(dataset.kind)), count / rows if rows else None)
        for name, count in version.known.items()
    ]


def uses_for(user: Any, dataset: Dataset) -> list[Model]:
    """What refers to a dataset, as far as the person may know of it: things of their organisations, and public ones."""
    mine = organisation_ids(user)
    return [u for u in users_of(dataset) if getattr(u, "organisation_id", None) is None or u.organisation_id in mine]  # type: ignore[attr-defined]


# ---- quarantine ----
def quarantine_of(
    dataset: Dataset, *, state: str = RowState.OPEN, field: str = "", key: str = ""
) -> QuerySet[QuarantinedRow]:
    """Quarantined rows with their faults, those with a fault in a field or of a kind."""
    rows = dataset.quarantine.filter(state=state)
    if field or key:
        wanted = Fault.objects.filter(row__dataset=dataset)
        if field:
            wanted = wanted.filter(field=field)
        if key:
            wanted = wanted.filter(key=key)
        rows = rows.filter(pk__in=wanted.values("row"))
    return rows.prefetch_related("faults")


def kinds_of_faults(dataset: Dataset) -> list[tuple[str, str, int]]:
    """Field, kind and number of rows of the faults in quarantine, the most frequent first."""
    found = Fault.objects.filter(row__dataset=dataset, row__state=RowState.OPEN).values("field", "key")
    counted = found.annotate(n=Count("row", distinct=True)).order_by("-n", "field", "key")
    return [(line["field"], line["key"], line["n"]) for line in counted]


# ---- people ----
def claims_of(user: Any) -> QuerySet[Claim]:
    """The rows that are a person's own."""
    return Claim.objects.filter(user=user).select_related("dataset__organisation")


def expiring(before: date) -> QuerySet[Dataset]:
    """Datasets that are to be deleted before a day."""
    return Dataset.objects.filter(retention_until__lt=before)
