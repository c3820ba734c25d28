"""Items are added, changed, linked, deleted; practices chosen; sections said to be about a recommendation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from corridor.web.audit.domain import record
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.kinds import KINDS, Kind, kind_of
from corridor.web.chain.models import CarriedBy, EvidenceItem, Item, Recommendation
from corridor.web.programmes.models import Programme

Links = Mapping[str, Iterable[Item]]


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
    alone(programme)
    if key in taken_keys(programme):
        raise ChainRefusal("key_taken", place="key", given=key)
    last = kind.model._default_manager.filter(programme=programme).aggregate(last=Max("number"))["last"]
    made = kind.model(programme=programme, key=key, number=(last or 0) + 1, **values)
    made.save()
    _link(made, links or {})
    written("item_added", made, actor)
    return made


@transaction.atomic
def change_item(*, actor: Any, item: Item, version: int, values: Mapping[str, Any], links: Links | None = None) -> Any:
    """Change an item.

    Raises:
        ChainRefusal: somebody changed or deleted it in between.
    """
    alone(item.programme)
    model = type(item)._default_manager
    if isinstance(item, EvidenceItem) and "seen" in values:
        values = {**values, "history": with_former(item, values["seen"])}
    changed = sorted(name for name, value in values.items() if getattr(item, name) != value)
    seen = model.filter(pk=item.pk, version=version)
    if not seen.update(**values, version=F("version") + 1, changed_at=timezone.now()):
        raise ChainRefusal("overtaken")
    _link(item, links or {})
    item.refresh_from_db()
    written("item_changed", item, actor, changed=changed)
    return item


@transaction.atomic
def delete_item(*, actor: Any, item: Item) -> None:
    """Delete an item; what followed from it stays, without the link."""
    alone(item.programme)
    written("item_deleted", item, actor)
    item.delete()


def alone(programme: Any) -> None:
    """Wait until nobody else writes in the chain of a programme.

    Keys and numbers are given once, and what somebody changes while the whole chain is replaced is not lost in silence.
    """
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


def written(verb: str, item: Item, actor: Any, **detail: Any) -> None:
    """Write down in the audit trail what was done with an item."""
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
    alone(programme)
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
    alone(recommendation.programme)
    for one in list(recommendation.carried.all()):
        if (one.draft_id, one.section) not in wanted:
            one.delete()
        wanted.discard((one.draft_id, one.section))
    CarriedBy.objects.bulk_create(
        CarriedBy(recommendation=recommendation, draft_id=draft, section=section) for draft, section in sorted(wanted)
    )
    written("sections_chosen", recommendation, actor, sections=recommendation.carried.count())


def with_former(item: EvidenceItem, seen: Any, reason: str = "") -> list[Any]:
    """The history of an item once `seen` takes the place of what was seen."""
    if not item.seen or item.seen == seen:
        return list(item.history)
    return [*item.history, {"seen": item.seen, "until": timezone.localdate().isoformat(), "reason": reason}]
