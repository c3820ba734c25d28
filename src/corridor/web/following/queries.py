"""Followed schemes that a person may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from corridor.web.following.models import EventLog, FollowedScheme, QuarantinedRow, State
from corridor.web.following.rules import READERS, WORKERS
from corridor.web.organisations.models import Organisation
from corridor.web.organisations.permission import organisation_ids, organisations_with


def schemes_of(user: Any) -> QuerySet[FollowedScheme]:
    """The followed schemes of a person's organisations."""
    if not user.is_authenticated:
        return FollowedScheme.objects.none()
    found = FollowedScheme.objects.filter(organisation__in=organisation_ids(user, *READERS))
    return found.select_related("organisation", "created_by")


def listed(user: Any) -> QuerySet[FollowedScheme]:
    """The same for the list: with what is known of each log (`as_of`, `synthetic`, whether rows are `waiting`)."""
    log = EventLog.objects.filter(scheme=OuterRef("pk"), version=OuterRef("version"))
    return (
        schemes_of(user)
        .defer("design_text")
        .annotate(
            as_of=Subquery(log.values("as_of")[:1]),
            synthetic=Subquery(log.values("synthetic")[:1]),
            waiting=Exists(QuarantinedRow.objects.filter(scheme=OuterRef("pk"))),
        )
    )


def makers(user: Any) -> list[Organisation]:
    """The organisations for which a person may follow a scheme."""
    return organisations_with(user, *WORKERS)


def twin(scheme: FollowedScheme, sha256: str) -> EventLog | None:
    """An upload of this very file that made the current version, or is being read."""
    same = scheme.logs.filter(source_sha256=sha256)
    return same.filter(version=scheme.version).first() if scheme.version else same.filter(state=State.READING).first()


def expiring(before: date) -> QuerySet[FollowedScheme]:
    """Schemes whose last day is before a day."""
    return FollowedScheme.objects.filter(retention_until__lt=before)
