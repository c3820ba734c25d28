"""What changes organisations, memberships and invitations."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.organisations.errors import OrganisationError
from corridor.web.organisations.models import Invitation, Kind, Membership, Organisation, Role

INVITATION = timedelta(days=14)
"""How long an invitation works."""
ROLES_OF: dict[str, tuple[Role, ...]] = {
    Kind.REGION: (Role.MANAGER, Role.ANALYST, Role.ADVISER, Role.CONVENER, Role.VIEWER),
    Kind.ONE_STOP_SHOP: (Role.MANAGER, Role.ADVISER, Role.ANALYST, Role.VIEWER),
    Kind.AGENCY: (Role.MANAGER, Role.ADVISER, Role.ANALYST, Role.VIEWER),
    Kind.EMPLOYER: (Role.MANAGER, Role.EMPLOYER, Role.VIEWER),
    Kind.CONVENER: (Role.MANAGER, Role.CONVENER, Role.ANALYST, Role.VIEWER),
}
"""The roles that an organisation of a kind has."""


@transaction.atomic
def create_organisation(*, name: str, kind: str, region: str, actor: Any) -> Organisation:
    """A new organisation, without members."""
    made = Organisation.objects.create(name=name, kind=kind, region=region)
    record("organisations.created", actor=actor, subject=made, organisation=made, kind=kind, region=region)
    return made


@transaction.atomic
def change_organisation(*, organisation: Organisation, name: str, region: str, actor: Any) -> None:
    """Another name or region."""
    changed = [f for f, value in (("name", name), ("region", region)) if getattr(organisation, f) != value]
    if changed:
        organisation.name, organisation.region = name, region
        organisation.save(update_fields=changed)
        record("organisations.changed", actor=actor, subject=organisation, organisation=organisation, fields=changed)


@transaction.atomic
def set_open(*, organisation: Organisation, open: bool, actor: Any) -> None:
    """Close an organisation, or open it again; what it holds stays, and nobody works in it while it is closed."""
    if open == (organisation.closed_at is None):
        return
    organisation.closed_at = None if open else timezone.now()
    organisation.save(update_fields=["closed_at"])
    verb = "organisations.opened" if open else "organisations.closed"
    record(verb, actor=actor, subject=organisation, organisation=organisation)


# ---- invitations --------------------------------------------------------------------------------


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(*, organisation: Organisation, email: str, role: str, actor: Any) -> tuple[Invitation, str]:
    """Invite an address to a role; the secret is known to the message alone.

    Raises:
        OrganisationError: closed, no such role, invited already, a member already.
    """
    _lock(organisation)
    email = email.strip().lower()
    _check_role(organisation, role)
    if organisation.closed_at is not None:
        raise OrganisationError("closed", organisation=organisation.name)
    if Membership.objects.filter(organisation=organisation, user__email=email, role=role).exists():
        raise OrganisationError("already_member", email=email)
    if Invitation.objects.open().filter(organisation=organisation, email=email, role=role).exists():
        raise OrganisationError("already_invited", email=email)
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        secret_hash=hash_of(secret),
        invited_by=actor,
        ends_at=timezone.now() + INVITATION,
    )
    record("organisations.invited", actor=actor, subject=made, organisation=organisation, role=role)
    return made, secret


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: Any) -> None:
    """Nobody can accept it any more; an accepted one stays accepted."""
    done = Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
    if done:
        record(
            "organisations.invitation_withdrawn", actor=actor, subject=invitation, organisation=invitation.organisation
        )


@transaction.atomic
def accept(*, invitation: Invitation, user: User, actor: Any) -> Membership:
    """Take an invitation up, once.

    Raises:
        OrganisationError: it was used, withdrawn or has ended; or it went to another address.
    """
    check_open(invitation)
    if not belongs_to(invitation, user):
        raise OrganisationError("wrong_account", address=masked(invitation.email), email=user.email)
    taken = Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=timezone.now())
    if not taken:
        raise OrganisationError("used")
    made, _created = Membership.objects.get_or_create(
        organisation=invitation.organisation, user=user, role=invitation.role
    )
    record(
        "organisations.joined",
        actor=actor,
        subject=made,
        person=user,
        organisation=invitation.organisation,
        role=made.role,
    )
    return made


def check_open(invitation: Invitation) -> None:
    """Nothing where it can be accepted.

    Raises:
        OrganisationError: why not.
    """
    name = invitation.organisation.name
    if invitation.accepted_at:
        raise OrganisationError("used")
    if invitation.withdrawn_at:
        raise OrganisationError("withdrawn", organisation=name)
    if invitation.ends_at <= timezone.now():
        raise OrganisationError("ended", organisation=name)
    if invitation.organisation.closed_at is not None:
        raise OrganisationError("closed", organisation=name)


def belongs_to(invitation: Invitation, user: User) -> bool:
    """Whether it went to an address of the person: that of the account, or a further confirmed one."""
    if user.email.lower() == invitation.email:
        return True
    confirmed = user.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]
    return any(entry.email.lower() == invitation.email for entry in confirmed)


def masked(email: str) -> str:
    """An address that its owner recognises and others cannot write to."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"


# ---- members ------------------------------------------------------------------------------------


@transaction.atomic
def set_roles(*, organisation: Organisation, user: User, roles: Iterable[str], actor: Any) -> None:
    """Give a member exactly these roles; none ends the membership.

    Raises:
        OrganisationError: no such role, or the organisation would lose its last manager.
    """
    _lock(organisation)
    wanted = set(roles)
    held = set(Membership.objects.filter(organisation=organisation, user=user).values_list("role", flat=True))
    for role in wanted - held:
        _check_role(organisation, role)
    if Role.MANAGER in held - wanted and is_last_manager(organisation, user):
        raise OrganisationError("last_manager", person=str(user), organisation=organisation.name)
    if wanted == held:
        return
    Membership.objects.filter(organisation=organisation, user=user, role__in=held - wanted).delete()
    Membership.objects.bulk_create(
        [Membership(organisation=organisation, user=user, role=role) for role in sorted(wanted - held)]
    )
    if wanted:
        verb = "organisations.roles_changed"
    else:
        verb = "organisations.left" if actor == user else "organisations.removed"
    record(verb, actor=actor, subject=organisation, person=user, organisation=organisation, roles=sorted(wanted))


def leave(*, organisation: Organisation, user: User, actor: Any) -> None:
    """End a membership.

    Raises:
        OrganisationError: the organisation would lose its last manager.
    """
    set_roles(organisation=organisation, user=user, roles=(), actor=actor)


def is_last_manager(organisation: Organisation, user: User) -> bool:
    """Whether an open organisation has no other manager with an open account."""
    managers = Membership.objects.filter(organisation=organisation, role=Role.MANAGER)
    mine = managers.filter(user=user).exists()
    return mine and not managers.exclude(user=user).filter(user__is_active=True).exists()


def _check_role(organisation: Organisation, role: str) -> None:
    if role not in ROLES_OF[organisation.kind]:
        raise OrganisationError("not_a_role")


def _lock(organisation: Organisation) -> None:
    Organisation.objects.select_for_update().get(pk=organisation.pk)
