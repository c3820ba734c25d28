"""Dossiers in and out: import of the shipped example or a file, export, saved versions and their comparison."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.dossier import as_mapping, from_mapping, shipped, write
from corridor.told import ToldError
from corridor.web.chain import domain, reporting
from corridor.web.chain.comparison import compared
from corridor.web.chain.content import dossier_of, file_of, reforms_of
from corridor.web.chain.files import uploaded
from corridor.web.chain.forms.exchange import CompareForm, ImportForm, VersionForm
from corridor.web.chain.limits import count_file
from corridor.web.chain.models import DossierVersion
from corridor.web.chain.views.common import Told, handed, of_programme, posted, refused, rights, told
from corridor.web.design.names import language

TYPES = {"yaml": "application/yaml", "json": "application/json", "zip": "application/zip"}
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time in a ZIP: the same dossier gives the same bytes."""


# ---- in -----------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_programme("chain.run_chain")
def bring(request: HttpRequest, programme: Any) -> HttpResponse:
    """Take a dossier in: all of it, or nothing."""
    form = ImportForm(posted(request), request.FILES or None, initial={"source": "shipped", "how": "add"})
    faults: list[Told] = []
    if request.method == "POST" and form.is_valid():
        try:
            number = _taken_in(request, programme, form)
        except ToldError as error:
            faults = told(error)
        else:
            text = ngettext("%(n)s item was taken in.", "%(n)s items were taken in.", number) % {"n": number}
            messages.success(request, text)
            return redirect("chain:overview", programme.pk)
    page = rights(request, programme) | {"form": form, "faults": faults}
    return render(request, "chain/import.html", page, status=400 if form.errors or faults else 200)


def _taken_in(request: HttpRequest, programme: Any, form: ImportForm) -> int:
    how = form.cleaned_data["how"]
    if form.cleaned_data["source"] == "shipped":
        return domain.import_dossier(actor=request.user, programme=programme, dossier=shipped(), how=how)
    file = form.cleaned_data["file"]
    with uploaded(file.name, file.read()) as dossier:
        return domain.import_dossier(actor=request.user, programme=programme, dossier=dossier, how=how)


# ---- out ----------------------------------------------------------------------------------------
@require_safe
@of_programme("chain.view_chain")
def export(request: HttpRequest, programme: Any, form: str) -> HttpResponse:
    """The dossier as the command reads it; with its reforms as ZIP."""
    page = rights(request, programme)
    public = not page["may_view_work"]
    try:
        count_file(request)
        with dossier_of(programme, public=public) as found:
            document = as_mapping(found)
            content = _zip(programme, found) if form == "zip" else _file(found, form)
    except ToldError as error:
        return render(request, "chain/faults.html", page | {"faults": told(error)}, status=refused(error))
    if not public:
        domain.taken_away(
            actor=request.user, programme=programme, what="dossier_exported", form=form, sha256=sha256(document)
        )
    return handed(content, f"{programme.slug}.{form}", TYPES[form])


def _file(found: Any, form: str) -> bytes:
    with TemporaryDirectory() as folder:
        return write(found, Path(folder) / f"dossier.{form}").read_bytes()


def _zip(programme: Any, found: Any) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("dossier.yaml", STAMP), _file(found, "yaml"))
        for path, document in sorted(reforms_of(programme).items()):
            text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
            archive.writestr(zipfile.ZipInfo(path, STAMP), text)
    return held.getvalue()


# ---- versions -----------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_programme("chain.view_work")
def versions(request: HttpRequest, programme: Any) -> HttpResponse:
    """Saved versions; a new one is kept with what it is called."""
    page = rights(request, programme)
    form = VersionForm(posted(request))
    faults: list[Told] = []
    if request.method == "POST":
        if not page["may_change"]:
            return render(request, "403.html", status=403)
        if form.is_valid():
            try:
                made = domain.save_version(actor=request.user, programme=programme, name=form.cleaned_data["name"])
            except ToldError as error:
                faults = told(error)
            else:
                messages.success(request, _("Version %(number)s is saved.") % {"number": made.number})
                return redirect("chain:versions", programme.pk)
    rows = programme.dossier_versions.defer("document")
    page |= {"form": form, "faults": faults, "versions": rows, "compare": CompareForm(versions=rows)}
    return render(request, "chain/versions.html", page, status=400 if form.errors or faults else 200)


@require_safe
@of_programme("chain.view_work")
def version_file(request: HttpRequest, programme: Any, number: int) -> HttpResponse:
    """A saved version as JSON."""
    found = get_object_or_404(DossierVersion, programme=programme, number=number)
    content = (json.dumps(found.document, ensure_ascii=False, indent=1) + "\n").encode()
    domain.taken_away(
        actor=request.user, programme=programme, what="dossier_exported", form="json", sha256=found.sha256
    )
    return handed(content, f"{programme.slug}-{number}.json", TYPES["json"])


@require_safe
@of_programme("chain.view_work")
def compare(request: HttpRequest, programme: Any) -> HttpResponse:
    """Two saved versions, or one and the dossier as it is now, side by side."""
    form = CompareForm(request.GET or None, versions=programme.dossier_versions.all())
    page = rights(request, programme) | {"form": form, "faults": [], "asked": False, "formats": list(reporting.MEDIA)}
    if form.is_bound and form.is_valid():
        first, second = form.cleaned_data["a"], form.cleaned_data["b"]
        try:
            after = second.document if second else file_of(programme, kept=True)
            if (wanted := request.GET.get("form")) in reporting.MEDIA:
                return _differences(request, programme, first.document, after, str(wanted))
            page |= {"parts": compared(first.document, after), "query": request.GET.urlencode(), "asked": True}
        except ToldError as error:
            page["faults"] = told(error)
    elif form.is_bound:
        raise Http404
    return render(request, "chain/compare.html", page, status=409 if page["faults"] else 200)


def _differences(request: HttpRequest, programme: Any, before: Any, after: Any, form: str) -> HttpResponse:
    """The report of what differs, in the language of the page."""
    pair = (from_mapping(before), from_mapping(after))
    content = reporting.rendered("differences", pair, language(), form)
    told_of = {"kind": "differences", "lang": language(), "format": form}
    domain.taken_away(actor=request.user, programme=programme, what="report_made", **told_of)
    return handed(content, f"{programme.slug}-differences-{language()}.{form}", reporting.MEDIA[form])
