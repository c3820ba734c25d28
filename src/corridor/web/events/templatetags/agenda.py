"""How hours and languages of an agenda are said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from corridor.web.design import said as texts
from corridor.web.events import times

register = template.Library()
NAMELESS = (
    gettext_noop("European institutions"),
    gettext_noop("A think tank"),
    gettext_noop("Member States of the European Union"),
    gettext_noop("Leaders of the national projects"),
    gettext_noop("Frontline stakeholders"),
)
"""Who took part in the conference that ships, where it is known what they were and not which."""
TONGUES: dict[str, Callable[[], str]] = {
    "en": lambda: _("English"),
    "fr": lambda: _("French"),
    "nl": lambda: _("Dutch"),
    "de": lambda: _("German"),
    "vgt": lambda: _("Flemish Sign Language"),
    "sfb": lambda: _("French Belgian Sign Language"),
}


@register.filter
def said(found: Any) -> texts.Said:
    """A text in the reader's language if there is one, marked with its own if not."""
    return texts.said(found)


@register.filter
def called(part: Any) -> str:
    """The name of an organisation in a session; what has no name is told in the reader's language."""
    name = str(part.body_name)
    return _(name) if name in NAMELESS and not part.known else name


@register.filter
def hours(thing: Any) -> str:
    """The hours of a day or session; empty where nothing is known."""
    return times.hours(thing.starts, thing.ends)


@register.filter
def tongues(codes: Iterable[str] | str | None) -> str:
    """Languages by name; a code that has none as it is."""
    given = [codes] if isinstance(codes, str) else list(codes or ())
    return ", ".join(TONGUES[code]() if code in TONGUES else code for code in given)


@register.filter
def grouped(code: str | None) -> str:
    """A code in groups of four, as people read it out."""
    text = code or ""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
