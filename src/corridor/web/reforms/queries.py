"""Reforms that a person may see, and what they may be tried on."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from corridor.web.organisations.models import Organisation
from corridor.web.organisations.permission import organisation_ids, organisations_with
from corridor.web.plans.models import Plan
from corridor.web.plans.offered import Offered
from corridor.web.plans.queries import plans_of
from corridor.web.plans.rules import MAKERS, READERS
from corridor.web.reforms.models import Reform


def reforms_of(user: Any) -> QuerySet[Reform]:
    """The reforms that a person may see: their own, and those shared in organisations where they read plans."""
    if not user.is_authenticated:
        return Reform.objects.none()
    there = Q(organisation__in=organisation_ids(user, *READERS))
    seen = Q(owner=user) | Q(shared=True) | Q(owner=None)
    return Reform.objects.filter(there & seen).select_related("organisation", "owner", "plan__organisation")


def finished_plans(user: Any) -> QuerySet[Plan]:
    """The plans that a person may try a reform on, the newest first."""
    return plans_of(user).filter(finished_at__isnull=False)


def keepers(user: Any) -> list[Organisation]:
    """The organisations for which a person may keep reforms and ask for plans."""
    return organisations_with(user, *MAKERS)


def offered_to(user: Any, organisation: Any) -> list[Offered]:
    """The reforms of an organisation that a person may choose for a plan."""
    found = reforms_of(user).filter(organisation=organisation)
    return [
        Offered(f"reform:{reform.pk}", dict.fromkeys(("en", "fr", "nl"), reform.name), note_of(reform), reform.document)
        for reform in found
    ]


def note_of(reform: Reform) -> dict[str, str]:
    """What a reform says of itself; nothing where it says nothing."""
    note = reform.document.get("note")
    return dict(note) if isinstance(note, dict) else {}
