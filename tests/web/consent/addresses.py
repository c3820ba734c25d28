"""Named addresses of `consent`, for the permission matrix."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    return {
        "consent:my_data": {},
        "consent:name": {},
        "consent:give": {"purpose": "mail"},
        "consent:withdraw": {"purpose": "mail"},
        "consent:export": {},
        "consent:access": {},
        "consent:erase": {},
        "consent:erased": {},
    }
