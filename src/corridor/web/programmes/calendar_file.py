"""The deadlines of a programme as a calendar file (RFC 5545), in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from corridor.web.design.templatetags.design import in_language
from corridor.web.programmes.models import Programme
from corridor.web.programmes.schedule import Line

PRODUCT = "-//Corridor//Programmes//EN"


def calendar_of(programme: Programme, rows: Sequence[Line], address: str) -> bytes:
    """One whole day for each deliverable that is awaited, and for the last day of each step without any.

    Steps that are done or dropped have nothing due any more.

    The name of an entry stays the same while it means the same, so that a calendar that is read again moves it.
    """
    from icalendar import Calendar

    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", in_language(programme.title))
    for row in rows:
        step = in_language(row.row.title)
        for due in row.dues:
            if due.awaited:
                title = _("Due: %(what)s") % {"what": in_language(due.row.title)}
                file.add_component(_entry(programme, str(due.row.pk), due.due, title, step, address))
        if not row.dues and not row.over:
            title = _("End of step: %(what)s") % {"what": step}
            file.add_component(_entry(programme, str(row.row.pk), row.ends, title, "", address))
    return bytes(file.to_ical())


def _entry(programme: Programme, key: str, day: date, title: str, text: str, address: str) -> Any:
    from icalendar import Event

    entry = Event()
    entry.add("uid", f"{key}@corridor")
    entry.add("dtstamp", programme.created_at.astimezone(UTC))
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", title)
    if text:
        entry.add("description", text)
    entry.add("url", address)
    entry.add("transp", "TRANSPARENT")
    return entry
