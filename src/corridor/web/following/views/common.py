"""How every page comes to its scheme, and says why something was refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from corridor.web.design.faults import said
from corridor.web.following.models import EventLog, FollowedScheme
from corridor.web.following.opening import current
from corridor.web.following.queries import schemes_of
from corridor.web.organisations.permission import require


def scheme_for(request: HttpRequest, key: UUID, permission: str = "following.view_scheme") -> FollowedScheme:
    """A scheme in the person's sight.

    Raises:
        Http404: there is none such, or it is another organisation's.
        PermissionDenied: the person may see it, but not do this.
    """
    user: Any = request.user
    prefetch_related_objects([user], "memberships")  # several permissions are asked on a page
    found = get_object_or_404(schemes_of(user), pk=key)
    require(user, permission, found)
    return found


def frame_of(request: HttpRequest, scheme: FollowedScheme, place: str, log: EventLog | None = None) -> dict[str, Any]:
    """What the head of every page of a scheme needs: the scheme, its log, and where the reader is."""
    user: Any = request.user
    return {
        "scheme": scheme,
        "log": log if log is not None else current(scheme),
        "place": place,
        "works": user.has_perm("following.see_rows", scheme),
    }


def tell(request: HttpRequest, error: Any) -> None:
    """Say on the next page why something was refused: an error with `told`."""
    messages.error(request, said(error))
