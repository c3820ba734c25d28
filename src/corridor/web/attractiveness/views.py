"""What is known of the attractiveness for talents, and ranks from a table that is not kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.invented import invented
from corridor.attractiveness.regional_compass import compass
from corridor.attractiveness.talent_framework import talent_framework
from corridor.attractiveness.talent_table import COLUMNS
from corridor.attractiveness.talent_values import other_indices, places, published
from corridor.web.attractiveness import drawings, queries
from corridor.web.attractiveness.forms import TOP, RanksForm
from corridor.web.attractiveness.queries import COMPASS, kinds, known_indicators
from corridor.web.design.csv_files import csv_file

HOME = "BE"
"""The country whose place is told."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Published scores and places, and what they leave possible for Belgium."""
    frame = talent_framework()
    editions = [
        {
            "year": year,
            "edition": one,
            "groups": [
                {
                    "name": name,
                    "label": frame.groups[name].label.model_dump(),
                    "places": places(HOME, year, name),
                    "spans": drawings.spans(places(HOME, year, name).possible),
                    "values": _values(year, name),
                }
                for name in one.groups
            ],
        }
        for year, one in sorted(frame.editions.items(), reverse=True)
    ]
    others = [(one, words.model_dump()) for one, words in other_indices(HOME)]
    return render(
        request, "attractiveness/index.html", {"editions": editions, "others": others, "read": talent_framework().read}
    )


def _values(year: int, group: str) -> list[dict[str, Any]]:
    """The published values of a group, a row a country and kind of place, best first."""
    found = published().filter(edition=year, group=group)
    scores = {(row["country"], row["what"]): row for row in found.filter(kind="score").iter_rows(named=True)}
    rows = found.filter(kind="rank").sort("what", "value", descending=[False, False]).to_dicts()
    return [row | {"scored": scores.get((row["country"], row["what"]))} for row in rows]


@require_safe
def published_csv(request: HttpRequest) -> HttpResponse:
    """All published values."""
    return csv_file("talent-attractiveness", published().columns, published().rows())


@require_safe
def framework(request: HttpRequest) -> HttpResponse:
    """Dimensions and indicators, each with how it is known."""
    frame = talent_framework()
    dimensions = [
        {"dimension": one, "indicators": [i for i in frame.indicators if i.dimension == one.id]}
        for one in frame.dimensions
    ]
    context = {"dimensions": dimensions, "frame": frame, "compass": compass()}
    return render(request, "attractiveness/framework.html", context)


@require_safe
def template(request: HttpRequest, group: str) -> HttpResponse:
    """An empty table of a group or the compass."""
    if group not in {name for name, _label in kinds()}:
        raise Http404
    level = "region" if group == COMPASS else "country"
    return csv_file(
        f"table-{group}", tuple(COLUMNS), [("", name, "", level, "", "") for name, _label in known_indicators(group)]
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ranks(request: HttpRequest) -> HttpResponse:
    """Ranks of a table under weights that move. The table stands in the page, nowhere else."""
    data = request.POST.copy() if request.method == "POST" else request.GET.copy()
    example = "example" in data
    if example:
        kind = data.get("kind", "")
        kind = kind if kind in {name for name, _label in kinds()} else next(iter(talent_framework().groups))
        level = "region" if kind == COMPASS else "country"
        data["kind"], data["table"] = kind, invented([n for n, _l in known_indicators(kind)], level=level).write_csv()
    asked = request.method == "POST" or example
    form = RanksForm(data if asked else {"kind": data.get("kind", "")}, request.FILES or None)
    context: dict[str, Any] = {
        "form": form,
        "example": example or data.get("invented") == "yes",
        "given": False,
        "top": TOP,
    }
    if asked and form.is_valid():
        data["table"] = form.text()  # what came as a file stands in the page from now on
        form = context["form"] = RanksForm(data)
        form.is_valid()
        context |= _answer(form)
    part = request.headers.get("HX-Target") == "ranks"
    return render(request, "attractiveness/_ranks.html" if part else "attractiveness/ranks.html", context)


def _answer(form: RanksForm) -> dict[str, Any]:
    text = form.text()
    if not text:
        form.add_error("table", _("Send a file, paste a table, or look at the invented example."))
        return {}
    lang = get_language() or "en"
    try:
        table = queries.read(text, form.of)
        found = queries.ranked(table, form.of, form.weights(), form.factors(), form.cleaned_data.get("unit") or "")
    except AttractivenessError as error:
        message, remedy = error.told(lang)
        form.add_error("table", f"{message}; {remedy}")
        return {}
    if form.cleaned_data.get("unit") and found.unit is None and found.rows:
        form.add_error("unit", _("There is no such unit in the table."))
    labels = dict(known_indicators(form.of)) | {
        field.name.removeprefix("weight-"): field.label for field in form.sliders
    }
    return {
        "given": True,
        "found": found,
        "bad": table.quarantine(lang).to_dicts(),
        "flat": [labels[name] for name in found.flat],
        "levers": [row | {"label": labels[row["code"]]} for row in found.levers],
        "shares": [(labels[name], share) for name, share in found.shares.items()],
        "draws": queries.DRAWS,
        "drawing": drawings.intervals(found.rows),
    }
