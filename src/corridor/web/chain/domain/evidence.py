"""Values of evidence: read again, flagged where their source has changed, accepted by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from corridor.web.audit.domain import record
from corridor.web.chain.domain.items import alone, with_former, written
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.mail import send_changes
from corridor.web.chain.models import Chain, EvidenceItem
from corridor.web.chain.readings import read_now
from corridor.web.jobs.domain import start


@transaction.atomic
def note_reading(*, item: EvidenceItem, seen: Mapping[str, Any] | None) -> bool:
    """Write down what a later reading found: never in place of what was seen.

    Args:
        item: the evidence.
        seen: what its source says now; None where it cannot be read.

    Returns:
        Whether the source says something that no reading before has found.
    """
    row = EvidenceItem.objects.select_for_update().filter(pk=item.pk).first()
    if row is None or row.reference != item.reference:  # what was read stands elsewhere now
        return False
    values: dict[str, Any] = {"readable": seen is not None, "reread_at": timezone.now()}
    new = False
    if seen is not None:
        differs = row.seen is not None and row.seen["sha256"] != seen["sha256"]
        values["now"] = dict(seen) if differs else None
        new = differs and (row.now is None or row.now["sha256"] != seen["sha256"])
    EvidenceItem.objects.filter(pk=item.pk).update(**values)
    return new


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
    alone(item.programme)
    rows = EvidenceItem.objects.select_for_update(of=("self",)).select_related("programme__organisation")
    item = rows.get(pk=item.pk)
    if item.now is None:
        raise ChainRefusal("nothing_to_accept")
    if item.now["sha256"] != sha256:
        raise ChainRefusal("changed_again")
    before = item.seen or {}
    item.history = with_former(item, item.now, reason)
    item.seen, item.now, item.version = item.now, None, item.version + 1
    item.save()
    written("value_accepted", item, actor, before=before.get("sha256"), after=sha256)
    return item


def reread(*, programme: Any, actor: Any, progress: Any = None) -> int:
    """Read every reference of a programme again and flag what has changed; returns how many have.

    Where nobody asked for it (`actor` is None), those who run the chain are told of each change once.
    """
    found = list(EvidenceItem.objects.filter(programme=programme))
    new = []
    for number, item in enumerate(found):
        if note_reading(item=item, seen=read_now(item.reference, programme.organisation).seen):
            new.append(item.pk)
        if progress is not None:
            progress("read", number + 1, len(found))
    stale = EvidenceItem.objects.filter(programme=programme, now__isnull=False).count()
    with transaction.atomic():
        Chain.objects.update_or_create(programme=programme, defaults={"reread_at": timezone.now()})
        told = {"items": len(found), "changed": stale}
        record("chain.evidence_reread", actor=actor, subject=programme, organisation=programme.organisation, **told)
    if new and actor is None:
        send_changes(programme, list(EvidenceItem.objects.filter(pk__in=new)))
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
