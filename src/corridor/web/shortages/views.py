"""Pages about occupations and the lists they are on: public, read only, by address alone."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from corridor.occupations.isco08 import group, unit_groups
from corridor.permits.case import REGIONS
from corridor.web.design import context, names
from corridor.web.design.keeping import etag_of
from corridor.web.shortages import charts, queries, tables
from corridor.web.shortages.forms import CompareForm, OccupationsForm
from corridor.web.shortages.queries import Found, OccupationRow

etag = etag_of(queries.digest)

ROWS = 50
"""Rows of a table on one page."""


def public(view: Any) -> Any:
    """A page that anybody may read and a browser may keep, once it has asked whether it changed."""
    return require_safe(cache_control(private=True, no_cache=True)(condition(etag_func=etag)(view)))


def default_region(request: HttpRequest) -> str:
    """The region of the user's organisation or of the installation, else the first."""
    found = context.region(request)
    return found if found in REGIONS else REGIONS[0]


def _asked(request: HttpRequest) -> tuple[OccupationsForm, dict[str, Any]]:
    """What the address asks for, with today and the reader's region where it is silent or cannot be read."""
    data = request.GET.copy()
    data.setdefault("region", default_region(request))
    data.setdefault("state", "on")
    if not data.get("date", "").strip():
        data["date"] = timezone.localdate().isoformat()
    form = OccupationsForm(data)
    form.is_valid()
    asked = form.cleaned_data
    found = {
        "region": asked.get("region") or default_region(request),
        "day": asked.get("date") or timezone.localdate(),
        "q": (asked.get("q") or "").strip(),
        "state": asked.get("state") or "on",
    }
    return form, found


def _rows(asked: dict[str, Any]) -> list[tuple[OccupationRow, Found | None]]:
    """The occupations asked for: by words, all that they may mean, likeliest first; else those of the state."""
    every = queries.rows(asked["region"], asked["day"])
    if asked["q"]:
        return [(every[f.code], f) for f in queries.search(asked["q"], names.language())]
    return [(row, None) for row in queries.only(every.values(), asked["state"])]


@public
def index(request: HttpRequest) -> HttpResponse:
    """The occupations of a region on a day, with the lists they are on."""
    form, asked = _asked(request)
    found = _rows(asked)
    return render(
        request,
        "shortages/index.html",
        {
            "form": form,
            "asked": asked,
            "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
            "lists": queries.lists_on(asked["region"], asked["day"]),
            "others": queries.lists_on(asked["region"], asked["day"], shortage=False),
            "counts": queries.counts(asked["region"], asked["day"]),
            "untitled": queries.titles_without_code(asked["region"], asked["day"]),
            "query": "?" + urlencode({"region": asked["region"], "date": asked["day"].isoformat()}),
            **_law(),
        },
    )


def _law() -> dict[str, Any]:
    first, last = queries.coverage()
    return {"law": {"version": queries.version(), "digest": queries.digest(), "first": first, "last": last}}


@public
def index_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    _form, asked = _asked(request)
    return tables.occupations(asked["region"], asked["day"].isoformat(), [row for row, _ in _rows(asked)])


@public
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One occupation: its titles and place, and its lists in all regions over time."""
    if code not in unit_groups():
        raise Http404
    form, asked = _asked(request)
    found = queries.memberships(code, asked["day"])
    title = group(code).title(names.language())
    return render(
        request,
        "shortages/detail.html",
        {
            "form": form,
            "group": group(code),
            "title": title,
            "asked": asked,
            "place": queries.place(code),
            "other_titles": queries.other_titles(code),
            "memberships": found,
            "others": queries.memberships(code, asked["day"], shortage=False),
            "drawing": charts.chart(code, title),
            "finding": charts.finding(found),
            "date": asked["day"].isoformat(),
            "query": "?" + urlencode({"region": asked["region"], "date": asked["day"].isoformat()}),
            **_law(),
        },
    )


@public
def detail_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The lists of one occupation over time as CSV."""
    if code not in unit_groups():
        raise Http404
    _form, asked = _asked(request)
    every = [*queries.memberships(code, asked["day"]), *queries.memberships(code, asked["day"], shortage=False)]
    return tables.memberships(code, group(code).title(names.language()), every)


@public
def compare(request: HttpRequest) -> HttpResponse:
    """Occupations that are on a list on one side and not, or not for certain, on the other."""
    form = CompareForm(_both(request))
    context_: dict[str, Any] = {"form": form, "found": None, **_law()}
    if form.is_valid():
        asked = form.cleaned_data
        found = queries.differences(asked["region"], asked["date"], asked["region2"], asked["date2"])
        context_ |= {
            "found": found,
            "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
            "asked": asked,
            "left": queries.lists_on(asked["region"], asked["date"]),
            "right": queries.lists_on(asked["region2"], asked["date2"]),
        }
    return render(request, "shortages/compare.html", context_)


def _both(request: HttpRequest) -> dict[str, str]:
    """The address with what it leaves out: today; the same region; of one region, the version before."""
    given = {name: request.GET.get(name, "").strip() for name in ("region", "date", "region2", "date2")}
    given["region"] = given["region"] or default_region(request)
    given["region2"] = given["region2"] or given["region"]
    today = timezone.localdate()
    given["date2"] = given["date2"] or today.isoformat()
    if not given["date"]:
        same = given["region"] == given["region2"]
        given["date"] = _version_before(given["region"], today).isoformat() if same else given["date2"]
    return given


def _version_before(region: str, day: date) -> date:
    """The first day of the version before the one of a day."""
    earlier = [d for d in (queries.version_days(region) if region in REGIONS else []) if d <= day]
    return earlier[1] if len(earlier) > 1 else queries.coverage()[0]
