"""Designs as documents: the list, a new one, its text, deleting it, its checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from corridor.partnerships import design as library
from corridor.partnerships.phases import phases, words
from corridor.partnerships.priors import in_months, priors
from corridor.web.design.names import language
from corridor.web.partnerships import domain
from corridor.web.partnerships.design_files import DesignFaults, decoded, read, told
from corridor.web.partnerships.errors import DesignRefusal
from corridor.web.partnerships.findings import graded
from corridor.web.partnerships.forms import FILE, OUTLINE, StartForm, TextForm
from corridor.web.partnerships.models import Design
from corridor.web.partnerships.queries import chosen, designs_of, example, examples, keepers
from corridor.web.partnerships.views.design_page import design_for, may_keep, own_design, with_roles
from corridor.web.partnerships.views.simulation import renamed

A_PAGE = 20
OUTLINE_FILE = Path(__file__).parents[1] / "outline.yaml"


@require_safe
def designs(request: HttpRequest) -> HttpResponse:
    """The designs that ship, and those of one's organisations."""
    with_roles(request)
    kept = designs_of(request.user)
    values = {
        "examples": [example(key) for key in examples()],
        "page": Paginator(kept, A_PAGE).get_page(request.GET.get("page")),
        "may_keep": request.user.is_authenticated and request.user.has_perm("partnerships.create_design"),
    }
    return render(request, "partnerships/design_list.html", values)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new design: from an outline, an example, another design, or a file."""
    if (refused := may_keep(request)) is not None:
        return refused
    with_roles(request)
    kept = designs_of(request.user).exclude(organisation=None)
    options: dict[str, Any] = {"organisations": keepers(request.user), "designs": list(kept[:200])}
    if request.method == "GET":
        form = StartForm(initial={"start": request.GET.get("start", OUTLINE)}, **options)
        return render(request, "partnerships/design_create.html", {"form": form, "faults": []})
    form = StartForm(request.POST, request.FILES, **options)
    if not form.is_valid():
        return render(request, "partnerships/design_create.html", {"form": form, "faults": []}, status=400)
    start = form.cleaned_data["start"]
    text = ""
    try:
        text = _beginning(request, start, form.cleaned_data["file"])
        made = read(text)
    except DesignFaults as error:
        faults = told(error.faults, text, language())
        values = {"form": form, "faults": faults, "lines": excerpt(text, [fault.line for fault in faults])}
        return render(request, "partnerships/design_create.html", values, status=400)
    name = form.cleaned_data["name"]
    row = domain.create_design(
        actor=request.user,
        organisation=form.cleaned_data["organisation"],
        design=renamed(made, name) if name else made,
        how={OUTLINE: "empty", FILE: "upload"}.get(start, "copy"),  # type: ignore[arg-type]
        of=start.removeprefix("design:") if start.startswith("design:") else "",
    )
    messages.success(request, _("The design “%(name)s” is saved.") % {"name": row.title})
    return redirect("partnerships:design_edit", row.pk) if start == OUTLINE else redirect("partnerships:design", row.pk)


def _beginning(request: HttpRequest, start: str, file: Any) -> str:
    """The text that a new design begins with.

    Raises:
        DesignFaults: a file is no text, or the design is gone.
    """
    if start == OUTLINE:
        return OUTLINE_FILE.read_text(encoding="utf-8")
    if start == FILE:
        return decoded(file.read())
    found = chosen(request.user, start.removeprefix("design:"))
    if found is None:
        raise DesignFaults([DesignRefusal("gone")])
    return found.text


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The text of a design."""
    if (refused := may_keep(request)) is not None:
        return refused
    row = own_design(request, key, "partnerships.change_design")
    if request.method == "GET":
        form = TextForm(initial={"text": row.text, "version": row.version})
        return _text_page(request, row, form)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _text_page(request, row, form, status=400)
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    try:
        made = read(text)
    except DesignFaults as error:
        return _text_page(request, row, form, error.faults, text, status=400)
    if request.POST.get("as") == "new":
        kept = domain.create_design(
            actor=request.user, organisation=row.organisation, design=made, how="text", of=str(row.pk)
        )
    else:
        try:
            kept = domain.change_design(row=row, actor=request.user, version=form.cleaned_data["version"], design=made)
        except DesignRefusal as error:
            return _text_page(request, row, form, (error,), text, status=409)
    messages.success(request, _("The design “%(name)s” is saved.") % {"name": kept.title})
    return redirect("partnerships:design", kept.pk)


def _text_page(
    request: HttpRequest, row: Design, form: TextForm, faults: Any = (), text: str = "", status: int = 200
) -> HttpResponse:
    said = told(faults, text, language())
    values = {
        "row": row,
        "form": form,
        "faults": said,
        "lines": excerpt(text, [fault.line for fault in said]),
        "overtaken": status == 409,
        "vocabulary": vocabulary(),
        "priors": [in_months(prior) for prior in priors().values()],
    }
    return render(request, "partnerships/design_edit.html", values, status=status)


def vocabulary() -> list[tuple[str, list[tuple[str, str]]]]:
    """The closed lists that a text may use: name of the list, its words with their labels."""
    lang = language()
    found = [(_("phases of a stage"), [(id, phase.label.told(lang)) for id, phase in phases().items()])]
    named = (
        ("tracks", _("tracks")),
        ("grades", _("grades of demand")),
        ("payers", _("payers")),
        ("groups", _("groups of costs")),
    )
    return found + [(title, [(id, label.told(lang)) for id, label in words(name).items()]) for name, title in named]


def excerpt(text: str, wanted: list[int | None]) -> list[tuple[int, str, bool]]:
    """The lines about faults: number, text, whether the fault stands there."""
    at = {line for line in wanted if line}
    near = {line + step for line in at for step in (-1, 0, 1)}
    rows = text.split("\n")
    return [(line, rows[line - 1][:400], line in at) for line in sorted(near) if 0 < line <= len(rows)]


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Ask before a design is deleted; then do it."""
    if (refused := may_keep(request)) is not None:
        return refused
    row = own_design(request, key, "partnerships.delete_design")
    if request.method == "GET":
        return render(request, "partnerships/design_delete.html", {"row": row})
    name = row.title
    domain.delete_design(row=row, actor=request.user)
    messages.success(request, _("The design “%(name)s” was deleted.") % {"name": name})
    return redirect("partnerships:designs")


@require_safe
def checks(request: HttpRequest, key: str) -> HttpResponse:
    """Every check of a design with its evidence, remedy and source; made to be printed."""
    found = design_for(request, key)
    values: dict[str, Any] = {"chosen": found, "checked": None, "faults": []}
    try:
        made: library.Design = found.design
        values |= {"checked": graded(made), "made": made}
    except DesignFaults as error:
        values["faults"] = told(error.faults, found.text, language())
    return render(request, "partnerships/design_checks.html", values)
