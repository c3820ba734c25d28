"""The answer as a PDF: the template `pdf/answer.typ` and the texts that it shows, as data.

What a person has typed reaches the template as a string of JSON and is set as text: it cannot become markup.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from corridor.web.design import names
from corridor.web.design.templatetags import design
from corridor.web.route_check import units
from corridor.web.route_check.given import vocabulary
from corridor.web.route_check.result import Result, Shown

TEMPLATE = Path(__file__).parent / "pdf" / "answer.typ"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: a document that a screen reader can read."""
Answer = Mapping[str, Any]


def made(shown: Result) -> bytes:
    """The PDF, in the language of the page."""
    compiler = typst.Compiler(
        TEMPLATE, ignore_system_fonts=True, sys_inputs={"data": json.dumps(told(shown), ensure_ascii=False)}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", typst.TypstWarning)
        found = compiler.compile(format="pdf", pdf_standards=[STANDARD])
    if not isinstance(found, bytes):
        raise TypeError("a PDF is one piece of bytes")
    return found


def told(shown: Result) -> dict[str, Any]:
    """What the template shows."""
    law, given = shown.answer["law"], shown.given
    region, day = design.region(given.region), design.day(given.day)
    return {
        "lang": names.language(),
        "title": _("Routes to work: %(region)s") % {"region": region},
        "foot": _("Corridor: information, not a decision. %(region)s, %(day)s") % {"region": region, "day": day},
        "verdict": shown.verdict,
        "headline": shown.headline,
        "counts": shown.counts,
        "notice": _("This is information, not a decision and no legal advice: the authority decides."),
        "notes": [note["text"] for note in shown.answer["notes"]],
        "open": [_route(route) for route in shown.open],
        "undecided": [_route(route) for route in shown.undecided],
        "perhaps": [_route(route) for route in shown.perhaps],
        "closed": [_route(route) for route in shown.closed],
        "aside": [{"label": r.label, "why": next((c["text"] for c in r.failing), "")} for r in shown.aside],
        "authority": shown.procedure["authority"] or "",
        "steps": [{"text": s["text"], "reference": _reference(s["reference"])} for s in shown.procedure["steps"]],
        "numbers": shown.numbers,
        "answers": [
            (_("Region and filing date"), f"{region}, {day}"),
            *((a.label, value) for a, value in shown.answered),
        ],
        "presumed": [(asked.label, value) for asked, value in shown.presumed],
        "unsure": [{"text": text, "marks": _marks(reference)} for text, reference in shown.unsure],
        "law": _("Law of %(region)s on %(day)s, version %(version)s, %(hash)s. Described to %(last)s.")
        % {
            "region": region,
            "day": day,
            "version": law["version"],
            "hash": law["hash"][:12],
            "last": design.day(vocabulary().coverage[1]),
        },
        "words": _words(),
    }


def _route(route: Shown) -> dict[str, Any]:
    facts = [*route.facts, *((_("Fees"), fee) for fee in map(_fee, route.fees)), *route.rights]
    if route.rights:
        facts.append((_("Dependence on this employer"), route.dependence))
    return {
        "label": route.label,
        "state": route.state,
        "missing": [asked.label for asked in route.missing],
        "facts": facts,
        "conditions": [_condition(item) for item in route.conditions],
        "failing": [_condition(item) for item in route.failing],
        "openings": [list(opening.changes) for opening in route.openings],
        "documents": [document["label"] for document in route.answer["outcome"]["documents"]],
        "judged": [{"text": item["text"], "reference": _reference(item["reference"])} for item in route.judged],
    }


def _condition(item: Answer) -> dict[str, Any]:
    reference = item["reference"] or {}
    notes = [*item.get("notes", []), *([reference["note"]] if reference.get("note") else [])]
    return {
        "result": "unknown" if item["result"] == "unknown" else item["result"],
        "text": item["text"],
        "reference": _reference(item["reference"]),
        "amounts": [_amount(parameter) for parameter in item["parameters"]],
        "notes": notes,
    }


def _amount(parameter: Answer) -> dict[str, Any]:
    since = parameter["valid_from"]
    return {
        "label": parameter["label"],
        "value": units.amount(parameter["value"], parameter["unit"]),
        "since": _("since %(day)s") % {"day": design.day(since)} if since else "",
        "marks": _marks(parameter),
        "note": parameter.get("note") or "",
    }


def _fee(parameter: Answer) -> str:
    shown = _amount(parameter)
    marks = "".join(f" ({mark})" for mark in shown["marks"])
    return f"{shown['label']} {shown['value']} {shown['since']}{marks}".strip()


def _reference(reference: Answer | None) -> dict[str, Any] | None:
    if not reference:
        return None
    url = str(reference.get("url") or "")
    basis = str(reference.get("basis") or "")
    return {
        "title": str(reference["source"]),
        "article": str(reference.get("article") or ""),
        "url": url if url.startswith(("https://", "http://")) else None,
        "basis": design.BASES[basis]() if basis in design.BASES else "",
        "marks": _marks(reference),
    }


def _marks(reference: Answer) -> list[str]:
    found = (reference.get("status"), reference.get("confidence"))
    return [
        design.MARKS[mark]() if mark in design.MARKS else units.not_known() for mark in found if mark not in CERTAIN
    ]


CERTAIN = (None, "high", "enacted", "not_applicable")


def _words() -> dict[str, str]:
    return {
        "colon": pgettext("after a label", ":"),
        "open": pgettext("route", "open"),
        "closed": pgettext("route", "closed"),
        "unknown": _("undecided"),
        "met": _("met"),
        "not_met": _("not met"),
        "missing": _("Missing:"),
        "would_open": _("It would open with:"),
        "documents": _("Documents"),
        "judged": _("The authority judges"),
        "judged_note": _("The authority judges points that nobody can compute; they stand with each route."),
        "none_open": _("No route is certainly open."),
        "open_title": pgettext("routes", "Open"),
        "undecided_title": pgettext("routes", "Undecided"),
        "perhaps_title": _("Not ruled out"),
        "closed_title": _("Closed, and what would open it"),
        "aside_title": _("Does not apply"),
        "steps_title": _("Steps, time and cost"),
        "authority": _("Who decides:"),
        "answers_title": _("Your answers"),
        "presumed_title": _("What is presumed"),
        "unsure_title": _("What is not certain"),
    }
