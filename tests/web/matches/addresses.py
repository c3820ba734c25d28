"""Named addresses of `matches`, for the permission matrix."""

from __future__ import annotations

from typing import Any

from corridor.web.plans.queries import scan
from tests.web.plans.made import made_plan


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    plan = made_plan(world.organisation, name="At the bench")
    first = scan(plan, "scores").select("vacancy", "talent").head(1).collect().to_dicts()[0]
    key = {"key": plan.pk}
    return {
        "matches:index": {},
        "matches:decisions": {},
        "matches:mine": {},
        "matches:vacancies": key,
        "matches:talents": key,
        "matches:vacancy": {**key, "vacancy": first["vacancy"]},
        "matches:talent": {**key, "talent": first["talent"]},
        "matches:pair": {**key, **first},
    }
