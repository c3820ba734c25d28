"""Keeping a reform, saying how it is called, sharing, copying, deleting it; taking it away; a plan under it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.rules.reform import Reform as ReformDocument
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import datasets_for
from corridor.web.plans.sight import Sight
from corridor.web.pool.models import Kind
from corridor.web.reforms import domain, trying
from corridor.web.reforms.documents import as_json, of_json, yaml_of
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.forms import ChangeForm, KeepForm, initial_of
from corridor.web.reforms.models import Reform
from corridor.web.reforms.queries import keepers
from corridor.web.reforms.state import State
from corridor.web.reforms.views.common import ReadError, may_keep, reform_for, seen, told, with_roles
from corridor.web.reforms.views.laboratory import WAIT_CALCULATE, again, opened, sent, show, words_form

# ---- from the laboratory ------------------------------------------------------------------------


@require_POST
def save(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep what the controls say: as a new reform, or as the one that was opened."""
    sight = seen(request, key)
    if (refused := may_keep(request)) is not None:
        return refused
    with_roles(request)
    state, form = sent(request, sight), words_form(request, None, data=request.POST)
    made = _made(state, form, sight)
    if not isinstance(form, KeepForm) or not isinstance(made, ReformDocument):
        return _refused(request, sight, state, form, made if isinstance(made, tuple) else ())
    try:
        kept = _kept(request, form, as_json(made), sight.plan)
    except ReformRefusal as error:
        return _refused(request, sight, state, form, (error,))
    messages.success(request, _("The reform “%(name)s” is saved.") % {"name": kept.name})
    return redirect(f"{reverse('reforms:laboratory', args=[sight.plan.pk])}?reform={kept.pk}")


def _kept(request: HttpRequest, form: KeepForm, document: dict[str, Any], plan: Plan) -> Reform:
    name, shared = form.cleaned_data["name"], form.cleaned_data["shared"]
    if request.POST.get("as") != "same":
        return domain.create_reform(
            actor=request.user,
            organisation=form.cleaned_data["organisation"],
            name=name,
            plan=plan,
            document=document,
            shared=shared,
        )
    reform = opened(request)
    if reform is None or not request.user.has_perm("reforms.change_reform", reform):
        raise ReformRefusal("gone")
    number = request.POST.get("version", "")
    return domain.change_reform(
        reform=reform,
        actor=request.user,
        version=int(number) if number.isdecimal() and len(number) < 10 else 0,
        name=name,
        document=document,
        shared=shared,
        plan=plan,
    )


@require_POST
def take(request: HttpRequest, key: UUID) -> HttpResponse:
    """The reform as a file that the commands read; nothing is kept."""
    sight = seen(request, key)
    state, form = sent(request, sight), words_form(request, None, data=request.POST)
    form.fields["name"].required = False
    if "organisation" in form.fields:
        form.fields["organisation"].required = False
    made = _made(state, form, sight)
    if not isinstance(made, ReformDocument):
        return _refused(request, sight, state, form, made or ())
    return _file(made.id, yaml_of(as_json(made)))


@require_POST
def plan_under(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for a plan like this one, compared with the reform: people are placed again."""
    sight = seen(request, key)
    if (refused := may_keep(request)) is not None:
        return refused
    with_roles(request)
    state, form = sent(request, sight), words_form(request, None, data=request.POST)
    form.fields["name"].required = False
    made = _made(state, form, sight)
    if not isinstance(form, KeepForm) or not isinstance(made, ReformDocument):
        return _refused(request, sight, state, form, made if isinstance(made, tuple) else ())
    try:
        asked = _asked(request, sight.plan, form, made)
    except ReformRefusal as error:
        return _refused(request, sight, state, form, (error,))
    messages.success(request, _("The plan is being made. It compares the law as it is with your reform."))
    return redirect("plans:detail", asked.pk)


def _asked(request: HttpRequest, plan: Plan, form: KeepForm, made: ReformDocument) -> Plan:
    organisation = plan.organisation or form.cleaned_data["organisation"]
    if plan.talents_id is None or plan.vacancies_id is None:
        raise ReformRefusal("dataset_gone")
    usable = all(
        datasets_for(request.user, kind).filter(Q(organisation=organisation) | Q(organisation=None), pk=key).exists()
        for kind, key in ((Kind.TALENTS, plan.talents_id), (Kind.VACANCIES, plan.vacancies_id))
    )
    if not usable or organisation not in keepers(request.user):
        raise ReformRefusal("dataset_not_yours")
    label = form.cleaned_data["name"] or form.title_texts["en"]
    name = _("%(plan)s, under: %(reform)s") % {"plan": plan.title, "reform": label}
    return domain.ask_for_plan(
        actor=request.user, organisation=organisation, plan=plan, name=name, document=as_json(made)
    )


def _made(state: State, form: Any, sight: Sight) -> ReformDocument | tuple[ReadError, ...] | None:
    """The reform with its title, held against the law of every region; the faults; None where the form has faults."""
    if state.is_empty and not state.faults:
        return (ReformRefusal("nothing_yet"),)
    if not form.is_valid():
        return None
    law = trying.under(
        state, sight.plan.region, id=form.identifier, label=form.title_texts, note=form.note_texts or None
    )
    if law.reform is None:
        return law.faults
    fault = trying.held_everywhere(law.reform, state)
    return law.reform if fault is None else (fault,)


def _refused(
    request: HttpRequest, sight: Sight, state: State, form: Any, faults: tuple[ReadError, ...]
) -> HttpResponse:
    """The page again with what was sent, and what is wrong."""
    shown = show(sight, state, patience=WAIT_CALCULATE)
    known = {str(f) for f in shown.law.faults}
    more = tuple(fault for fault in faults if str(fault) not in known)
    if more:
        shown = show(sight, state, patience=0, more=more)
    return again(request, shown, form=form, status=409 if any(_is_overtaken(f) for f in faults) else 400)


def _is_overtaken(fault: ReadError) -> bool:
    return isinstance(fault, ReformRefusal) and fault.key in ("overtaken", "gone")


def _file(name: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name).replace("-", "_") or "reform"}.yaml"'
    return response


# ---- a kept reform ------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Rename, retitle, share."""
    if (refused := may_keep(request)) is not None:
        return refused
    reform = reform_for(request, key, "reforms.change_reform")
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=initial_of(reform))
    if request.method == "GET" or not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "reforms/change.html", {"form": form, "reform": reform}, status=status)
    document = {**reform.document, "label": form.title_texts, "note": form.note_texts}
    if not document["note"]:
        del document["note"]
    try:
        domain.change_reform(
            reform=reform,
            actor=request.user,
            version=form.cleaned_data["version"],
            name=form.cleaned_data["name"],
            document=as_json(of_json(document)),
            shared=form.cleaned_data["shared"],
        )
    except ReformRefusal as error:
        said = _("%(message)s. Open this page again to see what was saved.") % {"message": told(error).message}
        form.add_error(None, said)
        return render(request, "reforms/change.html", {"form": form, "reform": reform}, status=409)
    messages.success(request, _("The reform “%(name)s” is saved.") % {"name": reform.name})
    return redirect("reforms:detail", reform.pk)


@require_POST
def duplicate(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep a copy of one's own."""
    if (refused := may_keep(request)) is not None:
        return refused
    reform = reform_for(request, key)
    if not request.user.has_perm("reforms.create_reform", reform):
        return render(request, "403.html", status=403)
    made = domain.duplicate_reform(
        reform=reform, actor=request.user, name=_("Copy of %(name)s") % {"name": reform.name}
    )
    messages.success(request, _("This is your copy. Only you see it until you share it."))
    return redirect("reforms:detail", made.pk)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask before a reform is deleted; then do it."""
    if (refused := may_keep(request)) is not None:
        return refused
    reform = reform_for(request, key, "reforms.delete_reform")
    if request.method == "GET":
        return render(request, "reforms/delete.html", {"reform": reform})
    name = reform.name
    domain.delete_reform(reform=reform, actor=request.user)
    messages.success(request, _("The reform “%(name)s” was deleted.") % {"name": name})
    return redirect("reforms:index")


@require_GET
def download(request: HttpRequest, key: UUID) -> HttpResponse:
    """A kept reform as a file that the commands read."""
    reform = reform_for(request, key)
    return _file(str(reform.document.get("id", "reform")), yaml_of(reform.document))
