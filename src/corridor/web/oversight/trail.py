"""The audit trail as a table: names beside keys, and as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.models import AuditEvent
from corridor.web.consent.acts import called
from corridor.web.organisations.models import Organisation

COLUMNS = ("at", "verb", "actor", "person", "organisation", "subject_type", "subject", "detail")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings of cells that a spreadsheet takes for a formula."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """An event with names; None where there is nobody, the key where they no longer exist."""

    event: AuditEvent
    called: Mapping[str, str]
    actor: str | None
    person: str | None
    organisation: str | None


def lines(events: Iterable[AuditEvent]) -> list[Line]:
    """Events with the names of people and organisations, by two queries."""
    events = list(events)
    people = {key for event in events for key in (event.actor, event.person) if key}
    bodies = {event.organisation for event in events if event.organisation}
    users = {u.pk: u.email for u in User.objects.filter(pk__in=people)} if people else {}
    names = {o.pk: o.name for o in Organisation.objects.filter(pk__in=bodies)} if bodies else {}
    return [
        Line(e, called(e.verb), _name(e.actor, users), _name(e.person, users), _name(e.organisation, names))
        for e in events
    ]


def _name(key: UUID | None, names: Mapping[UUID, str]) -> str | None:
    return None if key is None else names.get(key, str(key))


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, text: str) -> str:
        return text


def csv_rows(events: Iterable[AuditEvent]) -> Iterator[str]:
    """CSV, line by line; UTF-8 with a mark at the beginning, so that spreadsheets read it right."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for batch in _batches(events):
        for line in lines(batch):
            yield writer.writerow([neutral(cell) for cell in _cells(line)])


def _batches(events: Iterable[AuditEvent]) -> Iterator[list[AuditEvent]]:
    batch: list[AuditEvent] = []
    for event in events:
        batch.append(event)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _cells(line: Line) -> list[Any]:
    event = line.event
    at = timezone.localtime(event.at).isoformat(timespec="seconds")
    detail = json.dumps(event.detail, ensure_ascii=False) if event.detail else ""
    return [at, event.verb, line.actor, line.person, line.organisation, event.subject_type, event.subject, detail]


def neutral(cell: Any) -> str:
    """A cell as text that a spreadsheet does not run."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) else text
