"""Who may do what with programmes: those who convene make and change them, published ones are for everybody."""

from __future__ import annotations

from typing import Any

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

CONVENERS = (Role.MANAGER, Role.CONVENER)
READERS = (*CONVENERS, Role.ANALYST, Role.VIEWER)


@rules.predicate
def is_published(user: Any, programme: Any = None) -> bool:
    """Everybody sees the programme."""
    return programme is not None and programme.published and programme.organisation.closed_at is None


convenes = has_role(*CONVENERS)
rules.add_perm("programmes.view_programme", is_published | has_role(*READERS))
rules.add_perm("programmes.list_programmes", has_role(*READERS))
rules.add_perm("programmes.create_programme", convenes)
rules.add_perm("programmes.change_programme", convenes)
