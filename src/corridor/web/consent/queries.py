"""Who agreed to what, now and before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from corridor.web.accounts.models import User
from corridor.web.audit.models import AuditEvent
from corridor.web.consent.acts import called
from corridor.web.consent.held import keys_of
from corridor.web.consent.models import Change, Consent
from corridor.web.consent.purposes import Purpose, purposes
from corridor.web.consent.purposes import purpose as purpose_of
from corridor.web.organisations.models import Organisation


def holds(user: Any, purpose: str) -> bool:
    """Whether a person's consent to a purpose is in force: given, not withdrawn, to a text that still counts.

    No user (None, an anonymous visitor) holds none.
    """
    if user is None or not getattr(user, "pk", None):
        return False
    return _counts(Consent.objects.filter(user_id=user.pk, purpose=purpose).first())


def holders(purpose: str) -> QuerySet[User]:
    """Everybody whose consent to a purpose is in force and whose account is open: contact lists start here."""
    found = purpose_of(purpose)
    live = [w.version for w in found.wordings if found.accepts(w.version)]
    newest = (
        Consent.objects.filter(user=OuterRef(OuterRef("pk")), purpose=purpose).order_by("-at", "id").values("pk")[:1]
    )
    given = Consent.objects.filter(pk=Subquery(newest), change=Change.GIVEN, text_version__in=live)
    return User.objects.filter(Q(is_active=True) & Exists(given))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with a purpose."""

    purpose: Purpose
    held: bool
    asked_again: bool
    """They agreed to an earlier text that no longer counts."""
    latest: Consent | None
    history: tuple[Consent, ...]


def standings(user: User) -> list[Standing]:
    """Every purpose that accounts are asked to consent to, with the latest word and the history, newest first."""
    by_purpose: dict[str, list[Consent]] = {}
    for row in Consent.objects.filter(user=user):
        by_purpose.setdefault(row.purpose, []).append(row)
    return [_standing(p, by_purpose.get(p.id, [])) for p in purposes().values() if p.by_consent and p.asks == "account"]


def _standing(purpose: Purpose, rows: list[Consent]) -> Standing:
    latest = rows[0] if rows else None
    held = _counts(latest)
    given = latest is not None and latest.change == Change.GIVEN
    return Standing(purpose, held, given and not held, latest, tuple(rows))


def _counts(latest: Consent | None) -> bool:
    if latest is None or latest.change != Change.GIVEN or latest.purpose not in purposes():
        return False
    return purposes()[latest.purpose].accepts(latest.text_version)


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody else's act that concerned a person: when, what, for which organisation (None: the installation)."""

    at: datetime
    called: Mapping[str, str]
    organisation: str | None
    by: str
    """`member` of the organisation, `installation`, or `system`."""


def acts_about(user: User) -> QuerySet[AuditEvent]:
    """Events about a person, with the account or without, that somebody else brought about, newest first."""
    about = AuditEvent.objects.filter(person__in=keys_of(user)).exclude(actor=user.pk)
    # Who acted by a link of their own has no key in the trail; the event says that it was the person.
    return about.exclude(pk__in=about.filter(actor=None, detail__by="self").values("pk"))


def told(events: Iterable[AuditEvent]) -> list[Act]:
    """Events as the person sees them: by organisation, not by the name of who works there."""
    events = list(events)
    wanted = {event.organisation for event in events if event.organisation}
    names = {o.pk: o.name for o in Organisation.objects.filter(pk__in=wanted)} if wanted else {}
    return [_act(event, names) for event in events]


def _act(event: AuditEvent, names: Mapping[UUID, str]) -> Act:
    organisation = names.get(event.organisation) if event.organisation else None
    by = "system" if event.actor is None else "member" if organisation else "installation"
    return Act(event.at, called(event.verb), organisation, by)
