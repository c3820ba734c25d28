"""States and marks of lists in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corridor.occupations.isco08 import Group
from corridor.permits import law_words
from corridor.permits.law_history import Edition
from corridor.rules.kleene import Truth
from corridor.web.design import names
from corridor.web.design.templatetags import design
from corridor.web.shortages import tables

register = template.Library()
STATES: dict[Truth, str] = {True: "met", False: "not_met", None: "unknown"}


@register.simple_tag
def membership(on: Truth) -> SafeString:
    """On the list, not on the list, not known: as sign and word."""
    return design.state(STATES[on], tables.state(on))


@register.simple_tag
def holding(edition: Edition | None) -> str:
    """How much of a version is known."""
    return design.in_language(law_words.mark(edition.holding if edition else "gap"))


@register.simple_tag
def list_marks(edition: Edition | None) -> SafeString:
    """What a reader must know of a version besides how much of it is known."""
    found = [m for m in edition.marks if m != edition.holding] if edition else []
    texts = ((design.in_language(law_words.mark(m)),) for m in found)
    return format_html_join("", ' <span class="c-mark">{}</span>', texts)


@register.filter
def edition(spell: Any) -> Edition | None:
    """The version behind what a list says in a period."""
    return Edition(spell.start, spell.until, spell.version) if spell else None


@register.simple_tag
def span(start: Any, until: Any) -> str:
    """A period in words."""
    if start and until:
        return _("%(start)s to %(until)s") % {"start": design.day(start), "until": design.day(until)}
    return _("since %(start)s") % {"start": design.day(start)}


@register.simple_tag
def occupation(found: Group) -> str:
    """The title of a group in the page's language."""
    return found.title(names.language())
