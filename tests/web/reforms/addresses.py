"""The named addresses of `reforms`, with a plan about people and a shared reform of the world's organisation."""

from __future__ import annotations

from typing import Any

from corridor.web.reforms.trials import prepared
from tests.web.plans.made import made_plan
from tests.web.reforms.made import made_reform


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """Every view with its arguments; the reform is the analyst's, and shared."""
    plan = made_plan(world.organisation, name="About people", synthetic=False)
    prepared(plan, patience=120)
    reform = made_reform(world.organisation, world.people["analyst"], plan, name="Shared", shared=True)
    on, one = {"key": plan.pk}, {"key": reform.pk}
    return {
        "reforms:index": {},
        "reforms:detail": one,
        "reforms:change": one,
        "reforms:duplicate": one,
        "reforms:delete": one,
        "reforms:download": one,
        "reforms:laboratory": on,
        "reforms:open": on,
        "reforms:compare": on,
        "reforms:save": on,
        "reforms:take": on,
        "reforms:plan": on,
    }
