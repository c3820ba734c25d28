"""Acts of sign-in in the audit trail: who came in, changed a password, an address, a second step."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.dispatch import receiver

from corridor.web.audit.domain import record


def _mine(verb: str, user: Any, **detail: Any) -> None:
    record(verb, actor=user, subject=user, person=user, **detail)


@receiver(account.user_logged_in)
def signed_in(user: Any, **kwargs: Any) -> None:
    """Somebody came in, through a password or a provider."""
    login = kwargs.get("sociallogin")
    _mine("accounts.signed_in", user, by="provider" if login else "password")


@receiver(account.user_signed_up)
def signed_up(user: Any, **kwargs: Any) -> None:
    """A new account."""
    _mine("accounts.signed_up", user)


@receiver(account.password_changed)
@receiver(account.password_reset)
@receiver(account.password_set)
def password_changed(user: Any, **kwargs: Any) -> None:
    """A new password."""
    _mine("accounts.password_changed", user)


@receiver(account.email_confirmed)
def address_confirmed(email_address: Any, **kwargs: Any) -> None:
    """An address confirmed."""
    _mine("accounts.address_confirmed", email_address.user)


@receiver(account.email_changed)
def address_changed(user: Any, **kwargs: Any) -> None:
    """Another main address."""
    _mine("accounts.address_changed", user)


@receiver(mfa.authenticator_added)
def second_step_added(user: Any, authenticator: Any, **kwargs: Any) -> None:
    """A second step set up."""
    _mine("accounts.second_step_added", user, type=str(authenticator.type))


@receiver(mfa.authenticator_removed)
def second_step_removed(user: Any, authenticator: Any, **kwargs: Any) -> None:
    """A second step taken away."""
    _mine("accounts.second_step_removed", user, type=str(authenticator.type))


@receiver(social.social_account_added)
def provider_added(request: Any, sociallogin: Any, **kwargs: Any) -> None:
    """A provider joined to the account."""
    _mine("accounts.provider_added", sociallogin.user)


@receiver(social.social_account_removed)
def provider_removed(socialaccount: Any, **kwargs: Any) -> None:
    """A provider parted from the account."""
    _mine("accounts.provider_removed", socialaccount.user)
