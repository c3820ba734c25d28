"""The chain as a whole: published, brought as a dossier, kept as a version, taken along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.dossier import Dossier, as_mapping, shipped
from corridor.web.audit.domain import record
from corridor.web.chain import imported
from corridor.web.chain.content import file_of
from corridor.web.chain.domain.items import alone, taken_keys
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.files import reforms_of
from corridor.web.chain.former import Former
from corridor.web.chain.kinds import KINDS, Kind
from corridor.web.chain.models import Chain, DossierVersion, Item, Recommendation


@transaction.atomic
def publish(*, actor: Any, programme: Any, published: bool) -> None:
    """Show the chain to everybody, or no longer."""
    alone(programme)
    Chain.objects.update_or_create(programme=programme, defaults={"published": published})
    verb = "chain.published" if published else "chain.unpublished"
    record(verb, actor=actor, subject=programme, organisation=programme.organisation)


@transaction.atomic
def import_dossier(*, actor: Any, programme: Any, dossier: Dossier, how: str = "add") -> int:
    """Take the items of a dossier into a chain, all or none; returns how many.

    Args:
        actor: who brings it.
        programme: into whose chain.
        dossier: as the library read it.
        how: `add` to what is there, or `replace` all of it; a version is saved before anything is replaced.

    Raises:
        ChainRefusal: items with the same keys are there, or a reform beside the dossier is faulty.
    """
    alone(programme)
    document = as_mapping(dossier)
    before = None
    if how == "replace" and taken_keys(programme):
        save_version(actor=actor, programme=programme, name="")
        before = Former(programme)
        for kind in KINDS.values():
            kind.model._default_manager.filter(programme=programme).delete()
    coming = {one if isinstance(one, str) else one["key"] for name in KINDS for one in document.get(name, ())}
    if both := sorted(coming & taken_keys(programme)):
        raise ChainRefusal("keys_taken", given=", ".join(both[:12]))
    for name, kind in KINDS.items():
        _take_in(programme, kind, document.get(name, ()))
    for key, reform in reforms_of(dossier).items():
        Recommendation.objects.filter(programme=programme, key=key).update(reform=reform)
    if before is not None:
        before.restore(programme)
    if dossier == shipped():  # an example lends a programme its items, not its name
        document = {name: value for name, value in document.items() if name not in ("title", "note")}
    _keep_beside(programme, document, replaced=how == "replace")
    told = {"items": len(coming), "how": how, "dossier": dossier.key, "version": dossier.version}
    record("chain.dossier_imported", actor=actor, subject=programme, organisation=programme.organisation, **told)
    return len(coming)


def _keep_beside(programme: Any, document: Mapping[str, Any], *, replaced: bool) -> None:
    """Keep title, note, drafts and events of a file; where a chain or its programme has them, only what it has not."""
    chain = Chain.objects.filter(programme=programme).first() or Chain(programme=programme)
    for name in ("title", "note"):
        if replaced or not getattr(chain, name):
            setattr(chain, name, document.get(name) or {})
    for name in ("drafts", "events"):
        kept = [] if replaced else getattr(chain, name)
        came = [imported.without_words(one) for one in document.get(name, ())]
        keys = {one["key"] for one in kept} | imported.own_keys(programme, name)
        setattr(chain, name, [*kept, *(one for one in came if one["key"] not in keys)])
    chain.reread_at = None
    chain.save()


def _take_in(programme: Any, kind: Kind, entries: Iterable[Any]) -> None:
    rows = kind.model._default_manager.filter(programme=programme)
    first = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    made = [_row(programme, kind, one, first + at) for at, one in enumerate(entries)]
    kind.model._default_manager.bulk_create(made)
    for field, of in kind.links.items():
        known = dict(KINDS[of].model._default_manager.filter(programme=programme).values_list("key", "pk"))
        for row, one in zip(made, entries, strict=True):
            if keys := one.get(field):
                getattr(row, field).set([known[key] for key in keys])


def _row(programme: Any, kind: Kind, entry: Any, number: int) -> Item:
    if kind.name == "practices":
        own = isinstance(entry, Mapping)
        key = entry["key"] if own else entry
        return kind.model(programme=programme, key=key, number=number, **({"content": entry} if own else {}))
    values = {name: entry[name] for name in kind.fields if entry.get(name) is not None}
    if kind.name == "decisions" and "date" in values:
        values["date"] = date.fromisoformat(values["date"])
    return kind.model(programme=programme, key=entry["key"], number=number, **values)


@transaction.atomic
def save_version(*, actor: Any, programme: Any, name: str) -> DossierVersion:
    """Keep the dossier as it is now.

    Raises:
        ConsultationErrors: it cannot be read as a whole.
    """
    alone(programme)
    document = file_of(programme, kept=True)
    last = DossierVersion.objects.filter(programme=programme).aggregate(last=Max("number"))["last"] or 0
    made = DossierVersion.objects.create(
        programme=programme, number=last + 1, name=name, document=document, sha256=sha256(document)
    )
    told = {"number": made.number, "sha256": made.sha256}
    record("chain.version_saved", actor=actor, subject=made, organisation=programme.organisation, **told)
    return made


@transaction.atomic
def taken_away(*, actor: Any, programme: Any, what: str, **detail: Any) -> None:
    """Write down that somebody took away the dossier or a report."""
    record(f"chain.{what}", actor=actor, subject=programme, organisation=programme.organisation, **detail)
