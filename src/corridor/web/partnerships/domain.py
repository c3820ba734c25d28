"""Designs are kept, changed, deleted."""

from __future__ import annotations

from typing import Any, Literal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from corridor.partnerships import design as library
from corridor.web.audit.domain import record
from corridor.web.partnerships.design_files import digest_of, written
from corridor.web.partnerships.errors import DesignRefusal
from corridor.web.partnerships.models import LONGEST_NAME, Design

How = Literal["empty", "copy", "upload", "moved", "text", "form"]


@transaction.atomic
def create_design(*, actor: Any, organisation: Any, design: library.Design, how: How, of: str = "") -> Design:
    """Keep a design.

    Args:
        actor: who keeps it.
        organisation: whose it is.
        design: as the library reads it.
        how: from an outline, a copy, a file, moved sliders, or a text that somebody typed.
        of: the key of the design that it was made from.
    """
    made = Design.objects.create(organisation=organisation, created_by=actor, changed_by=actor, **_values(design))
    record("partnerships.design_created", actor=actor, subject=made, organisation=organisation, how=how, of=of)
    return made


@transaction.atomic
def change_design(*, row: Design, actor: Any, version: int, design: library.Design, how: How = "text") -> Design:
    """Keep a design as it is now.

    Args:
        row: the kept one.
        actor: who changes it.
        version: that the person saw.
        design: what it becomes.
        how: as of `create_design`.

    Raises:
        DesignRefusal: somebody changed or deleted it in between.
    """
    values = _values(design)
    seen = Design.objects.filter(pk=row.pk, version=version)
    if not seen.update(**values, version=F("version") + 1, changed_by=actor, changed_at=timezone.now()):
        raise DesignRefusal("overtaken")
    changed = sorted(name for name in ("name", "digest") if values[name] != getattr(row, name))
    row.refresh_from_db()
    record(
        "partnerships.design_changed",
        actor=actor,
        subject=row,
        organisation=row.organisation,
        how=how,
        changed=changed,
        version=row.version,
    )
    return row


@transaction.atomic
def delete_design(*, row: Design, actor: Any) -> None:
    """Delete a design for good."""
    record("partnerships.design_deleted", actor=actor, subject=row, organisation=row.organisation, version=row.version)
    row.delete()


def _values(design: library.Design) -> dict[str, Any]:
    text = written(design)
    return {
        "name": design.name.en[:LONGEST_NAME],
        "names": {"en": design.name.en, "fr": design.name.fr, "nl": design.name.nl},
        "text": text,
        "digest": digest_of(text),
    }
