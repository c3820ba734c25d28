"""Reports drawn from the chain, and the Word templates of an organisation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from corridor.told import ToldError
from corridor.web.chain import domain, reporting
from corridor.web.chain.content import dossier_of
from corridor.web.chain.forms.exchange import ReportForm, TemplateForm
from corridor.web.chain.limits import count_file
from corridor.web.chain.queries import templates_of
from corridor.web.chain.views.common import Told, handed, of_programme, refused, rights, told
from corridor.web.chain.words import REPORTS
from corridor.web.design.names import language


@require_safe
@of_programme("chain.view_chain")
def reports(request: HttpRequest, programme: Any) -> HttpResponse:
    """Which reports there are."""
    return _page(request, programme, _form(request, programme))


def _form(request: HttpRequest, programme: Any) -> ReportForm:
    works = rights(request, programme)["may_view_work"]
    templates = templates_of(programme) if works else None
    begin = {"kind": "programme", "lang": language(), "format": "docx"}
    asked = request.GET if "kind" in request.GET else None
    return ReportForm(asked, kinds=list(REPORTS.items()), templates=templates, initial=begin)


def _page(
    request: HttpRequest,
    programme: Any,
    form: ReportForm,
    faults: list[Told] | None = None,
    template_form: TemplateForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = rights(request, programme) | {"form": form, "faults": faults or []}
    if page["may_view_work"]:
        page |= {"templates": templates_of(programme), "template_form": template_form or TemplateForm()}
    return render(request, "chain/reports.html", page, status=status)


@require_safe
@of_programme("chain.view_chain")
def report(request: HttpRequest, programme: Any) -> HttpResponse:
    """A report as a file."""
    form = _form(request, programme)
    if not form.is_bound or not form.is_valid():
        return _page(request, programme, form, status=400)
    public = not rights(request, programme)["may_view_work"]
    asked = form.cleaned_data
    chosen = asked.get("template")
    try:
        count_file(request)
        with dossier_of(programme, public=public) as dossier:
            content = reporting.rendered(
                asked["kind"],
                dossier,
                asked["lang"],
                asked["format"],
                region=asked["region"] if asked["kind"] == "region" else None,
                template=reporting.template_path(chosen) if chosen else None,
            )
    except ToldError as error:
        return _page(request, programme, form, told(error), status=refused(error))
    if not public:
        told_of = {name: str(asked[name]) for name in ("kind", "lang", "format", "region")}
        domain.taken_away(actor=request.user, programme=programme, what="report_made", **told_of)
    name = "-".join(part for part in (programme.slug, asked["kind"], asked["region"], asked["lang"]) if part)
    return handed(content, f"{name}.{asked['format']}", reporting.MEDIA[asked["format"]])


@require_POST
@of_programme("chain.run_chain")
def add_template(request: HttpRequest, programme: Any) -> HttpResponse:
    """Keep a Word template of the organisation, once a report was made with it."""
    form = TemplateForm(request.POST, request.FILES)
    faults: list[Told] = []
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            domain.add_template(
                actor=request.user, programme=programme, name=form.cleaned_data["name"], content=content
            )
        except ToldError as error:
            faults = told(error)
        else:
            messages.success(request, _("The template is kept."))
            return redirect("chain:reports", programme.pk)
    return _page(request, programme, _form(request, programme), faults, form, status=400)


@require_POST
@of_programme("chain.run_chain")
def delete_template(request: HttpRequest, programme: Any, template: UUID) -> HttpResponse:
    """Delete a Word template."""
    found = get_object_or_404(templates_of(programme), pk=template)
    domain.delete_template(actor=request.user, template=found)
    messages.success(request, _("The template was deleted."))
    return redirect("chain:reports", programme.pk)


@require_safe
@of_programme("chain.view_chain")
def shipped_template(request: HttpRequest, programme: Any) -> HttpResponse:
    """The Word template that ships, to be edited."""
    return handed(reporting.shipped_template(), "corridor-report.docx", reporting.MEDIA["docx"])
