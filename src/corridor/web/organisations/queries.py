"""Organisations that a person may see, their members and invitations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from corridor.web.accounts.models import User
from corridor.web.organisations.domain import hash_of
from corridor.web.organisations.models import Invitation, Membership, Organisation


def organisations_of(user: Any) -> QuerySet[Organisation]:
    """The person's organisations; all of them for an administrator of the installation."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    everything = Organisation.objects.annotate(people=Count("memberships__user", distinct=True)).order_by("name")
    if user.is_superuser:
        return everything
    mine = Membership.objects.filter(user=user).values("organisation")
    return everything.filter(pk__in=mine)


@dataclass(frozen=True, slots=True)
class Member:
    """A person with their roles in one organisation."""

    user: User
    roles: tuple[Membership, ...]


def members(organisation: Organisation) -> list[Member]:
    """Who belongs to it, by name, each with all roles."""
    found: dict[Any, list[Membership]] = {}
    for row in Membership.objects.filter(organisation=organisation).select_related("user"):
        found.setdefault(row.user, []).append(row)
    return sorted((Member(u, tuple(rows)) for u, rows in found.items()), key=lambda m: str(m.user).lower())


def invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Open invitations, newest first."""
    return Invitation.objects.open().filter(organisation=organisation).select_related("invited_by")


def invitation_of(secret: str) -> Invitation | None:
    """The invitation that a secret belongs to."""
    return Invitation.objects.select_related("organisation").filter(secret_hash=hash_of(secret)).first()


def invitations_to(user: Any) -> QuerySet[Invitation]:
    """Open invitations to the address of an account."""
    return (
        Invitation.objects.open().filter(email=user.email, organisation__closed_at=None).select_related("organisation")
    )
