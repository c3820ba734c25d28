"""Named addresses of `home`, for the permission matrix."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    return {"home:start": {}, "home:accessibility": {}, "home:privacy": {}, "home:help": {}}
