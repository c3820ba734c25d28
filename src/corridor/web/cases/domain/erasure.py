"""Taking the person out of a case: what stays counts cases by month, and nobody can be found in it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from corridor.web.audit.domain import record
from corridor.web.cases.domain.checklist import forget_files
from corridor.web.cases.models import Case, Document, State


@transaction.atomic
def anonymise(*, case: Case, actor: Any) -> None:
    """Keep of a case its organisation, region, route, state, outcome, and its months; everything else goes.

    Facts, names, documents, messages, deadlines, invitations and calendar addresses are deleted. An open case is closed.
    """
    now = timezone.now()
    forget_files(Document.objects.filter(item__case=case))
    for relation in (case.items, case.threads, case.deadlines, case.invitations, case.feeds):
        relation.all().delete()
    Case.objects.filter(pk=case.pk).update(
        talent=None,
        adviser=None,
        employer=None,
        person_name="",
        agreed_on=None,
        facts={},
        snapshot={},
        route_reason="",
        route_chosen_by=None,
        route_chosen_at=None,
        closing_reason="",
        decision_reference="",
        application_date=case.application_date.replace(day=1),
        opened_on=case.opened_on.replace(day=1),
        decided_on=case.decided_on.replace(day=1) if case.decided_on else None,
        created_at=_month(case.created_at),
        changed_at=_month(now),
        closed_at=_month(case.closed_at or now),
        created_by=None,
        changed_by=None,
        renews=None,
        next_due=None,
        state=case.state if case.ended else State.CLOSED,
        anonymised_at=now,
        version=case.version + 1,
    )
    Case.objects.filter(renews=case).update(renews=None)
    record("cases.anonymised", actor=actor, subject=case, organisation=case.organisation)
    case.refresh_from_db()


def _month(moment: Any) -> Any:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
