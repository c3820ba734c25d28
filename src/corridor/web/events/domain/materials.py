"""Files of an event: kept under random names, private until the event publishes them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corridor.web.audit.domain import record
from corridor.web.cases.uploads import kind_of, plain_name, write_whole
from corridor.web.events.models import Event, Material, Session


def add_material(
    *,
    event: Event,
    session: Session | None,
    title: Mapping[str, str],
    language: str,
    content: bytes,
    name: str,
    actor: Any,
) -> Material:
    """Keep a file. It is whole on the disk before its row is written; if the row fails, the file goes.

    Raises:
        FileFault: the file is not taken.
    """
    kind = kind_of(content, name)
    stored = f"events/{event.pk}/{secrets.token_hex(20)}"
    path = Path(settings.FILES) / stored
    write_whole(path, content)
    try:
        with transaction.atomic():
            made = Material.objects.create(
                event=event,
                session=session,
                title=dict(title),
                language=language,
                file=stored,
                name=plain_name(name),
                kind=kind,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
            _record("events.material_added", made, actor)
            return made
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def delete_material(*, material: Material, actor: Any) -> None:
    """Delete a file; that it was there stays written down."""
    _record("events.material_deleted", material, actor)
    forget_files([material])
    material.delete()


def forget_files(materials: Iterable[Material]) -> None:
    """Delete files once the transaction is committed."""
    for material in materials:
        transaction.on_commit(partial(material.path.unlink, missing_ok=True))


@transaction.atomic
def publish_materials(*, event: Event, public: bool, actor: Any) -> None:
    """Show the materials of an event to everybody, or take them back."""
    event.materials_published_at = timezone.now() if public else None
    event.save(update_fields=["materials_published_at"])
    verb = "events.materials_published" if public else "events.materials_withdrawn"
    record(verb, actor=actor, subject=event, organisation=event.organisation, files=event.materials.count())


def _record(verb: str, material: Material, actor: Any) -> None:
    event = material.event
    record(
        verb, actor=actor, subject=event, organisation=event.organisation, material=str(material.pk), kind=material.kind
    )
