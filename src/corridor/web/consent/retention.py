"""How long things are kept: by purpose, with a dry run; unused accounts are warned before they are erased.

An app adds what it keeps with a list `RETAINED` in its module `personal`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.consent.erasure import delete_with_files, erase
from corridor.web.consent.errors import ConsentError
from corridor.web.consent.held import personal
from corridor.web.consent.models import InactivityWarning
from corridor.web.consent.purposes import purposes

WARNING = timedelta(days=30)
"""Between the warning and the erasure of an unused account."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """What is deleted by its age.

    Args:
        purpose: a purpose of `purposes.yaml`, whose months count.
        what: what it is, in three languages.
        due: the rows that are over, given the moment before which their term began. A function may ignore the moment
            where its rows hold their own end.
        remove: deletes them and returns how many; where it is not given, the rows go with what hangs on them.
    """

    purpose: str
    what: Mapping[str, str]
    due: Callable[[datetime], QuerySet[Any]]
    remove: Callable[[QuerySet[Any]], int] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What is over under one rule."""

    purpose: str
    what: Mapping[str, str]
    count: int


@cache
def retained() -> tuple[Retained, ...]:
    """The rules of all apps."""
    return tuple(personal("RETAINED"))


def before(purpose: str, now: datetime) -> datetime | None:
    """The moment before which a term must have begun to be over now; None where nothing is deleted by its age."""
    months = purposes()[purpose].retention_months if purpose in purposes() else None
    if months is None:
        return None
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, 28)
    return now.replace(year=year, month=month + 1, day=day)


def due(now: datetime | None = None) -> list[Due]:
    """What would be deleted now, rule by rule; nothing is changed."""
    now = now or timezone.now()
    found = [Due(rule.purpose, rule.what, _rows(rule, now).count()) for rule in retained() if before(rule.purpose, now)]
    found.append(Due("mail", OUTBOX, len(_old_messages(now))))
    found.append(Due("account", WARNED, to_warn(now).count()))
    found.append(Due("account", ERASED, to_erase(now).count()))
    return found


def carry_out(*, actor: Any, now: datetime | None = None) -> list[Due]:
    """Delete what is over, warn unused accounts, erase those that were warned in time.

    Each rule is a transaction of its own: what cannot be deleted does not hold up the rest.
    """
    now = now or timezone.now()
    found = [_apply(rule, now) for rule in retained() if before(rule.purpose, now)]
    found.append(Due("mail", OUTBOX, _forget_messages(now)))
    found.append(Due("account", WARNED, sum(warn(user=user, now=now) for user in to_warn(now))))
    found.append(Due("account", ERASED, sum(_erase(user, actor) for user in to_erase(now))))
    record(
        "consent.retention_carried_out",
        actor=actor,
        rows={f"{d.purpose}: {d.what['en']}": d.count for d in found if d.count},
    )
    return found


def _rows(rule: Retained, now: datetime) -> QuerySet[Any]:
    moment = before(rule.purpose, now)
    assert moment is not None
    return rule.due(moment)


@transaction.atomic
def _apply(rule: Retained, now: datetime) -> Due:
    rows = _rows(rule, now)
    count = rule.remove(rows) if rule.remove else delete_with_files(rows)
    return Due(rule.purpose, rule.what, count)


# ---- messages in a folder -----------------------------------------------------------------------

OUTBOX = {
    "en": "Messages in the outbox folder",
    "fr": "Messages dans le dossier d’envoi",
    "nl": "Berichten in de map met uitgaande berichten",
}
WARNED = {
    "en": "Unused accounts to be warned",
    "fr": "Comptes inutilisés à avertir",
    "nl": "Ongebruikte accounts die een waarschuwing krijgen",
}
ERASED = {
    "en": "Unused accounts, warned in time, to be erased",
    "fr": "Comptes inutilisés, avertis à temps, à effacer",
    "nl": "Ongebruikte accounts, tijdig gewaarschuwd, die worden gewist",
}


def _old_messages(now: datetime) -> list[Path]:
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "/nonexistent")
    moment = before("mail", now)
    if moment is None or not folder.is_dir():
        return []
    return [path for path in sorted(folder.iterdir()) if path.is_file() and path.stat().st_mtime < moment.timestamp()]


def _forget_messages(now: datetime) -> int:
    old = _old_messages(now)
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


# ---- unused accounts ----------------------------------------------------------------------------


def _unused(now: datetime) -> QuerySet[User]:
    moment = before("account", now)
    if moment is None:
        return User.objects.none()
    seen = Coalesce("last_login", "date_joined", output_field=DateTimeField())
    return User.objects.annotate(seen=seen).filter(seen__lt=moment, is_superuser=False)


def to_warn(now: datetime) -> QuerySet[User]:
    """Accounts that nobody used for the term, and that were not warned since they were last used."""
    return _unused(now).filter(Q(inactivity_warning=None) | Q(inactivity_warning__sent_at__lt=F("seen")))


def to_erase(now: datetime) -> QuerySet[User]:
    """Accounts that are still unused when the time after the warning is over."""
    return _unused(now).filter(inactivity_warning__erase_after__lt=now, inactivity_warning__sent_at__gte=F("seen"))


def warn(*, user: User, now: datetime) -> int:
    """Tell a person that their unused account will be erased; 0 where the message could not be sent."""
    from corridor.web.consent.mail import send_warning

    with transaction.atomic():
        term = {"sent_at": now, "erase_after": now + WARNING}
        made, _new = InactivityWarning.objects.update_or_create(user=user, defaults=term)
        if not send_warning(user, made.erase_after):
            made.delete()
            return 0
        record("consent.inactivity_warned", actor=None, subject=user, person=user)
    return 1


def _erase(user: User, actor: Any) -> int:
    try:
        erase(user=user, actor=actor, reason="inactive")
    except ConsentError as error:
        log.warning("an unused account stays: %s", error.key)
        return 0
    return 1
