"""Texts of the library as a page says them."""

from __future__ import annotations

from typing import Any

from django import template

from corridor.partnerships.event_lists import lists
from corridor.web.design.names import language

register = template.Library()


@register.filter
def said(text: Any) -> str:
    """A `Text` of the library in the page's language; nothing for None."""
    return "" if text is None else str(text.told(language()))


@register.filter
def column_label(name: str) -> str:
    """What a column of a log is called."""
    column = lists().columns.get(name)
    return str(column.label[language()]) if column else name
