"""Who may do what in `plans`: members read, analysts run, employers and strangers see what is public."""

from __future__ import annotations

from typing import Any

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

READERS = (Role.MANAGER, Role.ANALYST, Role.ADVISER, Role.CONVENER, Role.VIEWER)
MAKERS = (Role.MANAGER, Role.ANALYST)
NEAR_PEOPLE = (Role.MANAGER, Role.ANALYST, Role.ADVISER)
"""Who works with single persons of the organisation's pool."""


@rules.predicate
def is_public(user: Any, plan: Any = None) -> bool:
    """The plan is the demonstration, or was made public."""
    return plan is not None and (plan.organisation_id is None or plan.public)


@rules.predicate
def is_synthetic(user: Any, plan: Any = None) -> bool:
    """No row of the plan is a person."""
    return plan is not None and plan.synthetic


@rules.predicate
def is_owned(user: Any, plan: Any = None) -> bool:
    """The plan belongs to an organisation: nobody changes the demonstration."""
    return plan is None or plan.organisation_id is not None


reads = has_role(*READERS)
rules.add_perm("plans.view_plan", is_public | reads)
rules.add_perm("plans.view_in_full", (is_public & is_synthetic) | reads)
rules.add_perm("plans.view_people", (is_public & is_synthetic) | (is_synthetic & reads) | has_role(*NEAR_PEOPLE))
rules.add_perm("plans.create_plan", has_role(*MAKERS))
rules.add_perm("plans.run_plan", is_owned & has_role(*MAKERS))
rules.add_perm("plans.publish_plan", is_owned & has_role(*MAKERS))
rules.add_perm("plans.delete_plan", is_owned & has_role(*MAKERS))
