"""What routes are called, by region."""

from __future__ import annotations

from functools import cache

from corridor.permits.book import book


@cache
def route_names(region: str) -> dict[str, dict[str, str]]:
    """The label of every route of a region, by language."""
    return {name: dict(route.label) for name, route in book(region).rules.routes.items()}
