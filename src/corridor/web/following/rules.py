"""Who may do what with followed schemes: those who work on a log see its rows, readers see indicators alone."""

from __future__ import annotations

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

WORKERS = (Role.MANAGER, Role.ADVISER, Role.ANALYST)
READERS = (*WORKERS, Role.VIEWER)

works, reads = has_role(*WORKERS), has_role(*READERS)
rules.add_perm("following.use_following", reads)
rules.add_perm("following.create_scheme", works)
rules.add_perm("following.view_scheme", reads)
rules.add_perm("following.see_rows", works)
rules.add_perm("following.change_scheme", works)
rules.add_perm("following.delete_scheme", works)
