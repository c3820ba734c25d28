"""The page of an item, and its forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.consultation.practices import library
from corridor.web.chain import domain
from corridor.web.chain.consulted import consulted
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.forms.evidence import AcceptForm
from corridor.web.chain.forms.items import FORMS, NUMBERS, EffectForm, PracticesForm, SectionsForm
from corridor.web.chain.kinds import KINDS, Kind
from corridor.web.chain.practice_rows import record_of
from corridor.web.chain.queries import items, neighbours, plan_named, runnable, sections_to_choose
from corridor.web.chain.views import evidence
from corridor.web.chain.views.common import Told, item_named, kind_named, of_programme, posted, rights, told
from corridor.web.chain.words import reference_rows
from corridor.web.jobs.queries import latest

UNKNOWN_EFFECT = dict.fromkeys(
    ("before", "after", "moved", "months_before", "months_after", "law_version", "unknown_before", "unknown_after")
)
"""Parts of an effect that may not be known."""


@require_safe
@of_programme("chain.view_chain")
def item(request: HttpRequest, programme: Any, kind: str, key: str) -> HttpResponse:
    """An item with its links in both directions."""
    found, of = item_named(programme, kind, key), kind_named(kind)
    page = rights(request, programme)
    page |= {"item": found, "kind": of, "links": neighbours(found, of)}
    match kind:
        case "evidence":
            page["where"] = reference_rows(found.reference, plan_named(programme, found.reference))
            page["accept"] = AcceptForm(initial={"sha256": found.now["sha256"]}) if found.now else None
        case "practices":
            page["practice"] = record_of(found)
        case "recommendations":
            page |= _recommendation(found, page)
    return render(request, f"chain/item_{of.single}.html", page)


def _recommendation(found: Any, page: dict[str, Any]) -> dict[str, Any]:
    change = found.regulatory or {}
    step: dict[str, Any] = {"label": {}, **dict.fromkeys(NUMBERS), **(found.procedural or {})}
    return {
        "effect": {**UNKNOWN_EFFECT, **change["effect"]} if change.get("effect") else None,
        "procedural": step if found.procedural else None,
        "consulted": consulted(found, public=not page["may_view_work"]),
        "job": latest(found.pk) if page["may_change"] else None,
        "effect_form": EffectForm(plans=runnable(found.programme, found.region)) if page["may_change"] else None,
    }


@require_http_methods(["GET", "POST"])
@of_programme("chain.change_chain")
def create(request: HttpRequest, programme: Any, kind: str) -> HttpResponse:
    """Add an item."""
    of = kind_named(kind)
    if kind == "practices":
        return _practices(request, programme, of)
    if kind == "evidence":
        return evidence.create(request, programme, of)
    form = FORMS[kind](posted(request), programme=programme, kind=of, initial={"key": _next_key(programme, of)})
    if request.method == "POST" and form.is_valid():
        try:
            made = domain.add_item(
                actor=request.user,
                programme=programme,
                kind=of,
                key=form.cleaned_data["key"],
                values=form.values,
                links=form.links,
            )
        except ChainRefusal as error:
            return _form_page(request, programme, of, form, faults=told(error), status=409)
        messages.success(request, _("“%(name)s” was added.") % {"name": made})
        return redirect("chain:item", programme.pk, kind, made.key)
    return _form_page(request, programme, of, form, status=400 if form.errors else 200)


def _next_key(programme: Any, kind: Kind) -> str:
    """A key to begin with: the kind and the next free number."""
    taken = domain.taken_keys(programme)
    number = items(programme, kind).count() + 1
    while f"{kind.single}-{number}" in taken:
        number += 1
    return f"{kind.single}-{number}"


@require_http_methods(["GET", "POST"])
@of_programme("chain.change_chain")
def edit(request: HttpRequest, programme: Any, kind: str, key: str) -> HttpResponse:
    """Change an item."""
    of, found = kind_named(kind), item_named(programme, kind, key)
    if kind == "practices":
        return redirect("chain:create", programme.pk, kind)
    if kind == "evidence":
        return evidence.edit(request, programme, of, found)
    form = FORMS[kind](posted(request), programme=programme, kind=of, item=found)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_item(
                actor=request.user,
                item=found,
                version=form.cleaned_data["version"] or 0,
                values=form.values,
                links=form.links,
            )
        except ChainRefusal as error:
            return _form_page(request, programme, of, form, found, told(error), status=409)
        messages.success(request, _("The change is saved."))
        return redirect("chain:item", programme.pk, kind, key)
    return _form_page(request, programme, of, form, found, status=400 if form.errors else 200)


def _form_page(
    request: HttpRequest,
    programme: Any,
    kind: Kind,
    form: Any,
    item: Any = None,
    faults: list[Told] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = rights(request, programme) | {"kind": kind, "form": form, "item": item, "faults": faults or []}
    return render(request, "chain/item_form.html", page, status=status)


@require_http_methods(["GET", "POST"])
@of_programme("chain.change_chain")
def delete(request: HttpRequest, programme: Any, kind: str, key: str) -> HttpResponse:
    """Ask before an item is deleted; then do it."""
    found, of = item_named(programme, kind, key), kind_named(kind)
    if request.method == "POST":
        name = str(found)
        domain.delete_item(actor=request.user, item=found)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": name})
        return redirect("chain:overview", programme.pk)
    page = rights(request, programme) | {"item": found, "kind": of, "links": neighbours(found, of)}
    return render(request, "chain/item_delete.html", page)


def _practices(request: HttpRequest, programme: Any, kind: Kind) -> HttpResponse:
    """Which practices of the library the programme learns from."""
    chosen = [one.key for one in items(programme, kind) if not one.content]
    found = library().values()
    form = PracticesForm(posted(request), practices=found, initial={"keys": chosen})
    faults: list[Told] = []
    if request.method == "POST" and form.is_valid():
        try:
            domain.choose_practices(actor=request.user, programme=programme, keys=form.cleaned_data["keys"])
        except ChainRefusal as error:
            faults = told(error)
        else:
            messages.success(request, _("The choice is saved."))
            return redirect("chain:overview", programme.pk)
    page = rights(request, programme) | {"kind": kind, "form": form, "item": None, "faults": faults}
    return render(request, "chain/item_form.html", page, status=400 if form.errors or faults else 200)


@require_POST
@of_programme("chain.change_chain")
def effect(request: HttpRequest, programme: Any, key: str) -> HttpResponse:
    """Run the reform of a recommendation."""
    found = item_named(programme, "recommendations", key)
    form = EffectForm(request.POST, plans=runnable(programme, found.region))
    if not form.is_valid():
        raise Http404
    try:
        domain.start_effect(actor=request.user, recommendation=found, plan=form.cleaned_data["plan"])
    except ChainRefusal as error:
        fault = told(error)[0]
        messages.error(request, f"{fault.message}. {fault.remedy}.")
    return redirect("chain:item", programme.pk, "recommendations", key)


@require_http_methods(["GET", "POST"])
@of_programme("chain.change_chain")
def sections(request: HttpRequest, programme: Any, key: str) -> HttpResponse:
    """Which sections of drafts are about a recommendation."""
    found = item_named(programme, "recommendations", key)
    choices = sections_to_choose(programme)
    chosen = [f"{one.draft_id}:{one.section}" for one in found.carried.all()]
    form = SectionsForm(posted(request), sections=choices, initial={"sections": chosen})
    if request.method == "POST" and form.is_valid():
        wanted = [(one.draft, one.key) for one in choices if one.value in form.cleaned_data["sections"]]
        domain.carry(actor=request.user, recommendation=found, sections=wanted)
        messages.success(request, _("The choice is saved."))
        return redirect("chain:item", programme.pk, "recommendations", key)
    page = rights(request, programme) | {"item": found, "kind": KINDS["recommendations"], "form": form}
    page["choices"] = choices
    return render(request, "chain/sections.html", page, status=400 if form.errors else 200)
