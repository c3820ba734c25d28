"""The addresses of the pages of evidence, for the permission matrix: public, the same for everybody."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name -> arguments."""
    return {
        "evidence:index": {},
    }
