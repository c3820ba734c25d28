"""A small world for tests of the whole application: two organisations, an employer, one person a role."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from corridor.web.accounts.models import User
from corridor.web.organisations.models import Membership, Organisation, Role

HERE = Path(__file__).parent
NOT_OURS = ("account_", "mfa_", "socialaccount_", "openid_connect_")
"""Names of the pages of the sign-in library, which are tested apart."""
ROLES = ("anonymous", "talent", *Role.values, "stranger", "administrator")


@dataclass
class World:
    """Who is there.

    Attributes:
        organisation: a regional administration; one person for each role but `employer` belongs to it.
        employer: the organisation of the person with the role `employer`.
        other: an organisation that must never see what the first one holds; `stranger` manages it.
        people: by role; `anonymous` is None.
    """

    organisation: Organisation
    employer: Organisation
    other: Organisation
    people: dict[str, User | None] = field(default_factory=dict)


def make_world() -> World:
    """Two organisations, an employer, and people."""
    make = Organisation.objects.create
    made = World(
        make(name="Region", kind="region", region="flanders"),
        make(name="Works", kind="employer", region="flanders"),
        make(name="Elsewhere", kind="one_stop_shop", region="wallonia"),
    )
    for role in ROLES:
        made.people[role] = _person(role, made)
    return made


def _person(role: str, world: World) -> User | None:
    if role == "anonymous":
        return None
    user = User.objects.create_user(f"{role}@example.org", "a long password")
    match role:
        case "administrator":
            user.is_superuser = user.is_staff = True
            user.save()
        case "stranger":
            for each in (Role.MANAGER, Role.ADVISER, Role.ANALYST):
                Membership.objects.create(user=user, organisation=world.other, role=each)
        case "employer":
            Membership.objects.create(user=user, organisation=world.employer, role=role)
        case "talent":
            pass
        case _:
            Membership.objects.create(user=user, organisation=world.organisation, role=role)
    return user


def view_names() -> set[str]:
    """The name of every page of our own, with its app."""
    found: set[str] = set()

    def walk(patterns: Any, space: str) -> None:
        for pattern in patterns:
            match pattern:
                case URLResolver():
                    inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                    walk(pattern.url_patterns, inner)
                case URLPattern(name=str(name)):
                    found.add(f"{space}{name}")

    walk(get_resolver().url_patterns, "")
    return {name for name in found if not name.startswith(NOT_OURS)}


def all_addresses(world: World) -> dict[str, dict[str, Any]]:
    """Every page with the arguments of an object of the world, as each app's `addresses.py` says."""
    found: dict[str, dict[str, Any]] = {
        "root": {},
        "health": {},
        "choose_language": {},
        "first_administrator": {"secret": "forged"},
    }
    for path in sorted(HERE.glob("*/addresses.py")):
        module = importlib.import_module(f"tests.web.{path.parent.name}.addresses")
        found |= module.addresses(world)
    return found
