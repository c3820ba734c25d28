"""Tokens: made, shown once, used, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from corridor.web.api.models import Token
from corridor.web.audit.domain import record
from corridor.web.organisations.models import Organisation

PREFIX = "corridor_"


def hashed(secret: str) -> str:
    """What is kept of a secret. It is long and random: a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(
    *, organisation: Organisation, name: str, scopes: Sequence[str], days: int, actor: Any
) -> tuple[Token, str]:
    """A new token, and its secret, which cannot be had again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    made = Token.objects.create(
        organisation=organisation,
        created_by=actor,
        name=name,
        secret_hash=hashed(secret),
        scopes=sorted(scopes),
        ends_at=timezone.now() + timedelta(days=days),
    )
    record("api.token_made", actor=actor, subject=made, organisation=organisation, scopes=sorted(scopes), days=days)
    return made, secret


@transaction.atomic
def revoke_token(*, token: Token, actor: Any) -> None:
    """The token opens nothing any more."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record("api.token_revoked", actor=actor, subject=token, organisation=token.organisation)


def used(token: Token) -> None:
    """Remember the day on which a token was last used; one write a day."""
    today = timezone.localdate()
    if token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
