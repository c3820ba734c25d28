"""A scheme's values in words, with how each is known. Unknown is said as "not known", never as 0 or no."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corridor.occupations.isco08 import groups
from corridor.partnerships.classification import Finding, SchoolScore, schools
from corridor.partnerships.scheme import CRITERIA, Criterion, Scheme, circularity_types, sectors
from corridor.partnerships.scheme_form import Money, Number, Partner, Period, Place
from corridor.partnerships.scheme_tables import COUNTED, ComparisonRow, heading
from corridor.partnerships.scheme_words import figure, label, money_words, number_words, place_name, value_label
from corridor.reports import numbers
from corridor.web.design import names
from corridor.web.design.templatetags import design

register = template.Library()

STATES = {"passes": "met", "fails": "not_met"}
"""The state by which a verdict is drawn; `partly` has its own sign, `unknown` the one of what is not known."""
HALF = SafeString(
    '<svg class="c-state__sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
    '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2.2"/>'
    '<path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor"/></svg>'
)
SCORE = (
    '<svg class="c-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    '<rect class="c-bar__track" width="100" height="10"/><rect class="c-bar__part" width="{}" height="10"/>'
    '<rect x="{}" y="3" width="{}" height="4" fill="#b8610a"/></svg>'
)
"""A thick bar as far as a score is certain, a thin one as far as it may reach."""
STATUS_STATES = {"running": "running", "completed": "done", "planned": "waiting", "paused": "stopping"}
SIDES: dict[str | None, Callable[[], str]] = {
    "origin": lambda: _("Country of origin"),
    "destination": lambda: _("Country of destination"),
    "international": lambda: _("International"),
    None: lambda: _("Side not known"),
}


# ---- words --------------------------------------------------------------------------------------


@register.filter
def word(key: str) -> str:
    """The words of a key of the register, such as `field.target`."""
    return label(key, names.language())


@register.filter
def basis(name: str | None) -> str:
    """How a value is known: stated by a source, computed, our reading."""
    return label(f"basis.{name}", names.language()) if name else ""


@register.simple_tag
def how_known(name: str) -> SafeString:
    """How a value is known; marked where no source says it."""
    return format_html('<span class="{}">{}</span>', "c-quiet" if name == "stated" else "c-mark", basis(name))


@register.filter
def places(several: tuple[Place, ...]) -> str:
    """Places, one after the other; not known where none is stated."""
    return ", ".join(place_name(one, names.language()) for one in several) or design.not_known()


@register.filter
def sector(code: str) -> str:
    """The label of a sector."""
    return design.in_language(sectors()[code])


@register.filter
def circle(name: str) -> dict[str, Any]:
    """A type of circularity: label, meaning."""
    return dict(circularity_types()[name])


@register.filter
def isco(code: str) -> str:
    """A code of ISCO-08 with the title of its group."""
    return f"{code} {groups()[code].title(names.language())}"


@register.filter
def side(name: str | None) -> str:
    """The side of a partner."""
    return SIDES[name]()


@register.filter
def date_as_known(day: str | None) -> str:
    """A date as precisely as it is known: 2019, March 2019, 1 March 2019."""
    if not day:
        return design.not_known()
    if re.fullmatch(r"\d{4}-\d{2}", day):
        month = numbers.MONTHS[names.language()].split()[int(day[5:]) - 1]
        return f"{month}{numbers.SPACE}{day[:4]}"
    return day if len(day) == 4 else design.day(day)


@register.filter
def years(period: Period) -> str:
    """The years of a scheme, short: `2019–2021`, `from 2019`, `until 2021`."""
    start, end = ((day or "")[:4] for day in (period.start, period.end))
    if start and end:
        return start if start == end else f"{start}–{end}"
    if start:
        return _("from %(year)s") % {"year": start}
    return _("until %(year)s") % {"year": end} if end else design.not_known()


@register.simple_tag
def status(one: Scheme) -> SafeString:
    """The state of a scheme with its sign."""
    if one.status == "unknown":
        return design.state("unknown", design.not_known())
    return design.state(STATUS_STATES.get(one.status, "stopped"), word(f"status.{one.status}"))


# ---- numbers ------------------------------------------------------------------------------------


@register.filter
def count(number: Number) -> str:
    """A count with its unit and how exact it is, without its note."""
    return number_words(dataclasses.replace(number, note=None), names.language()) or design.not_known()


@register.filter
def counts(several: tuple[Number, ...]) -> str:
    """Counts side by side; not known where there is none."""
    return "; ".join(count(number) for number in several) or design.not_known()


@register.filter
def amount(sum_: Money) -> str:
    """A sum or its range, in its currency."""
    ends = [end for end in (sum_.amount, sum_.low, sum_.high) if end is not None]
    if not ends:
        return design.not_known()
    if sum_.currency == "EUR":
        said = [design.money(end) for end in ends]
    else:
        said = [f"{sum_.currency}{numbers.SPACE}{figure(end, names.language())}" for end in ends]
    return said[0] if len(said) == 1 else word("range").format(low=said[0], high=said[1])


@register.filter
def what(sum_: Money) -> str:
    """What a sum is: budget, cost per person."""
    return capital(word(f"money.{sum_.what}"))


@register.filter
def capital(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]


@register.filter
def by_side(partners: tuple[Partner, ...]) -> list[tuple[str, list[Partner]]]:
    """Partners by the side they stand on."""
    return [
        (said(), found)
        for name, said in SIDES.items()
        for found in [[partner for partner in partners if partner.side == name]]
        if found
    ]


@register.filter
def counted(one: Scheme) -> list[tuple[str, tuple[Number, ...]]]:
    """The kinds of count in the order of the pipeline, each with its values."""
    return [(word(f"field.{name}"), getattr(one.counts, name)) for name in COUNTED]


@register.filter
def source_of(record: Number | Money, one: Scheme) -> Any:
    """The source of a number, for `{% source %}`; None where the file names none for it."""
    if record.source is None:
        return None
    return {"url": one.sources[record.source].url, "title": _("source %(n)s") % {"n": record.source + 1}}


@register.filter
def host(url: str) -> str:
    """The site of an address, to read instead of the whole."""
    return url.split("//", 1)[-1].split("/", 1)[0].rstrip(".")


# ---- classification -----------------------------------------------------------------------------


@register.filter
def criteria(one: Scheme) -> list[tuple[str, Criterion]]:
    """The criteria of a scheme by name."""
    return [(name, getattr(one.criteria, name)) for name in CRITERIA]


@register.simple_tag
def score_bar(one: SchoolScore) -> SafeString:
    """The score as a bar: thick as far as it is certain, thin as far as it may reach."""
    return format_html(
        SCORE, round(100 * one.low, 1), round(100 * one.low, 1), round(max(0.0, 100 * (one.high - one.low)), 1)
    )


@register.filter
def criterion(name: str) -> str:
    """A criterion in words."""
    return heading(name, names.language()) if name != "partner_country" else word("criterion.partner_country")


@register.filter
def criterion_value(value: str | None, name: str) -> str:
    """The value of a criterion in words, or not known."""
    return value_label(name, value, names.language()) or design.not_known()


@register.filter
def wanted(finding: Finding) -> str:
    """The values by which a criterion is met in full."""
    return _(" or ").join(criterion_value(value, finding.criterion) for value in finding.wanted) or design.not_known()


@register.simple_tag
def verdict(finding: Finding) -> SafeString:
    """Met, met in part, not met or not known, as sign and word."""
    said = design.not_known() if finding.verdict == "unknown" else word(f"verdict.{finding.verdict}")
    if finding.verdict == "partly":
        return format_html('<span class="c-state c-state--wait">{}{}</span>', HALF, said)
    return design.state(STATES.get(finding.verdict, "unknown"), said)


@register.filter
def score(one: SchoolScore) -> str:
    """The score as per cent of what the school asks; a range where a criterion is not known."""
    low, high = (design.percent(round(end, 3)) for end in (one.low, one.high))
    return low if low == high else word("range").format(low=low, high=high)


@register.simple_tag
def fits(one: SchoolScore) -> SafeString:
    """Whether every required criterion is met, as sign and word."""
    said = {True: _("meets what is required"), False: _("does not meet what is required"), None: _("not known")}
    return design.state({True: "met", False: "not_met", None: "unknown"}[one.fits], said[one.fits])


@register.filter
def school(name: str) -> Any:
    """A school of thought: label, meaning, sources."""
    return schools().schools[name]


# ---- comparison ---------------------------------------------------------------------------------


LISTED = ("origins", "destinations", "implementers", "funders", "partners", "sectors", "isco08", "circularity")
"""Fields whose values are several names in a row: each stands on a line of its own."""
BREAK = SafeString("<br>")


@register.simple_tag
def cells(row: ComparisonRow, several: list[Scheme]) -> list[SafeString]:
    """The cells of a row: a line for each of several values, how each is known, not known for None."""
    return [_cell(row.key, *one) for one in zip(several, row.values, row.bases, strict=True)]


def _cell(key: str, one: Scheme, value: str | None, how: str | None) -> SafeString:
    if value is None:
        return format_html('<span class="c-quiet">{}</span>', design.not_known())
    if key == "sources":  # links one under the other need room between them
        items = format_html_join("", "<li>{}</li>", ((link(source.url),) for source in one.sources))
        return format_html('<ul class="govuk-list">{}</ul>', items)
    shown = format_html_join(BREAK, "{}", ((line,) for line in _lines(key, one, value)))
    return shown if how in (None, "stated") else format_html('{} <span class="c-mark">{}</span>', shown, basis(how))


def _lines(key: str, one: Scheme, value: str) -> list[str]:
    """The values of a field, one a line; dates written out."""
    if key == "money":
        return [capital(money_words(sum_, names.language())) for sum_ in one.money]
    if key in COUNTED:
        return [number_words(number, names.language()) for number in getattr(one.counts, key)]
    if key in LISTED:
        return value.split("; ")
    if key in ("start", "end"):
        return [date_as_known(value)]
    return [design.day(value) if key == "checked" else value]


@register.simple_tag
def link(url: str) -> SafeString:
    """A link to a source, named by its site."""
    return SafeString(design.source({"url": url, "title": host(url)}))
