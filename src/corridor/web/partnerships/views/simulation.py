"""The page of a design: its numbers, its sliders, and what comes of both while they move."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from corridor.partnerships import design as library
from corridor.partnerships.scheme import schemes
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import in_language
from corridor.web.partnerships import domain
from corridor.web.partnerships.accounts import account_of
from corridor.web.partnerships.design_files import DesignFaults, Fault, bounded, told, written
from corridor.web.partnerships.errors import DesignRefusal
from corridor.web.partnerships.findings import graded
from corridor.web.partnerships.forms import SaveForm
from corridor.web.partnerships.models import Design
from corridor.web.partnerships.outcome import interval_word
from corridor.web.partnerships.queries import Chosen, keepers
from corridor.web.partnerships.simulations import DRAWS, QUICK
from corridor.web.partnerships.sliders import groups, moved, moves
from corridor.web.partnerships.views.design_page import Shown, design_for, may_keep, show

LIVE, REST = "live", "rest"
"""Parts of the page that htmx asks for: the head while a slider moves, everything below once it rests."""


@require_safe
def design(request: HttpRequest, key: str) -> HttpResponse:
    """A design with what comes of it. The numbers that were moved, and the target, stand in the address."""
    found = design_for(request, key)
    wanted = request.htmx.target if request.htmx else ""  # type: ignore[attr-defined]
    if wanted == LIVE:
        shown = show(found, request.GET.dict(), draws=QUICK, whole=False)
        return _moved(request, shown)
    shown = show(found, request.GET.dict(), draws=DRAWS, whole=True)
    if wanted == REST:
        return render(request, "partnerships/_design_rest.html", _parts(shown), status=_status(shown, 422))
    return page(request, shown, status=_status(shown, 400))


def _status(shown: Shown, wrong: int) -> int:
    form = shown.target
    return wrong if shown.moves.faults or (form is not None and form.is_bound and not form.is_valid()) else 200


def _moved(request: HttpRequest, shown: Shown) -> HttpResponse:
    values = _parts(shown, head=True)
    response = render(request, "partnerships/_design_answer.html", values, status=_status(shown, 422))
    if shown.outcome is not None:
        response["HX-Replace-Url"] = shown.address + shown.query
    return response


def _parts(shown: Shown, *, head: bool = False) -> dict[str, Any]:
    """What the parts of the page need; `head`: only what changes while a slider moves."""
    rest = not head and shown.design is not None and not shown.moves.faults
    arranged = groups(shown.base, shown.moves) if shown.base is not None and shown.moves.faults else []
    return {
        "shown": shown,
        "outcome": shown.outcome,
        "base": shown.base,
        "target": shown.target,
        "checked": graded(shown.design) if rest and shown.design is not None else None,
        "heads": heads(),
        "wrong": [
            {"id": control.id, "title": group.title, "label": control.label, "wrong": control.wrong}
            for group in arranged
            for control in group.controls
            if control.wrong
        ],
        "account": account_of(shown.outcome) if rest else None,
    }


def heads() -> dict[str, list[str]]:
    """Heads of the tables."""
    mean, band = _("Mean"), interval_word()
    return {
        "flow": [_("entered"), _("passed"), _("lost"), _("waiting"), _("inside")],
        "people": [_("people")],
        "kept": [_("share"), band, _("people followed so long")],
        "cost": [mean, band],
        "account": [_("Gains"), _("Losses"), _("In all"), band],
        "lines": [_("EUR on average"), band, _("Chance above zero")],
        "parts": [mean, band, _("share")],
    }


def page(
    request: HttpRequest, shown: Shown, *, form: SaveForm | None = None, status: int = 200, refusal: Any = None
) -> HttpResponse:
    """The whole page.

    Args:
        request: of the visitor.
        shown: the design with its moves.
        form: how it is kept, where it was filled in.
        status: of the answer.
        refusal: why it was not kept.
    """
    organisations = keepers(request.user)
    row = shown.chosen.row
    values = {
        **_parts(shown),
        "groups": groups(shown.base, shown.moves) if shown.base is not None else [],
        "form": form or SaveForm(organisations=organisations, initial={"name": _copy_name(shown.chosen)}),
        "keeps": bool(organisations),
        "may_change": row is not None and request.user.has_perm("partnerships.change_design", row),
        "may_delete": row is not None and request.user.has_perm("partnerships.delete_design", row),
        "refusal": refusal,
        "scheme": shown.base.scheme if shown.base is not None and shown.base.scheme in schemes() else None,
    }
    return render(request, "partnerships/design_detail.html", values, status=status)


def _copy_name(found: Chosen) -> str:
    return _("%(name)s, changed") % {"name": in_language(found.names)[:180]}


@require_POST
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the moved numbers: as a new design, or in the one that is open."""
    found = design_for(request, key)
    if (refused := may_keep(request)) is not None:
        return refused
    made = _made(found, request.POST.dict())
    if not isinstance(made, library.Design):
        return _refused(request, found, None, made)
    if request.POST.get("as") == "same":
        return _same(request, found, made)
    form = SaveForm(request.POST, organisations=keepers(request.user))
    if not form.is_valid():
        return _refused(request, found, form, ())
    kept = domain.create_design(
        actor=request.user,
        organisation=form.cleaned_data["organisation"],
        design=renamed(made, form.cleaned_data["name"]),
        how="moved",
        of=found.key,
    )
    messages.success(request, _("The design “%(name)s” is saved.") % {"name": kept.title})
    return redirect("partnerships:design", kept.pk)


def _same(request: HttpRequest, found: Chosen, made: library.Design) -> HttpResponse:
    row: Design | None = found.row
    number = request.POST.get("version", "")
    try:
        if row is None or not request.user.has_perm("partnerships.change_design", row):
            raise DesignRefusal("gone")
        version = int(number) if number.isdecimal() and len(number) < 10 else 0
        kept = domain.change_design(row=row, actor=request.user, version=version, design=made, how="moved")
    except DesignRefusal as error:
        return _refused(request, found, None, (error,), status=409)
    messages.success(request, _("The design “%(name)s” is saved.") % {"name": kept.title})
    return redirect("partnerships:design", kept.pk)


def _made(found: Chosen, data: dict[str, str]) -> library.Design | tuple[Fault, ...]:
    """The design with its moved numbers, or what is wrong with them."""
    try:
        base = found.design
        made = moves(base, data)
        if made.faults:
            return made.faults
        changed = moved(base, made)
        bounded(changed)
    except DesignFaults as error:
        return error.faults
    return changed


def renamed(made: library.Design, name: str) -> library.Design:
    """A design under another name, the same in every language."""
    name = name.strip()
    if name in (made.name.en, made.name.fr, made.name.nl):
        return made
    return replace(made, name=library.Text(name, name, name))


def _refused(
    request: HttpRequest, found: Chosen, form: SaveForm | None, faults: tuple[Fault, ...], status: int = 400
) -> HttpResponse:
    """The page again with the moved numbers, and what is wrong."""
    shown = show(found, request.POST.dict(), draws=DRAWS, whole=True)
    why = told(faults, "", language()) if faults else None
    return page(request, shown, form=form, status=status, refusal=why)


@require_safe
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The design as a file that the commands read; with the moved numbers of the address."""
    found = design_for(request, key)
    data = request.GET.dict()
    text = found.text
    try:
        made = moves(found.design, data)
    except DesignFaults:  # the library does not read it any more: its owner needs the text all the more
        return yaml_file(file_name(found), text)
    changed = _made(found, data)
    if not isinstance(changed, library.Design):
        return redirect(f"{reverse('partnerships:design', args=[key])}?{request.GET.urlencode()}")
    return yaml_file(file_name(found), written(changed) if made.values else text)


def file_name(found: Chosen) -> str:
    """What the file of a design is called."""
    return slugify(in_language(found.names)).replace("-", "_")[:60] or "design"


def yaml_file(name: str, text: str) -> HttpResponse:
    """A text as a YAML file to keep."""
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return response
