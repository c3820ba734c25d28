"""The checklist of a case and its documents."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor.web.audit.domain import record
from corridor.web.cases.answering import LANGUAGES, answered
from corridor.web.cases.errors import CaseRefused, Overtaken
from corridor.web.cases.models import Case, ChecklistItem, Document, ItemKind, ItemState, Party
from corridor.web.cases.rules import party_of
from corridor.web.cases.uploads import kind_of, plain_name, write_whole

ORPHAN_AGE = 24 * 3600
"""Seconds after which a file that no row names is no upload under way any more."""


def follow_law(case: Case) -> None:
    """Make the items that the law names for the route; what it no longer names goes, unless people worked on it."""
    wanted = _wanted(case) if case.route else {}
    present = {(i.kind, i.key): i for i in case.items.exclude(kind=ItemKind.OWN)}
    for place, (name, texts) in enumerate(wanted.items()):
        item = present.pop(name, None) or ChecklistItem(case=case, kind=name[0], key=name[1])
        said = {"position": place, "label": texts["label"], "source": texts["source"], "asked_by_law": True}
        if item._state.adding or any(getattr(item, field) != value for field, value in said.items()):
            for field, value in said.items():
                setattr(item, field, value)
            item.save()
    for item in present.values():
        if item.state == ItemState.NEEDED and not item.documents.exists():
            item.delete()
        elif item.asked_by_law:
            item.asked_by_law = False
            item.save(update_fields=["asked_by_law"])


def _wanted(case: Case) -> dict[tuple[str, str], dict[str, Any]]:
    """The documents of the route and the steps of the procedure, with texts and sources in three languages."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for lang in LANGUAGES:
        answer = answered(case, lang)
        route = answer["routes"].get(case.route)
        if route is None:
            return {}
        for document in route["outcome"]["documents"]:
            _tell(found, (ItemKind.DOCUMENT, document["id"]), lang, document["label"], route["reference"])
        for step in answer["procedure"]["steps"]:
            _tell(found, (ItemKind.STEP, step["id"]), lang, step["text"], step["reference"])
    return found


def _tell(found: dict[Any, Any], name: Any, lang: str, label: str, ref: dict[str, Any] | None) -> None:
    entry = found.setdefault(name, {"label": {}, "source": None})
    entry["label"][lang] = label
    if ref is not None:
        source = entry["source"] or {**ref, "source": {}}
        source["source"][lang] = ref["source"]
        entry["source"] = source


@transaction.atomic
def add_item(*, case: Case, label: str, asked_of: str, actor: Any) -> ChecklistItem:
    """Add something that the law does not name."""
    _refuse_ended(case)
    texts = dict.fromkeys(LANGUAGES, label.strip())
    state = ItemState.ASKED if asked_of in (Party.EMPLOYER, Party.TALENT) else ItemState.NEEDED
    last = case.items.filter(kind=ItemKind.OWN).aggregate(last=Max("position"))["last"] or 0
    item = ChecklistItem.objects.create(
        case=case, kind=ItemKind.OWN, label=texts, state=state, asked_of=asked_of, position=last + 1
    )
    record(
        "cases.item_added",
        actor=actor,
        subject=case,
        person=case.talent,
        organisation=case.organisation,
        asked_of=asked_of,
    )
    return item


@transaction.atomic
def change_item(*, item: ChecklistItem, state: str, asked_of: str, reason: str, version: int, actor: Any) -> None:
    """Say how far an item is.

    Raises:
        CaseRefused: asked of nobody, or not applicable without a reason.
        Overtaken: somebody changed the item since `version`.
    """
    _refuse_ended(item.case)
    if state == ItemState.ASKED and not asked_of:
        raise CaseRefused(_("Say whom it is asked of."))
    if state == ItemState.NOT_APPLICABLE and not reason.strip():
        raise CaseRefused(_("Say why it does not apply."))
    values = {"state": state, "asked_of": asked_of, "reason": reason.strip(), "changed_at": timezone.now()}
    if not ChecklistItem.objects.filter(pk=item.pk, version=version).update(version=version + 1, **values):
        raise Overtaken
    item.refresh_from_db()
    _record("cases.item_changed", item, actor, state=str(state), asked_of=str(asked_of))


# ---- documents ----------------------------------------------------------------------------------


def add_document(*, item: ChecklistItem, content: bytes, name: str, valid_until: date | None, actor: Any) -> Document:
    """Keep a document as the item's newest version, under a random name that nobody can guess.

    The file is whole on the disk before its row is written; if the row fails, the file goes.

    Raises:
        FileFault: the file is not taken.
        CaseRefused: the case has ended.
    """
    _refuse_ended(item.case)
    kind = kind_of(content, name)
    stored_as = f"cases/{item.case_id}/{secrets.token_hex(20)}"
    path = Path(settings.FILES) / stored_as
    write_whole(path, content)
    _sweep(path.parent)
    try:
        return _added(item, content, plain_name(name), kind, stored_as, valid_until, actor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _sweep(folder: Path) -> None:
    """Delete what crashes left in a case's folder: files without a row, once they are a day old."""
    known = {
        Path(name).name
        for name in Document.objects.filter(item__case_id=folder.name).values_list("stored_as", flat=True)
    }
    old = time.time() - ORPHAN_AGE
    for path in folder.iterdir():
        if path.name not in known and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)


@transaction.atomic
def _added(
    item: ChecklistItem, content: bytes, name: str, kind: str, stored_as: str, valid_until: date | None, actor: Any
) -> Document:
    locked = ChecklistItem.objects.select_for_update().get(pk=item.pk)
    last = locked.documents.aggregate(last=Max("number"))["last"] or 0
    document = Document.objects.create(
        item=item,
        number=last + 1,
        name=name,
        kind=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_as=stored_as,
        valid_until=valid_until,
        party=party_of(actor, item.case) or Party.ADVISER,
        uploaded_by=actor,
    )
    if locked.state != ItemState.RECEIVED:
        ChecklistItem.objects.filter(pk=item.pk).update(
            state=ItemState.RECEIVED, version=locked.version + 1, changed_at=timezone.now()
        )
        item.refresh_from_db()
    _record("cases.document_added", item, actor, document=str(document.pk), number=document.number, kind=kind)
    _note_due(item.case)
    return document


@transaction.atomic
def open_document(*, document: Document, actor: Any) -> Path:
    """The file of a document, for somebody who may read it; that it was read is written down.

    Raises:
        CaseRefused: the file is gone.
    """
    path = document.path
    if document.deleted_at is not None or not path.is_file():
        raise CaseRefused(_("The file of this document is no longer there."))
    _record("cases.document_opened", document.item, actor, document=str(document.pk), number=document.number)
    return path


@transaction.atomic
def delete_document(*, document: Document, actor: Any) -> None:
    """Delete a document's file; that it was there stays written down."""
    _refuse_ended(document.item.case)
    forget_files([document])
    _record("cases.document_deleted", document.item, actor, document=str(document.pk), number=document.number)
    _note_due(document.item.case)


def forget_files(documents: Iterable[Document]) -> None:
    """Delete files once the transaction is committed, and what their rows say of them at once."""
    for document in documents:
        if document.stored_as:
            transaction.on_commit(partial(document.path.unlink, missing_ok=True))
        Document.objects.filter(pk=document.pk).update(
            stored_as="", name="", sha256="", valid_until=None, deleted_at=timezone.now()
        )


def _note_due(case: Case) -> None:
    from corridor.web.cases.domain.case import note_next_due

    note_next_due(Case.objects.get(pk=case.pk))


def _refuse_ended(case: Case) -> None:
    if case.ended:
        raise CaseRefused(_("The case has ended. Reopen it first."))


def _record(verb: str, item: ChecklistItem, actor: Any, **detail: Any) -> None:
    case = item.case
    detail = {"item": item.key or str(item.pk), **detail}
    record(verb, actor=actor, subject=case, person=case.talent, organisation=case.organisation, **detail)
