"""What the reform of a recommendation does: run in the background, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from corridor.web.chain.domain.items import alone, written
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.models import Recommendation
from corridor.web.jobs.domain import start


@transaction.atomic
def start_effect(*, actor: Any, recommendation: Recommendation, plan: str = "") -> Any:
    """Run the reform of a recommendation, in the background.

    Args:
        actor: who asks.
        recommendation: with a reform.
        plan: on whose pool; empty: on the worked cases of the law.

    Raises:
        ChainRefusal: it carries none.
    """
    if not recommendation.regulatory:
        raise ChainRefusal("no_reform")
    return start(
        "chain.effect",
        actor=actor,
        organisation=recommendation.programme.organisation,
        subject=recommendation.pk,
        recommendation=str(recommendation.pk),
        plan=plan,
        actor_id=str(actor.pk),
    )


@transaction.atomic
def keep_effect(*, actor: Any, recommendation: Recommendation, effect: Mapping[str, Any]) -> None:
    """Keep what the reform of a recommendation was found to do.

    Raises:
        ChainRefusal: the reform was changed in between.
    """
    alone(recommendation.programme)
    change = dict(recommendation.regulatory or {})
    now = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if not change or (now.regulatory or {}).get("reform") != change["reform"] or now.reform != recommendation.reform:
        raise ChainRefusal("overtaken")
    now.regulatory = {**change, "effect": dict(effect)}
    now.version += 1
    now.save()
    written("effect_simulated", now, actor)
