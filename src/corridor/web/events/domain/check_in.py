"""Checking people in at the door, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor.web.audit.domain import record
from corridor.web.events.errors import EventRefused
from corridor.web.events.models import Attendance, Registration
from corridor.web.stakeholders.domain import heard_of


class AlreadyIn(EventRefused):
    """The person was checked in before. `at`: when."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        super().__init__(_("This person is checked in already."))


@transaction.atomic
def check_in(*, attendance: Attendance, actor: Any) -> Attendance:
    """Write down that somebody came on a day.

    Raises:
        AlreadyIn: they were checked in before; the first time stays.
        EventRefused: the registration is cancelled, or no longer for that day.
    """
    row = _locked(attendance)
    if not row.registration.live:
        raise EventRefused(_("This registration is cancelled."))
    if row.checked_in_at is not None:
        raise AlreadyIn(row.checked_in_at)
    row.checked_in_at = timezone.now()
    row.save(update_fields=["checked_in_at"])
    _record("events.checked_in", row, actor)
    if row.registration.contact is not None:
        heard_of(contact=row.registration.contact)  # they came
    return row


@transaction.atomic
def undo(*, attendance: Attendance, actor: Any) -> None:
    """Take a check-in back; nothing happens where there is none.

    Raises:
        EventRefused: the registration is no longer for that day.
    """
    row = _locked(attendance)
    if row.checked_in_at is not None:
        row.checked_in_at = None
        row.save(update_fields=["checked_in_at"])
        _record("events.check_in_undone", row, actor)


def _locked(attendance: Attendance) -> Attendance:
    # The registration first, as where it is changed or cancelled: either comes first, and the other sees it.
    Registration.objects.select_for_update().filter(pk=attendance.registration_id).first()
    rows = Attendance.objects.select_related("registration__contact", "day__event__organisation")
    found = rows.filter(pk=attendance.pk).first()
    if found is None:
        raise EventRefused(_("This registration is no longer for this day. Open it again."))
    return found


def _record(verb: str, row: Attendance, actor: Any) -> None:
    event = row.day.event
    record(verb, actor=actor, subject=row.registration, organisation=event.organisation, day=row.day.date.isoformat())
