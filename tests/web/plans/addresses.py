"""The named addresses of `plans`, with a plan of the world's organisation."""

from __future__ import annotations

from typing import Any

from tests.web.plans.made import made_plan, result


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """Every view with its arguments; the plan is about people and not public."""
    plan = made_plan(world.organisation, name="About people", synthetic=False)
    tables = result(False)[0].tables
    vacancy = tables["candidates"]["vacancy"][0]
    code = next(o.isco08 for o in result(False)[0].occupations if o.isco08)
    one = {"key": plan.pk}
    return {
        "plans:list": {},
        "plans:create": {},
        "plans:compare": {},
        "plans:detail": one,
        "plans:again": one,
        "plans:publish": one,
        "plans:delete": one,
        "plans:occupations": one,
        "plans:occupation": {**one, "code": code},
        "plans:vacancy": {**one, "vacancy": vacancy},
        "plans:levers": one,
        "plans:reforms": one,
        "plans:audit": one,
        "plans:provenance": one,
        "plans:report": one,
        "plans:download": {**one, "file": "placements.csv"},
    }
