"""Plans that a person may see, and what lies in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import OuterRef, Q, QuerySet, Subquery

from corridor.permits.book import book
from corridor.plan.result import Plan as Result
from corridor.web.jobs.models import Job
from corridor.web.organisations.permission import organisation_ids
from corridor.web.plans import results
from corridor.web.plans.demo import KEY
from corridor.web.plans.models import Plan
from corridor.web.plans.rules import MAKERS, READERS
from corridor.web.pool.models import Dataset, Kind, Purpose, State
from corridor.web.pool.queries import datasets_of


def plans_of(user: Any) -> QuerySet[Plan]:
    """The plans that a person may see: public ones, and those of organisations in which they read plans."""
    public = Q(organisation=None) | Q(public=True)
    own = Q(organisation__in=organisation_ids(user, *READERS)) if user.is_authenticated else Q()
    return Plan.objects.filter(public | own).select_related("organisation", "talents", "vacancies")


def with_state(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans with the state of their latest run as `job_state`."""
    latest = Job.objects.filter(subject=OuterRef("pk")).order_by("-created_at", "id").values("state")[:1]
    return plans.annotate(job_state=Subquery(latest))


def finished(user: Any, keys: Iterable[UUID]) -> list[Plan]:
    """Finished plans that a person may see, in the order in which they are named."""
    order = list(dict.fromkeys(keys))
    found = {plan.pk: plan for plan in plans_of(user).filter(pk__in=order, finished_at__isnull=False)}
    return [found[key] for key in order if key in found]


def demo() -> Plan | None:
    """The public demonstration; None before it was made."""
    return Plan.objects.filter(pk=KEY, finished_at__isnull=False).select_related("talents", "vacancies").first()


# ---- what lies in a plan ------------------------------------------------------------------------


def document(plan: Plan) -> dict[str, Any]:
    """plan.json of a finished plan. Shared by all who ask: not to be changed.

    Raises:
        ValueError: the plan has no result. FileNotFoundError: its folder is gone.
    """
    return results.document(plan.path, plan.digest)


def result(plan: Plan) -> Result:
    """A finished plan as `corridor.plan` returned it; of its tables `audit` is whole, the others are counted only.

    Raises:
        ValueError: the plan has no result. FileNotFoundError: its folder is gone.
    """
    return results.result(plan.path, plan.digest)


def scan(plan: Plan, name: results.Table) -> pl.LazyFrame:
    """A table of a plan, read as far as it is asked for: those of the plan, and `scores`.

    Raises:
        FileNotFoundError: it went with its dataset.
    """
    return results.scan(plan.path, name)


def table(plan: Plan, name: results.Table) -> pl.DataFrame:
    """A whole table of a plan.

    Raises:
        FileNotFoundError: it went with its dataset.
    """
    return results.scan(plan.path, name).collect()


def people_shown(plan: Plan) -> bool:
    """Whether the rows of the plan's people are there and may be used for more than counts."""
    if not results.has(plan.path, "candidates"):
        return False
    dataset = plan.talents
    return plan.synthetic or (dataset is not None and dataset.purpose != Purpose.PLANNING)


def changes_since(plan: Plan) -> list[str]:
    """What has changed since a plan was made: `talents`, `vacancies` (a new version), `talents_gone`,
    `vacancies_gone`, `law`. A plan made again would differ, or could not be made.
    """
    found = []
    for name in ("talents", "vacancies"):
        dataset: Dataset | None = getattr(plan, name)
        if dataset is None:
            found.append(f"{name}_gone")
        elif dataset.version != getattr(plan, f"{name}_version"):
            found.append(name)
    if book(plan.region).rules.digest != plan.law_hash:
        found.append("law")
    return found


# ---- what a plan can be made of -----------------------------------------------------------------


def makers_of(user: Any) -> set[UUID]:
    """The organisations for which a person may run plans."""
    return organisation_ids(user, *MAKERS)


def datasets_for(user: Any, kind: Kind) -> QuerySet[Dataset]:
    """The datasets that a person may plan with: ready ones of their organisations, and public ones."""
    usable = Q(organisation=None) | Q(organisation__in=makers_of(user))
    return datasets_of(user).filter(usable, kind=kind, state=State.READY, version__gt=0).order_by("name", "id")


def columns(frame: pl.DataFrame, wanted: Sequence[str]) -> list[str]:
    """Those columns of a table that it has."""
    return [name for name in wanted if name in frame.columns]
