"""What organisers write: the event, its days and sessions, and where a new one comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corridor.web.design.templatetags.design import day as day_in_words
from corridor.web.design.templatetags.design import in_language
from corridor.web.events.agenda_rows import agenda
from corridor.web.events.domain import event as domain
from corridor.web.events.domain import ship as ship_conference
from corridor.web.events.errors import EventRefused
from corridor.web.events.forms.event import DayForm, EventForm, Parts, SessionForm, ShipForm, parts_of
from corridor.web.events.forms.running import FileForm
from corridor.web.events.models import Day, Event, Session, State
from corridor.web.events.queries import sessions_of
from corridor.web.events.rules import RUNNERS
from corridor.web.events.views.shared import attempt, frame, on_event, posted
from corridor.web.organisations.models import Organisation
from corridor.web.organisations.permission import organisations_with, permitted

MOVES = {"publish": State.PUBLISHED, "close": State.CLOSED, "draft": State.DRAFT}


@require_http_methods(["GET", "POST"])
@permitted("events.create_event")
def create(request: HttpRequest) -> HttpResponse:
    """A new event: from a form, a file of event software, or the conference that ships."""
    user: Any = request.user
    prefetch_related_objects([user], "memberships")
    mine = organisations_with(request.user, *RUNNERS)
    form = EventForm(posted(request), organisations=mine)
    if request.method == "POST" and form.is_valid():
        made = domain.create_event(
            organisation=form.cleaned_data["organisation"], values=form.values(), actor=request.user
        )
        messages.success(request, _("The event is made. Add its days and sessions, then publish it."))
        return redirect("events:edit", made.slug)
    return start_page(request, mine, form=form)


def start_page(request: HttpRequest, organisations: Sequence[Organisation], **forms: Any) -> HttpResponse:
    """The page on which events begin, with a form that was filled in, or what is wrong with a file."""
    blank = {"form": EventForm(organisations=organisations), "file_form": FileForm(), "ship_form": ShipForm()}
    values = {**blank, "faults": [], "partly": False, "organisations": organisations, **forms}
    wrong = values["faults"] or any(values[name].errors for name in blank)
    return render(request, "events/create.html", values, status=400 if wrong else 200)


@require_POST
@permitted("events.create_event")
def ship(request: HttpRequest) -> HttpResponse:
    """Start from the conference that ships."""
    user: Any = request.user
    prefetch_related_objects([user], "memberships")
    mine = organisations_with(request.user, *RUNNERS)
    form = ShipForm(request.POST)
    if not form.is_valid():
        return start_page(request, mine, ship_form=form)
    chosen = next((o for o in mine if str(o.pk) == request.POST.get("organisation")), mine[0])
    made = ship_conference(organisation=chosen, actor=request.user, first=form.cleaned_data["first"])
    messages.success(request, _("The conference that ships is yours now, as a draft."))
    return redirect("events:edit", made.slug)


@require_http_methods(["GET", "POST"])
@on_event("events.change_event")
def edit(request: HttpRequest, event: Event) -> HttpResponse:
    """The event with its days and sessions, and what can be done with it."""
    form = EventForm(posted(request), event=event)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if attempt(
            form,
            lambda: domain.change_event(event=event, values=form.values(), version=version, actor=request.user),
        ):
            messages.success(request, _("The event is saved."))
            return redirect("events:edit", event.slug)
    values = frame(request, event, "edit", form=form, days=agenda(event), moves=moves(event))
    return render(request, "events/edit.html", values, status=400 if form.errors else 200)


def moves(event: Event) -> list[tuple[str, str]]:
    """What can be done with an event as it stands: word in addresses, title."""
    match event.state:
        case State.DRAFT:
            return [("publish", _("Publish the event"))]
        case State.PUBLISHED:
            return [("close", _("Close the registration")), ("draft", _("Take it back to a draft"))]
    return [("publish", _("Open the registration again"))]


@require_POST
@on_event("events.change_event")
def move(request: HttpRequest, event: Event, verb: str) -> HttpResponse:
    """Publish, close, take back."""
    if (state := MOVES.get(verb)) is None:
        raise Http404
    try:
        domain.move(event=event, state=state, actor=request.user)
        messages.success(request, _("The event is now: %(state)s.") % {"state": state.label})
    except EventRefused as error:
        messages.error(request, str(error.why))
    return redirect("events:edit", event.slug)


def _asked_first(
    request: HttpRequest,
    event: Event,
    verb: Callable[[], None],
    *,
    heading: str,
    consequence: str,
    told: str,
    back: str,
    then: str,
) -> HttpResponse:
    """Asks once, then deletes; a refusal is told on the page of the event."""
    if request.method == "POST":
        try:
            verb()
        except EventRefused as error:
            messages.error(request, str(error.why))
            return redirect("events:edit", event.slug)
        messages.success(request, told)
        return redirect(then)
    words = {"heading": heading, "consequence": consequence, "back": back}
    return render(request, "events/delete.html", frame(request, event, "edit", **words))


@require_http_methods(["GET", "POST"])
@on_event("events.change_event")
def delete(request: HttpRequest, event: Event) -> HttpResponse:
    """Asks once, then deletes a draft."""
    return _asked_first(
        request,
        event,
        partial(domain.delete_event, event=event, actor=request.user),
        heading=_("Delete the event"),
        consequence=_("The event goes for good, with its days, sessions and files. Only a draft can be deleted."),
        told=_("The event is deleted."),
        back=reverse("events:edit", args=[event.slug]),
        then=reverse("events:list"),
    )


# ---- days ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_event("events.change_event")
def day(request: HttpRequest, event: Event, pk: UUID | None = None) -> HttpResponse:
    """A day, new or as it stands."""
    found = get_object_or_404(Day, event=event, pk=pk) if pk else None
    names = ("date", "starts", "ends", "seats_on_site", "seats_online")
    start = {name: getattr(found, name) for name in names} if found else {}
    form = DayForm(posted(request), initial=start)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: domain.save_day(event=event, day=found, values=form.cleaned_data, actor=request.user))
    ):
        messages.success(request, _("The day is saved."))
        return redirect("events:edit", event.slug)
    values = frame(request, event, "edit", form=form, day=found)
    return render(request, "events/day.html", values, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@on_event("events.change_event")
def delete_day(request: HttpRequest, event: Event, pk: UUID) -> HttpResponse:
    """Asks once, then deletes a day for which nobody has registered."""
    found = get_object_or_404(Day.objects.select_related("event__organisation"), event=event, pk=pk)
    return _asked_first(
        request,
        event,
        partial(domain.delete_day, day=found, actor=request.user),
        heading=_("Delete the day with its sessions"),
        consequence=_("%(day)s goes for good, with its sessions.") % {"day": day_in_words(found.date)},
        told=_("The day is deleted."),
        back=reverse("events:day", args=[event.slug, pk]),
        then=reverse("events:edit", args=[event.slug]),
    )


# ---- sessions -----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_event("events.change_event")
def session(request: HttpRequest, event: Event, pk: UUID | None = None) -> HttpResponse:
    """A session with the organisations in it, new or as it stands."""
    found = get_object_or_404(sessions_of(event), pk=pk) if pk else None
    if not event.days.exists():
        messages.error(request, _("Add a day first."))
        return redirect("events:new_day", event.slug)
    form = SessionForm(posted(request), event=event, session=found)
    parts = Parts(posted(request), prefix="part", initial=_parts(found))
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        domain.save_session(event=event, session=found, values=form.values(), parts=parts_of(parts), actor=request.user)
        messages.success(request, _("The session is saved."))
        return redirect("events:edit", event.slug)
    values = frame(request, event, "edit", form=form, parts=parts, session=found)
    return render(request, "events/session.html", values, status=400 if form.errors else 200)


def _parts(session: Session | None) -> list[dict[str, Any]]:
    rows = session.participations.all() if session is not None else ()
    return [{"role": part.role, "body_name": part.body_name} for part in rows]


@require_http_methods(["GET", "POST"])
@on_event("events.change_event")
def delete_session(request: HttpRequest, event: Event, pk: UUID) -> HttpResponse:
    """Asks once, then deletes a session."""
    found = get_object_or_404(sessions_of(event), pk=pk)
    title = in_language(found.title)
    return _asked_first(
        request,
        event,
        partial(domain.delete_session, session=found, actor=request.user),
        heading=_("Delete the session"),
        consequence=_("“%(title)s” goes for good. Its materials stay with the event.") % {"title": title},
        told=_("The session is deleted."),
        back=reverse("events:session", args=[event.slug, pk]),
        then=reverse("events:edit", args=[event.slug]),
    )
