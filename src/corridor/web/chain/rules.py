"""Who may do what with a chain: all of it hangs on the programme.

Conveners, managers and analysts of the organisation write; readers look; everybody reads what is published. Unlike
with `has_perm`, an administrator of the installation gains nothing by that.
"""

from __future__ import annotations

from typing import Any

import rules
from django.core.exceptions import PermissionDenied

from corridor.web.chain.models import Chain
from corridor.web.organisations.models import Role
from corridor.web.organisations.rules import has_role

RUNNERS = (Role.CONVENER, Role.MANAGER)
WRITERS = (*RUNNERS, Role.ANALYST)
READERS = (*WRITERS, Role.VIEWER)


@rules.predicate
def is_public(user: Any, programme: Any = None) -> bool:
    """The programme and its chain are both published."""
    if programme is None or not programme.published:
        return False
    return Chain.objects.filter(programme=programme, published=True).exists()


def may(user: Any, permission: str, programme: Any = None) -> bool:
    """Whether a person may do something with the chain of a programme."""
    return bool(rules.has_perm(permission, user, programme))


def must(user: Any, permission: str, programme: Any = None) -> None:
    """Refuse what a person may not do.

    Raises:
        PermissionDenied: they may not.
    """
    if not may(user, permission, programme):
        raise PermissionDenied(permission)


reads = has_role(*READERS)
rules.add_perm("chain.view_chain", reads | is_public)
rules.add_perm("chain.view_work", reads)
rules.add_perm("chain.change_chain", has_role(*WRITERS))
rules.add_perm("chain.run_chain", has_role(*RUNNERS))
