"""Who may do what with a live session: conveners and managers run it, analysts and readers look."""

from __future__ import annotations

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

RUNNERS = (Role.CONVENER, Role.MANAGER)
READERS = (*RUNNERS, Role.ANALYST, Role.VIEWER)

rules.add_perm("live.use_live", has_role(*READERS))
rules.add_perm("live.view_room", has_role(*READERS))
rules.add_perm("live.run_room", has_role(*RUNNERS))
