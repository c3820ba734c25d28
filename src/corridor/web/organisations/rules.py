"""Who may do what in an organisation. Other apps build their predicates from these."""

from __future__ import annotations

from typing import Any

import rules

from corridor.web.accounts.models import ADMINISTRATOR, TALENT
from corridor.web.organisations.models import Organisation, Role


def organisation_of(thing: Any) -> Organisation | None:
    """The organisation that a thing belongs to; an organisation belongs to itself."""
    return thing if isinstance(thing, Organisation) else getattr(thing, "organisation", None)


def roles_in(user: Any, thing: Any) -> frozenset[str]:
    """A person's roles in the organisation of a thing (none for a thing of no organisation, or of a closed one)."""
    organisation = organisation_of(thing)
    if organisation is None or organisation.closed_at or not user.is_authenticated or not user.is_active:
        return frozenset()
    return frozenset(m.role for m in user.memberships.all() if m.organisation_id == organisation.pk)


def has_role(*wanted: str) -> Any:
    """A predicate: the person has one of these roles in the organisation of the object.

    Without an object: in any organisation.
    """

    @rules.predicate(name=f"has_role:{'|'.join(wanted)}")
    def held(user: Any, thing: Any = None) -> bool:
        if not user.is_authenticated:
            return False
        return bool((user.roles if thing is None else roles_in(user, thing)) & set(wanted))

    return held


@rules.predicate
def is_member(user: Any, thing: Any = None) -> bool:
    """The person belongs to the organisation of the object (without an object: to any)."""
    if thing is None:
        return user.is_authenticated and bool(user.roles - {TALENT, ADMINISTRATOR})
    return bool(roles_in(user, thing))


@rules.predicate
def is_administrator(user: Any, thing: Any = None) -> bool:
    """The person administers the installation. That opens no organisation's data to them."""
    return bool(user.is_authenticated and user.is_active and user.is_superuser)


rules.add_perm("organisations.view_organisation", is_member | is_administrator)
rules.add_perm("organisations.manage_organisation", has_role(Role.MANAGER) | is_administrator)
rules.add_perm("organisations.create_organisation", is_administrator)
