"""Who may do what with designs: examples are for everybody; an organisation's own for those who plan there."""

from __future__ import annotations

from typing import Any

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

READERS = (Role.MANAGER, Role.ANALYST, Role.ADVISER, Role.VIEWER)
MAKERS = (Role.MANAGER, Role.ANALYST, Role.ADVISER)


@rules.predicate
def is_example(user: Any, design: Any = None) -> bool:
    """The design belongs to nobody: everybody sees it, nobody changes it."""
    return design is not None and design.organisation_id is None


makes = has_role(*MAKERS)
rules.add_perm("partnerships.view_design", is_example | has_role(*READERS))
rules.add_perm("partnerships.create_design", makes)
rules.add_perm("partnerships.change_design", ~is_example & makes)
rules.add_perm("partnerships.delete_design", ~is_example & makes)
