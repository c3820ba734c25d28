"""Contacts are invited to a round, and reminded of its last day: whom, is written down before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from corridor.web.audit.domain import record
from corridor.web.drafts.domain.commenting import check_open
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.models import Invitation, Phase, Round
from corridor.web.jobs.domain import start
from corridor.web.jobs.models import Job
from corridor.web.stakeholders.models import Contact

LARGEST = 200
"""Messages of one job: a mail service stops taking more, and a wrong choice can still be stopped."""


@transaction.atomic
def invite(*, round: Round, contacts: Iterable[Contact], actor: Any) -> Job:
    """Invite contacts to a round, `LARGEST` at most; those of an earlier job that were not reached come with them.

    Args:
        round: published, not closed.
        contacts: of `queries.invitable`.
        actor: who invites.

    Raises:
        DraftRefusal: the round is not published or closed, or there is nobody.
    """
    if round.phase == Phase.PREPARING:
        raise DraftRefusal("not_published")
    if round.phase == Phase.CLOSED:
        check_open(round)
    chosen = list(contacts)[:LARGEST]
    Invitation.objects.bulk_create([Invitation(round=round, contact=one) for one in chosen], ignore_conflicts=True)
    if not Invitation.objects.filter(round=round, sent_at=None).exists():
        raise DraftRefusal("nobody_new")
    organisation = round.draft.organisation
    record("drafts.invited", actor=actor, subject=round, organisation=organisation, contacts=len(chosen))
    return start("drafts.invite", actor=actor, organisation=organisation, subject=round.pk, round=str(round.pk))


@transaction.atomic
def remind(*, round: Round, invitations: Iterable[Invitation], actor: Any) -> Job:
    """Remind those who were invited and have not commented, once, `LARGEST` at most.

    Args:
        round: open.
        invitations: of `queries.to_remind`.
        actor: who reminds; None for the daily command.

    Raises:
        DraftRefusal: the round is not open, or nobody waits for a reminder.
    """
    check_open(round)
    keys = [one.pk for one in list(invitations)[:LARGEST]]
    if not keys:
        raise DraftRefusal("nobody_to_remind")
    Invitation.objects.filter(pk__in=keys).update(reminder_asked_at=timezone.now())
    organisation = round.draft.organisation
    record("drafts.reminded", actor=actor, subject=round, organisation=organisation, contacts=len(keys))
    return start("drafts.remind", actor=actor, organisation=organisation, subject=round.pk, round=str(round.pk))


def claim(*, invitation: Invitation, reminder: bool) -> bool:
    """Write down that a message goes, before it goes; whether it is still to go, and nobody else sends it.

    After a crash between this and the mail service a message may be lost; none goes twice.
    """
    field = _field(reminder)
    rows = Invitation.objects.filter(pk=invitation.pk, **{field: None})
    return rows.update(**{field: timezone.now()}) == 1


def give_back(*, invitation: Invitation, reminder: bool) -> None:
    """The mail service did not take the message: it waits again."""
    Invitation.objects.filter(pk=invitation.pk).update(**{_field(reminder): None})


def _field(reminder: bool) -> str:
    return "reminded_at" if reminder else "sent_at"
