"""What all pages of an event share: finding it, who may, its places, and refusals beside the form."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from corridor.web.events.domain.registration import open_for
from corridor.web.events.errors import EventRefused
from corridor.web.events.models import Event
from corridor.web.events.queries import events_of
from corridor.web.events.rules import may, must

View = Callable[..., HttpResponse]


def seen(request: HttpRequest, slug: str) -> Event:
    """An event that the person may see.

    Raises:
        Http404: there is none for them.
    """
    if request.user.is_authenticated:
        prefetch_related_objects([request.user], "memberships")
    return get_object_or_404(events_of(request.user), slug=slug)


def on_event(permission: str) -> Callable[[View], View]:
    """A view for those who run an event: strangers do not learn of drafts (404), others are refused (403)."""

    def around(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            event = seen(request, slug)
            must(request.user, permission, event)
            return view(request, event, **kwargs)

        return login_required(checked, login_url="account_login")

    return around


def frame(request: HttpRequest, event: Event, place: str, **more: Any) -> dict[str, Any]:
    """What every page of an event shows: the event, where one can go, what one may do."""
    return {
        "event": event,
        "place": place,
        "places": places(request.user, event),
        "may_change": may(request.user, "events.change_event", event),
        "open": open_for(event),
        **more,
    }


def places(user: Any, event: Event) -> list[tuple[str, str, str]]:
    """The pages of an event for a person: name, address name, title."""
    found = [("detail", "events:detail", _("Agenda"))]
    if may(user, "events.change_event", event):
        found.append(("edit", "events:edit", _("Edit")))
    if may(user, "events.see_registrations", event):
        found.append(("people", "events:people", _("Registrations")))
        found.append(("check_in", "events:check_in", _("Check-in")))
    if may(user, "events.change_event", event):
        found.append(("materials", "events:materials", _("Materials")))
    if may(user, "events.see_figures", event):
        found.append(("figures", "events:figures", _("Attendance")))
    return found if len(found) > 1 else []


def attempt(form: Form, verb: Callable[[], Any]) -> bool:
    """Do it; a refusal becomes an error of the form."""
    try:
        verb()
    except EventRefused as error:
        form.add_error(None, str(error.why))
        return False
    return True


def posted(request: HttpRequest) -> Any:
    """What was sent, also where it is empty; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def site(request: HttpRequest) -> str:
    """The beginning of whole addresses: `https://host`."""
    return request.build_absolute_uri("/").rstrip("/")
