"""Making and changing programmes, their steps, deliverables and advisory groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from corridor.consultation.programme import month_begins
from corridor.told import ToldError
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import in_language
from corridor.web.organisations.permission import organisations_with, permitted, require
from corridor.web.programmes import domain, queries
from corridor.web.programmes.errors import ProgrammeRefusal
from corridor.web.programmes.forms import (
    AdvisoryForm,
    DeliverableForm,
    NewProgrammeForm,
    ProgrammeForm,
    SaidForm,
    StepForm,
)
from corridor.web.programmes.models import Deliverable, Programme, Step
from corridor.web.programmes.rules import CONVENERS

PAGES = ["GET", "HEAD", "POST"]


def _programme(request: HttpRequest, slug: str) -> Programme:
    found = get_object_or_404(queries.visible(request.user), slug=slug)
    require(request.user, "programmes.change_programme", found)
    return found


def _on_programme(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page that changes a programme: for those who convene; one that they do not see is not found (404)."""

    @wraps(view)
    def found(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        return view(request, _programme(request, slug), **kwargs)

    return never_cache(permitted("programmes.change_programme")(require_http_methods(PAGES)(found)))


def _next_month() -> date:
    return month_begins(timezone.localdate().replace(day=1), 2)


def _carried_out(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """Whether a verb did what was asked; else the form says why not."""
    try:
        act()
    except ToldError as error:
        field = error.place if error.place in form.fields else None
        form.add_error(field, " ".join(error.told(language())))
        return False
    return True


def _page(
    request: HttpRequest, form: forms.BaseForm, title: str, programme: Programme | None, hint: str = ""
) -> HttpResponse:
    words = {"form": form, "title": title, "programme": programme, "hint": hint}
    return render(request, "programmes/form.html", words, status=422 if request.method == "POST" else 200)


def _form_page(
    request: HttpRequest,
    programme: Programme,
    form: SaidForm,
    act: Callable[..., Any],
    *,
    title: str,
    told: str,
    hint: str = "",
) -> HttpResponse:
    """A form whose values go to a verb; then the page of the programme, which says what was done."""
    if (
        request.method == "POST"
        and form.is_valid()
        and _carried_out(form, lambda: act(actor=request.user, **form.given()))
    ):
        messages.success(request, told)
        return redirect("programmes:detail", programme.slug)
    return _page(request, form, title, programme, hint)


def _asked_first(
    request: HttpRequest,
    programme: Programme,
    act: Callable[..., Any],
    *,
    what: str,
    told: str,
    consequence: str = "",
    then: tuple[str, ...] = (),
) -> HttpResponse:
    """Asks once, then deletes; afterwards the page of the programme, or another."""
    if request.method == "POST":
        act(actor=request.user)
        messages.success(request, told)
        return redirect(*(then or ("programmes:detail", programme.slug)))
    words = {"programme": programme, "what": what, "consequence": consequence}
    return render(request, "programmes/remove.html", words)


@never_cache
@permitted("programmes.create_programme")
@require_http_methods(PAGES)
def create(request: HttpRequest) -> HttpResponse:
    """A new programme, from a template or from nothing."""
    own = organisations_with(request.user, *CONVENERS)
    if not own:
        raise PermissionDenied
    initial = {"template": domain.EXAMPLE, "start": _next_month()}
    form = NewProgrammeForm(request.POST or None, organisations=own, initial=initial)
    made: list[Programme] = []
    if request.method == "POST" and form.is_valid():
        given = form.given()
        require(request.user, "programmes.create_programme", given["organisation"])
        given["summary"] = given["summary"] or None
        if _carried_out(form, lambda: made.append(domain.create_programme(actor=request.user, **given))):
            messages.success(request, _("The programme is made. Only your organisation sees it until you publish it."))
            return redirect("programmes:detail", made[0].slug)
    hint = _("Without a title it is called as its template.")
    return _page(request, form, _("Make a programme"), None, hint)


@require_POST
@permitted("programmes.create_programme")
def start(request: HttpRequest) -> HttpResponse:
    """Begin with the regional review that ships, from the next month."""
    own = organisations_with(request.user, *CONVENERS)
    if not own:
        raise PermissionDenied
    if len(own) > 1:
        messages.info(request, _("Choose for which of your organisations."))
        return redirect("programmes:create")
    made = domain.start_example(organisation=own[0], start=_next_month(), actor=request.user)
    messages.success(request, _("The programme is made. Only your organisation sees it until you publish it."))
    return redirect("programmes:detail", made.slug)


@_on_programme
def change(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Titles, regions, first day."""
    form = ProgrammeForm(request.POST or None, instance=Programme.objects.get(pk=programme.pk))
    act = partial(domain.change_programme, programme=programme)
    title, told = _("Change the programme"), _("The programme is changed.")
    return _form_page(request, programme, form, act, title=title, told=told)


@_on_programme
def remove(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Delete a programme, once it is clear what goes."""
    return _asked_first(
        request,
        programme,
        partial(domain.remove_programme, programme=programme),
        what=in_language(programme.title),
        told=_("The programme is deleted."),
        consequence=_("Its steps, deliverables and evidence chain go with it."),
        then=("programmes:list",),
    )


@require_POST
@permitted("programmes.change_programme")
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show it to everybody, or no longer."""
    programme = _programme(request, slug)
    published = request.POST.get("published") == "1"
    try:
        domain.set_published(programme=programme, published=published, actor=request.user)
    except ProgrammeRefusal as error:
        messages.error(request, " ".join(error.told(language())))
    else:
        said = _("Everybody sees the programme now.") if published else _("Only your organisation sees it now.")
        messages.success(request, said)
    return redirect("programmes:detail", slug)


@_on_programme
def advisory_group(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Who advises."""
    directory = queries.directory_of(programme.organisation)
    held = queries.advisory_group(programme)
    form = AdvisoryForm(request.POST or None, directory=directory, initial={"bodies": [b.pk for b in held]})
    if request.method == "POST" and form.is_valid():
        bodies = form.cleaned_data["bodies"]
        domain.set_advisory_group(programme=programme, bodies=bodies, actor=request.user)
        messages.success(request, _("The advisory group is changed."))
        return redirect("programmes:detail", programme.slug)
    hint = "" if directory.exists() else _("The directory has no bodies yet. Add them there first.")
    return _page(request, form, _("Advisory group"), programme, hint)


# ---- steps --------------------------------------------------------------------------------------


def _step(programme: Programme, key: UUID) -> Step:
    return get_object_or_404(
        Step.objects.select_related("programme__organisation", "owner"), programme=programme, pk=key
    )


@_on_programme
def step_create(request: HttpRequest, programme: Programme) -> HttpResponse:
    """A step more."""
    form = StepForm(request.POST or None, directory=queries.directory_of(programme.organisation))
    act = partial(domain.add_step, programme=programme)
    return _form_page(request, programme, form, act, title=_("Add a step"), told=_("The step is added."))


@_on_programme
def step_change(request: HttpRequest, programme: Programme, key: UUID) -> HttpResponse:
    """Change a step."""
    act = partial(domain.change_step, step=_step(programme, key))
    directory = queries.directory_of(programme.organisation)
    form = StepForm(request.POST or None, instance=Step.objects.get(pk=key), directory=directory)
    return _form_page(request, programme, form, act, title=_("Change the step"), told=_("The step is changed."))


@_on_programme
def step_remove(request: HttpRequest, programme: Programme, key: UUID) -> HttpResponse:
    """Delete a step, once it is clear what goes."""
    step = _step(programme, key)
    act, told = partial(domain.remove_step, step=step), _("The step is deleted.")
    consequence = _("Its deliverables go with it.")
    return _asked_first(request, programme, act, what=in_language(step.title), told=told, consequence=consequence)


# ---- deliverables -------------------------------------------------------------------------------


def _deliverable(programme: Programme, key: UUID) -> Deliverable:
    rows = Deliverable.objects.select_related("step__programme__organisation")
    return get_object_or_404(rows, step__programme=programme, pk=key)


@_on_programme
def deliverable_create(request: HttpRequest, programme: Programme, step: UUID) -> HttpResponse:
    """A deliverable more."""
    row = _step(programme, step)
    act = partial(domain.add_deliverable, step=row)
    title, told = _("Add a deliverable"), _("The deliverable is added.")
    form = DeliverableForm(request.POST or None)
    return _form_page(request, programme, form, act, title=title, told=told, hint=in_language(row.title))


@_on_programme
def deliverable_change(request: HttpRequest, programme: Programme, key: UUID) -> HttpResponse:
    """Change a deliverable, or say that it was handed over."""
    act = partial(domain.change_deliverable, deliverable=_deliverable(programme, key))
    title, told = _("Change the deliverable"), _("The deliverable is changed.")
    form = DeliverableForm(request.POST or None, instance=Deliverable.objects.get(pk=key))
    return _form_page(request, programme, form, act, title=title, told=told)


@_on_programme
def deliverable_remove(request: HttpRequest, programme: Programme, key: UUID) -> HttpResponse:
    """Delete a deliverable."""
    row = _deliverable(programme, key)
    act, told = partial(domain.remove_deliverable, deliverable=row), _("The deliverable is deleted.")
    return _asked_first(request, programme, act, what=in_language(row.title), told=told)
