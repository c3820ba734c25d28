"""Who may do what with background work."""

from __future__ import annotations

from typing import Any

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role


@rules.predicate
def is_owner(user: Any, job: Any = None) -> bool:
    """The person started the job."""
    return job is not None and user.is_authenticated and job.owner_id == user.pk


rules.add_perm("jobs.stop_job", is_owner | has_role(Role.MANAGER))
