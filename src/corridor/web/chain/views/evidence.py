"""Evidence: the kind of source, where the value stands, a reading before it is saved, and values that changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from corridor.consultation.chain.canonical import sha256
from corridor.web.chain import domain
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.forms.evidence import AcceptForm, EvidenceForm, HolderForm, KindForm
from corridor.web.chain.forms.sources import HOLDERS, LABELS
from corridor.web.chain.kinds import Kind
from corridor.web.chain.readings import Reading, read_now
from corridor.web.chain.views.common import Told, item_named, of_programme, posted, rights, told


def create(request: HttpRequest, programme: Any, kind: Kind) -> HttpResponse:
    """Add evidence: the kind of source, which plan or scheme holds it, its place; it is read before it is saved."""
    of = request.GET.get("of", "")
    if of not in LABELS:
        return _choose(request, programme, kind)
    holder = request.GET.get(HOLDERS.get(of, ""), "")
    if of in HOLDERS and not holder and request.method != "POST":
        return _choose_holder(request, programme, kind, of)
    begin = {"key": _next_key(programme, kind)}
    form = EvidenceForm(posted(request), programme=programme, kind=kind, of=of, holder=holder, initial=begin)
    return _answer(request, programme, kind, form, None)


def edit(request: HttpRequest, programme: Any, kind: Kind, item: Any) -> HttpResponse:
    """Change evidence; where the reference changes, it is read again."""
    form = EvidenceForm(
        posted(request), programme=programme, kind=kind, of=str(item.reference.get("kind", "")), item=item
    )
    return _answer(request, programme, kind, form, item)


def _next_key(programme: Any, kind: Kind) -> str:
    taken = domain.taken_keys(programme)
    number = 1
    while f"{kind.single}-{number}" in taken:
        number += 1
    return f"{kind.single}-{number}"


def _choose(request: HttpRequest, programme: Any, kind: Kind) -> HttpResponse:
    form = KindForm(posted(request))
    if request.method == "POST" and form.is_valid():
        response = redirect("chain:create", programme.pk, kind.name)
        response["Location"] += f"?of={form.cleaned_data['kind']}"
        return response
    page = rights(request, programme) | {"kind": kind, "form": form}
    return render(request, "chain/evidence_kind.html", page, status=400 if form.errors else 200)


def _choose_holder(request: HttpRequest, programme: Any, kind: Kind, of: str) -> HttpResponse:
    """Which plan, table, scheme or design: what stands in it is offered on the next page."""
    form = HolderForm(of=of, programme=programme)
    page = rights(request, programme) | {"kind": kind, "form": form, "of": of, "label": LABELS[of]}
    return render(request, "chain/evidence_holder.html", page)


def _answer(request: HttpRequest, programme: Any, kind: Kind, form: EvidenceForm, item: Any) -> HttpResponse:
    """The form; after “read now” with what the source says; after “save” the item's page."""
    reading: Reading | None = None
    faults: list[Told] = []
    if request.method == "POST" and form.is_valid():
        reading = _reading(form, programme, item)
        faults = told(reading.fault) if reading.fault is not None else []
        shown = request.POST.get("sha256", "")
        agreed = reading.seen is not None and reading.seen["sha256"] == shown
        unread = reading.seen is None and shown == "unread"
        if request.POST.get("do") == "save" and (agreed or unread or form.of == "document"):
            try:
                return _save(request, programme, kind, form, item, reading)
            except ChainRefusal as error:
                faults = told(error)
    page = rights(request, programme) | {"kind": kind, "form": form, "item": item, "faults": faults, "reading": reading}
    return render(request, "chain/evidence_form.html", page, status=400 if form.errors else 200)


def _reading(form: EvidenceForm, programme: Any, item: Any) -> Reading:
    """What the source says now; of a document at an address, what the person wrote down."""
    reference = form.cleaned_data["reference"]
    if form.of != "document" or "file" in reference:
        return read_now(reference, programme.organisation)
    value = form.cleaned_data.get("value")
    if not value:
        return Reading(None)
    day = form.cleaned_data.get("date") or timezone.localdate()
    if item is not None and form.unchanged:
        return Reading(item.seen)
    title = dict.fromkeys(("en", "fr", "nl"), reference["address"])
    source = {"title": title, **form.source_before, "url": reference["address"], "read": day.isoformat()}
    return Reading({"value": value, "sha256": sha256(value), "date": day.isoformat(), "source": source})


def _save(
    request: HttpRequest, programme: Any, kind: Kind, form: EvidenceForm, item: Any, reading: Reading
) -> HttpResponse:
    values = form.values
    if item is None:
        values |= {"seen": reading.seen, "readable": reading.seen is not None, "reread_at": timezone.now()}
        key = form.cleaned_data["key"]
        made = domain.add_item(actor=request.user, programme=programme, kind=kind, key=key, values=values)
        messages.success(request, _("“%(name)s” was added.") % {"name": made})
        return redirect("chain:item", programme.pk, kind.name, key)
    elsewhere = values["reference"] != item.reference
    if elsewhere or (form.of == "document" and reading.seen != item.seen):
        values |= {"seen": reading.seen, "now": None}
    version = form.cleaned_data["version"] or 0
    changed = domain.change_item(actor=request.user, item=item, version=version, values=values)
    if not elsewhere and form.of != "document":
        domain.note_reading(item=changed, seen=reading.seen)
    messages.success(request, _("The change is saved."))
    return redirect("chain:item", programme.pk, kind.name, item.key)


@require_POST
@of_programme("chain.change_chain")
def accept(request: HttpRequest, programme: Any, key: str) -> HttpResponse:
    """Take the value that the source has now, with the reason why."""
    item = item_named(programme, "evidence", key)
    form = AcceptForm(request.POST)
    faults: list[Told] = []
    if form.is_valid():
        try:
            domain.accept_value(actor=request.user, item=item, **form.cleaned_data)
        except ChainRefusal as error:
            faults = told(error)
        else:
            messages.success(request, _("The new value is accepted."))
            return redirect("chain:item", programme.pk, "evidence", key)
    page = rights(request, programme) | {"item": item, "form": form, "faults": faults}
    return render(request, "chain/accept.html", page, status=409 if faults else 400)


@require_POST
@of_programme("chain.change_chain")
def read_one(request: HttpRequest, programme: Any, key: str) -> HttpResponse:
    """Read one source again; what differs is flagged, never taken."""
    item = item_named(programme, "evidence", key)
    reading = read_now(item.reference, programme.organisation)
    domain.note_reading(item=item, seen=reading.seen)
    item.refresh_from_db()
    if reading.seen is None:
        text = _("The source cannot be read now: whether it has changed is not known.")
        messages.warning(request, text)
    elif item.stale:
        messages.warning(request, _("The source says something else now."))
    else:
        messages.success(request, _("The source says what was seen."))
    return redirect("chain:item", programme.pk, "evidence", key)
