"""A person of a row claims it: an adviser sends a secret link, and the person sees what is held about them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from corridor.web.audit.domain import record
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.models import Claim, ClaimInvitation, Dataset

DAYS = 14
"""So long a link can be used."""


def hash_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite_to_claim(
    *, dataset: Dataset, record_id: str, email: str, address: Callable[[str], str], actor: Any
) -> ClaimInvitation:
    """Invite the person of a row by e-mail; an earlier link for the row is no longer valid.

    Args:
        address: the address of the page for a secret.

    Raises:
        PoolRefusal: the row is somebody's already; the demo has no people.
    """
    if dataset.organisation is None:
        raise PoolRefusal("public")
    if Claim.objects.filter(dataset=dataset, record_id=record_id).exists():
        raise PoolRefusal("claimed")
    now, secret = timezone.now(), secrets.token_urlsafe(32)
    earlier = ClaimInvitation.objects.filter(dataset=dataset, record_id=record_id, accepted_at=None, withdrawn_at=None)
    earlier.update(withdrawn_at=now)
    made = ClaimInvitation.objects.create(
        dataset=dataset,
        record_id=record_id,
        email=email.lower(),
        secret_hash=hash_of(secret),
        invited_by=actor,
        ends_at=now + timedelta(days=DAYS),
    )
    record("pool.claim_invited", actor=actor, subject=made, organisation=dataset.organisation)
    transaction.on_commit(partial(_send, made, address(secret)))
    return made


def _send(invitation: ClaimInvitation, address: str) -> None:
    """The message, in three languages: nobody knows yet which one the person reads."""
    parts, subjects = [], []
    values = {"organisation": invitation.dataset.organisation, "address": address, "days": DAYS}
    for language, _name in settings.LANGUAGES:
        with override(language):
            subjects.append(_("What is held about you"))
            parts.append(render_to_string("pool/mail/claim.txt", values))
    send_mail(" · ".join(subjects), "\n\n".join(parts), settings.DEFAULT_FROM_EMAIL, [invitation.email])


def invitation_of(secret: str) -> ClaimInvitation | None:
    """The invitation of a secret, if it can still be accepted."""
    return (
        ClaimInvitation.objects.filter(
            secret_hash=hash_of(secret), accepted_at=None, withdrawn_at=None, ends_at__gt=timezone.now()
        )
        .select_related("dataset__organisation")
        .first()
    )


@transaction.atomic
def accept_claim(*, secret: str, actor: Any) -> Claim:
    """Accept an invitation: the row belongs to the person's account from now on.

    Raises:
        PoolRefusal: the link is not valid, was used, or was sent to another address.
    """
    invitation = invitation_of(secret)
    if invitation is None:
        raise PoolRefusal("claim_gone")
    if invitation.email != actor.email.lower():
        raise PoolRefusal("claim_other")
    mine = ClaimInvitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not mine.update(accepted_at=timezone.now()):
        raise PoolRefusal("claim_gone")
    try:
        with transaction.atomic():
            made = Claim.objects.create(user=actor, dataset=invitation.dataset, record_id=invitation.record_id)
    except IntegrityError:
        raise PoolRefusal("claimed") from None
    organisation = invitation.dataset.organisation
    record("pool.row_claimed", actor=actor, subject=made, person=actor, organisation=organisation)
    return made
