"""The addresses of the pages of evidence, for the permission matrix: public, the same for everybody."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name -> arguments."""
    return {
        "evidence:index": {},
        "evidence:flows": {},
        "evidence:flows_csv": {},
        "evidence:projections": {},
        "evidence:projections_csv": {"which": "totals"},
        "evidence:retention": {},
        "evidence:published_csv": {},
        "evidence:spells_template": {},
        "evidence:spells": {},
        "evidence:measures": {},
        "evidence:measure_template": {},
        "evidence:measure_table": {},
        "evidence:sources": {},
    }
