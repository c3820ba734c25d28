"""Who may do what in `pool`."""

from __future__ import annotations

from typing import Any

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role, roles_in
from corridor.web.pool.models import Dataset, Kind, Origin

WORKERS = frozenset({Role.ANALYST, Role.ADVISER, Role.MANAGER})
"""Roles that bring talents in, correct them and see their rows."""
READERS = WORKERS | {Role.VIEWER}


@rules.predicate
def is_public(user: Any, dataset: Dataset | None = None) -> bool:
    """The dataset belongs to nobody: the demo."""
    return dataset is not None and dataset.organisation_id is None


@rules.predicate
def works_on(user: Any, dataset: Dataset | None = None) -> bool:
    """The person may work on the rows: employers on vacancies alone, nobody on the public demo."""
    if dataset is None:
        return False
    allowed = WORKERS | {Role.EMPLOYER} if dataset.kind == Kind.VACANCIES else WORKERS
    return bool(roles_in(user, dataset) & allowed)


@rules.predicate
def reads(user: Any, dataset: Dataset | None = None) -> bool:
    """The person may see what a dataset is: its columns and counts."""
    return works_on(user, dataset) or (dataset is not None and bool(roles_in(user, dataset) & READERS))


@rules.predicate
def was_uploaded(user: Any, dataset: Dataset | None = None) -> bool:
    """The dataset came as a file: only then there is something to map, import and correct."""
    return dataset is not None and dataset.origin == Origin.UPLOAD


@rules.predicate
def holds_people(user: Any, dataset: Dataset | None = None) -> bool:
    """The rows are people."""
    return dataset is not None and dataset.kind == Kind.TALENTS


@rules.predicate
def signed_in(user: Any, thing: Any = None) -> bool:
    """The person has an account that is open."""
    return bool(user.is_authenticated and user.is_active)


somewhere = has_role(*READERS, Role.EMPLOYER)
rules.add_perm("pool.use_pool", somewhere)
rules.add_perm("pool.upload", has_role(*WORKERS, Role.EMPLOYER))
rules.add_perm("pool.view_dataset", (is_public & signed_in) | reads)
rules.add_perm("pool.see_rows", (is_public & signed_in) | works_on)
rules.add_perm("pool.change_dataset", works_on & was_uploaded)
rules.add_perm("pool.delete_dataset", works_on)
rules.add_perm("pool.invite_person", works_on & holds_people)
rules.add_perm("pool.take_in_profiles", has_role(*WORKERS))
rules.add_perm("pool.own_profile", signed_in)
