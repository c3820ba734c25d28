"""Named addresses of `oversight`, for the permission matrix."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    who = {"key": world.people["viewer"].pk}
    return {
        "oversight:index": {},
        "oversight:health": {},
        "oversight:jobs": {},
        "oversight:users": {},
        "oversight:user": who,
        "oversight:set_open": who,
        "oversight:set_administrator": who,
        "oversight:erase": who,
        "oversight:retention": {},
        "oversight:trail": {},
    }
