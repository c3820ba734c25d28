"""What administrators do with accounts."""

from __future__ import annotations

from django.db import transaction

from corridor.web.accounts.domain import set_active
from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.consent.erasure import erase
from corridor.web.oversight.errors import OversightError


@transaction.atomic
def set_open(*, user: User, open: bool, actor: User) -> None:
    """Close somebody's account, or open it again.

    Raises:
        OversightError: it is one's own, or that of the last administrator.
    """
    user = _locked(user)
    if not open:
        _check(user, actor)
    set_active(user=user, active=open, actor=actor)


@transaction.atomic
def set_administrator(*, user: User, administrator: bool, actor: User) -> None:
    """Give or take the rights of an administrator of the installation.

    Raises:
        OversightError: it is oneself, or the last administrator.
    """
    user = _locked(user)
    if user.is_superuser == administrator:
        return
    if not administrator:
        _check(user, actor)
    user.is_superuser = user.is_staff = administrator
    user.save(update_fields=["is_superuser", "is_staff"])
    verb = "oversight.administrator_made" if administrator else "oversight.administrator_ended"
    record(verb, actor=actor, subject=user, person=user)


@transaction.atomic
def erase_account(*, user: User, actor: User) -> dict[str, int]:
    """Erase somebody's account at their request: they lost access, say.

    Raises:
        OversightError: it is one's own (the page My data does that).
        ConsentError: it cannot go; the error says why.
    """
    if user.pk == actor.pk:
        raise OversightError("oneself")
    return erase(user=user, actor=actor, reason="administrator")


def _locked(user: User) -> User:
    # All administrators, so that two of them cannot take each other's rights at once.
    list(User.objects.select_for_update().filter(is_superuser=True))
    return User.objects.select_for_update().get(pk=user.pk)


def _check(user: User, actor: User) -> None:
    if user.pk == actor.pk:
        raise OversightError("oneself")
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        raise OversightError("last_administrator")
