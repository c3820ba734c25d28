"""Who may make and revoke tokens."""

from __future__ import annotations

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

MAKERS = (Role.MANAGER, Role.ANALYST)
rules.add_perm("api.make_token", has_role(*MAKERS))
rules.add_perm("api.revoke_token", has_role(*MAKERS))
