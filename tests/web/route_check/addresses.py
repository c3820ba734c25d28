"""Named addresses of `route_check`, for the permission matrix: all are public and take no arguments."""

from __future__ import annotations

from typing import Any

from corridor.web.route_check.urls import urlpatterns


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    return {f"route_check:{pattern.name}": {} for pattern in urlpatterns}
