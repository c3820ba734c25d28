"""Agendas and registrations in and out of files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.consultation.errors import ConsultationError, ConsultationErrors
from corridor.web.design.names import language
from corridor.web.events.domain import agenda as domain
from corridor.web.events.domain import people
from corridor.web.events.errors import EventRefused
from corridor.web.events.exchange import read_agenda
from corridor.web.events.forms.running import FileForm
from corridor.web.events.models import Event
from corridor.web.events.rules import RUNNERS
from corridor.web.events.views.editing import start_page
from corridor.web.events.views.shared import frame, on_event, posted, site
from corridor.web.organisations.permission import organisations_with, permitted

MOST_FAULTS = 20


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, in the reader's language."""

    place: str
    message: str
    remedy: str


def said(errors: Iterable[ConsultationError]) -> list[Fault]:
    """The faults of a file, the first twenty."""
    lang = language()
    return [Fault(error.place, *error.told(lang)) for error in islice(errors, MOST_FAULTS)]


@require_POST
@permitted("events.create_event")
def import_event(request: HttpRequest) -> HttpResponse:
    """A new event from a file of event software."""
    user: Any = request.user
    prefetch_related_objects([user], "memberships")
    mine = organisations_with(request.user, *RUNNERS)
    form, faults = FileForm(request.POST, request.FILES), []
    if form.is_valid():
        chosen = next((o for o in mine if str(o.pk) == request.POST.get("organisation")), mine[0])
        try:
            agenda = read_agenda(form.content, form.cleaned_data["file"].name)
        except ConsultationErrors as error:
            faults = said(error.errors)
        else:
            made = domain.make_from(agenda=agenda, organisation=chosen, actor=request.user, how="file")
            messages.success(request, _("The event is made from the file, as a draft."))
            return redirect("events:edit", made.slug)
    return start_page(request, mine, file_form=form, faults=faults)


@require_http_methods(["GET", "POST"])
@on_event("events.change_event")
def import_agenda(request: HttpRequest, event: Event) -> HttpResponse:
    """An agenda from a file in the place of the one that is there."""
    form, faults = FileForm(posted(request), request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        try:
            agenda = read_agenda(form.content, form.cleaned_data["file"].name, event)
        except ConsultationErrors as error:
            faults = said(error.errors)
        else:
            try:
                domain.replace_agenda(event=event, agenda=agenda, actor=request.user)
            except EventRefused as error:
                form.add_error("file", str(error.why))
            else:
                messages.success(request, _("The agenda is read from the file."))
                return redirect("events:edit", event.slug)
    about = _(
        "pretalx schedule (JSON), CSV or iCalendar. The days and sessions of the file take the place of those that are "
        "there; sessions that the file knows by the same key keep their materials and polls. Name organisations, "
        "not people."
    )
    values = {"form": form, "faults": faults, "partly": False, "about": about, "back": "events:edit"}
    return _file_page(request, event, "edit", heading=_("Read an agenda from a file"), **values)


# ---- registrations ------------------------------------------------------------------------------


@require_safe
@never_cache
@on_event("events.see_registrations")
def export_people(request: HttpRequest, event: Event) -> HttpResponse:
    """The registrations that stand, as CSV; that it was exported is written down."""
    text = people.export(event=event, actor=request.user)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{event.slug}-registrations.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "POST"])
@never_cache
@on_event("events.see_registrations")
def import_people(request: HttpRequest, event: Event) -> HttpResponse:
    """Registrations from a CSV file; nobody is put on the contact list by it."""
    form, faults, partly = FileForm(posted(request), request.FILES or None), [], False
    if request.method == "POST" and form.is_valid():
        try:
            result = people.import_file(
                event=event,
                content=form.content,
                name=form.cleaned_data["file"].name,
                lang=language(),
                actor=request.user,
                site=site(request),
            )
        except ConsultationErrors as error:
            faults = said(error.errors)
        except EventRefused as error:
            form.add_error("file", str(error.why))
        else:
            _say(request, result)
            if not result.bad:
                return redirect("events:people", event.slug)
            faults, partly = said(one.error for one in result.bad), True
    about = _(
        "A table (CSV) as this page exports it. Everybody in it gets a confirmation; who is registered already stays "
        "as they are. Nobody is put on the contact list by a file: they are asked on the page of their registration."
    )
    values = {"form": form, "faults": faults, "partly": partly, "about": about, "back": "events:people"}
    return _file_page(request, event, "people", heading=_("Read registrations from a file"), **values)


def _say(request: HttpRequest, result: people.Imported) -> None:
    made = ngettext("%(n)d registration is read.", "%(n)d registrations are read.", result.made) % {"n": result.made}
    messages.success(request, made)
    if result.there:
        there = ngettext(
            "%(n)d was there already and stays as it is.",
            "%(n)d were there already and stay as they are.",
            result.there,
        )
        messages.info(request, there % {"n": result.there})
    if result.full:
        full = ngettext("%(n)d found no seat left.", "%(n)d found no seat left.", result.full) % {"n": result.full}
        messages.warning(request, full)


def _file_page(request: HttpRequest, event: Event, place: str, **values: Any) -> HttpResponse:
    wrong = values["faults"] or values["form"].errors
    values["back"] = reverse(values["back"], args=[event.slug])
    return render(request, "events/exchange.html", frame(request, event, place, **values), status=400 if wrong else 200)
