"""The addresses of partnerships, for the permission matrix: the register is public, a design is its organisation's."""

from __future__ import annotations

from typing import Any

from tests.web.partnerships.designs_made import made_design


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name -> arguments."""
    design = {"key": str(made_design(world.organisation, world.people["analyst"]).pk)}
    return {
        "partnerships:designs": {},
        "partnerships:design_create": {},
        "partnerships:sizing": {},
        "partnerships:design": design,
        "partnerships:design_checks": design,
        "partnerships:design_download": design,
        "partnerships:design_save": design,
        "partnerships:design_edit": design,
        "partnerships:design_form": design,
        "partnerships:design_delete": design,
        "partnerships:index": {},
        "partnerships:scheme": {"key": "SMP001"},
        "partnerships:compare": {},
        "partnerships:csv": {},
        "partnerships:jsonld": {},
    }
