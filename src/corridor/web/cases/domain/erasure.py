"""Taking the person out of a case: what stays counts cases by month, and nobody can be found in it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor.web.audit.domain import record
from corridor.web.cases.domain.checklist import forget_files
from corridor.web.cases.errors import CaseRefused, Overtaken
from corridor.web.cases.models import Case, Document, State
from corridor.web.cases.models.case import ENDED


@transaction.atomic
def anonymise(*, case: Case, actor: Any) -> None:
    """Keep of a case its organisation, region, route, state, outcome, and its months; everything else goes.

    Facts, names, documents, messages, deadlines, invitations and calendar addresses go. An open case is closed.
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


@transaction.atomic
def erase_person(*, case: Case, version: int, actor: Any) -> None:
    """Empty a closed case because the person asked for it.

    Raises:
        CaseRefused: the case is not closed.
        Overtaken: somebody changed it since `version`.
    """
    if case.state not in ENDED or case.anonymised_at is not None:
        raise CaseRefused(_("Close the case first."))
    if not Case.objects.filter(pk=case.pk, version=version).exists():
        raise Overtaken
    anonymise(case=case, actor=actor)


def _month(moment: Any) -> Any:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
