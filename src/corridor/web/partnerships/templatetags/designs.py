"""A design's numbers in words: quantities with their units, priors, sources, findings."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corridor.partnerships.phases import words
from corridor.partnerships.reading import Text
from corridor.partnerships.simulation_words import stage_label
from corridor.reports import numbers
from corridor.web.design import names
from corridor.web.design.templatetags import design as shown
from corridor.web.partnerships import findings, outcome
from corridor.web.partnerships.templatetags.registry import host

register = template.Library()


@register.filter
def told(text: Text | None) -> str:
    """A text of the library in the page's language."""
    return "" if text is None else text.told(names.language())


@register.filter
def coded(text: Text | None) -> SafeString:
    """A text of the library with what stands between backticks as code."""
    parts = told(text).split("`")
    marked = ((format_html("<code>{}</code>", part) if at % 2 else part,) for at, part in enumerate(parts))
    return format_html_join("", "{}", marked)


@register.filter
def in_unit(value: float | None, unit: str) -> str:
    """A number with the unit of a prior: a share in per cent, months, EUR, else as it is."""
    if value is None:
        return shown.not_known()
    if unit == "share":
        return percent(value)
    if unit == "months":
        return shown.months(round(value, 1))
    if unit == "EUR":
        return outcome.euros(value)
    return numbers.decimal(value, names.language(), 2)


def percent(share: float) -> str:
    """Per cent with a decimal where it is small."""
    digits = 1 if share < 0.1 else 0
    return numbers.PERCENT[names.language()].format(numbers.decimal(100 * share, names.language(), digits))


@register.simple_tag
def interval_word() -> str:
    """What the column with two ends is called."""
    return outcome.interval_word()


@register.filter
def interval(ends: str) -> str:
    """Two ends, said to hold nine draws of ten."""
    return _("90%%: %(range)s") % {"range": ends}


@register.filter
def prior(id: str | None) -> str:
    """The name of a prior; empty where the design states the number itself."""
    return outcome.prior_name(id)


@register.simple_tag
def quantity(result: Any, name: str) -> str:
    """A quantity of the design in words."""
    return str(result.name_of(name))


@register.simple_tag
def based_on(one: Any) -> SafeString:
    """How a number is known: its marks and how many cases stand behind it."""
    counts = []
    if one.n:
        counts.append(_("n = %(n)s") % {"n": shown.number(one.n)})
    if one.own_n:
        counts.append(_("of the scheme itself: n = %(n)s") % {"n": shown.number(one.own_n)})
    return format_html("{} {}", ", ".join(counts), marks(one.basis, one.confidence))


@register.simple_tag
def marks(basis: str | None, confidence: str | None) -> SafeString:
    """The marks of what is assumed, and of what is less than certain."""
    found = [shown.confidence("assumed")] if basis == "assumed" else []
    found += [shown.confidence(confidence)] if confidence in ("low", "medium") else []
    return format_html_join(" ", "{}", ((mark,) for mark in found))


@register.filter
def in_price_unit(value: float | None, unit: str) -> str:
    """A price of the account: a share in per cent, EUR, else as it is."""
    if value is None:
        return shown.not_known()
    if unit.startswith("share"):
        return percent(value)
    if unit.startswith("EUR"):
        return outcome.euros(value)
    return numbers.decimal(value, names.language(), 2)


@register.simple_tag
def cited(sources: tuple[str, ...]) -> SafeString | str:
    """Sources as links named by their site; text as it is; that there is none."""
    if not sources:
        return format_html('<span class="c-quiet">{}</span>', _("no source"))
    return shown.source([{"url": url, "title": host(url) if url.startswith("http") else url} for url in sources])


@register.simple_tag
def finding_state(finding: Any) -> SafeString:
    """The state of a finding with its sign; a red failure says so."""
    word = findings.state_word(finding.state)
    if finding.state != "pass":
        word = f"{word} · {findings.severity_word(finding.severity)}"
    return shown.state(findings.TAGS[finding.state], word)


@register.filter
def missing(finding: Any) -> Any:
    """The facts that would decide a check."""
    return findings.missing(finding)


@register.filter
def finding_source(source: Any) -> dict[str, str]:
    """Where a check comes from, for `{% source %}`."""
    title = source.title.told(names.language())
    more = [part for part in (source.publisher, source.article, source.dated) if part]
    return {"title": f"{title} ({', '.join(more)})" if more else title, "url": source.url or ""}


@register.simple_tag
def about(finding: Any, design: Any) -> str:
    """What a finding is about, where it is not the design as a whole."""
    if finding.stage:
        return stage_label(design, finding.stage, names.language())
    parts = [finding.profile or "", shown.country(finding.origin) if finding.origin else ""]
    return ", ".join(part for part in parts if part)


@register.filter
def grade(name: str) -> str:
    """How firm a pledge is, in words."""
    return words("grades")[name].told(names.language())


@register.filter
def unlocalized(value: float) -> str:
    """A number as HTML writes it."""
    return f"{value:g}"


@register.filter
def many_people(n: int) -> str:
    """So many people."""
    return ngettext("%(n)s person", "%(n)s people", n) % {"n": shown.number(n)}


@register.filter
def many_posts(n: int) -> str:
    """So many posts."""
    return ngettext("%(n)s post", "%(n)s posts", n) % {"n": shown.number(n)}
