"""What was seen of a source, what a reference says, and the words of kinds, in the page's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.dateformat import format as date_format

from corridor.consultation.chain.canonical import canonical
from corridor.web.chain.forms.exchange import place_of
from corridor.web.chain.kinds import KINDS, kind_of
from corridor.web.chain.words import topic
from corridor.web.design.templatetags.design import day, in_language, not_known

register = template.Library()
LONGEST = 400


@register.filter
def seen_value(seen: Mapping[str, Any] | None) -> str:
    """A value as it reads; "not known" where there is none."""
    if not seen:
        return not_known()
    if text := in_language(seen.get("text")):
        return text
    value = seen.get("value")
    if value is None:
        return not_known()
    return str(value)[:LONGEST] if isinstance(value, str | int | float) else canonical(value)[:LONGEST]


@register.filter
def sources_of(seen: Mapping[str, Any] | None) -> Any:
    """The source of a seen value, as the tag `source` takes it."""
    found = (seen or {}).get("source")
    return {"url": "", "read": None, **found} if found else None


@register.filter
def href(item: Any) -> str:
    """The address of an item's page."""
    return reverse("chain:item", args=[item.programme_id, kind_of(item).name, item.key])


@register.filter
def kind_label(name: str) -> Any:
    """What several items of a kind are called."""
    return KINDS[name].label


@register.filter
def place(practice: Any) -> str:
    """The country of a practice, with its authority."""
    return place_of(practice)


@register.filter
def since(value: Any) -> str:
    """A day, a month or a year as a record has it (`2021-05`), written out."""
    if not re.fullmatch(r"\d{4}-\d{2}", str(value or "")):
        return day(value)
    return date_format(date.fromisoformat(f"{value}-01"), "F Y")


@register.filter
def theme(name: str) -> Any:
    """The theme of a practice in words."""
    return topic(name)
