"""Pages of evidence: public, nothing of what is sent is kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.flow_tables import FlowTable, tables
from corridor.labour_market.published_stay_rates import published
from corridor.labour_market.spell_columns import template
from corridor.web.design import names
from corridor.web.design.csv_files import csv_file
from corridor.web.evidence import drawings, flow_figures, gap_figures, measured, stay_figures, stored_sources
from corridor.web.evidence.forms import FlowForm, MeasureForm, OccupationForm, SpellsForm
from corridor.web.evidence.in_memory import given, in_memory

ROWS = 100
"""Rows in quarantine that a page tells."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What evidence there is, each with its page."""
    stored, known = stored_sources.counts()
    return render(request, "evidence/index.html", {"stored": stored, "known": known})


# ---- flows ----


@require_safe
def flows(request: HttpRequest) -> HttpResponse:
    """Flows and stocks of people: one table, area and span of years."""
    table, form, one, error = _flow(request)
    context: dict[str, Any] = {"form": form, "table": table, "shown": one, "fault": error}
    context["commands"] = flow_figures.command(table)
    context["note"] = None if table.note is None else table.note[names.language()]
    if one is not None:
        title = table.label(names.language())
        area = dict(form.fields["area"].choices).get(form.cleaned_data["area"], "")  # type: ignore[attr-defined]
        regional = None if table.regional is None else tables()[table.regional]
        context |= {
            "title": f"{title}, {area}",
            "area": area,
            "belgian": form.cleaned_data["area"] in flow_figures.BELGIAN,
            "chart": drawings.series(one, f"{title}, {area}"),
            "provenance": one.flow.provenance,
            "attribution": one.flow.provenance.attribution[names.language()],
            "days": stored_sources.days(one.flow.age),
            "query": request.GET.urlencode(),
            "regional": regional,
            "regional_label": None if regional is None else regional.label(names.language()),
        }
    return render(request, "evidence/flows.html", context)


@require_safe
def flows_csv(request: HttpRequest) -> HttpResponse:
    """The same values as a file, each with its source."""
    table, _form, one, _error = _flow(request)
    if one is None:
        raise Http404
    frame = flow_figures.exported(one)
    return csv_file(f"flows-{table.id}", frame.columns, frame.rows())


def _flow(
    request: HttpRequest,
) -> tuple[FlowTable, FlowForm, flow_figures.Shown | None, tuple[str, str] | None]:
    """The table, the form, what is shown (None where nothing can be), and what went wrong."""
    table = tables().get(request.GET.get("table", "")) or next(iter(tables().values()))
    try:
        held = flow_figures.held(table)
        form = FlowForm(request.GET, held)
        if held is None or not form.is_valid():
            return table, form, None, None
        asked = [form.cleaned_data[name] for name in ("area", "group", "part", "start", "end")]
        return table, form, flow_figures.shown(table, *asked), None
    except LabourMarketError as error:
        return table, FlowForm(request.GET, None), None, error.told(names.language())


# ---- projections ----


@require_safe
def projections(request: HttpRequest) -> HttpResponse:
    """Gaps to 2030 and 2035 by region, published totals, checks."""
    form = OccupationForm(request.GET if "isco" in request.GET else {})
    isco = form.cleaned_data["isco"] if form.is_valid() else ""
    found = gap_figures.gaps(isco or None)
    context = {
        "form": form,
        "isco": isco,
        "occupation": measured.title(isco) if isco else "",
        "gaps": gap_figures.gap_rows(found),
        "beside": gap_figures.beside(found),
        "totals": gap_figures.totals(),
        "checks": gap_figures.check_rows(),
        "without": gap_figures.without(),
    }
    return render(request, "evidence/projections.html", context)


@require_safe
def projections_csv(request: HttpRequest, which: str) -> HttpResponse:
    """Gaps, published totals or checks as a file."""
    form = OccupationForm(request.GET)
    if which not in gap_figures.CSV or not form.is_valid():
        raise Http404
    return csv_file(f"projections-{which}", *gap_figures.exported(which, form.cleaned_data["isco"] or None))


# ---- retention ----


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """Published stay rates."""
    rows = stay_figures.published_rows()
    chart = drawings.published(stay_figures.drawn_rows())
    return render(request, "evidence/retention.html", {"rows": rows, "chart": chart})


@require_safe
def published_csv(request: HttpRequest) -> HttpResponse:
    """Published stay rates as a file."""
    head = ["country", "nationality", "cohort", "years", "low", "high", "open", "n", "still_here", "confidence"]
    head += ["basis", "publisher", "url", "read"]
    lang = names.language()
    rows = [
        [*(getattr(one, name) for name in head), one.group.told(lang), "" if one.note is None else one.note.told(lang)]
        for one in published()
    ]
    return csv_file("published-stay-rates", [*head, "group", "note"], rows)


@require_safe
def spells_template(request: HttpRequest) -> HttpResponse:
    """The columns of a file of spells with example rows."""
    head, *rows = template(names.language())
    return csv_file("spells", head, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@in_memory
def spells(request: HttpRequest) -> HttpResponse:
    """Stay rates of a file that is not kept."""
    form = SpellsForm(**given(request)) if request.method == "POST" else SpellsForm()
    context: dict[str, Any] = {"form": form, "found": None}
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            found = stay_figures.stayed(asked["file"], asked["by"], asked["years"], asked["lag"])
        except LabourMarketError as error:
            form.add_error("file", "; ".join(error.told(names.language())))
        else:
            context |= {
                "found": found,
                "bad": found.bad[:ROWS],
                "chart": drawings.curves(found.curves),
                "states": drawings.states(found.states),
                "signs": any(row["sign"] for row in found.rates),
                "compared": any(row["published"] for row in found.rates),
                "places": "region" in found.by,
            }
    return render(request, "evidence/spells.html", context)


# ---- measures ----


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The methods, with their thresholds and what they rest on."""
    return render(request, "evidence/measures.html", {"methods": measured.described()})


@require_safe
def measure_template(request: HttpRequest) -> HttpResponse:
    """An empty indicator table with a line an indicator."""
    at = measured.COLUMNS.index("indicator")
    rows = [
        ["" if n != at else name for n in range(len(measured.COLUMNS))] for name, *_rest in measured.indicator_rows()
    ]
    return csv_file("indicators", measured.COLUMNS, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@in_memory
def measure_table(request: HttpRequest) -> HttpResponse:
    """Verdicts on a table that is not kept: it stands in the page, nowhere else."""
    form = MeasureForm(**given(request)) if request.method == "POST" else MeasureForm()
    context: dict[str, Any] = {"form": form, "found": None, "columns": measured.COLUMNS}
    context["indicators"] = measured.indicator_rows()
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        if not form.text():
            form.add_error("file", _("Send a file or paste a table."))
            return render(request, "evidence/measure_table.html", context)
        try:
            table = measured.read(form.text())
            context["bad"] = table.quarantine.to_dicts()
            if table.rows.is_empty():
                raise LabourMarketError("table", "table_unreadable", why=_("no row can be used"))
            found = measured.judged(table, asked["method"], asked["region"].strip(), asked["period"].strip())
        except LabourMarketError as error:
            form.add_error("file", "; ".join(error.told(names.language())))
        else:
            context["found"] = found
        text = form.kept
        shown = {name: asked[name] for name in ("method", "region", "period")} | {"table": text}
        again = MeasureForm(shown)  # what came as a file stands in the page from now on
        again.is_valid()
        for name, errors in form.errors.items():
            again.add_error(name, errors)
        context["form"] = again
    return render(request, "evidence/measure_table.html", context)


# ---- sources ----


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The catalogue of official tables and what of it is stored here."""
    return render(request, "evidence/sources.html", {"offices": stored_sources.by_office()})
