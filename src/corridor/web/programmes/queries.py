"""Programmes that a person may see: those of their organisations, and published ones."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from corridor.web.organisations.permission import organisation_ids
from corridor.web.programmes.models import Programme
from corridor.web.programmes.rules import READERS


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
