"""Who may do what with cases.

Advisers of the case's organisation work on it; its managers see it and assign it; members of the employer and the
person see their parts. Nobody else knows that it exists: `queries` decides what is found at all.
"""

from __future__ import annotations

from typing import Any

import rules
from django.core.exceptions import PermissionDenied

from corridor.web.cases.models import Audience, Case, ChecklistItem, Document, Party, Thread
from corridor.web.organisations.models import Kind, Organisation, Role
from corridor.web.organisations.rules import has_role

EMPLOYING = (Role.EMPLOYER, Role.MANAGER)
"""Roles that act for an employer."""
WRITING_KINDS = (Kind.REGION, Kind.ONE_STOP_SHOP, Kind.AGENCY)
"""Organisations that write pages for newcomers."""


def case_of(thing: Any) -> Case | None:
    """The case that a thing hangs on."""
    match thing:
        case Case():
            return thing
        case Document():
            return thing.item.case
        case ChecklistItem() | Thread():
            return thing.case
    found: Case | None = getattr(thing, "case", None)
    return found


def party_of(user: Any, case: Case) -> str | None:
    """As what a person takes part in a case; an adviser who is also the person is an adviser. None: not at all.

    Managers of the organisation count as advisers here: they see what advisers see.
    """
    if not user.is_authenticated or not user.is_active:
        return None
    roles = {(m.organisation_id, m.role) for m in user.memberships.all()}
    if roles & {(case.organisation_id, Role.ADVISER), (case.organisation_id, Role.MANAGER)}:
        return Party.ADVISER
    if case.talent_id == user.pk:
        return Party.TALENT
    if case.employer_id is not None and roles & {(case.employer_id, role) for role in EMPLOYING}:
        return Party.EMPLOYER
    return None


def _party(*wanted: str) -> Any:
    @rules.predicate(name=f"takes_part_as:{'|'.join(wanted)}")
    def takes_part(user: Any, thing: Any = None) -> bool:
        case = case_of(thing)
        return case is not None and party_of(user, case) in wanted

    return takes_part


takes_part = _party(Party.ADVISER, Party.EMPLOYER, Party.TALENT)
sees_person = _party(Party.ADVISER, Party.TALENT)
is_overseer = _party(Party.ADVISER)


@rules.predicate
def is_adviser(user: Any, thing: Any = None) -> bool:
    """The person is an adviser in the organisation of the case."""
    case = case_of(thing)
    return case is not None and bool(has_role(Role.ADVISER)(user, case))


@rules.predicate
def is_asked(user: Any, thing: Any = None) -> bool:
    """The item is asked of the party that the person is."""
    item = thing.item if isinstance(thing, Document) else thing
    return isinstance(item, ChecklistItem) and item.asked_of == party_of(user, item.case)


@rules.predicate
def is_talent(user: Any, thing: Any = None) -> bool:
    """The case is about the person."""
    case = case_of(thing)
    return case is not None and party_of(user, case) == Party.TALENT


@rules.predicate
def reads_thread(user: Any, thing: Any = None) -> bool:
    """The thread is for the party that the person is."""
    return isinstance(thing, Thread) and thing.audience in audiences(party_of(user, thing.case))


@rules.predicate
def writes_pages(user: Any, thing: Any = None) -> bool:
    """The person is an adviser or manager of the page's organisation, and it is one that writes pages."""
    if not user.is_authenticated:
        return False
    if thing is None:
        return any(
            m.role in (Role.ADVISER, Role.MANAGER) and m.organisation.kind in WRITING_KINDS
            for m in user.memberships.select_related("organisation")
        )
    organisation = thing if isinstance(thing, Organisation) else thing.organisation
    return organisation.kind in WRITING_KINDS and bool(has_role(Role.ADVISER, Role.MANAGER)(user, organisation))


def audiences(party: str | None) -> tuple[str, ...]:
    """The kinds of threads that a party reads."""
    match party:
        case Party.ADVISER:
            return tuple(Audience)
        case Party.TALENT:
            return (Audience.EVERYONE, Audience.TALENT)
        case Party.EMPLOYER:
            return (Audience.EVERYONE, Audience.EMPLOYER)
    return ()


def may(user: Any, permission: str, thing: Any = None) -> bool:
    """Whether a person may do something. Unlike `has_perm`, administrators of the installation gain nothing by that."""
    return bool(rules.has_perm(permission, user, thing))


def must(user: Any, permission: str, thing: Any = None) -> None:
    """Refuse what a person may not do.

    Raises:
        PermissionDenied: they may not.
    """
    if not may(user, permission, thing):
        raise PermissionDenied(permission)


rules.add_perm("cases.create_case", has_role(Role.ADVISER))
rules.add_perm("cases.oversee_cases", has_role(Role.ADVISER, Role.MANAGER))
rules.add_perm("cases.view_case", takes_part)
rules.add_perm("cases.view_person", sees_person)
rules.add_perm("cases.change_case", is_adviser)
rules.add_perm("cases.assign_case", is_overseer)
rules.add_perm("cases.view_history", sees_person)
rules.add_perm("cases.export_case", is_adviser | is_talent)
rules.add_perm("cases.upload_document", is_adviser | is_talent | is_asked)
rules.add_perm("cases.view_document", sees_person | is_asked)
rules.add_perm("cases.write_message", is_adviser | is_talent | _party(Party.EMPLOYER))
rules.add_perm("cases.read_thread", reads_thread)
rules.add_perm("cases.write_page", writes_pages)
