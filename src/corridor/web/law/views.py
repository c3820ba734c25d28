"""Pages of the law browser: public, read only, by address alone."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from corridor.permits.case import REGIONS
from corridor.permits.law_history import Edition
from corridor.permits.law_index import folded
from corridor.web.design.keeping import etag_of
from corridor.web.design.templatetags.design import in_language
from corridor.web.law import charts, queries, tables
from corridor.web.law.forms import CompareForm, DoubtsForm, ParametersForm, SearchForm, SourcesForm
from corridor.web.law.moment import Moment, moment
from corridor.web.law.templatetags.law import DOUBT_KINDS, SOURCE_KINDS, mark_text

etag = etag_of(queries.digest)

ROWS = 50
"""Rows of a long table on one page."""


def public(view: Any) -> Any:
    """A page that anybody may read and a browser may keep, once it has asked whether it changed."""
    return require_safe(cache_control(private=True, no_cache=True)(condition(etag_func=etag)(view)))


def _shown(request: HttpRequest, template: str, at: Moment, *, everywhere: bool = False, **more: Any) -> HttpResponse:
    """A page about one region's law on one day, or about the laws of all regions (`everywhere`)."""
    context = {"at": at, "statement": queries.statement("" if everywhere else at.region, at.day), **more}
    return render(request, f"law/{template}.html", context)


def _page(request: HttpRequest, rows: Any, size: int = ROWS) -> Page[Any]:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def _hidden(at: Moment) -> list[tuple[str, str]]:
    """What a form of a page keeps of the address."""
    return list(at.parts.items())


@public
def index(request: HttpRequest) -> HttpResponse:
    """The routes of a region on a day, by kind, and the ways into the rest."""
    at = moment(request)
    found = queries.routes(at.region, at.day)
    groups = [(kind, [r for r in found if r.kind == kind and r.in_force]) for kind in queries.KINDS]
    return _shown(
        request,
        "index",
        at,
        groups=[(kind, routes) for kind, routes in groups if routes],
        others=[r for r in found if not r.in_force],
        authority=queries.authority(at.region),
        search_form=SearchForm(),
    )


@public
def route(request: HttpRequest, name: str) -> HttpResponse:
    """A route: what it asks, what is judged, what follows."""
    at = moment(request)
    regions = queries.regions_with("routes", name)
    if not regions:
        raise Http404
    found = queries.route(at.region, name, at.day)
    return _shown(
        request,
        "route",
        at,
        route=found,
        name=name,
        label=queries.books()[regions[0]].rules.routes[name].label if found is None else found.label,
        regions=[r for r in regions if r != at.region],
        steps=queries.steps(at.region, at.day),
        authority=queries.authority(at.region),
    )


@public
def parameters(request: HttpRequest) -> HttpResponse:
    """The values of a region on a day, to be filtered."""
    at = moment(request)
    form = ParametersForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.parameters(at.region, at.day, text=asked.get("q", ""), uncertain=asked.get("uncertain", False))
    rows.sort(key=lambda row: folded(in_language(row.parameter.label)))
    return _shown(request, "parameters", at, form=form, page=_page(request, rows), hidden=_hidden(at))


@public
def parameter(request: HttpRequest, name: str) -> HttpResponse:
    """One value: now, over time, in other regions, and what reads it."""
    at = moment(request)
    regions = queries.regions_with("parameters", name)
    if not regions:
        raise Http404
    found = queries.parameter(at.region, name)
    if found is None:
        other = queries.parameter(regions[0], name)
        return _shown(request, "parameter", at, found=None, label=other.label if other else {}, regions=regions)
    periods = queries.history(found)
    elsewhere = [(r, p, queries.value_on(p, at.day)) for r in regions if r != at.region for p in [_own(r, name)] if p]
    return _shown(
        request,
        "parameter",
        at,
        found=found,
        label=found.label,
        now=queries.value_on(found, at.day),
        periods=periods[::-1],
        drawing=charts.chart(at.region, name, in_language(found.label)),
        finding=charts.finding(periods, found.unit),
        elsewhere=elsewhere,
        readers=queries.readers_of_parameter(at.region, name, at.day),
    )


def _own(region: str, name: str) -> Any:
    """A region's own parameter of a name; None where it is the federal one."""
    found = queries.parameter(region, name)
    return found if found and found.region != "federal" else None


@public
def parameter_csv(request: HttpRequest, name: str) -> HttpResponse:
    """All values of a parameter as CSV."""
    at = moment(request)
    found = queries.parameter(at.region, name)
    if found is None:
        raise Http404
    return tables.parameter(found, queries.history(found))


@public
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of a region on a day."""
    at = moment(request)
    return _shown(request, "lists", at, rows=queries.lists(at.region, at.day))


@public
def code_list(request: HttpRequest, name: str) -> HttpResponse:
    """A list: its versions, the titles of one, and what changed."""
    at = moment(request)
    regions = queries.regions_with("lists", name)
    if not regions:
        raise Http404
    codes = queries.code_list(at.region, name)
    if codes is None:
        other = queries.code_list(regions[0], name)
        return _shown(request, "list", at, codes=None, label=other.label if other else {}, regions=regions)
    editions = queries.editions(codes)
    edition = _edition(request, editions, at.day)
    earlier = queries.before(codes, edition) if edition else None
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    return _shown(
        request,
        "list",
        at,
        codes=codes,
        label=codes.label,
        editions=editions[::-1],
        edition=edition,
        earlier=earlier,
        change=queries.list_change(earlier, edition) if earlier and edition else None,
        form=form,
        page=_page(request, queries.entries(edition, text) if edition else []),
        hidden=[
            *_hidden(at),
            *([("version", edition.start.isoformat())] if "version" in request.GET and edition else []),
        ],
        regions=[r for r in regions if r != at.region],
        readers=queries.readers_of_list(at.region, name, at.day),
    )


def _edition(request: HttpRequest, editions: tuple[Edition, ...], day: date) -> Edition | None:
    """The version that the address names by its first day, else the one of the day."""
    asked = request.GET.get("version", "")
    named = next((e for e in editions if e.start.isoformat() == asked), None)
    return named or next((e for e in editions if e.start <= day and (e.until is None or day <= e.until)), None)


@public
def list_csv(request: HttpRequest, name: str) -> HttpResponse:
    """All versions of a list as CSV."""
    at = moment(request)
    codes = queries.code_list(at.region, name)
    if codes is None:
        raise Http404
    return tables.code_list(codes, queries.editions(codes))


@public
def search(request: HttpRequest) -> HttpResponse:
    """Routes, values and lists of all regions that have the words."""
    at = moment(request)
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    return _shown(
        request, "search", at, form=form, text=text, page=_page(request, queries.search(text)), hidden=_hidden(at)
    )


@public
def compare(request: HttpRequest) -> HttpResponse:
    """What two dates or two regions say otherwise."""
    at = moment(request)
    form = CompareForm(_both(request, at))
    if not form.is_valid():
        return _shown(request, "compare", at, form=form, found=None)
    asked = form.cleaned_data
    found = queries.difference(asked["region"], asked["date"], asked["region2"], asked["date2"])
    return _shown(
        request,
        "compare",
        at,
        form=form,
        found=found,
        asked=asked,
        same_region=asked["region"] == asked["region2"],
        swapped="?" + urlencode(_swapped(asked)),
        left="?" + urlencode({"region": asked["region"], "date": asked["date"]}),
        right="?" + urlencode({"region": asked["region2"], "date": asked["date2"]}),
    )


def _both(request: HttpRequest, at: Moment) -> dict[str, str]:
    """The address with what it leaves out: today; the same region; of one region, a year earlier."""
    given = {name: request.GET.get(name, "").strip() for name in ("region", "date", "region2", "date2")}
    given["region"] = given["region"] or at.region
    given["region2"] = given["region2"] or given["region"]
    today = timezone.localdate()
    given["date2"] = given["date2"] or today.isoformat()
    if not given["date"]:
        same = given["region"] == given["region2"]
        given["date"] = max(queries.coverage()[0], _year_before(today)).isoformat() if same else given["date2"]
    return given


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _swapped(asked: dict[str, Any]) -> dict[str, Any]:
    return {"region": asked["region2"], "date": asked["date2"], "region2": asked["region"], "date2": asked["date"]}


@public
def sources(request: HttpRequest) -> HttpResponse:
    """Every source, with its date, its address and how much rests on it."""
    at = moment(request)
    found = queries.sources().values()
    kinds = {use.source.kind for use in found}
    form = SourcesForm(request.GET, kinds={k: say() for k, say in SOURCE_KINDS.items() if k in kinds})
    asked = form.cleaned_data if form.is_valid() else {}
    words = folded(asked.get("q", "")).split()
    rows = [
        use
        for use in found
        if (not asked.get("kind") or use.source.kind == asked["kind"])
        and all(
            w in folded(" ".join((*use.source.title.values(), use.source.publisher or "", use.source.id)))
            for w in words
        )
    ]
    rows.sort(key=lambda use: (-len(use.rests), folded(in_language(use.source.title))))
    return _shown(request, "sources", at, everywhere=True, form=form, page=_page(request, rows), hidden=_hidden(at))


@public
def source(request: HttpRequest, name: str) -> HttpResponse:
    """One source and what rests on it."""
    at = moment(request)
    use = queries.sources().get(name)
    if use is None:
        raise Http404
    return _shown(request, "source", at, everywhere=True, use=use, page=_page(request, use.rests))


@public
def uncertain(request: HttpRequest) -> HttpResponse:
    """Everything of the law that is less than certain on a day."""
    at = moment(request)
    kinds = {name: say() for name, say in DOUBT_KINDS.items()}
    region = request.GET.get("region", "")
    every = queries.doubts(region if region in REGIONS else "", at.day)
    marks = {mark: mark_text(mark) for mark in dict.fromkeys(m for doubt in every for m in doubt.marks)}
    data = request.GET.copy()
    data.setdefault("date", at.day.isoformat())
    form = DoubtsForm(data, kinds=kinds, marks=marks)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = [
        doubt
        for doubt in every
        if (not asked.get("kind") or doubt.kind == asked["kind"])
        and (not asked.get("mark") or asked["mark"] in doubt.marks)
    ]
    return _shown(
        request,
        "uncertain",
        at,
        everywhere=not asked.get("region"),
        form=form,
        page=_page(request, rows),
        total=len(rows),
    )
