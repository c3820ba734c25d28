"""The addresses of the app `events`, for the tests that visit every page."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """Name of an address -> its arguments."""
    return {}
