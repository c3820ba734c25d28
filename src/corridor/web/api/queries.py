"""Tokens that a person may see, and whom a secret belongs to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from corridor.web.api.domain import hashed
from corridor.web.api.models import Token
from corridor.web.api.rules import MAKERS
from corridor.web.organisations.permission import organisation_ids
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import plans_of


def tokens_of(user: Any) -> QuerySet[Token]:
    """The tokens of the organisations in which a person may make some."""
    found = Token.objects.filter(organisation__in=organisation_ids(user, *MAKERS))
    return found.select_related("organisation", "created_by")


def token_of(secret: str) -> Token | None:
    """The token of a secret, while it is valid and its maker still belongs to the organisation."""
    token = (
        Token.objects.filter(secret_hash=hashed(secret), revoked_at=None, ends_at__gt=timezone.now())
        .select_related("organisation", "created_by")
        .first()
    )
    if token is None or not token.created_by.is_active or token.organisation.closed_at is not None:
        return None
    return token if token.created_by.has_perm("api.make_token", token) else None


def plans_for(token: Token | None) -> QuerySet[Plan]:
    """Finished plans that a caller may read: public ones, with the scope also those of the token's organisation."""
    from django.contrib.auth.models import AnonymousUser

    public = Q(organisation=None) | Q(public=True)
    if token is None or "plans" not in token.scopes:
        return plans_of(AnonymousUser()).filter(finished_at__isnull=False)
    own = Q(organisation=token.organisation)
    return plans_of(token.created_by).filter(public | own, finished_at__isnull=False)
