"""What organisers do while an event runs: the list of people, check-in, figures, materials."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.labour_market.disclosure import SMALL
from corridor.web.design.csv_files import csv_file
from corridor.web.design.templatetags.design import moment
from corridor.web.events.domain import check_in as door
from corridor.web.events.domain import materials as files
from corridor.web.events.errors import EventRefused
from corridor.web.events.figures import figures_of
from corridor.web.events.forms.running import CodeForm, MaterialForm, SearchForm
from corridor.web.events.models import Attendance, Event, Material
from corridor.web.events.queries import counts, filtered, of_code, registrations, today_of
from corridor.web.events.views.shared import frame, on_event, posted
from corridor.web.jobs.queries import latest

A_PAGE = 50


@require_safe
@never_cache
@on_event("events.see_registrations")
def people(request: HttpRequest, event: Event) -> HttpResponse:
    """Who is registered: search, filters, counts."""
    form = SearchForm(request.GET or None, event=event)
    page = Paginator(filtered(registrations(event), **form.chosen()), A_PAGE).get_page(request.GET.get("page"))
    values = frame(request, event, "people", form=form, page=page, counts=counts(event), job=latest(event.pk))
    name = "events/_people.html" if getattr(request, "htmx", False) else "events/people.html"
    return render(request, name, values)


# ---- check-in -----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@never_cache
@on_event("events.check_in")
def check_in(request: HttpRequest, event: Event) -> HttpResponse:
    """Where a code is typed; a phone's camera opens the next page by itself."""
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        found = of_code(event, form.cleaned_data["code"])
        if found is not None:
            return redirect("events:check_in_code", event.slug, found.code)
        form.add_error("code", _("No registration of this event has this code."))
    values = frame(request, event, "check_in", form=form, today=today_of(event), counts=counts(event))
    return render(request, "events/check_in.html", values, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@on_event("events.check_in")
def check_in_code(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """One registration at the door: check in for a day, or take it back."""
    found = of_code(event, code)
    if found is None:
        form = CodeForm({"code": code[:40]})
        form.add_error("code", _("No registration of this event has this code."))
        values = frame(request, event, "check_in", form=form, today=today_of(event), counts=counts(event))
        return render(request, "events/check_in.html", values, status=404)
    if request.method == "POST":
        rows = Attendance.objects.filter(registration=found)
        attendance = get_object_or_404(rows, pk=_key(request.POST.get("attendance", "")))
        _at_the_door(request, attendance)
        return redirect("events:check_in_code", event.slug, found.code)
    today = today_of(event)
    days = sorted(found.attendances.all(), key=lambda a: (a.day != today, a.day.date))
    values = frame(request, event, "check_in", row=found, days=days, today=today)
    return render(request, "events/check_in_code.html", values)


def _at_the_door(request: HttpRequest, attendance: Attendance) -> None:
    try:
        if request.POST.get("verb") == "undo":
            door.undo(attendance=attendance, actor=request.user)
            messages.success(request, _("The check-in is taken back."))
            return
        door.check_in(attendance=attendance, actor=request.user)
        messages.success(request, _("Checked in."))
    except door.AlreadyIn as error:
        messages.warning(request, _("Checked in already: %(moment)s.") % {"moment": moment(error.at)})
    except EventRefused as error:
        messages.error(request, str(error.why))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


# ---- figures ------------------------------------------------------------------------------------


@require_safe
@on_event("events.see_figures")
def figures(request: HttpRequest, event: Event) -> HttpResponse:
    """Attendance by day and mode, as it may be published."""
    return render(request, "events/figures.html", frame(request, event, "figures", rows=figures_of(event), small=SMALL))


@require_safe
@on_event("events.see_figures")
def figures_csv(request: HttpRequest, event: Event) -> HttpResponse:
    """The same as a table to take along."""
    head = ("day", "mode", "registered", "checked_in")
    rows: list[Any] = [(row.date, row.mode, row.registered_told, row.came_told) for row in figures_of(event)]
    return csv_file(f"{event.slug}-attendance", head, rows)


# ---- materials ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_event("events.change_event")
def materials(request: HttpRequest, event: Event) -> HttpResponse:
    """The files of an event: add, delete, publish."""
    form = MaterialForm(posted(request), request.FILES or None, event=event)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        files.add_material(
            event=event,
            session=data["session"],
            title=form.texts("title"),
            language=data["language"],
            content=form.content,
            name=data["file"].name,
            actor=request.user,
        )
        messages.success(request, _("The file is kept."))
        return redirect("events:materials", event.slug)
    rows = list(event.materials.select_related("session"))
    values = frame(request, event, "materials", form=form, materials=rows)
    return render(request, "events/materials.html", values, status=400 if form.errors else 200)


@require_POST
@on_event("events.change_event")
def publish_materials(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the files to everybody, or take them back."""
    public = request.POST.get("public") == "yes"
    files.publish_materials(event=event, public=public, actor=request.user)
    messages.success(request, _("The materials are public.") if public else _("The materials are private again."))
    return redirect("events:materials", event.slug)


@require_POST
@on_event("events.change_event")
def delete_material(request: HttpRequest, event: Event, pk: UUID) -> HttpResponse:
    """Delete a file."""
    found = get_object_or_404(Material.objects.select_related("event__organisation"), event=event, pk=pk)
    files.delete_material(material=found, actor=request.user)
    messages.success(request, _("The file is deleted."))
    return redirect("events:materials", event.slug)
