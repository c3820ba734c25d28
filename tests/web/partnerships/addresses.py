"""The addresses of partnerships, for the permission matrix: the register is public, the same for everybody."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name -> arguments."""
    return {
        "partnerships:index": {},
        "partnerships:scheme": {"key": "SMP001"},
        "partnerships:compare": {},
        "partnerships:csv": {},
        "partnerships:jsonld": {},
    }
