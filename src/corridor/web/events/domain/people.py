"""Registrations out to a file and in from one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from corridor.consultation.event import registrations_csv as library
from corridor.consultation.event.sheet import BadRow
from corridor.web.audit.domain import record
from corridor.web.events.agenda_rows import as_agenda
from corridor.web.events.domain.registration import Given, register, takes_files, to_tell
from corridor.web.events.errors import EventRefused, Full
from corridor.web.events.models import Event, Registration
from corridor.web.jobs.domain import start


@dataclass(frozen=True)
class Imported:
    """What became of the rows of a file: made, there already, without a seat, not readable."""

    made: int
    there: int
    full: int
    bad: tuple[BadRow, ...]


@transaction.atomic
def export(*, event: Event, actor: Any) -> bytes:
    """The registrations that stand as CSV, without those that were made anonymous; how many is written down."""
    rows = event.registrations.filter(cancelled_at=None).exclude(contact=None).select_related("contact")
    found = [_row(row) for row in rows.prefetch_related("attendances__day")]
    record(
        "events.registrations_exported", actor=actor, subject=event, organisation=event.organisation, count=len(found)
    )
    return library.write(found, as_agenda(event), needs=True)


def _row(row: Registration) -> library.RegistrationRow:
    assert row.contact is not None
    held = list(row.attendances.all())
    days: Any = {attendance.day.date: attendance.mode for attendance in held}
    return library.RegistrationRow(
        email=row.contact.email,
        name=row.contact.name,
        organisation=row.body_name,
        language=row.language,
        days=days,
        access_needs=row.access_needs,
        code=row.code or "",
        present=frozenset(attendance.day.date for attendance in held if attendance.checked_in_at is not None),
    )


def import_file(*, event: Event, content: bytes, name: str, lang: str, actor: Any, site: str) -> Imported:
    """Register everybody in a CSV file who can be read; a job sends each a confirmation.

    Nobody is put on the contact list. Codes of other software are not taken over, and check-ins neither.

    Args:
        lang: the language of somebody for whom the file has none.

    Raises:
        ConsultationErrors: the file cannot be read at all.
        EventRefused: the event is a draft, or over.
    """
    if not takes_files(event):
        raise EventRefused(_("Registrations are read from a file from the day an event is public until it is over."))
    found = library.read(content, event=as_agenda(event), lang=lang, place=name[-80:])
    outcomes = list(_each(event, found.rows, actor, site))
    counts = {word: outcomes.count(word) for word in ("made", "there", "full")}
    record(
        "events.registrations_imported",
        actor=actor,
        subject=event,
        organisation=event.organisation,
        **counts,
        bad=len(found.bad),
    )
    if to_tell(event.pk).exists():  # also those that the mail service did not take the last time
        key, owner = event.pk, event.organisation
        start("events.confirm", actor=actor, organisation=owner, subject=key, event=str(key), site=site)
    return Imported(bad=found.bad, **counts)


def _each(event: Event, rows: tuple[library.RegistrationRow, ...], actor: Any, site: str) -> Iterator[str]:
    days = {day.date: day.pk for day in event.days.all()}
    for row in rows:
        given = Given(
            name=row.name[:150],
            email=row.email,
            body_name=row.organisation,
            language=row.language,
            access_needs=row.access_needs,
            days={days[date]: mode for date, mode in row.days.items()},
        )
        try:
            _registration, new = register(event=event, given=given, actor=actor, site=site, how="file")
        except Full:
            yield "full"
        else:
            yield "made" if new else "there"
