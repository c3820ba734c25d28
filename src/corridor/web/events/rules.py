"""Who may do what with events: everybody reads what is published, conveners and managers run them.

Analysts and readers of the organisation see its drafts and figures, never the list of people.
"""

from __future__ import annotations

from typing import Any

import rules
from django.core.exceptions import PermissionDenied

from corridor.web.events.models import Event
from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

RUNNERS = (Role.CONVENER, Role.MANAGER)
READERS = (*RUNNERS, Role.ANALYST, Role.VIEWER)


@rules.predicate
def is_public(user: Any, event: Any = None) -> bool:
    """The event is published, or closed for registration: everybody sees it."""
    return isinstance(event, Event) and event.public


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


runs, reads = has_role(*RUNNERS), has_role(*READERS)
rules.add_perm("events.view_event", is_public | reads)
rules.add_perm("events.create_event", runs)
rules.add_perm("events.change_event", runs)
rules.add_perm("events.see_registrations", runs)
rules.add_perm("events.check_in", runs)
rules.add_perm("events.see_figures", reads)
