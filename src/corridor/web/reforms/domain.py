"""Reforms are kept, changed, shared, copied, deleted; a plan is asked for under one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from corridor.web.audit.domain import record
from corridor.web.plans import domain as plans
from corridor.web.plans.models import Plan
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.models import Reform


@transaction.atomic
def create_reform(
    *, actor: Any, organisation: Any, name: str, plan: Plan, document: dict[str, Any], shared: bool = False
) -> Reform:
    """Keep a reform.

    Args:
        actor: who keeps it, and owns it.
        organisation: whose it is.
        name: what it is called.
        plan: on which it was tried.
        document: as a reform file holds it; it was held against the law.
        shared: whether the organisation sees it.
    """
    made = Reform.objects.create(
        organisation=organisation,
        owner=actor,
        name=name,
        region=plan.region,
        plan=plan,
        document=document,
        shared=shared,
    )
    record("reforms.created", actor=actor, subject=made, organisation=organisation, shared=shared)
    return made


@transaction.atomic
def change_reform(
    *,
    reform: Reform,
    actor: Any,
    version: int,
    name: str,
    document: dict[str, Any],
    shared: bool,
    plan: Plan | None = None,
) -> Reform:
    """Keep a reform as it is now.

    Args:
        reform: the kept one.
        actor: who changes it.
        version: that the person saw.
        name, document, shared: what it becomes.
        plan: on which it was tried; the one before if not given.

    Raises:
        ReformRefusal: somebody changed or deleted it in between.
    """
    values: dict[str, Any] = {"name": name, "document": document, "shared": shared}
    if plan is not None:
        values |= {"plan": plan, "region": plan.region}
    seen = Reform.objects.filter(pk=reform.pk, version=version)
    if not seen.update(**values, version=F("version") + 1, changed_at=timezone.now()):
        raise ReformRefusal("overtaken")
    changed = sorted(field for field in ("name", "document", "shared") if values[field] != getattr(reform, field))
    reform.refresh_from_db()
    record(
        "reforms.changed",
        actor=actor,
        subject=reform,
        organisation=reform.organisation,
        changed=changed,
        shared=shared,
        version=reform.version,
    )
    return reform


@transaction.atomic
def duplicate_reform(*, reform: Reform, actor: Any, name: str) -> Reform:
    """Keep a copy, owned by who copies it and not shared."""
    made = Reform.objects.create(
        organisation=reform.organisation,
        owner=actor,
        name=name[: Reform._meta.get_field("name").max_length],
        region=reform.region,
        plan=reform.plan,
        document=reform.document,
    )
    record("reforms.duplicated", actor=actor, subject=made, organisation=made.organisation, of=str(reform.pk))
    return made


@transaction.atomic
def delete_reform(*, reform: Reform, actor: Any) -> None:
    """Delete a reform. Plans that were made under it keep their own copy."""
    record("reforms.deleted", actor=actor, subject=reform, organisation=reform.organisation, version=reform.version)
    reform.delete()


@transaction.atomic
def ask_for_plan(*, actor: Any, organisation: Any, plan: Plan, name: str, document: dict[str, Any]) -> Plan:
    """Ask for a plan like another one, compared with a reform; it is made in the background.

    Raises:
        ReformRefusal: a dataset of the plan is gone.
    """
    if plan.talents is None or plan.vacancies is None:
        raise ReformRefusal("dataset_gone")
    made = plans.create_plan(
        actor=actor,
        organisation=organisation,
        name=name[: Plan._meta.get_field("name").max_length],
        region=plan.region,
        date=plan.date,
        talents=plan.talents,
        vacancies=plan.vacancies,
        method=plan.method,
        place_undecided=plan.place_undecided,
        seed=plan.seed,
        reforms=[document],
    )
    record("reforms.plan_asked", actor=actor, subject=made, organisation=organisation, like=str(plan.pk))
    return made
