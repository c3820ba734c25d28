"""The addresses of the pages about attractiveness, for the permission matrix: public, the same for everybody."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name -> arguments."""
    return {
        "attractiveness:index": {},
        "attractiveness:published_csv": {},
        "attractiveness:framework": {},
        "attractiveness:ranks": {},
        "attractiveness:template": {"group": "compass"},
    }
