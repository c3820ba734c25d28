"""Agendas as the schedule JSON of pretalx and other event software: what many programs and apps for phones read.

The form is that of pretalx's `schedule.json` (2026) and of the schema of the C3VOC that it names. It has one language
a session, no roles, and no session without a time or a room. What it cannot say stands under
`conference.meta.corridor`, where other software leaves it alone; what a file of other software holds and an agenda
does not is kept in `extra`. Reading and writing again gives the same document, and writing and reading again the same
agenda, without the address for those who take part online: these files are public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corridor.consultation.errors import ConsultationError, ConsultationErrors
from corridor.consultation.event.agenda import Event
from corridor.consultation.event.schedule_form import TITLE_LANGUAGE, document
from corridor.consultation.event.schedule_parts import Reader

META = "corridor"


def write(event: Event, *, lang: str = TITLE_LANGUAGE, url: str = "") -> str:
    """The agenda as schedule JSON; the same agenda gives the same text.

    Args:
        event: the agenda.
        lang: the language of titles where a session's own is not one of ours.
        url: the public page of the event; what stands in the file where it is empty.
    """
    return json.dumps(as_document(event, lang=lang, url=url), ensure_ascii=False, indent=1) + "\n"


def as_document(event: Event, *, lang: str = TITLE_LANGUAGE, url: str = "") -> dict[str, Any]:
    """The same as a mapping."""
    public = replace(event, online_address="")
    bare = document(public, lang=lang, url=url)
    if _says_all(public, lang):
        return bare
    conference = bare["schedule"]["conference"]
    conference["meta"] = {**conference.get("meta", {}), META: _beyond(public)}
    return bare


def _says_all(event: Event, lang: str) -> bool:
    """Whether schedule JSON by itself says everything of the agenda."""
    try:
        return from_document(document(event, lang=lang), lang=lang) == event
    except ConsultationErrors:  # it lacks what no session of these files may lack
        return False


def _beyond(event: Event) -> dict[str, Any]:
    """The agenda itself, for a reader that knows it; without what is kept from other software: that stands in place."""
    from corridor.consultation.event.reading import as_mapping

    found: dict[str, Any] = _without_extra(as_mapping(event))
    return found


def _without_extra(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_extra(inner) for key, inner in value.items() if key != "extra"}
    return [_without_extra(inner) for inner in value] if isinstance(value, list) else value


def read(raw: str | bytes, *, place: str = "schedule.json", lang: str = TITLE_LANGUAGE) -> Event:
    """An agenda from schedule JSON.

    What other software wrote after us wins over `meta.corridor`. A file of others may name persons: they come as it
    has them, as speakers. Whether the agenda makes sense is for `checks.faults` to say.

    Args:
        raw: the file.
        place: its name, in errors.
        lang: the language of texts where the file names none of ours.

    Raises:
        ConsultationErrors: it is no such file, or parts of it cannot be read: every fault with its place.
    """
    from corridor.consultation.reading import DEEPEST, too_deep

    try:
        found = json.loads(raw, parse_constant=_no_number)
        if too_deep(found):
            raise ValueError(f"> {DEEPEST} × [")
    except (ValueError, RecursionError) as error:
        raise ConsultationErrors([ConsultationError(place, "schedule_no_json", why=str(error)[:200])]) from error
    return from_document(found, place=place, lang=lang)


def _no_number(word: str) -> None:
    """NaN and Infinity are no JSON, though some write them; no database keeps them."""
    raise ValueError(word)


def from_document(found: Any, *, place: str = "schedule.json", lang: str = TITLE_LANGUAGE) -> Event:
    """An agenda from the mapping that a file holds.

    Raises:
        ConsultationErrors: every fault with its place.
    """
    schedule = found.get("schedule") if isinstance(found, Mapping) else None
    conference = schedule.get("conference") if isinstance(schedule, Mapping) else None
    if not isinstance(conference, Mapping) or not isinstance(conference.get("days"), list):
        raise ConsultationErrors([ConsultationError(place, "schedule_no_schedule")])
    reader = Reader(place=place, lang=lang)
    event = reader.event(found)
    if reader.errors:
        raise ConsultationErrors(reader.errors)
    return event
