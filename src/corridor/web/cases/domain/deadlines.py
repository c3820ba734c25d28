"""Days that people set, marks on days of the law, and calendar addresses."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor.web.audit.domain import record
from corridor.web.cases.domain.case import note_next_due
from corridor.web.cases.errors import CaseRefused
from corridor.web.cases.models import CalendarFeed, Case, Deadline


@transaction.atomic
def set_deadline(*, case: Case, title: str, due: date, actor: Any) -> Deadline:
    """Set a day of one's own."""
    _refuse_ended(case)
    made = Deadline.objects.create(case=case, title=title.strip(), due=due, created_by=actor)
    _after("cases.deadline_set", case, actor, due=due.isoformat())
    return made


@transaction.atomic
def mark_done(*, case: Case, key: str, due: date, actor: Any) -> None:
    """Mark a day of the law, or an own one (`own:…`), as done."""
    _refuse_ended(case)
    if key.startswith("own:"):
        changed = case.deadlines.filter(pk=key.removeprefix("own:"), key="").update(done_at=timezone.now())
        if not changed:
            raise CaseRefused(_("There is no such deadline."))
    else:
        Deadline.objects.update_or_create(
            case=case, key=key, due=due, defaults={"done_at": timezone.now(), "created_by": actor}
        )
    _after("cases.deadline_done", case, actor, deadline=key.split(":")[0], due=due.isoformat())


@transaction.atomic
def mark_open(*, case: Case, key: str, due: date, actor: Any) -> None:
    """Take a mark back; an own deadline is open again."""
    _refuse_ended(case)
    if key.startswith("own:"):
        case.deadlines.filter(pk=key.removeprefix("own:"), key="").update(done_at=None)
    else:
        case.deadlines.filter(key=key, due=due).delete()
    _after("cases.deadline_open", case, actor, deadline=key.split(":")[0], due=due.isoformat())


@transaction.atomic
def remove_deadline(*, deadline: Deadline, actor: Any) -> None:
    """Delete an own deadline."""
    case = deadline.case
    _refuse_ended(case)
    due = deadline.due.isoformat()
    deadline.delete()
    _after("cases.deadline_removed", case, actor, due=due)


def _after(verb: str, case: Case, actor: Any, **detail: Any) -> None:
    record(verb, actor=actor, subject=case, person=case.talent, organisation=case.organisation, **detail)
    note_next_due(Case.objects.get(pk=case.pk))


def _refuse_ended(case: Case) -> None:
    if case.ended:
        raise CaseRefused(_("The case has ended. Reopen it first."))


# ---- calendars ----------------------------------------------------------------------------------


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_feed(*, user: Any, case: Case | None, with_names: bool) -> tuple[CalendarFeed, str]:
    """Make a secret address for a calendar; the secret is told once and kept as a hash only."""
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(user=user, case=case, with_names=with_names, secret_hash=hashed(secret))
    record("cases.calendar_opened", actor=user, subject=feed, person=user, with_names=with_names)
    return feed, secret


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, actor: Any) -> None:
    """End an address: whoever has it reads nothing more."""
    CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now())
    record("cases.calendar_revoked", actor=actor, subject=feed, person=feed.user)


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed of a secret, where it is in use and its owner's account is open; that it was read is noted."""
    feed = (
        CalendarFeed.objects.filter(secret_hash=hashed(secret), revoked_at=None, user__is_active=True)
        .select_related("user", "case")
        .first()
    )
    if feed is not None:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=timezone.now())
    return feed
