"""Inviting the person to follow their case with their own account."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import override

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.cases.domain.deadlines import hashed
from corridor.web.cases.errors import CaseRefused
from corridor.web.cases.models import Case, Invitation
from corridor.web.consent.domain import give

VALID = timedelta(days=14)
log = logging.getLogger(__name__)


@transaction.atomic
def invite(*, case: Case, email: str, language: str, actor: Any, address: Any) -> tuple[Invitation, str]:
    """Invite a person by e-mail; the message names nobody. An earlier invitation ends.

    Args:
        address: a function of the secret that gives the whole address to follow.

    Returns:
        The invitation and the address, which is told once.
    """
    if case.ended:
        raise CaseRefused(later("The case has ended. Reopen it first."))
    if case.talent_id is not None:
        raise CaseRefused(later("An account is linked to the case already."))
    case.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        case=case, email=email.strip().lower(), secret_hash=hashed(secret), ends_at=timezone.now() + VALID
    )
    record("cases.person_invited", actor=actor, subject=case, organisation=case.organisation)
    link = address(secret)
    transaction.on_commit(partial(_send, made.email, case.organisation.name, language, link))
    return made, link


def _send(email: str, organisation: str, language: str, link: str) -> None:
    with override(language):
        subject = _("Your file at a one-stop shop")
        body = _(
            "%(organisation)s works on a file about you and invites you to follow it with your own account.\n\n"
            "Open this address within 14 days and sign in, or create an account first:\n%(link)s\n\n"
            "You then see what is in the file, and decide who else may see it. If you do not know this organisation, "
            "ignore this message: nothing happens."
        ) % {"organisation": organisation, "link": link}
    try:
        send_mail(f"Corridor: {subject}", body, None, [email])
    except OSError:  # the adviser has seen the address and can hand it over
        log.warning("an invitation to a case could not be sent")


def invitation_of(secret: str) -> Invitation | None:
    """The open invitation of a secret."""
    found = Invitation.objects.filter(secret_hash=hashed(secret)).select_related("case__organisation").first()
    return found if found is not None and found.open and found.case.talent_id is None and not found.case.ended else None


@transaction.atomic
def accept(*, invitation: Invitation, user: User, consents: list[str], language: str) -> Case:
    """Link the person's account to the case, with the consents that they gave; that to the file is among them.

    Raises:
        CaseRefused: the invitation is over, was for another address, or the consent to the file is missing.
    """
    if user.email.lower() != invitation.email.lower():
        raise CaseRefused(later("The invitation was sent to another e-mail address. Sign in with that one."))
    if "case_file" not in consents:
        raise CaseRefused(later("Without your consent no file can be kept with your account."))
    now = timezone.now()
    free = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None, ends_at__gt=now)
    if not free.update(accepted_at=now):
        raise CaseRefused(later("The invitation is no longer valid."))
    case = invitation.case
    if not Case.objects.filter(pk=case.pk, talent=None).update(talent=user, version=case.version + 1, changed_at=now):
        raise CaseRefused(later("The invitation is no longer valid."))
    for purpose in consents:
        give(user=user, purpose=purpose, actor=user, language=language)
    case.refresh_from_db()
    record(
        "cases.person_linked", actor=user, subject=case, person=user, organisation=case.organisation, consents=consents
    )
    return case
