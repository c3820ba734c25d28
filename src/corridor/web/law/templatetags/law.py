"""Values of the law, with their units, marks and sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corridor.permits import law_words
from corridor.permits.law_difference import OutcomeDifference, ParameterDifference
from corridor.permits.law_history import Period
from corridor.permits.law_index import Doubt, Rests
from corridor.permits.law_words import Said
from corridor.reports import numbers
from corridor.rules.model import Entry, Reference
from corridor.web.design import names
from corridor.web.design.templatetags import design
from corridor.web.law import queries
from corridor.web.law.moment import Moment

register = template.Library()

COUNTED: dict[str, Callable[[int], str]] = {
    "days": lambda n: ngettext("%(n)s day", "%(n)s days", n),
    "weeks": lambda n: ngettext("%(n)s week", "%(n)s weeks", n),
    "years": lambda n: ngettext("%(n)s year", "%(n)s years", n),
    "hours": lambda n: ngettext("%(n)s hour", "%(n)s hours", n),
}
KINDS: dict[str, Callable[[], str]] = {
    "work_route": lambda: _("Work route"),
    "exemption": lambda: _("Exemption"),
    "status": lambda: _("Status"),
    "formality": lambda: _("Formality"),
}
SOURCE_KINDS: dict[str, Callable[[], str]] = {
    "statute": lambda: _("Legal text"),
    "official": lambda: _("Official page"),
    "public_agency": lambda: _("Public agency"),
    "law_firm": lambda: _("Law firm"),
    "press": lambda: _("Press"),
    "aggregator": lambda: _("Aggregator"),
    "dossier": lambda: _("Third-party dossier"),
}
DOUBT_KINDS: dict[str, Callable[[], str]] = {
    "parameter": lambda: _("Value"),
    "list": lambda: _("List"),
    "condition": lambda: _("Condition"),
    "judgement": lambda: _("Judgement"),
    "step": lambda: _("Step of the procedure"),
}
ANCHORS: dict[str, Callable[[], str]] = {
    "start_date": lambda: _("the start of the employment"),
    "application_date": lambda: _("the date of the application"),
}
MANY_CODES = 8
"""An entry with more codes than these stands for a whole group; they are counted."""
OUTCOMES: dict[str, Callable[[], str]] = {
    "duration": lambda: _("Duration"),
    "decision": lambda: _("Time limit for the decision"),
    "dependence": lambda: _("Dependence on one employer"),
    "fee": lambda: _("Fee"),
    "document": lambda: _("Document"),
}
RIGHTS: dict[str, Callable[[], str]] = {
    "employer_change_months": lambda: _("Another employer without a new authorisation"),
    "unlimited_after_months": lambda: _("Unlimited access to work"),
    "family": lambda: _("Family"),
    "job_loss_months": lambda: _("Time to find other work after losing the job"),
    "secondary_work": lambda: _("Work beside the job"),
}


@register.filter
def quantity(value: Any, unit: str | None) -> str:
    """A value with its unit in words: "EUR 48,912 a year", "12 months", "80%", "yes"; "not known" for None."""
    if value is None or value == "":
        return design.not_known()
    if isinstance(value, bool) or unit == "bool":
        return design.yes_no(bool(value))
    if unit in ("EUR", "EUR/year", "EUR/month"):
        amount = {"amount": design.money(value)}
        if unit == "EUR":
            return amount["amount"]
        return (_("%(amount)s a year") if unit == "EUR/year" else _("%(amount)s a month")) % amount
    shown = numbers.decimal(float(value), names.language(), 4)
    if unit == "months":
        return design.months(value)
    if unit in COUNTED:
        return COUNTED[unit](_plural(value)) % {"n": shown}
    if unit == "percent":
        return numbers.PERCENT[names.language()].format(shown)
    return _("level %(n)s") % {"n": shown} if unit == "level" else shown


UNITS: dict[str, Callable[[], str]] = {
    "EUR": lambda: _("EUR"),
    "EUR/year": lambda: _("EUR a year"),
    "EUR/month": lambda: _("EUR a month"),
    "months": lambda: _("months"),
    "weeks": lambda: _("weeks"),
    "days": lambda: _("days"),
    "years": lambda: _("years"),
    "hours": lambda: _("hours"),
    "percent": lambda: _("per cent"),
    "level": lambda: _("level"),
}


def unit_name(unit: str) -> str:
    """The name of a unit, for an axis."""
    return UNITS[unit]() if unit in UNITS else ""


def _plural(value: float) -> int:
    """The number by which a language chooses its plural: French counts up to two as one."""
    small = abs(float(value)) < 2 if names.language() == "fr" else float(value) == 1
    return 1 if small else 2


@register.filter
def kind(name: str) -> str:
    """The kind of a route in words."""
    return KINDS[name]() if name in KINDS else name


@register.filter
def source_kind(name: str) -> str:
    """The kind of a source in words."""
    return SOURCE_KINDS[name]() if name in SOURCE_KINDS else name


@register.filter
def doubt_kind(name: str) -> str:
    """The kind of something uncertain, or of something that rests on a source, in words."""
    return DOUBT_KINDS[name]() if name in DOUBT_KINDS else _("Route")


@register.filter
def anchor(name: str) -> str:
    """The date of a case that chooses a value."""
    return ANCHORS[name]() if name in ANCHORS else name


@register.filter
def right(name: str) -> str:
    """A right in words."""
    return RIGHTS[name]() if name in RIGHTS else name


@register.filter
def layer(name: str) -> str:
    """The layer of the law: federal, or the name of a region."""
    return _("Federal law") if name == "federal" else design.region(name)


@register.filter
def isco(code: int) -> str:
    """A code of ISCO-08 in four figures."""
    return f"{code:04d}"


@register.filter
def isco_title(code: int) -> str:
    """The title of a group of ISCO-08; empty for a code that it does not have."""
    from corridor.occupations.isco08 import groups

    found = groups().get(f"{code:04d}")
    return found.title(names.language()) if found else ""


@register.simple_tag
def span(start: Any, until: Any) -> str:
    """A period in words: "1 January 2026 to 31 December 2026", "since ...", "until ..."."""
    if start and until:
        return _("%(start)s to %(until)s") % {"start": design.day(start), "until": design.day(until)}
    if start:
        return _("since %(start)s") % {"start": design.day(start)}
    return _("until %(until)s") % {"until": design.day(until)} if until else _("at all dates")


@register.simple_tag
def marks(given: Any) -> SafeString:
    """Marks of status, confidence and completeness, each in words."""
    found = [given] if isinstance(given, str) else list(given or ())
    return format_html_join(" ", '<span class="c-mark">{}</span>', ((mark_text(name),) for name in found))


@register.filter
def mark_text(name: str) -> str:
    """What a mark says."""
    return design.in_language(law_words.mark(name))


@register.simple_tag
def period(found: Period | None, unit: str, *, marked: bool = True) -> SafeString:
    """A dated value with its unit and its marks."""
    if found is None:
        return format_html("{}", _("no such value"))
    if found.status == "not_applicable":
        return format_html("{}", mark_text("not_applicable"))
    text = _("no value known") if found.status == "not_known" else quantity(found.value, unit)
    shown = tuple(m for m in found.marks if m != "not_known") if found.value is None else found.marks
    return format_html("{} {}", text, marks(shown)) if marked and shown else format_html("{}", text)


@register.simple_tag
def cites(given: Reference | str | None, *, page: bool = False) -> str:
    """Where something stands: a link to the source with article, basis and confidence; with `page` also to its page."""
    if not given:
        return ""
    ref = Reference(given) if isinstance(given, str) else given
    source = queries.source(ref.source)
    reference = {
        "source": source.title if source else ref.source,
        "article": ref.article,
        "url": source.url if source else None,
        "basis": ref.basis,
        "confidence": "" if isinstance(given, str) else ref.confidence,
    }
    shown = design.source(reference)
    if not page or source is None:
        return shown
    link = '{} <span class="c-source">· <a class="govuk-link c-source__link" href="{}">{}</a></span>'
    return format_html(link, shown, reverse("law:source", args=[source.id]), _("what rests on this source"))


@register.simple_tag
def said(one: Said, query: str = "") -> SafeString:
    """What an outcome says in one case: an amount linked to its page, a number, words, never, not known."""
    if one.kind == "never":
        return format_html("{}", _("never"))
    if one.kind == "parameter":
        address = reverse("law:parameter", args=[one.parameter]) + query
        return format_html('<a class="govuk-link" href="{}">{}</a>', address, period(one.period, one.unit or ""))
    if one.kind in ("text", "expression"):
        return format_html("{}", design.in_language(one.words))
    return format_html("{}", quantity(one.value, one.unit) if one.kind == "value" else design.not_known())


@register.filter
def list_label(name: str, region: str) -> str:
    """The label of a list of a region's law."""
    found = queries.code_list(region, name)
    return design.in_language(found.label) if found else name


@register.simple_tag
def official(entry: Entry, layer_: str) -> str:
    """The title in the language of the law's text: Dutch in Flanders, French in Wallonia, both elsewhere."""
    spoken = {"flanders": ("nl",), "wallonia": ("fr",)}.get(layer_, ("fr", "nl"))
    return " / ".join(dict.fromkeys(entry.title[lang] for lang in spoken if entry.title.get(lang)))


@register.simple_tag
def occupation_codes(entry: Entry) -> SafeString:
    """The codes of an entry, each with the title of its group; whether the law gives them."""
    if not entry.codes:
        return format_html("{}", _("none: the title decides alone"))
    if len(entry.codes) > MANY_CODES:
        return format_html(
            "{}", ngettext("%(n)s unit group", "%(n)s unit groups", len(entry.codes)) % {"n": len(entry.codes)}
        )
    shown = format_html_join(", ", "{} {}", ((isco(code), isco_title(code)) for code in entry.codes))
    return format_html("{} ({})", shown, _("given by the law")) if entry.mapping == "exact" else shown


@register.simple_tag
def rests_url(one: Rests, at: Moment) -> str:
    """The page of what rests on a source."""
    region = at.region if one.region == "federal" else one.region
    query = "?" + urlencode({**at.parts, "region": region})
    if one.kind == "parameter":
        return reverse("law:parameter", args=[one.name]) + query
    if one.kind == "list":
        return f"{reverse('law:list', args=[one.name])}{query}&version={one.part}"
    return reverse("law:route", args=[one.name]) + query


@register.simple_tag
def doubt_url(doubt: Doubt, at: Moment) -> str:
    """The page of something uncertain; empty for a step of the procedure."""
    region = at.region if doubt.region == "federal" else doubt.region
    query = "?" + urlencode({**at.parts, "region": region})
    if doubt.kind == "step":
        return ""
    if doubt.route:
        prefix = "judged-" if doubt.kind == "judgement" else ""
        return f"{reverse('law:route', args=[doubt.route])}{query}#{prefix}{doubt.name}"
    return reverse(f"law:{doubt.kind}", args=[doubt.name]) + query


@register.simple_tag
def difference(one: ParameterDifference) -> str:
    """How much more it is on the right, with its sign; empty where that makes no sense."""
    if one.by is None:
        return ""
    sign = "+" if one.by > 0 else numbers.MINUS
    return f"{sign}{quantity(abs(one.by), one.unit)}" if one.unit != "level" else f"{sign}{abs(one.by):g}"


@register.simple_tag
def outcome_label(outcome: OutcomeDifference) -> str:
    """What follows from a route and differs, in words."""
    if outcome.what == "right":
        return right(outcome.name)
    own = OUTCOMES[outcome.what]() if outcome.what in OUTCOMES else ""
    label = design.in_language(outcome.label)
    return f"{own}: {label}" if own and label else own or label


@register.simple_tag
def outcome_side(cases: tuple[Said, ...], what: str, query: str) -> SafeString:
    """One side of what follows and differs."""
    if not cases:
        return format_html("{}", _("not asked") if what in ("document", "fee") else design.not_known())
    if what == "document":
        return format_html("{}", design.in_language(cases[0].words) or _("always"))
    parts = [
        (f"{design.in_language(case.when)} → " if case.when else f"{_('otherwise')} → " if n else "", said(case, query))
        for n, case in enumerate(cases)
    ]
    return format_html_join("; ", "{}{}", parts)
