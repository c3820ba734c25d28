"""Deciding about a pair: by a person, with what they saw and why, one after the other."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from corridor.web.audit.domain import record
from corridor.web.matches.errors import DecisionError
from corridor.web.matches.models import Decision, State, Step
from corridor.web.plans.models import Plan
from corridor.web.pool.models import Claim


@transaction.atomic
def decide(
    *, plan: Plan, vacancy: str, talent: str, state: str, reason: str, seen: dict[str, Any], version: int, actor: Any
) -> Decision:
    """Write a decision down.

    Args:
        plan: the plan that proposed the pair.
        vacancy, talent: their ids there.
        state: what was decided.
        reason: why, in the person's own words.
        seen: what the page showed of the pair.
        version: of the decision that the person saw; 0 where there was none.
        actor: who decides.

    Raises:
        DecisionError: somebody decided in between.
    """
    decision = _next_version(plan, vacancy, talent, state, version)
    number = decision.version
    Step.objects.create(decision=decision, number=number, state=state, reason=reason, seen=seen, decided_by=actor)
    claim = Claim.objects.filter(dataset=plan.talents_id, record_id=talent).select_related("user").first()
    record(
        "matches.decided",
        actor=actor,
        subject=decision,
        person=claim.user if claim else None,
        organisation=plan.organisation,
        state=state,
        number=number,
        with_reason=bool(reason),
    )
    return decision


def _next_version(plan: Plan, vacancy: str, talent: str, state: str, version: int) -> Decision:
    pair = {"plan": plan, "vacancy_id": vacancy, "talent_id": talent}
    if version == 0:
        try:
            with transaction.atomic():
                return Decision.objects.create(**pair, state=state)
        except IntegrityError:
            raise _changed(pair) from None
    found = Decision.objects.select_for_update().filter(**pair).first()
    if found is None or found.version != version:
        raise _changed(pair)
    found.state, found.version = state, version + 1
    found.save(update_fields=["state", "version", "decided_at"])
    return found


def _changed(pair: dict[str, Any]) -> DecisionError:
    found = Decision.objects.filter(**pair).first()
    label = State(found.state).label if found else "–"
    return DecisionError("changed", state=label)


def people_seen(*, plan: Plan, actor: Any, person: Any = None, **what: Any) -> None:
    """Write down that somebody looked at rows of people; synthetic rows are nobody's."""
    if not plan.synthetic:
        record("matches.people_seen", actor=actor, subject=plan, person=person, organisation=plan.organisation, **what)
