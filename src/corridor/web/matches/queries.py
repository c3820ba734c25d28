"""What the search proposed and what people decided, as far as a person may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import Prefetch, Q, QuerySet

from corridor.web.consent.queries import holds
from corridor.web.matches.models import Decision, Step
from corridor.web.matches.rules import READERS
from corridor.web.organisations.permission import organisation_ids
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import people_shown, plans_of, scan
from corridor.web.pool.models import Claim
from corridor.web.pool.queries import claims_of, record

OPEN, ALL = "open", "all"


def plans_at_bench(user: Any) -> QuerySet[Plan]:
    """Finished plans whose people a person may work with: those of their organisations, and the demonstration."""
    own = Q(organisation__in=organisation_ids(user, *READERS)) | Q(organisation=None)
    return plans_of(user).filter(own, finished_at__isnull=False, talents__isnull=False, vacancies__isnull=False)


def usable(plan: Plan) -> bool:
    """Whether the people of a plan may be proposed: its pool was given for that, and is still there."""
    return people_shown(plan)


def vacancies(plan: Plan, *, text: str = "", which: str = OPEN, sort: str = "unfilled") -> pl.DataFrame:
    """The vacancies of a plan: `id`, `title`, `isco08`, `posts`, `filled`, `unfilled`, `reason`, `candidates`.

    Args:
        plan: the plan.
        text: part of the id or title.
        which: `open` (posts are unfilled) or `all`.
        sort: `unfilled`, `title` or `candidates`.
    """
    rows = scan(plan, "vacancies").select("id", "title", "isco08", "posts", "filled", "unfilled", "reason")
    if which == OPEN:
        rows = rows.filter(pl.col("unfilled") > 0)
    if text:
        wanted = text.lower()
        said = pl.concat_str("id", "title", separator=" ", ignore_nulls=True).str.to_lowercase()
        rows = rows.filter(said.str.contains(wanted, literal=True))
    counts = scan(plan, "scores").group_by("vacancy").agg(pl.len().alias("candidates"))
    joined = rows.join(counts, left_on="id", right_on="vacancy", how="left")
    found = joined.with_columns(pl.col("candidates").fill_null(0), pl.col("reason").cast(pl.String))
    order = {"title": ["title", "id"], "candidates": ["candidates", "id"]}.get(sort, ["unfilled", "id"])
    return found.sort(order, descending=[sort != "title", False], nulls_last=True).collect()


def talents(plan: Plan, *, text: str = "") -> pl.DataFrame:
    """The people of a plan who fit some vacancy: `talent`, `vacancies` (how many), `best` (score), `placed`."""
    rows = scan(plan, "scores")
    if text:
        rows = rows.filter(pl.col("talent").str.to_lowercase().str.contains(text.lower(), literal=True))
    found = rows.group_by("talent").agg(
        pl.len().alias("vacancies"), pl.col("score").max().alias("best"), pl.col("placed").any().alias("placed")
    )
    return found.sort(["best", "talent"], descending=[True, False]).collect()


def pairs_of_vacancy(plan: Plan, vacancy: str) -> pl.DataFrame:
    """Who fits a vacancy: whoever is placed there first, then by score."""
    rows = scan(plan, "scores").filter(pl.col("vacancy") == vacancy)
    return rows.sort(["placed", "score", "talent"], descending=[True, True, False]).collect()


def pairs_of_talent(plan: Plan, talent: str) -> pl.DataFrame:
    """Which vacancies a person fits, best first, with their titles."""
    titles = scan(plan, "vacancies").select(pl.col("id").alias("vacancy"), "title", "isco08", "unfilled")
    rows = scan(plan, "scores").filter(pl.col("talent") == talent).join(titles, on="vacancy", how="left")
    return rows.sort(["placed", "score", "vacancy"], descending=[True, True, False]).collect()


def pair(plan: Plan, vacancy: str, talent: str) -> dict[str, Any] | None:
    """What the search says of one pair; None where it did not propose it."""
    wanted = (pl.col("vacancy") == vacancy) & (pl.col("talent") == talent)
    found = scan(plan, "scores").filter(wanted).head(1).collect().to_dicts()
    return found[0] if found else None


def vacancy_row(plan: Plan, vacancy: str) -> dict[str, Any] | None:
    """A vacancy of a plan, with its counts; None where there is none of that id."""
    found = scan(plan, "vacancies").filter(pl.col("id") == vacancy).head(1).collect().to_dicts()
    return found[0] if found else None


def person_row(plan: Plan, talent: str) -> dict[str, Any] | None:
    """What the pool holds of a person of a plan; None where their row is gone."""
    return record(plan.talents, talent) if plan.talents is not None else None


# ---- decisions ----


def decisions_of(user: Any) -> QuerySet[Decision]:
    """Decisions about plans of one's organisations, with their last reasons."""
    steps = Step.objects.select_related("decided_by").order_by("-number")
    found = Decision.objects.filter(plan__organisation__in=organisation_ids(user, *READERS))
    return found.select_related("plan", "plan__organisation").prefetch_related(Prefetch("steps", queryset=steps))


def decisions_by_pair(
    plan: Plan, *, vacancy: str = "", talent: str = "", reasons: bool = False
) -> dict[tuple[str, str], Decision]:
    """The present decisions of a vacancy or a person, by vacancy and talent; with all their steps if `reasons`."""
    found = Decision.objects.filter(plan=plan)
    if reasons:
        found = found.prefetch_related(Prefetch("steps", queryset=Step.objects.order_by("-number")))
    if vacancy:
        found = found.filter(vacancy_id=vacancy)
    if talent:
        found = found.filter(talent_id=talent)
    return {(d.vacancy_id, d.talent_id): d for d in found}


def decisions_on(user: Any) -> QuerySet[Decision]:
    """Decisions about a talent: about the rows of datasets that are theirs."""
    rows = Q(pk__in=[])
    for claim in Claim.objects.filter(user=user):
        rows |= Q(plan__talents=claim.dataset_id, talent_id=claim.record_id)
    return Decision.objects.filter(rows)


@dataclass(frozen=True)
class Proposal:
    """Why a person was proposed for a vacancy: what the search said, and what people decided."""

    plan: Plan
    vacancy: str
    title: str
    pair: dict[str, Any]
    decision: Decision | None


@dataclass(frozen=True)
class Mine:
    """A row about a person in some organisation's pool, and what was made of it."""

    claim: Claim
    proposals: tuple[Proposal, ...]
    plans: int
    consent: bool


SHOWN = 50
"""Proposals that a person is shown for each row; those that somebody decided about come first."""


def mine(user: Any) -> list[Mine]:
    """What organisations hold about a person, and what they were proposed for."""
    consent = holds(user, "placement")
    return [_mine(claim, consent) for claim in claims_of(user)]


def _mine(claim: Claim, consent: bool) -> Mine:
    plans = Plan.objects.filter(talents=claim.dataset, finished_at__isnull=False).order_by("-finished_at")
    found: list[Proposal] = []
    for plan in plans:
        decided = decisions_by_pair(plan, talent=claim.record_id, reasons=True)
        rows = pairs_of_talent(plan, claim.record_id).to_dicts() if usable(plan) else []
        for row in rows:
            decision = decided.get((row["vacancy"], claim.record_id))
            found.append(Proposal(plan, row["vacancy"], row["title"] or row["vacancy"], row, decision))
    found.sort(key=lambda p: (p.decision is None, -p.pair["score"], p.vacancy))
    return Mine(claim, tuple(found[:SHOWN]), len(plans), consent)
