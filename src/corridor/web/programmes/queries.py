"""Programmes that a person may see: those of their organisations, and published ones."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from corridor.web.organisations.models import Organisation
from corridor.web.organisations.permission import organisation_ids
from corridor.web.programmes.models import Programme, Step, StepState
from corridor.web.programmes.rules import READERS
from corridor.web.stakeholders.models import Body


def programmes_of(user: Any) -> QuerySet[Programme]:
    """Programmes of a person's organisations."""
    return Programme.objects.filter(organisation__in=organisation_ids(user, *READERS)).select_related("organisation")


def published() -> QuerySet[Programme]:
    """Programmes that everybody sees."""
    return Programme.objects.filter(published=True, organisation__closed_at=None).select_related("organisation")


def visible(user: Any) -> QuerySet[Programme]:
    """Published programmes, and those of a person's organisations."""
    mine = Q(organisation__in=organisation_ids(user, *READERS))
    shown = Q(published=True, organisation__closed_at=None)
    return Programme.objects.filter(mine | shown).select_related("organisation")


def steps_of(programme: Programme) -> list[Step]:
    """The steps in their order, with owners and deliverables."""
    return list(programme.steps.select_related("owner").prefetch_related("deliverables"))


def advisory_group(programme: Programme) -> QuerySet[Body]:
    """The bodies that advise, by name."""
    return Body.objects.filter(advises__programme=programme).order_by("name", "id")


def directory_of(organisation: Organisation) -> QuerySet[Body]:
    """The bodies that may advise or own a step."""
    return Body.objects.filter(organisation=organisation).order_by("name", "id")


def events_of(programme: Programme, *, member: bool) -> list[Any]:
    """Its events with their first day, the first one first; drafts for members alone. Their app stands above this."""
    rows: Any = programme.events.annotate(first=Min("days__date"))
    return list((rows if member else rows.exclude(state="draft")).order_by(F("first").asc(nulls_last=True), "slug"))


def drafts_of(programme: Programme, *, member: bool) -> list[Any]:
    """The texts that it puts to consultation; unpublished ones for members alone. Their app stands above this."""
    rows: Any = programme.drafts
    return list((rows.all() if member else rows.filter(published=True)).order_by("created_at", "slug"))


def listed(user: Any) -> QuerySet[Programme]:
    """Programmes that a person sees, with how many steps each has and how many are done."""
    done = Count("steps", filter=Q(steps__state=StepState.DONE), distinct=True)
    found = visible(user).annotate(step_count=Count("steps", distinct=True), done=done, last=Max("steps__months_to"))
    return found.order_by("-start", "slug")
