"""Who may do what in `oversight`: administrators of the installation alone."""

from __future__ import annotations

import rules

from corridor.web.organisations.rules import is_administrator

rules.add_perm("oversight.view_oversight", is_administrator)
rules.add_perm("oversight.change_user", is_administrator)
rules.add_perm("oversight.carry_out_retention", is_administrator)
