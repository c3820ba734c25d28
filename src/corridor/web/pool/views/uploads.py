"""From a file to a dataset: choose, say what the columns mean, import. Every step can be left and taken up again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.pool.schema import KINDS
from corridor.pool.template import template as template_of
from corridor.pool.template import write_template
from corridor.web.design.names import language
from corridor.web.organisations.models import Role
from corridor.web.organisations.permission import organisations_with, permitted
from corridor.web.pool import receiving
from corridor.web.pool.domain.uploads import OPEN_STATES, look_again, map_columns, receive, start_import, twin
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.forms import MappingForm, UploadForm
from corridor.web.pool.meanings import kind_of
from corridor.web.pool.models import Kind
from corridor.web.pool.rules import WORKERS
from corridor.web.pool.sheets import attachment, csv_of
from corridor.web.pool.views.access import dataset_for, tell


def organisations_for(user: Any) -> dict[str, list[Any]]:
    """For which organisations a person may upload what."""
    return {
        Kind.TALENTS: organisations_with(user, *WORKERS),
        Kind.VACANCIES: organisations_with(user, *WORKERS, Role.EMPLOYER),
    }


@permitted("pool.upload")
@receiving.receives_file
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file."""
    options = {"organisations": organisations_for(request.user)}
    if not any(options["organisations"].values()):  # an administrator of the installation works for no organisation
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "pool/upload.html", {"form": UploadForm(**options)})
    form = UploadForm(**receiving.given(request), **options)
    if not form.is_valid():
        return render(request, "pool/upload.html", {"form": form}, status=422)
    file, told = form.cleaned_data["file"], form.cleaned_data
    same = twin(organisation=told["organisation"], kind=told["kind"], sha256=file.sha256)
    if same is not None:
        look_again(dataset=same, actor=request.user)
        messages.warning(request, _("This very file was uploaded before: here it is. Nothing was added."))
        return redirect("pool:detail", same.pk)
    made = receive(
        organisation=told["organisation"],
        kind=told["kind"],
        name=told["name"],
        source_name=form.file_name,
        file=file.keep(file.suffix),
        size=file.size,
        sha256=file.sha256,
        actor=request.user,
    )
    return redirect("pool:mapping" if made.columns else "pool:detail", made.pk)


@never_cache
@permitted("pool.upload")
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what the columns mean; keep that for later, or import."""
    dataset = dataset_for(request, key, "pool.change_dataset")
    if dataset.state not in OPEN_STATES or not dataset.columns:
        return redirect("pool:detail", dataset.pk)
    starts = request.POST.get("do") != "keep"
    form = MappingForm(request.POST if request.method == "POST" else None, dataset=dataset, complete=starts)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "pool/mapping.html", {"form": form, "dataset": dataset}, status=status)
    told = form.cleaned_data
    try:
        map_columns(
            dataset=dataset,
            name=told["name"],
            mapping=form.mapping,
            basis=told["basis"],
            purpose=told["purpose"],
            retention_until=told["retention_until"],
            actor=request.user,
        )
        if starts:
            start_import(dataset=dataset, actor=request.user, lang=language())
        else:
            messages.success(request, _("Kept as a draft. You find it in the list of datasets."))
    except PoolRefusal as error:
        tell(request, error)
    return redirect("pool:detail" if starts else "pool:mapping", dataset.pk)


@require_POST
@permitted("pool.upload")
def restart(request: HttpRequest, key: UUID) -> HttpResponse:
    """Import again what broke off."""
    dataset = dataset_for(request, key, "pool.change_dataset")
    try:
        start_import(dataset=dataset, actor=request.user, lang=language())
    except PoolRefusal as error:
        tell(request, error)
    return redirect("pool:detail", dataset.pk)


@require_GET
@permitted("pool.use_pool")
def template(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """A file to start from, in the page's language."""
    if kind not in KINDS or form not in ("csv", "xlsx"):
        raise Http404
    if form == "csv":
        return attachment(csv_of([template_of(kind_of(kind), language())]), f"{kind}.csv", "text/csv; charset=utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(kind_of(kind), language(), path)
        content = path.read_bytes()
    return attachment([content], f"{kind}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
