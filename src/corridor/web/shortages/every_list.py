"""Pages about all lists over time, also those that do not act on permits: public, read only, by address alone."""

from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from corridor.labour_market.list_changes import Difference, difference, difference_between
from corridor.labour_market.list_files import LISTS, Edition, ShortageList, Title
from corridor.labour_market.shortage_lists import all_lists, editions, list_named, membership
from corridor.occupations.isco08 import group, unit_groups
from corridor.web.design import names
from corridor.web.design.keeping import etag_of
from corridor.web.shortages import list_tables, queries
from corridor.web.shortages.list_forms import EditionsForm, RegionsForm

ROWS = 50
CHANGES = ("added", "dropped", "renamed", "perhaps_added", "perhaps_dropped", "kept")
STATES = ("differs", "undecided", "common")


@cache
def digest() -> str:
    """A hash of the law files and of the files of the other lists."""
    files = sorted(LISTS.rglob("*.yaml"))
    return sha256(b"\0".join([queries.digest().encode(), *(path.read_bytes() for path in files)])).hexdigest()


etag = etag_of(digest)


def public(view: Any) -> Any:
    """A page that anybody may read and a browser may keep, once it has asked whether it changed."""
    return require_safe(cache_control(private=True, no_cache=True)(condition(etag_func=etag)(view)))


def _known(name: str) -> ShortageList:
    if name not in {one.id for one in all_lists()}:
        raise Http404
    return list_named(name)


# ---- lists and editions ----
@public
def lists(request: HttpRequest) -> HttpResponse:
    """Every list with its editions."""
    found = [(one, editions(one.id, drafts=True)) for one in all_lists()]
    return render(request, "shortages/lists.html", {"lists": found, **_basis()})


@public
def one_list(request: HttpRequest, name: str) -> HttpResponse:
    """One list: what is known of each edition, and what changed between two of them."""
    found = _known(name)
    form = EditionsForm(found, _two_editions(request, found))
    changed = None
    if len(found.editions) > 1 and form.is_valid():
        changed = difference(name, form.cleaned_data["before"], form.cleaned_data["after"])
    told = _changes(changed) if changed else []
    return render(
        request,
        "shortages/one_list.html",
        {
            "list": found,
            "editions": editions(name, drafts=True),
            "form": form if len(found.editions) > 1 else None,
            "changed": changed,
            "changes": [part for part in told if part[0] != "kept"],
            "kept": [part for part in told if part[0] == "kept"],
            **_basis(),
        },
    )


def _two_editions(request: HttpRequest, found: ShortageList) -> dict[str, str]:
    """The editions of the address; where it is silent, the last one and the one before."""
    told = [e.id for e in found.editions if not e.draft]
    after = request.GET.get("after", "").strip() or told[-1]
    place = told.index(after) if after in told else len(told)
    return {"before": request.GET.get("before", "").strip() or told[max(0, place - 1)], "after": after}


def _changes(found: Difference) -> list[tuple[str, list[tuple[Title | None, Title | None]]]]:
    """The parts of a difference that hold something, with the titles before and after."""
    pairs: dict[str, list[tuple[Title | None, Title | None]]] = {
        "renamed": list(found.renamed),
        "kept": [(t, t) for t in found.kept],
    }
    for change in ("added", "perhaps_added"):
        pairs[change] = [(None, t) for t in getattr(found, change)]
    for change in ("dropped", "perhaps_dropped"):
        pairs[change] = [(t, None) for t in getattr(found, change)]
    return [(change, pairs[change]) for change in CHANGES if pairs[change]]


@public
def one_list_csv(request: HttpRequest, name: str) -> HttpResponse:
    """Every title of every edition of a list as CSV."""
    return list_tables.titles(_known(name))


# ---- regions ----
@public
def regions(request: HttpRequest) -> HttpResponse:
    """What the lists of regions say of the same occupations on a day."""
    form = RegionsForm(_regions_asked(request))
    context: dict[str, Any] = {"form": form, "found": None, **_basis()}
    if form.is_valid():
        found = difference_between(form.chosen(), form.cleaned_data["date"])
        rows = [row for state in STATES for row in found.of(state)]
        context |= {
            "found": found,
            "counts": [(state, len(found.of(state))) for state in ("common", "differs", "undecided")],
            "page": Paginator([_by_region(row) for row in rows], ROWS).get_page(request.GET.get("page")),
        }
    return render(request, "shortages/regions.html", context)


def _by_region(row: Any) -> dict[str, Any]:
    titles = dict(row.titles)
    return {"group": group(row.isco08), "state": row.state, "sides": [(on, titles[where]) for where, on in row.on]}


def _regions_asked(request: HttpRequest) -> dict[str, str]:
    """The address with what it leaves out: the three regions, today."""
    asked = {name: request.GET.get(name, "").strip() for name in ("region", "region2", "region3", "date")}
    if not any(asked[name] for name in ("region", "region2", "region3")):
        asked |= {"region": "flanders", "region2": "wallonia", "region3": "brussels"}
    return asked | {"date": asked["date"] or timezone.localdate().isoformat()}


# ---- one occupation ----
@public
def occupation(request: HttpRequest, code: str) -> HttpResponse:
    """One occupation on every list over time."""
    found = _memberships(code)
    silent = [one for one, spells in found if all(s.on is None for s in spells)]
    return render(
        request,
        "shortages/every_list.html",
        {
            "group": group(code),
            "title": group(code).title(names.language()),
            "memberships": [(one, spells) for one, spells in found if one not in silent],
            "silent": silent,
            "query": "?" + urlencode({"date": timezone.localdate().isoformat()}),
            **_basis(),
        },
    )


@public
def occupation_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same as CSV, with the lists of which nothing is known."""
    found = _memberships(code)
    return list_tables.spells(code, group(code).title(names.language()), found)


def _memberships(code: str) -> list[tuple[ShortageList, list[Any]]]:
    if code not in unit_groups():
        raise Http404
    spells = membership(code)
    return [(one, [s for s in spells if s.list == one.id]) for one in all_lists()]


def _basis() -> dict[str, Any]:
    """What the pages rest on: how many editions are known in full, and the day the last source was read."""
    every: list[Edition] = [e for one in all_lists() for e in one.editions]
    read: list[date] = [e.source.read for e in every if e.source and e.source.read]
    complete = sum(e.holding == "complete" for e in every)
    return {"basis": {"editions": len(every), "complete": complete, "read": max(read), "digest": digest()}}
