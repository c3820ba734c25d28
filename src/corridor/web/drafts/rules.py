"""Who may do what with drafts. Reading a published one and commenting on it needs no permission."""

from __future__ import annotations

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

CONVENERS = (Role.MANAGER, Role.CONVENER)
READERS = (*CONVENERS, Role.ANALYST, Role.VIEWER)

rules.add_perm("drafts.view_draft", has_role(*READERS))
rules.add_perm("drafts.create_draft", has_role(*CONVENERS))
rules.add_perm("drafts.change_draft", has_role(*CONVENERS))
rules.add_perm("drafts.export_comments", has_role(*CONVENERS, Role.ANALYST))
