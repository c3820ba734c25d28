"""Items are added, changed, linked, deleted; values accepted; dossiers imported and saved; reports and templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.dossier import Dossier, as_mapping, shipped
from corridor.web.audit.domain import record
from corridor.web.chain import imported, reporting
from corridor.web.chain.content import file_of
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.files import reforms_of
from corridor.web.chain.former import Former
from corridor.web.chain.kinds import KINDS, Kind, kind_of
from corridor.web.chain.models import (
    CarriedBy,
    Chain,
    DossierVersion,
    EvidenceItem,
    Item,
    Recommendation,
    ReportTemplate,
)
from corridor.web.chain.readings import read_now
from corridor.web.jobs.domain import start
from corridor.web.programmes.models import Programme

Links = Mapping[str, Iterable[Item]]


# ---- items --------------------------------------------------------------------------------------
@transaction.atomic
def add_item(
    *, actor: Any, programme: Any, kind: Kind, key: str, values: Mapping[str, Any], links: Links | None = None
) -> Any:
    """Add an item to a chain.

    Args:
        actor: who adds it.
        programme: to whose chain.
        kind: what it is.
        key: its own in the whole chain.
        values: its fields.
        links: what it follows from, by field.

    Raises:
        ChainRefusal: the key is taken.
    """
    _alone(programme)
    if key in taken_keys(programme):
        raise ChainRefusal("key_taken", place="key", given=key)
    last = kind.model._default_manager.filter(programme=programme).aggregate(last=Max("number"))["last"]
    made = kind.model(programme=programme, key=key, number=(last or 0) + 1, **values)
    made.save()
    _link(made, links or {})
    _written("item_added", made, actor)
    return made


@transaction.atomic
def change_item(*, actor: Any, item: Item, version: int, values: Mapping[str, Any], links: Links | None = None) -> Any:
    """Change an item.

    Raises:
        ChainRefusal: somebody changed or deleted it in between.
    """
    model = type(item)._default_manager
    if isinstance(item, EvidenceItem) and "seen" in values:
        values = {**values, "history": _with_former(item, values["seen"])}
    changed = sorted(name for name, value in values.items() if getattr(item, name) != value)
    seen = model.filter(pk=item.pk, version=version)
    if not seen.update(**values, version=F("version") + 1, changed_at=timezone.now()):
        raise ChainRefusal("overtaken")
    _link(item, links or {})
    item.refresh_from_db()
    _written("item_changed", item, actor, changed=changed)
    return item


@transaction.atomic
def delete_item(*, actor: Any, item: Item) -> None:
    """Delete an item; what followed from it stays, without the link."""
    _written("item_deleted", item, actor)
    item.delete()


def _alone(programme: Any) -> None:
    """Wait until nobody else adds to the chain of a programme: keys and numbers are given once."""
    Programme.objects.select_for_update().get(pk=programme.pk)


def taken_keys(programme: Any) -> set[str]:
    """The keys of all items of a programme: they are told apart by them, whatever their kind."""
    return {
        key
        for kind in KINDS.values()
        for key in kind.model._default_manager.filter(programme=programme).values_list("key", flat=True)
    }


def _link(item: Item, links: Links) -> None:
    for name, targets in links.items():
        getattr(item, name).set(targets)


def _written(verb: str, item: Item, actor: Any, **detail: Any) -> None:
    organisation = item.programme.organisation
    told = {"kind": kind_of(item).single, "key": item.key, "programme": str(item.programme_id), **detail}
    record(f"chain.{verb}", actor=actor, subject=item, organisation=organisation, **told)


@transaction.atomic
def choose_practices(*, actor: Any, programme: Any, keys: Iterable[str]) -> None:
    """Say which practices of the library the programme learns from; those of its own stay.

    Raises:
        ChainRefusal: another item has the key of one.
    """
    kind = KINDS["practices"]
    wanted = set(keys)
    _alone(programme)
    own: dict[str, Any] = {one.key: one for one in kind.model._default_manager.filter(programme=programme)}
    for key, one in own.items():
        if key not in wanted and not one.content:
            delete_item(actor=actor, item=one)
    for key in sorted(wanted - own.keys()):
        add_item(actor=actor, programme=programme, kind=kind, key=key, values={})


@transaction.atomic
def carry(*, actor: Any, recommendation: Recommendation, sections: Iterable[tuple[Any, str]]) -> None:
    """Say which sections of drafts are about a recommendation: pairs of the draft's key and the section's."""
    wanted = set(sections)
    _alone(recommendation.programme)
    for one in list(recommendation.carried.all()):
        if (one.draft_id, one.section) not in wanted:
            one.delete()
        wanted.discard((one.draft_id, one.section))
    CarriedBy.objects.bulk_create(
        CarriedBy(recommendation=recommendation, draft_id=draft, section=section) for draft, section in sorted(wanted)
    )
    _written("sections_chosen", recommendation, actor, sections=recommendation.carried.count())


# ---- values of evidence -------------------------------------------------------------------------
@transaction.atomic
def note_reading(*, item: EvidenceItem, seen: Mapping[str, Any] | None) -> None:
    """Write down what a later reading found: never in place of what was seen.

    Args:
        item: the evidence.
        seen: what its source says now; None where it cannot be read.
    """
    row = EvidenceItem.objects.select_for_update().filter(pk=item.pk).first()
    if row is None or row.reference != item.reference:  # what was read stands elsewhere now
        return
    values: dict[str, Any] = {"readable": seen is not None, "reread_at": timezone.now()}
    if seen is not None:
        differs = row.seen is not None and row.seen["sha256"] != seen["sha256"]
        values["now"] = dict(seen) if differs else None
    EvidenceItem.objects.filter(pk=item.pk).update(**values)


@transaction.atomic
def accept_value(*, actor: Any, item: EvidenceItem, sha256: str, reason: str) -> EvidenceItem:
    """Take the value that the source has now; the one before stays in the item's history.

    Args:
        actor: who accepts.
        item: the evidence.
        sha256: the hash of the value that the person saw.
        reason: why it is accepted.

    Raises:
        ChainRefusal: there is nothing to accept, or the source has changed again.
    """
    rows = EvidenceItem.objects.select_for_update(of=("self",)).select_related("programme__organisation")
    item = rows.get(pk=item.pk)
    if item.now is None:
        raise ChainRefusal("nothing_to_accept")
    if item.now["sha256"] != sha256:
        raise ChainRefusal("changed_again")
    before = item.seen or {}
    item.history = _with_former(item, item.now, reason)
    item.seen, item.now, item.version = item.now, None, item.version + 1
    item.save()
    _written("value_accepted", item, actor, before=before.get("sha256"), after=sha256)
    return item


def _with_former(item: EvidenceItem, seen: Any, reason: str = "") -> list[Any]:
    """The history of an item once `seen` takes the place of what was seen."""
    if not item.seen or item.seen == seen:
        return list(item.history)
    return [*item.history, {"seen": item.seen, "until": timezone.localdate().isoformat(), "reason": reason}]


def reread(*, programme: Any, actor: Any, progress: Any = None) -> int:
    """Read every reference of a programme again and flag what has changed; returns how many have."""
    found = list(EvidenceItem.objects.filter(programme=programme))
    for number, item in enumerate(found):
        note_reading(item=item, seen=read_now(item.reference, programme.organisation).seen)
        if progress is not None:
            progress("read", number + 1, len(found))
    stale = EvidenceItem.objects.filter(programme=programme, now__isnull=False).count()
    with transaction.atomic():
        Chain.objects.update_or_create(programme=programme, defaults={"reread_at": timezone.now()})
        told = {"items": len(found), "changed": stale}
        record("chain.evidence_reread", actor=actor, subject=programme, organisation=programme.organisation, **told)
    return stale


@transaction.atomic
def start_rereading(*, actor: Any, programme: Any) -> Any:
    """Read every reference again, in the background."""
    return start(
        "chain.reread",
        actor=actor,
        organisation=programme.organisation,
        subject=programme.pk,
        programme=str(programme.pk),
        actor_id=str(actor.pk),
    )


@transaction.atomic
def start_effect(*, actor: Any, recommendation: Recommendation, plan: str = "") -> Any:
    """Run the reform of a recommendation, in the background.

    Args:
        actor: who asks.
        recommendation: with a reform.
        plan: on whose pool; empty: on the worked cases of the law.

    Raises:
        ChainRefusal: it carries none.
    """
    if not recommendation.regulatory:
        raise ChainRefusal("no_reform")
    return start(
        "chain.effect",
        actor=actor,
        organisation=recommendation.programme.organisation,
        subject=recommendation.pk,
        recommendation=str(recommendation.pk),
        plan=plan,
        actor_id=str(actor.pk),
    )


@transaction.atomic
def keep_effect(*, actor: Any, recommendation: Recommendation, effect: Mapping[str, Any]) -> None:
    """Keep what the reform of a recommendation was found to do.

    Raises:
        ChainRefusal: the reform was changed in between.
    """
    change = dict(recommendation.regulatory or {})
    now = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if not change or (now.regulatory or {}).get("reform") != change["reform"] or now.reform != recommendation.reform:
        raise ChainRefusal("overtaken")
    now.regulatory = {**change, "effect": dict(effect)}
    now.version += 1
    now.save()
    _written("effect_simulated", now, actor)


# ---- the chain as a whole -----------------------------------------------------------------------
@transaction.atomic
def publish(*, actor: Any, programme: Any, published: bool) -> None:
    """Show the chain to everybody, or no longer."""
    _alone(programme)
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
    _alone(programme)
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
    _alone(programme)
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


@transaction.atomic
def add_template(*, actor: Any, programme: Any, name: str, content: bytes) -> ReportTemplate:
    """Keep a Word template of the organisation of a programme.

    Raises:
        ChainRefusal: it is no Word document, or no report can be made with it.
    """
    file, digest = reporting.keep(content)
    made = ReportTemplate.objects.create(organisation=programme.organisation, name=name, file=file, sha256=digest)
    record("chain.template_added", actor=actor, subject=made, organisation=made.organisation, sha256=digest)
    return made


@transaction.atomic
def delete_template(*, actor: Any, template: ReportTemplate) -> None:
    """Delete a Word template and its file."""
    record("chain.template_deleted", actor=actor, subject=template, organisation=template.organisation)
    path = reporting.template_path(template)
    template.delete()
    transaction.on_commit(partial(path.unlink, missing_ok=True))
