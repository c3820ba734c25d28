"""How the pages of organisers come to their session, and say why something was refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from corridor.told import ToldError
from corridor.web.design.faults import said as told
from corridor.web.events.models import Session
from corridor.web.events.rules import may, must
from corridor.web.live.queries.scope import sessions_of

View = Callable[..., HttpResponseBase]


def in_room(permission: str) -> Callable[[View], View]:
    """A view of a session for those of its organisation: others find nothing, readers are refused what runs it."""

    def around(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, session: UUID, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            prefetch_related_objects([user], "memberships")
            found = get_object_or_404(sessions_of(user), pk=session)
            must(user, permission, found)
            return view(request, found, **kwargs)

        return login_required(checked, login_url="account_login")

    return around


def frame(request: HttpRequest, session: Session, place: str, **more: Any) -> dict[str, Any]:
    """What every page of organisers shows: the session, where they are, whether they run it."""
    return {
        "session": session,
        "place": place,
        "room": getattr(session, "live_room", None),
        "runs": may(request.user, "live.run_room", session),
        **more,
    }


def tried(request: HttpRequest, act: Callable[[], Any]) -> bool:
    """Do something; where it is refused, say why on the next page."""
    try:
        act()
    except ToldError as refusal:
        messages.error(request, told(refusal))
        return False
    return True
