"""The checklist and its documents."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.web.cases.domain import checklist as domain
from corridor.web.cases.errors import CaseRefused
from corridor.web.cases.forms.parts import ItemForm, OwnItemForm, UploadForm
from corridor.web.cases.models import Case, ChecklistItem, ItemKind
from corridor.web.cases.queries import documents_of, items_of
from corridor.web.cases.rules import may, must
from corridor.web.cases.uploads import TYPES
from corridor.web.cases.views.shared import attempt, frame, on_case, refused, with_version


@require_http_methods(["GET", "POST"])
@on_case()
def checklist(request: HttpRequest, case: Case) -> HttpResponse:
    """What the route asks for, and how far it is; an adviser adds items of their own."""
    form = OwnItemForm(request.POST or None)
    if request.method == "POST":
        must(request.user, "cases.change_case", case)
        if form.is_valid() and attempt(
            request, form, lambda: domain.add_item(case=case, actor=request.user, **form.cleaned_data)
        ):
            messages.success(request, _("The item is added."))
            return redirect("cases:checklist", case.pk)
    items = list(items_of(request.user, case))
    groups = [
        {"kind": kind, "title": title, "items": [i for i in items if i.kind == kind]} for kind, title in _titles()
    ]
    done = sum(not item.open for item in items)
    context = frame(
        request, case, "checklist", groups=[g for g in groups if g["items"]], form=form, done=done, total=len(items)
    )
    return render(request, "cases/checklist.html", context)


def _titles() -> list[tuple[str, str]]:
    return [
        (ItemKind.DOCUMENT, _("Documents that the route asks for")),
        (ItemKind.OWN, _("Also needed")),
        (ItemKind.STEP, _("Steps of the procedure")),
    ]


def _item(request: HttpRequest, case: Case, item: UUID) -> ChecklistItem:
    return get_object_or_404(items_of(request.user, case), pk=item)


@require_http_methods(["GET", "POST"])
@on_case()
def item(request: HttpRequest, case: Case, item: UUID) -> HttpResponse:
    """One item: its documents; an adviser says how far it is."""
    found = _item(request, case, item)
    start = {"version": found.version, "state": found.state, "asked_of": found.asked_of, "reason": found.reason}
    form = ItemForm(request.POST or None, initial=start)
    if request.method == "POST":
        must(request.user, "cases.change_case", case)
        if form.is_valid():
            data = form.cleaned_data
            if attempt(request, form, lambda: domain.change_item(item=found, actor=request.user, **data)):
                messages.success(request, _("The item is saved."))
                return redirect("cases:checklist", case.pk)
            found = _item(request, case, item)
            if getattr(form, "overtaken", False):
                with_version(form, found.version)
    return _item_page(request, case, found, form, UploadForm())


def _item_page(
    request: HttpRequest, case: Case, found: ChecklistItem, form: ItemForm, upload: UploadForm
) -> HttpResponse:
    may_upload = not case.ended and may(request.user, "cases.upload_document", found)
    context = frame(request, case, "checklist", item=found, form=form, upload=upload, may_upload=may_upload)
    return render(request, "cases/item.html", context)


@require_POST
@on_case()
def upload(request: HttpRequest, case: Case, item: UUID) -> HttpResponse:
    """Add a document to an item."""
    found = _item(request, case, item)
    must(request.user, "cases.upload_document", found)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: domain.add_document(
                item=found,
                content=form.content,
                name=data["file"].name,
                valid_until=data["valid_until"],
                actor=request.user,
            ),
        ):
            messages.success(request, _("The document is kept."))
            return redirect("cases:item", case.pk, found.pk)
    start = {"version": found.version, "state": found.state, "asked_of": found.asked_of, "reason": found.reason}
    return _item_page(request, case, found, ItemForm(initial=start), form)


@require_GET
@on_case()
def document(request: HttpRequest, case: Case, document: UUID) -> HttpResponse:
    """A document's file, always as a download of the kind that was seen from its bytes."""
    found = get_object_or_404(documents_of(request.user, case), pk=document)
    must(request.user, "cases.view_document", found)
    try:
        path = domain.open_document(document=found, actor=request.user)
    except CaseRefused:
        raise Http404 from None
    response = HttpResponse(path.read_bytes(), content_type=TYPES[found.kind])
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@on_case("cases.change_case")
def delete_document(request: HttpRequest, case: Case, document: UUID) -> HttpResponse:
    """Delete a document's file."""
    found = get_object_or_404(documents_of(request.user, case), pk=document)
    try:
        domain.delete_document(document=found, actor=request.user)
        messages.success(request, _("The file of the document is deleted."))
    except CaseRefused as error:
        refused(request, error)
    return redirect("cases:item", case.pk, found.item_id)
