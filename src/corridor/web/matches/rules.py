"""Who works at the bench: those who may see a plan's people and advise them."""

from __future__ import annotations

from typing import Any

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

DECIDERS = (Role.ADVISER, Role.MANAGER)
READERS = (*DECIDERS, Role.ANALYST)


@rules.predicate
def is_owned(user: Any, plan: Any = None) -> bool:
    """The plan belongs to an organisation: on the demonstration nobody decides."""
    return plan is None or plan.organisation_id is not None


rules.add_perm("matches.use_workbench", has_role(*READERS))
rules.add_perm("matches.read_pairs", has_role(*READERS))
rules.add_perm("matches.decide", is_owned & has_role(*DECIDERS))
