"""Reports drawn from the chain, on plans and partnerships, and the Word templates of an organisation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from corridor.told import ToldError
from corridor.web.chain import domain, reporting
from corridor.web.chain.content import dossier_of
from corridor.web.chain.forms.exchange import ReportForm, SubjectForm, TemplateForm
from corridor.web.chain.limits import count_file
from corridor.web.chain.queries import templates_of
from corridor.web.chain.subjects import noted, offered, subject
from corridor.web.chain.views.common import Told, handed, of_programme, refused, rights, told
from corridor.web.chain.words import REPORTS
from corridor.web.design.names import language


@require_safe
@of_programme("chain.view_chain")
def reports(request: HttpRequest, programme: Any) -> HttpResponse:
    """Which reports there are."""
    return _page(request, programme)


def _form(request: HttpRequest, programme: Any) -> ReportForm:
    begin = {"kind": "programme", "lang": language(), "format": "docx"}
    asked = request.GET if "kind" in request.GET else None
    templates = _templates(request, programme)
    return ReportForm(asked, kinds=list(REPORTS.items()), templates=templates, initial=begin)


def _subject_form(request: HttpRequest, programme: Any) -> SubjectForm:
    begin = {"lang": language(), "format": "docx"}
    asked = request.GET if "subject" in request.GET else None
    templates = _templates(request, programme)
    return SubjectForm(asked, subjects=offered(request.user, programme), templates=templates, initial=begin)


def _templates(request: HttpRequest, programme: Any) -> Any:
    """The organisation's templates, for those who work on the chain; none else."""
    return templates_of(programme) if rights(request, programme)["may_view_work"] else None


def _page(
    request: HttpRequest,
    programme: Any,
    *,
    form: ReportForm | None = None,
    subject_form: SubjectForm | None = None,
    faults: list[Told] | None = None,
    template_form: TemplateForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = rights(request, programme) | {
        "form": form or _form(request, programme),
        "subject_form": subject_form or _subject_form(request, programme),
        "template_form": template_form or TemplateForm(auto_id="template_%s"),
        "faults": faults or [],
    }
    if page["may_view_work"]:
        page["templates"] = templates_of(programme)
    return render(request, "chain/reports.html", page, status=status)


@require_safe
@of_programme("chain.view_chain")
def report(request: HttpRequest, programme: Any) -> HttpResponse:
    """A report of the chain as a file."""
    form = _form(request, programme)
    if not form.is_bound or not form.is_valid():
        return _page(request, programme, form=form, status=400)
    public = not rights(request, programme)["may_view_work"]
    asked = form.cleaned_data
    region = asked["region"] if asked["kind"] == "region" else None
    try:
        count_file(request)
        with dossier_of(programme, public=public) as dossier:
            content = _made(asked, asked["kind"], dossier, region)
    except ToldError as error:
        return _page(request, programme, form=form, faults=told(error), status=refused(error))
    if not public:
        told_of = {name: str(asked[name]) for name in ("kind", "lang", "format", "region")}
        domain.taken_away(actor=request.user, programme=programme, what="report_made", **told_of)
    return _file(content, (programme.slug, asked["kind"], region or ""), asked)


@require_safe
@of_programme("chain.view_chain")
def report_on(request: HttpRequest, programme: Any) -> HttpResponse:
    """A report on a plan or a partnership as a file, for those who may see it."""
    form = _subject_form(request, programme)
    if not form.is_bound or not form.is_valid():
        return _page(request, programme, subject_form=form, status=400)
    asked = form.cleaned_data
    try:
        count_file(request)
        found = subject(request.user, programme, asked["subject"])
        content = _made(asked, found.kind, found.value, None)
    except ToldError as error:
        return _page(request, programme, subject_form=form, faults=told(error), status=refused(error))
    made = _file(content, (found.kind, slugify(found.name)), asked)
    noted(found, actor=request.user, file=f"{found.kind}.{asked['lang']}.{asked['format']}")
    return made


def _made(asked: dict[str, Any], kind: str, about: Any, region: str | None) -> bytes:
    chosen = asked.get("template")
    template = reporting.template_path(chosen) if chosen else None
    return reporting.rendered(kind, about, asked["lang"], asked["format"], region=region, template=template)


def _file(content: bytes, named: tuple[str, ...], asked: dict[str, Any]) -> HttpResponse:
    name = "-".join(part for part in (*named, asked["lang"]) if part)
    return handed(content, f"{name}.{asked['format']}", reporting.MEDIA[asked["format"]])


@require_POST
@of_programme("chain.run_chain")
def add_template(request: HttpRequest, programme: Any) -> HttpResponse:
    """Keep a Word template of the organisation, once a report was made with it."""
    form = TemplateForm(request.POST, request.FILES, auto_id="template_%s")
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
    return _page(request, programme, faults=faults, template_form=form, status=400)


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
