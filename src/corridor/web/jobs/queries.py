"""Jobs that a person may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from corridor.web.jobs.models import Job
from corridor.web.organisations.permission import organisation_ids


def jobs_of(user: Any) -> QuerySet[Job]:
    """A person's own jobs and those of their organisations."""
    if not user.is_authenticated:
        return Job.objects.none()
    return Job.objects.filter(Q(owner=user) | Q(organisation__in=organisation_ids(user)))


def latest(subject: UUID) -> Job | None:
    """The newest job of an object."""
    return Job.objects.filter(subject=subject).first()
