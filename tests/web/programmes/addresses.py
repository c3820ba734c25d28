"""The addresses of the app `programmes`, for the tests that visit every page."""

from __future__ import annotations

from typing import Any

from corridor.web.programmes.models import Deliverable
from tests.web.programmes.made import make_programme


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """Name of an address -> its arguments: a programme that is not published, with a step and a deliverable."""
    programme = make_programme(world.organisation, "Review of the world")
    thing = Deliverable.objects.filter(step__programme=programme).select_related("step").first()
    assert thing is not None
    one = {"slug": programme.slug}
    own = ("detail", "calendar", "change", "remove", "publish", "advisory_group", "step_create")
    return (
        {f"programmes:{name}": {} for name in ("list", "create", "start")}
        | {f"programmes:{name}": one for name in own}
        | {f"programmes:{name}": one | {"key": thing.step_id} for name in ("step_change", "step_remove")}
        | {"programmes:deliverable_create": one | {"step": thing.step_id}}
        | {f"programmes:deliverable_{name}": one | {"key": thing.pk} for name in ("change", "remove")}
    )
