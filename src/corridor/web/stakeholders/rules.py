"""Who may do what with the directory: those who convene change and export it, those who look see it."""

from __future__ import annotations

import rules

from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

CONVENERS = (Role.MANAGER, Role.CONVENER)
READERS = (*CONVENERS, Role.ANALYST, Role.VIEWER)

rules.add_perm("stakeholders.view_body", has_role(*READERS))
rules.add_perm("stakeholders.change_body", has_role(*CONVENERS))
# Names and addresses are seen by those who write to people, not by everybody who may look at a programme.
rules.add_perm("stakeholders.view_contact", has_role(*CONVENERS))
rules.add_perm("stakeholders.change_contact", has_role(*CONVENERS))
rules.add_perm("stakeholders.export_contact_list", has_role(*CONVENERS))
