"""Tags of the pages of plans: numbers in the voice of the page, words of the plan, headers that sort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.translation import pgettext

from corridor.reports.speech import Speech
from corridor.web.design import names
from corridor.web.design.templatetags.design import source

register = template.Library()

PARTS = {
    "occupation": lambda: pgettext("plan", "Occupation"),
    "skills": lambda: pgettext("plan", "Skills"),
    "experience": lambda: pgettext("plan", "Experience"),
    "languages": lambda: pgettext("plan", "Languages"),
    "education": lambda: pgettext("plan", "Education"),
}


@register.filter
def beside(cells: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a row with its column."""
    return list(zip(cells, columns, strict=False))


@register.simple_tag(takes_context=True)
def said(context: Context, value: float | None) -> str:
    """A count as the page says counts: exact, or hidden where it is small and the plan is shown in its public form."""
    voice: Speech = context["voice"]
    return voice.count(value)


@register.simple_tag
def reason_label(name: str) -> str:
    """A reason, in words."""
    return Speech(names.language()).word(f"reason.{name}.label")


@register.simple_tag
def reason_meaning(name: str) -> str:
    """What a reason means, in a sentence."""
    return Speech(names.language()).word(f"reason.{name}.meaning")


@register.simple_tag
def part_label(name: str) -> str:
    """A part of the score."""
    return PARTS[name]()


@register.simple_tag
def cited(sources: Mapping[str, Mapping[str, Any]], name: str | None) -> str:
    """A link to a source that the plan cites; nothing where it is not there."""
    found = sources.get(name or "")
    return source({"source": found.get("title"), "url": found.get("url")}) if found else ""


@register.simple_tag(takes_context=True)
def sort_header(context: Context, name: str, label: str, current: str, kind: str = "") -> str:
    """The header of a column that sorts when it is followed; the other parts of the address stay."""
    query = context["request"].GET.copy()
    query["sort"] = name
    query.pop("page", None)
    numeric = " govuk-table__header--numeric" if kind == "number" else " c-broad"
    if name == current:
        order = "ascending" if name in ("name", "tension") else "descending"
        return format_html(
            '<th scope="col" class="govuk-table__header{}" aria-sort="{}"><span class="c-pressed">{}</span></th>',
            numeric,
            order,
            label,
        )
    return format_html(
        '<th scope="col" class="govuk-table__header{}"><a class="govuk-link" href="?{}">{}</a></th>',
        numeric,
        query.urlencode(),
        label,
    )
