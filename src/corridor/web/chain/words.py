"""Words of closed lists on the pages: themes of practices, parts of references, kinds of reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.web.design.templatetags.design import day, region

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
        if name == "region":
            value = region(str(value))
        if name == "folder" and plan:
            value = plan
        found.append((label, day(str(value)) if name == "day" else value))
    return found


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
