"""All lists in words: marks, regions, titles, sources."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from corridor.labour_market import list_words
from corridor.labour_market.list_files import Edition, Title
from corridor.labour_market.shortage_lists import Spell, list_named
from corridor.rules.kleene import Truth
from corridor.rules.model import Source
from corridor.web.design import names
from corridor.web.design.templatetags import design

register = template.Library()
STATES: dict[Truth, str] = {True: "met", False: "not_met", None: "unknown"}


@register.simple_tag
def list_word(part: str, name: Any) -> str:
    """A word of the lists: its part (region, change, state, mapping) and name."""
    return list_words.word(f"{part}.{name}", names.language())


@register.simple_tag
def on_any_list(on: Truth) -> SafeString:
    """On the list, not on the list, not known: as sign and word."""
    return design.state(STATES[on], list_words.on_told(on, names.language()))


@register.simple_tag
def known_how(found: Any) -> SafeString:
    """What a reader must know of an edition or spell."""
    told = ((mark,) for mark in list_words.marks_apart(found.marks, names.language()))
    return format_html_join(" ", '<span class="c-mark">{}</span>', told)


@register.simple_tag
def published(edition: Edition) -> str:
    """The published number of titles; not known where none was found."""
    return list_words.count_told(edition, names.language()) or design.not_known()


@register.simple_tag
def listed(title: Title) -> str:
    """A title with what is known of it."""
    return list_words.title_told(title, names.language())


@register.simple_tag
def causes(title: Title) -> str:
    """The causes that a list attaches to a title."""
    return list_words.causes_told(title.causes, names.language())


@register.simple_tag
def causes_of(spell: Spell) -> str:
    """The causes that a list attaches to the titles of an occupation, each once."""
    return "; ".join(dict.fromkeys(list_words.causes_told(t.causes, names.language()) for t in spell.titles))


@register.simple_tag
def mapping_of(spell: Spell) -> SafeString:
    """How the titles of an occupation came to its code."""
    told = dict.fromkeys(list_words.word(f"mapping.{t.mapping}", names.language()) for t in spell.titles)
    return format_html_join(" ", '<span class="c-mark">{}</span>', ((word,) for word in told))


@register.simple_tag
def ruled_out(spell: Spell) -> str:
    """The titles that a source names as not on the list, where these decide."""
    return list_words.ruled_out(spell, names.language())


@register.simple_tag
def list_label(name: str) -> str:
    """A list by its name in the reader's language."""
    return design.in_language(list_named(name).label)


@register.simple_tag
def sources_of(spell: Spell) -> SafeString:
    """What an answer rests on, each source with its address."""
    return format_html_join(mark_safe("<br>"), "{}", ((source_of(source),) for source in spell.sources))


@register.simple_tag
def source_of(source: Source | None) -> SafeString | str:
    """Where something stands: publisher and title, with the address where it was kept, and the day it was read."""
    if source is None:
        return ""
    told = f"{source.publisher}: {design.in_language(source.title)}"
    name = format_html('<a class="govuk-link" href="{}">{}</a>', source.url, told) if source.url else told
    if source.read is None:
        return name
    read = _("read on %(day)s") % {"day": design.day(source.read)}
    return format_html('{} <span class="c-quiet">({})</span>', name, read)
