"""Tags and filters of every page. Unknown is a value: None is said as "not known", never as 0 or no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from corridor.reports import numbers
from corridor.web.design import names
from corridor.web.design.context import address

register = template.Library()

STATES: dict[str, tuple[str, Callable[[], str]]] = {
    "open": ("yes", lambda: pgettext("state", "open")),
    "closed": ("no", lambda: pgettext("state", "closed")),
    "unknown": ("unknown", lambda: pgettext("state", "undecided")),
    "met": ("yes", lambda: pgettext("state", "met")),
    "not_met": ("no", lambda: pgettext("state", "not met")),
    "waiting": ("wait", lambda: pgettext("state", "waiting")),
    "running": ("run", lambda: pgettext("state", "running")),
    "stopping": ("stop", lambda: pgettext("state", "stopping")),
    "stopped": ("stop", lambda: pgettext("state", "stopped")),
    "done": ("yes", lambda: pgettext("state", "done")),
    "failed": ("no", lambda: pgettext("state", "failed")),
}
"""Shape of the sign, and the word. The shape says it without the colour."""

MARKS: dict[str, Callable[[], str]] = {
    "low": lambda: _("low confidence"),
    "medium": lambda: _("medium confidence"),
    "assumed": lambda: _("assumed"),
    "estimated": lambda: _("estimated"),
    "expected": lambda: _("expected, not yet enacted"),
    "carried_over": lambda: _("carried over from an earlier period"),
    "not_applicable": lambda: _("does not apply"),
    "not_known": lambda: _("not known"),
    "reconstructed": lambda: _("reconstructed"),
    "uncertain": lambda: _("uncertain"),
}
BASES: dict[str, Callable[[], str]] = {
    "guidance": lambda: _("guidance of the administration"),
    "practice": lambda: _("practice of the administration"),
}


# ---- filters ------------------------------------------------------------------------------------


def not_known() -> str:
    """What stands for a value that nobody has stated."""
    return _("not known")


@register.filter
def in_language(texts: Any) -> str:
    """A dict of languages as text: the page's language, else English, else any; plain text as it is, None as empty."""
    if not isinstance(texts, Mapping):
        return "" if texts is None else str(texts)
    found = texts.get(names.language()) or texts.get("en") or next((text for text in texts.values() if text), "")
    return str(found)


@register.filter
def number(value: float | str | None, digits: int = 0) -> str:
    """A number with the thousands and decimal signs of the language; `digits` decimals at most."""
    if value is None or value == "":
        return not_known()
    if not digits:
        return numbers.count(float(value), names.language())
    return numbers.decimal(float(value), names.language(), int(digits))


@register.filter
def money(value: float | str | None) -> str:
    """EUR; cents are shown only where there are any."""
    if value is None or value == "":
        return not_known()
    lang = names.language()
    if round(float(value), 2) == round(float(value)):
        return numbers.money(float(value), lang)
    from corridor.rules import wording

    exact = wording.number(abs(Decimal(str(value))), lang, 2)
    return (numbers.MINUS if float(value) < 0 else "") + numbers.MONEY[lang].format(exact)


@register.filter
def percent(value: float | str | None) -> str:
    """A share of 0 to 1 in whole per cent; what is neither none nor all is never 0 or 100."""
    if value is None or value == "":
        return not_known()
    return numbers.share(float(value), 1, names.language()) or not_known()


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A date written out; text in ISO form counts as a date, other text stays as it is."""
    if value is None or value == "":
        return not_known()
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        value = (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return numbers.day(value, names.language())


@register.filter
def moment(value: datetime | None) -> str:
    """A date and the time of day, in the time zone of the installation."""
    if value is None:
        return not_known()
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return _("%(day)s, %(time)s") % {"day": numbers.day(local.date(), names.language()), "time": f"{local:%H:%M}"}


@register.filter
def months(value: float | str | None) -> str:
    """A duration in months: "12 months", "never", "not known"."""
    if value is None or value == "":
        return not_known()
    if value == "never":
        return _("never")
    shown = numbers.decimal(float(value), names.language())
    plural = 1 if float(value) == 1 else 2
    if names.language() == "fr":
        plural = 1 if abs(float(value)) < 2 else 2
    return ngettext("%(n)s month", "%(n)s months", plural) % {"n": shown}


@register.filter
def country(code: str | None) -> str:
    """The name of a country; the code where it has none."""
    if not code:
        return not_known()
    return in_language(names.countries().get(str(code))) or str(code)


@register.filter
def region(code: str | None) -> str:
    """The name of a region; the code where it has none."""
    if not code:
        return not_known()
    return in_language(names.regions().get(str(code))) or str(code)


@register.filter
def yes_no(flag: bool | None) -> str:
    """Yes, no or not known."""
    return not_known() if flag is None else _("yes") if flag else _("no")


# ---- marks --------------------------------------------------------------------------------------


@register.simple_tag
def state(name: str | None, word: str | None = None) -> SafeString:
    """A state as sign and word; another `word` may be given. What it does not know it shows as not known."""
    shape, said = STATES.get(str(name), STATES["unknown"])
    return format_html(
        '<span class="c-state c-state--{}">{}{}</span>',
        shape,
        sign(shape),
        word or said(),
    )


@cache
def sign(shape: str) -> SafeString:
    """The drawing of a state's sign."""
    return SafeString(render_to_string("design/tags/sign.html", {"shape": shape}).strip())


@register.simple_tag
def confidence(value: str | None) -> str:
    """The mark of a value that is less than certain; nothing for high or None."""
    if not value or value in ("high", "enacted"):
        return ""
    said = MARKS[value]() if value in MARKS else str(value).replace("_", " ")
    return format_html('<span class="c-mark">{}</span>', said)


@register.simple_tag
def source(reference: Any) -> str:
    """Where something stands: link, article, basis; several where a list is given; nothing for None."""
    if not reference:
        return ""
    given = reference if isinstance(reference, (list, tuple)) else [reference]
    said = tuple(tuple(_reference(entry).items()) for entry in given if entry)
    return _links(said, names.language())


@lru_cache(maxsize=4096)
def _links(said: tuple[tuple[tuple[str, str], ...], ...], lang: str) -> str:
    """Pages about the law cite the same articles again and again."""
    return render_to_string("design/tags/source.html", {"references": [dict(entry) for entry in said]})


def _reference(reference: Any) -> dict[str, str]:
    if not isinstance(reference, Mapping):
        return {"title": str(reference), "url": "", "article": "", "basis": "", "confidence": ""}
    url = str(reference.get("url") or "")
    basis = str(reference.get("basis") or "")
    return {
        "title": in_language(reference.get("source") or reference.get("title")) or url,
        "url": url if url.startswith(("https://", "http://")) else "",
        "article": in_language(reference.get("article")),
        "basis": BASES[basis]() if basis in BASES else "",
        "confidence": str(reference.get("confidence") or ""),
    }


# ---- parts of a page ----------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def paginate(context: Context, page: Page[Any], parameter: str = "page") -> str:
    """Links to the pages of a list; the other parts of the address stay. Nothing where there is one page."""
    if page.paginator.num_pages < 2:
        return ""
    request = context.get("request")
    query = request.GET.copy() if request else None

    def href(number: int) -> str:
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    entries = [
        {"number": entry, "href": href(entry), "current": entry == page.number}
        if isinstance(entry, int)
        else {"number": None}
        for entry in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return render_to_string(
        "design/tags/pages.html",
        {
            "entries": entries,
            "page": page,
            "before": href(page.previous_page_number()) if page.has_previous() else "",
            "after": href(page.next_page_number()) if page.has_next() else "",
        },
    )


@register.simple_tag
def error_summary(*forms: BaseForm | BaseFormSet[Any] | None) -> str:
    """The errors of one or more forms or formsets, each linked to its field; nothing where there are none."""
    entries: list[dict[str, str]] = []
    for form in forms:
        if isinstance(form, BaseFormSet):
            if form.is_bound:
                entries += [{"text": str(error), "target": ""} for error in form.non_form_errors()]
                for part in form.forms:
                    entries += _errors(part)
        elif form is not None:
            entries += _errors(form)
    return render_to_string("design/tags/error_summary.html", {"entries": entries}) if entries else ""


def _errors(form: BaseForm) -> list[dict[str, str]]:
    entries = [{"text": str(error), "target": ""} for error in form.non_field_errors()]
    for field in form:
        entries += [{"text": _said(field, str(error)), "target": target(field)} for error in field.errors]
    return entries


def _said(field: BoundField, error: str) -> str:
    """An error with the name of its field: "This field is required." alone does not say which."""
    if not field.label or str(field.label).endswith("?"):  # a question needs no colon
        return f"{field.label or ''} {error}".strip()
    return _("%(field)s: %(error)s") % {"field": field.label, "error": error}


def target(field: BoundField) -> str:
    """The id of the control that an error of a field leads to; the first of a group; empty for a hidden field."""
    if field.is_hidden:
        return ""
    if field.use_fieldset and field.subwidgets:
        first = field.subwidgets[0]
        parts = first.data.get("subwidgets")
        return str((parts[0]["attrs"] if parts else first.data["attrs"]).get("id", field.auto_id))
    return str(field.id_for_label or field.auto_id)


@register.simple_tag
def crumbs(*parts: str) -> str:
    """Breadcrumbs after the start page: title and address in turns, the last title without one."""
    pairs = [
        {"title": parts[at], "href": parts[at + 1] if at + 1 < len(parts) else ""} for at in range(0, len(parts), 2)
    ]
    home = address("home:start")
    if home:
        pairs.insert(0, {"title": pgettext("breadcrumb", "Start"), "href": home})
    return render_to_string("design/tags/crumbs.html", {"crumbs": pairs})


@register.simple_block_tag(end_name="endfigure")
def figure(content: str, svg: str, title: str, finding: str = "") -> str:
    """A drawing with its title and the sentence of what it shows; the table inside the block is folded beneath it."""
    return render_to_string(
        "design/tags/figure.html",
        {
            "content": SafeString(content.strip()),
            "svg": svg,
            "title": title,
            "finding": finding,
            "anchor": slugify(title) or "figure",
        },
    )


BAR = (
    '<svg class="c-bar c-bar--{}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    '<rect class="c-bar__track" width="100" height="10"/>'
    '<rect class="c-bar__part" x="{}" width="{}" height="10"/></svg>'
)


@register.simple_tag
def bar(start: float | None, end: float | None, top: float, tone: str = "bar") -> str:
    """A bar from `start` to `end` on a scale of 0 to `top`, for a cell beside its number; hidden from screen readers.

    Tones: whole, filled, open, reason, bar. Nothing where a value is not known.
    """
    if start is None or end is None or not top:
        return ""
    low, high = sorted((float(start), float(end)))
    return format_html(
        BAR,
        tone,
        f"{100 * low / float(top):.2f}",
        f"{max(100 * (high - low) / float(top), 0.4 if high > low else 0):.2f}",
    )
