"""What changes an account."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record


@transaction.atomic
def prefer_language(*, user: User, language: str, actor: Any) -> None:
    """Keep the language that a person chose."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
        record("accounts.language_chosen", actor=actor, subject=user, language=language)


@transaction.atomic
def make_administrator(*, email: str, password: str, actor: Any = None) -> User:
    """The first administrator of an installation, or a further one.

    Whoever may do this runs the installation: the address counts as confirmed, so that a mail service that does not
    work yet locks nobody out.
    """
    from allauth.account.models import EmailAddress

    user = User.objects.create_superuser(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("accounts.administrator_made", actor=actor, subject=user)
    return user


@transaction.atomic
def set_active(*, user: User, active: bool, actor: Any) -> None:
    """Close an account, or open it again; what it holds stays."""
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        record("accounts.opened" if active else "accounts.closed", actor=actor, subject=user, person=user)
