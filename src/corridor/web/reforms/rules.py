"""Who may do what in `reforms`: analysts and managers keep reforms, readers of plans see those that are shared."""

from __future__ import annotations

from typing import Any

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role
from corridor.web.plans.rules import MAKERS, READERS


@rules.predicate
def is_owner(user: Any, reform: Any = None) -> bool:
    """The person put the reform together."""
    return reform is not None and user.is_authenticated and reform.owner_id == user.pk


@rules.predicate
def is_shared(user: Any, reform: Any = None) -> bool:
    """The reform is there for the organisation: it was shared, or nobody owns it any more."""
    return reform is not None and (reform.shared or reform.owner_id is None)


makes = has_role(*MAKERS)
rules.add_perm("reforms.create_reform", makes)
rules.add_perm("reforms.view_reform", (is_owner | is_shared) & has_role(*READERS))
rules.add_perm("reforms.change_reform", (is_owner | is_shared) & makes)
rules.add_perm("reforms.delete_reform", (is_owner & makes) | (is_shared & has_role(Role.MANAGER)))
