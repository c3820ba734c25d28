"""Agendas as files of event software, out and in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from corridor.consultation.errors import ConsultationErrors
from corridor.consultation.event import agenda as library
from corridor.consultation.event import agenda_csv, calendar_file, schedule_json
from corridor.consultation.event.checks import faults
from corridor.web.design.names import language
from corridor.web.events.agenda_rows import as_agenda
from corridor.web.events.models import Event


@dataclass(frozen=True)
class Format:
    """A format of agendas."""

    label: Any
    ending: str
    content_type: str


FORMATS = {
    "ics": Format(_("Calendar (iCalendar)"), "ics", "text/calendar; charset=utf-8"),
    "csv": Format(_("Table (CSV)"), "csv", "text/csv; charset=utf-8"),
    "json": Format(_("Event software (JSON)"), "json", "application/json"),
}


def write_agenda(event: Event, form: str, url: str, *, seats: bool) -> str | bytes:
    """The agenda of an event as a file, in the language of the page; `url`: its public page."""
    agenda, lang = as_agenda(event, seats=seats), language()
    match form:
        case "csv":
            return agenda_csv.write(agenda)
        case "ics":
            return calendar_file.write(agenda, lang=lang, url=url)
    return schedule_json.write(agenda, lang=lang, url=url)


def read_agenda(content: bytes, name: str, event: Event | None = None) -> library.Event:
    """An agenda from a file: its ending says the format; any other is taken as JSON.

    Args:
        event: whose agenda it becomes; a table holds sessions alone, and takes the rest from it.

    Raises:
        ConsultationErrors: every fault with its place.
    """
    place = name[-80:]
    stem, _dot, ending = place.rpartition(".")
    match ending.lower():
        case "csv":
            base = as_agenda(event) if event else library.Event(key=slugify(stem) or "event", title={"en": stem})
            found = _table(content, base, place)
        case "ics":
            found = calendar_file.read(content, place=place, lang=language())
        case _:
            found = schedule_json.read(content, place=place, lang=language())
    if errors := faults(found, place):
        raise ConsultationErrors(errors)
    return found


def _table(content: bytes, base: library.Event, place: str) -> library.Event:
    read = agenda_csv.read(content, event=base, place=place)
    if read.bad:
        raise ConsultationErrors([one.error for one in read.bad])
    return read.event
