"""What plans hold about people: who asked for them, and rows of talents who have an account."""

from __future__ import annotations

from typing import Any

import polars as pl

from corridor.web.consent.held import Extra, Held, erases, exports
from corridor.web.plans import domain, results
from corridor.web.plans.models import Plan
from corridor.web.pool.models import Claim

HELD = [
    Held(
        model="plans.Plan",
        field="created_by",
        export=("name", "region", "date", "created_at"),
        on_erasure="keep",
        purpose="work",
        why={
            "en": "Plans that you asked for. They stay with the organisation, without your name.",
            "fr": "Les plans que vous avez demandés. Ils restent à l’organisation, sans votre nom.",
            "nl": "Plannen die u vroeg. Ze blijven bij de organisatie, zonder uw naam.",
        },
    )
]


def _plans_of(claim: Claim) -> list[Plan]:
    return list(Plan.objects.filter(talents=claim.dataset_id).exclude(folder=""))


@exports("plans")
def rows_of(user: Any) -> Extra:
    """The rows about a talent in the plans that were made with their dataset."""
    found = []
    for claim in Claim.objects.filter(user=user):
        for plan in _plans_of(claim):
            if results.has(plan.path, "candidates"):
                rows = results.scan(plan.path, "candidates").filter(pl.col("talent") == claim.record_id).collect()
                found += [{"plan": plan.name, "date": plan.date.isoformat(), **row} for row in rows.to_dicts()]
    return Extra(data=found)


@erases("plans")
def erase_rows(*, user: Any, actor: Any) -> None:
    """A talent's rows go out of the tables of plans; counts stay."""
    for claim in Claim.objects.filter(user=user):
        domain.forget_people(plans=_plans_of(claim), talents=[claim.record_id])
