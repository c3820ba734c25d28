"""Everything that is held about a person, as JSON and files in one archive."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import FileField, Model
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.audit.models import AuditEvent
from corridor.web.consent.erasure import rows_of
from corridor.web.consent.held import Held, declared, exporters, keys_of, person_models, recognise

ACCOUNT = ("id", "email", "name", "language", "is_active", "date_joined", "last_login")


def document(user: User) -> dict[str, Any]:
    """What is held, ready for JSON: the account, rows by model, what apps add, the events about the person."""
    recognise(user)
    more = {
        name: extra.data for name, export in exporters.items() if (extra := export(user)).data not in (None, [], {})
    }
    return {
        "corridor_export": 1,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "account": {name: _plain(getattr(user, name)) for name in ACCOUNT},
        "held": held_rows(user),
        "more": _plain(more),
        "events": [_event(event, user) for event in AuditEvent.objects.filter(person__in=keys_of(user)).iterator()],
    }


def held_rows(person: Model) -> dict[str, Any]:
    """What is held about a person, with or without an account, by `app.Model.field`, ready for JSON."""
    held: dict[str, Any] = {}
    for entry in declared():
        if rows := [_row(entry, row) for row in _exported(entry, person)]:
            told = {"why": dict(entry.why), "purpose": entry.purpose, "rows": rows}
            held.setdefault(f"{entry.model}.{entry.field}", told)
    return held


def text(user: User) -> str:
    """The document as JSON text."""
    return json.dumps(document(user), ensure_ascii=False, indent=2)


def archive(user: User) -> bytes:
    """A ZIP with `data.json` and every file that is held about the person."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("data.json", text(user))
        for name, content in _files(user):
            zipped.writestr(f"files/{name}", content)
    return buffer.getvalue()


@transaction.atomic
def note_export(*, user: User, actor: Any, form: str) -> None:
    """Write down that an export was made."""
    record("consent.exported", actor=actor, subject=user, person=user, form=form)


def _exported(entry: Held, person: Model) -> Iterator[Model]:
    if entry.export or entry.also:
        yield from rows_of(entry, person)


def _row(entry: Held, row: Model) -> dict[str, Any]:
    told: dict[str, Any] = {name: _value(row, name) for name in entry.export}
    for name in entry.also:
        told[name] = [_whole(other) for other in _related(row, name)]
    return told


def _related(row: Model, name: str) -> list[Model]:
    found = getattr(row, name, None)
    if found is None:
        return []
    return list(found.all()) if hasattr(found, "all") else [found]


def _whole(row: Model) -> dict[str, Any]:
    """All columns of a row that hangs on a person's row, but keys to people: others have a right to theirs."""
    columns, persons = row._meta.concrete_fields, person_models()
    return {c.name: _value(row, c.name) for c in columns if not (c.is_relation and c.related_model in persons)}


def _value(row: Model, name: str) -> Any:
    value = getattr(row, name)
    if hasattr(value, "all"):
        return [str(entry) for entry in value.all()]
    return _plain(value)


def _plain(value: Any) -> Any:
    """What JSON can hold."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return (
                timezone.localtime(value).isoformat(timespec="seconds")
                if timezone.is_aware(value)
                else value.isoformat()
            )
        case date() | UUID() | Decimal():
            return str(value)
        case dict():
            return {str(key): _plain(entry) for key, entry in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(entry) for entry in value]
        case _:
            return str(value)


def _event(event: AuditEvent, user: User) -> dict[str, Any]:
    return {"at": _plain(event.at), "verb": event.verb, "by_you": event.actor == user.pk, "detail": event.detail}


def _files(user: User) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    for entry in declared():
        for row in _exported(entry, user):
            yield from _files_of(row, set(entry.export), seen)
            for name in entry.also:
                for other in _related(row, name):
                    yield from _files_of(other, None, seen)
    for name, export in exporters.items():
        for file, content in export(user).files.items():
            yield _unused(f"{name}/{_safe(file)}", seen), content


def _files_of(row: Model, wanted: set[str] | None, seen: set[str]) -> Iterator[tuple[str, bytes]]:
    for column in row._meta.concrete_fields:
        if not isinstance(column, FileField) or (wanted is not None and column.name not in wanted):
            continue
        file = getattr(row, column.attname)
        if file and file.storage.exists(file.name):
            with file.open("rb") as opened:
                yield _unused(f"{row._meta.label_lower}/{_safe(file.name)}", seen), opened.read()


def _safe(name: str) -> str:
    """The last part of a path: an archive never writes outside its folder."""
    return PurePosixPath(name.replace("\\", "/")).name or "file"


def _unused(name: str, seen: set[str]) -> str:
    path, number, found = PurePosixPath(name), 1, name
    while found in seen:
        number += 1
        found = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
    seen.add(found)
    return found
