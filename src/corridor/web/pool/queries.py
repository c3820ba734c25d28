"""Datasets and rows that a person may see. Whole tables are read only where they are asked for."""

from __future__ import annotations

from typing import Any, cast

import polars as pl
from django.db.models import Q, QuerySet

from corridor.web.organisations.permission import organisation_ids
from corridor.web.pool import snapshots
from corridor.web.pool.domain.versions import current_path
from corridor.web.pool.models import Dataset, Kind

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
    """The rows of a dataset, read only as far as they are asked; no row and no column where there is no version yet."""
    path = current_path(dataset)
    return pl.LazyFrame() if path is None else snapshots.scan(path)


def frame(dataset: Dataset) -> pl.DataFrame:
    """All rows of a dataset's current version, typed as the pool's schema says."""
    return cast(pl.DataFrame, scan(dataset).collect())


def record(dataset: Dataset, record_id: str) -> dict[str, Any] | None:
    """One row of a dataset by its id; None where it has none such."""
    path = current_path(dataset)
    if path is None:
        return None
    found = snapshots.scan(path).filter(pl.col("id") == record_id).head(1).collect().to_dicts()
    return found[0] if found else None
