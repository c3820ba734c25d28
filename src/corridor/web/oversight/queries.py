"""Users, jobs and events, for administrators."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.models import AuditEvent
from corridor.web.jobs.models import Job


def users(words: str = "", state: str = "") -> QuerySet[User]:
    """Accounts by address; those whose name or address has the words; open, closed or administrators."""
    found = User.objects.annotate(organisations=Count("memberships__organisation", distinct=True)).order_by("email")
    for word in words.split():
        found = found.filter(Q(email__icontains=word) | Q(name__icontains=word))
    match state:
        case "open":
            found = found.filter(is_active=True)
        case "closed":
            found = found.filter(is_active=False)
        case "administrator":
            found = found.filter(is_superuser=True)
    return found


def jobs(state: str = "") -> QuerySet[Job]:
    """Background work, newest first."""
    found = Job.objects.select_related("owner", "organisation")
    return found.filter(state=state) if state else found


def events(given: dict[str, Any]) -> QuerySet[AuditEvent]:
    """Events as a filter asks: verb, actor, person, organisation, from and until a day."""
    found = AuditEvent.objects.all()
    if given.get("verb"):
        found = found.filter(verb__startswith=given["verb"])
    for key in ("actor", "person"):
        if address := given.get(key):
            found = found.filter(
                **{f"{key}__in": list(User.objects.filter(email__iexact=address).values_list("pk", flat=True))}
            )
    if organisation := given.get("organisation"):
        found = found.filter(organisation=organisation.pk)
    if start := given.get("start"):
        found = found.filter(at__gte=timezone.make_aware(datetime.combine(start, time.min)))
    if end := given.get("end"):
        found = found.filter(at__lte=timezone.make_aware(datetime.combine(end, time.max)))
    return found


def verbs() -> list[str]:
    """The verbs that occur, by name."""
    return list(AuditEvent.objects.order_by("verb").values_list("verb", flat=True).distinct())
