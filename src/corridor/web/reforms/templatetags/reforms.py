"""Tags of the laboratory: counts of pairs, split bars, names of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from corridor.reports import numbers
from corridor.web.design import names
from corridor.web.design.templatetags.design import months
from corridor.web.law.templatetags.law import unit_name
from corridor.web.reforms.controls import anchor, wanted
from corridor.web.reforms.outcome import Guard, Result, Split, months_label

register = template.Library()

WORDS: dict[str, Callable[[], str]] = {
    "open": lambda: pgettext("pairs", "open"),
    "unknown": lambda: pgettext("pairs", "undecided"),
    "closed": lambda: pgettext("pairs", "closed"),
}
DIMENSIONS: dict[str, Callable[[], str]] = {
    "occupation": lambda: _("By occupation"),
    "age_band": lambda: _("By age"),
    "pay_band": lambda: _("By gross pay a year"),
}
HEADS: dict[str, Callable[[], str]] = {
    "occupation": lambda: _("Occupation (ISCO-08)"),
    "age_band": lambda: _("Age"),
    "pay_band": lambda: _("Gross pay a year"),
}
SPLIT = (
    '<svg class="c-split" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    '<rect class="c-split__closed" width="100" height="10"/>'
    '<rect class="c-split__open" width="{}" height="10"/>'
    '<rect class="c-split__unknown" x="{}" width="{}" height="10"/></svg>'
)


@register.simple_tag(takes_context=True)
def pairs(context: Context, count: int) -> str:
    """A count of pairs as this reader is told it."""
    guard: Guard = context["guard"]
    return guard.said(count)


@register.simple_tag(takes_context=True)
def change(context: Context, before: int, after: int) -> str:
    """The difference of two counts with its sign; nothing where one is hidden."""
    guard: Guard = context["guard"]
    if not guard.full and not (before and after):
        return ""
    return numbers.change(after - before, names.language())


@register.simple_tag
def split_bar(split: Split) -> SafeString:
    """Pairs by state as one bar: open filled, undecided hatched, closed pale. The numbers stand beside it."""
    whole = split.total or 1
    first, second = 100 * split.open / whole, 100 * split.unknown / whole
    return format_html(SPLIT, f"{first:.2f}", f"{first:.2f}", f"{second:.2f}")


@register.simple_tag
def tied(result: Result, end: str) -> str:
    """Mean months of dependence before or after; that they are not known where there are none."""
    return months(getattr(result.dependence, end, None))


@register.filter
def state_word(name: str) -> str:
    """The state of pairs, in a word."""
    return WORDS[name]()


@register.filter
def dimension(name: str) -> str:
    """A way of grouping pairs, in words."""
    return DIMENSIONS[name]()


@register.filter
def group_head(name: str) -> str:
    """What the groups of a kind are, for the head of a table."""
    return HEADS[name]()


@register.filter
def months_band(months: int) -> str:
    """Months of dependence, in words."""
    return months_label(months)


@register.filter
def unit_words(unit: str) -> str:
    """The name of a unit after a number; nothing for a truth, a ratio or a count."""
    return unit_name(unit)


@register.filter
def anchor_of(path: str) -> str:
    """The id of what stands on the page for a path of the law."""
    return anchor(path)


@register.filter
def found_by(search: str, words: Iterable[str]) -> bool:
    """Whether a search finds a control."""
    return wanted(search, words)


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key; None where there is none."""
    return mapping.get(key)
