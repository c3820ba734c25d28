"""Words of closed lists on the pages: themes of practices, parts of references, kinds of reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from corridor.told import ToldError
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import day, in_language, region

TOPICS: dict[str, Any] = {
    "shortage_lists": _("Shortage lists"),
    "measuring": _("Measuring shortages"),
    "procedure": pgettext_lazy("theme", "Procedure"),
    "one_stop": _("One-stop shops"),
    "thresholds": _("Salary thresholds"),
    "partnerships": _("Partnerships"),
    "ethics": _("Fair recruitment"),
    "rights": _("Rights of workers"),
    "pool": _("Talent pools"),
    "integration": pgettext_lazy("theme", "Integration"),
}
KINDS_OF_SOURCE: dict[str, Any] = {
    "plan": _("A figure of a plan"),
    "law": _("A value of the law"),
    "verdict": _("A measured verdict"),
    "indicator": _("A measured indicator"),
    "shortage_list": _("An occupation on a shortage list"),
    "list_titles": _("The length of a shortage list"),
    "published": _("A published figure"),
    "scheme": _("A figure of a partnership"),
    "simulation": _("A result of a simulated partnership"),
    "document": _("A document"),
}
PARTS: dict[str, Any] = {
    "region": pgettext_lazy("chain", "Region"),
    "name": pgettext_lazy("reference", "Name"),
    "day": pgettext_lazy("reference", "On the day"),
    "folder": _("Plan"),
    "at": pgettext_lazy("reference", "Place in it"),
    "table": pgettext_lazy("reference", "Table"),
    "method": pgettext_lazy("reference", "Method"),
    "indicator": pgettext_lazy("reference", "Indicator"),
    "isco08": _("Occupation (ISCO-08)"),
    "period": pgettext_lazy("reference", "Period"),
    "list": _("List"),
    "id": pgettext_lazy("reference", "Identifier"),
    "scheme": _("Scheme"),
    "design": _("Design"),
    "draws": _("Draws"),
    "seed": _("Seed"),
    "address": pgettext_lazy("reference", "Address"),
    "file": pgettext_lazy("reference", "File"),
    "place": _("Page, article or table"),
}
REPORTS: dict[str, Any] = {
    "region": _("Analysis of a region: strengths and weaknesses"),
    "practices": _("Good practices"),
    "initiatives": _("Potential initiatives"),
    "recommendations": _("Recommended changes"),
    "programme": _("Summary of the programme"),
}
"""Reports that are drawn from a dossier."""


def topic(name: str) -> Any:
    """A theme in words; its own name where it has none."""
    return TOPICS.get(name, name)


def reference_rows(reference: Mapping[str, Any], plan: str = "") -> list[tuple[Any, Any]]:
    """What a reference says, as pairs of label and value; its kind first, a plan by what it is called."""
    kind = str(reference.get("kind", ""))
    found: list[tuple[Any, Any]] = [(pgettext_lazy("reference", "Kind of source"), KINDS_OF_SOURCE.get(kind, kind))]
    for name, label in PARTS.items():
        value = reference.get(name)
        if value in (None, ""):
            continue
        found.append((label, plan if plan and name in ("folder", "table") else _part(reference, name, value)))
    return found


def _part(reference: Mapping[str, Any], name: str, value: Any) -> Any:
    """A part of a reference in words, where the library has words for it; else as it is."""
    try:
        return _worded(reference, name, str(value)) or value
    except (ToldError, KeyError, LookupError):  # a name that the library no longer knows
        return value


def _worded(reference: Mapping[str, Any], name: str, value: str) -> str:
    match reference.get("kind"), name:
        case _, "region":
            return region(value)
        case _, "day":
            return day(value)
        case "law", "name":
            from corridor.permits.book import book

            return in_language(book(str(reference.get("region"))).rules.parameters[value].label)
        case _, "method":
            from corridor.labour_market.method import measures

            return in_language(measures()[value].label)
        case _, "indicator":
            from corridor.labour_market.indicators import indicators

            return in_language(indicators()[value].label)
        case _, "isco08":
            from corridor.labour_market.indicators import TOTAL
            from corridor.occupations.isco08 import group

            if value == TOTAL:
                return pgettext("occupations", "All occupations")
            return f"{value} {group(value).title(language())}"
        case _, "list":
            from corridor.labour_market.shortage_lists import list_named

            return in_language(list_named(value).label)
        case _, "scheme":
            from corridor.partnerships.scheme import schemes

            return f"{value} {schemes()[value].short}"
        case _, "design":
            from corridor.partnerships.design import shipped

            return shipped()[value].name.told(language())
        case _:
            return ""


FIELDS: dict[str, Any] = {
    "about": _("What the value is about"),
    "body": pgettext_lazy("decision", "Who decided"),
    "confidence": _("How sure is it?"),
    "date": pgettext_lazy("decision", "Day"),
    "evidence": pgettext_lazy("chain", "Evidence"),
    "findings": pgettext_lazy("chain", "Findings"),
    "initiatives": pgettext_lazy("chain", "Initiatives"),
    "kind": pgettext_lazy("finding", "Kind"),
    "note": _("Note"),
    "outcome": pgettext_lazy("decision", "Outcome"),
    "practices": _("Good practices"),
    "procedural": _("Change of the procedure"),
    "recommendations": pgettext_lazy("chain", "Recommendations"),
    "reference": pgettext_lazy("chain", "Reference"),
    "region": pgettext_lazy("chain", "Region"),
    "regions": pgettext_lazy("chain", "Regions"),
    "regulatory": _("Change of the law"),
    "seen": _("Value as seen"),
    "text": pgettext_lazy("chain", "Text"),
    "title": pgettext_lazy("chain", "Title"),
}
"""What the fields of items are called."""
