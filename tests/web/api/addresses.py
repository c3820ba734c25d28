"""Named addresses of the API and its pages, for the permission matrix."""

from __future__ import annotations

from typing import Any

from corridor.web.api.domain import make_token
from tests.web.plans.made import made_plan


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    token, _ = make_token(
        organisation=world.organisation, name="t", scopes=["plans"], days=1, actor=world.people["analyst"]
    )
    plan = made_plan(world.organisation, name="For the API")
    key = {"key": plan.pk}
    return {
        "api:reference": {},
        "api:tokens": {},
        "api:revoke": {"key": token.pk},
        "api-v1:api-root": {},
        "api-v1:openapi-json": {},
        "api-v1:route_check": {},
        "api-v1:routes": {},
        "api-v1:law": {"region": "flanders"},
        "api-v1:parameter": {"region": "flanders", "name": "no_such"},
        "api-v1:shortages": {"region": "flanders"},
        "api-v1:occupation": {"region": "flanders", "isco08": "2221"},
        "api-v1:plans": {},
        "api-v1:plan": key,
        "api-v1:plan_vacancies": key,
        "api-v1:matches": key,
    }
