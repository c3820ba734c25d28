"""Whom programmes still need: this app holds nothing about people, its advisory groups are of bodies."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from corridor.web.programmes.models import Programme
from corridor.web.programmes.schedule import dated_steps
from corridor.web.stakeholders.models import Contact


def _advisers() -> QuerySet[Any]:
    """The contacts of bodies that advise a programme whose last day has not passed."""
    advised = Programme.objects.exclude(advisory_members=None).prefetch_related("steps__owner", "steps__deliverables")
    today = timezone.localdate()
    running = [one.pk for one in advised if any(s.ends >= today for s in dated_steps(one, one.steps.all()))]
    return Contact.objects.filter(body__advises__programme__in=running).values("pk")


EXPECTED = [_advisers]
