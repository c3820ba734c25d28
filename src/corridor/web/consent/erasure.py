"""Erasing a person: everything that `HELD` declares, in one transaction; files after it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db import router, transaction
from django.db.models import F, FileField, Model, ProtectedError, QuerySet, RestrictedError
from django.db.models.deletion import Collector
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.consent.errors import ConsentError
from corridor.web.consent.held import ACCOUNT, Held, declared, erasers, people, recognise
from corridor.web.consent.models import Departure
from corridor.web.organisations.domain import is_last_manager
from corridor.web.organisations.models import Organisation, Role

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Share:
    """What is held under one declaration: how many rows, and what becomes of them."""

    held: Held
    rows: int


def shares(person: Model) -> list[Share]:
    """What is held about a person, declaration by declaration; those without rows are left out."""
    if isinstance(person, User):
        recognise(person)
    found = (Share(entry, rows_of(entry, person).count()) for entry in declared())
    return [share for share in found if share.rows]


def rows_of(entry: Held, person: Model) -> QuerySet[Any]:
    """The rows that a declaration means for a person.

    For an account these are also the rows of people without one who are known to be the same person.
    """
    return entry.rows._base_manager.filter(pk__in=_keys_of(entry, person))


def _keys_of(entry: Held, person: Model) -> QuerySet[Any]:
    rows = entry.rows._base_manager
    if entry.person.lower() == person._meta.label_lower:
        return rows.filter(**{entry.field: person}).values("pk")
    if isinstance(person, User) and entry.person != ACCOUNT:
        link = people()[entry.person.lower()].account
        return rows.filter(**{f"{entry.field}__{link}": person}).values("pk")
    return rows.none().values("pk")


@transaction.atomic
def erase(*, user: User, actor: Any, reason: str) -> dict[str, int]:
    """Erase an account and what is held about the person.

    Rows are deleted, anonymised or kept without the person as `HELD` says; the month of the departure is counted; audit
    events stay and name nobody any more. Files are removed once the transaction is committed.

    Args:
        user: whose data go.
        actor: who asked; None for retention.
        reason: `asked` by the person, `inactive` or `administrator`.

    Returns:
        Rows by `model:what was done`.

    Raises:
        ConsentError: the last administrator, the last manager of an organisation, or rows that must be kept refer
            to the account.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    check_erasable(user)
    recognise(user)
    for erase_more in erasers.values():
        erase_more(user=user, actor=actor)
    counts = erase_rows(user, asked=reason == "asked")
    _count_departure(user, reason)
    record("consent.erased", actor=actor, subject=user, person=user, reason=reason, rows=counts)
    delete_with_files(User.objects.filter(pk=user.pk))
    return counts


@transaction.atomic
def erase_rows(person: Model, *, asked: bool) -> dict[str, int]:
    """Delete, anonymise or keep without the person what is held, as `HELD` says; the person's own row stays.

    Args:
        person: an account, or a row of people without one.
        asked: whether it is the person who asks. What somebody said in a consultation is the record of a decision: it
            is the person who may take their words back, not whom they wrote to.

    Returns:
        Rows by `model:what was done`.
    """
    counts: dict[str, int] = {}
    # What is kept loses its key first, so that no deletion takes it along. What hangs on people without an account
    # goes before those people themselves: their account leads to it no more afterwards.
    for entry in sorted(declared(), key=lambda e: (e.on_erasure == "delete", e.person == ACCOUNT)):
        if touched := _carry_out(entry, person, asked=asked):
            counts[f"{entry.model}:{entry.on_erasure}"] = counts.get(f"{entry.model}:{entry.on_erasure}", 0) + touched
    return counts


def check_erasable(user: User) -> None:
    """Nothing where the account can go.

    Raises:
        ConsentError: the last administrator, or the last manager of an open organisation.
    """
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        raise ConsentError("last_administrator")
    managed = Organisation.objects.filter(memberships__user=user, memberships__role=Role.MANAGER, closed_at=None)
    for organisation in managed.distinct():
        if is_last_manager(organisation, user):
            raise ConsentError("last_manager", organisation=organisation.name)


def _carry_out(entry: Held, person: Model, *, asked: bool) -> int:
    rows = rows_of(entry, person)
    if entry.on_erasure == "delete":
        return delete_with_files(rows)
    if entry.key.many_to_many:
        touched = rows.count()
        for row in rows:
            getattr(row, entry.field).remove(*_same(entry, person))
        return touched
    cleared = entry.cleared(asked=asked)
    files = [name for name in cleared if isinstance(entry.rows._meta.get_field(name), FileField)]
    _remove_after_commit(_files(rows, files))
    return rows.update(**{entry.field: None, **cleared})


def _same(entry: Held, person: Model) -> list[Model]:
    """The rows that the key of a declaration may lead to for a person."""
    if entry.person.lower() == person._meta.label_lower:
        return [person]
    kind = people()[entry.person.lower()]
    return list(apps.get_model(kind.model)._base_manager.filter(**{kind.account: person}))


def delete_with_files(rows: QuerySet[Any]) -> int:
    """Delete rows with what hangs on them, and their files after the commit."""
    collector = Collector(using=router.db_for_write(rows.model), origin=rows)
    count = rows.count()
    try:
        collector.collect(rows)
    except (ProtectedError, RestrictedError) as error:
        objects = getattr(error, "protected_objects", None) or getattr(error, "restricted_objects", None) or ()
        kinds = sorted({str(obj._meta.verbose_name) for obj in objects})
        raise ConsentError("still_needed", what=", ".join(kinds)) from error
    gone: list[Model] = [obj for found in collector.data.values() for obj in found]
    gone += [obj for quick in collector.fast_deletes if _has_files(quick.model) for obj in quick]
    _remove_after_commit(file for obj in gone for file in files_of(obj))
    collector.delete()
    return count


def _has_files(model: type[Model]) -> bool:
    return any(isinstance(column, FileField) for column in model._meta.concrete_fields)


def files_of(row: Model) -> Iterator[tuple[Storage, str]]:
    """The files of a row: where they are stored, and under which name."""
    for column in row._meta.concrete_fields:
        if isinstance(column, FileField) and (file := getattr(row, column.attname)):
            yield file.storage, file.name


def _files(rows: QuerySet[Any], columns: list[str]) -> list[tuple[Storage, str]]:
    found = [getattr(row, name) for row in rows for name in columns] if columns else []
    return [(file.storage, file.name) for file in found if file]


def _remove_after_commit(files: Iterable[tuple[Storage, str]]) -> None:
    for storage, name in list(files):
        transaction.on_commit(partial(_remove, storage, name))


def _remove(storage: Storage, name: str) -> None:
    try:
        storage.delete(name)
    except OSError:
        log.exception("a file of an erased person could not be removed")


def _count_departure(user: User, reason: str) -> None:
    month = timezone.now().date().replace(day=1)
    row, _made = Departure.objects.get_or_create(month=month, joined_month=_month(user), reason=reason)
    Departure.objects.filter(pk=row.pk).update(count=F("count") + 1)


def _month(user: User) -> date:
    return user.date_joined.date().replace(day=1)
