"""Facts and amounts of the law as a reader sees them: with unit, in the language of the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corridor.occupations import isco08
from corridor.reports import numbers
from corridor.rules import wording
from corridor.rules.model import Fact
from corridor.web.design import names
from corridor.web.route_check.given import vocabulary

NONE_OF_THESE = "none of these lists"
"""The title that is stated for a job that stands on no list: it is no title of any of them."""
COUNTED = {
    "months": lambda n: ngettext("%(n)s month", "%(n)s months", n),
    "weeks": lambda n: ngettext("%(n)s week", "%(n)s weeks", n),
    "days": lambda n: ngettext("%(n)s day", "%(n)s days", n),
    "years": lambda n: ngettext("%(n)s year", "%(n)s years", n),
    "hours": lambda n: ngettext("%(n)s hour", "%(n)s hours", n),
}


def not_known() -> str:
    """What stands for a value that nobody knows."""
    return _("not known")


def unit_name(unit: str | None) -> str:
    """The unit as it stands behind a field."""
    return {
        "EUR/year": _("a year, gross"),
        "EUR/month": _("a month"),
        "EUR": "",
        "months": _("months"),
        "weeks": _("weeks"),
        "days": _("days"),
        "years": _("years"),
        "hours": _("hours"),
        "percent": "%",
    }.get(unit or "", "")


def shown(fact: Fact, value: Any) -> str:
    """A fact's value for a reader; natural values and those of JSON."""
    if value is None:
        return not_known()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if fact.type == "date":
        return numbers.day(value if isinstance(value, date) else date.fromisoformat(str(value)), names.language())
    if fact.scheme == "isco08":
        return occupation(value if isinstance(value, str) else f"{value:04d}")
    if fact.scheme == "country":
        texts = names.countries().get(str(value), {})
        return texts.get(names.language()) or str(value)
    if isinstance(value, str):
        if fact.type == "text" and value == NONE_OF_THESE:
            return _("on none of the lists")
        texts = fact.value_labels.get(value, {})
        return texts.get(names.language()) or texts.get("en") or value
    return amount(value, fact.unit)


def fact_shown(name: str, value: Any) -> str:
    """As `shown`, by the fact's name."""
    return shown(vocabulary().facts[name], value)


def amount(value: Any, unit: str | None, *, sign: bool = False) -> str:
    """A number with its unit: money, a duration, a share; with a plus sign for a difference where asked."""
    if value is None:
        return not_known()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return value
    exact = Decimal(str(value))
    lead = "" if not sign else "+" if exact > 0 else numbers.MINUS if exact < 0 else ""
    exact = abs(exact) if sign else exact
    lang = names.language()
    if unit and unit.startswith("EUR"):
        return lead + _per(wording.money(exact, lang), unit)
    said = wording.number(exact, lang)
    if unit == "percent":
        return f"{lead}{said}\u00a0%"
    if unit == "level":
        return lead + said if sign else _("level %(n)s") % {"n": said}
    if unit in COUNTED:
        return lead + COUNTED[unit](_plural(exact, lang)) % {"n": said}
    return lead + said


def _per(money: str, unit: str) -> str:
    if unit == "EUR/year":
        return _("%(money)s a year") % {"money": money}
    return _("%(money)s a month") % {"money": money} if unit == "EUR/month" else money


def _plural(value: Decimal, lang: str) -> int:
    """The whole number that has the plural form of a number with decimals."""
    if lang == "fr":
        return 1 if abs(value) < 2 else 2
    return 1 if value == 1 else 2


def occupation(code: str) -> str:
    """An occupation by its code: `2512 Software developers`; the code alone where no group has it."""
    group = isco08.groups().get(code)  # lists of the law also name codes that the classification lacks
    return f"{code} {group.title(names.language())}" if group else code
