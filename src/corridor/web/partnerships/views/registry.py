"""Pages of the register of schemes: public, read only, by address alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from corridor.partnerships.classification import classify, schools
from corridor.partnerships.registry import comparison, to_csv, to_jsonld
from corridor.partnerships.scheme import Scheme
from corridor.web.design.keeping import etag_of
from corridor.web.partnerships import registry
from corridor.web.partnerships.filters import SchemesForm, selection
from corridor.web.partnerships.flow_map import flow_map
from corridor.web.partnerships.registry import Flows

etag = etag_of(registry.digest)
NAMED = 3
"""So many pairs with most schemes are named in the sentence over the map."""


def public(view: Any) -> Any:
    """A page that anybody may read and a browser may keep, once it has asked whether it changed."""
    return require_safe(cache_control(private=True, no_cache=True)(condition(etag_func=etag)(view)))


@public
def index(request: HttpRequest) -> HttpResponse:
    """The schemes that pass the filters, on a map and as a list."""
    form = SchemesForm(request.GET)
    chosen = selection(form)
    flows = registry.flows_of(chosen.found)
    title = _("Where schemes lead from and to")
    return render(
        request,
        "partnerships/registry_index.html",
        {
            "form": form,
            "asked": form.asked,
            "refused": [field.label for field in form if field.errors],
            "found": registry.by_name(chosen.found),
            "unknown": registry.by_name(chosen.unknown),
            "total": len(registry.schemes()),
            "flows": flows,
            "map": flow_map(flows.pairs, title),
            "map_title": title,
            "finding": finding(flows),
            "query": _query(form),
            "most": registry.MOST,
        },
    )


def _query(form: SchemesForm) -> str:
    """The filters as part of an address."""
    return f"?{urlencode(form.asked)}" if form.asked else ""


def finding(flows: Flows) -> str:
    """The sentence that says what the map shows."""
    if not flows.pairs:
        return _("No link between two countries can be drawn.")
    told = [
        _("Schemes: %(schemes)s. Countries of origin on the map: %(origins)s; of destination: %(destinations)s.")
        % {"schemes": flows.schemes, "origins": flows.origins, "destinations": flows.destinations}
    ]
    if flows.top:
        pairs = ", ".join(f"{link.origin} – {link.destination}" for link in flows.top[:NAMED])
        told.append(
            _("Most schemes on one line: %(pairs)s (%(n)s).") % {"pairs": pairs, "n": len(flows.top[0].schemes)}
        )
    if len(flows.top) > NAMED:
        more = len(flows.top) - NAMED
        told.append(ngettext("%(n)s other pair has as many.", "%(n)s other pairs have as many.", more) % {"n": more})
    return " ".join(told)


@public
def scheme(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is known of a scheme, and what is not."""
    found = registry.schemes().get(key.upper())
    if found is None:
        context = {"key": key, "form": SchemesForm(QueryDict())}
        return render(request, "partnerships/registry_missing.html", context, status=404)
    return render(
        request,
        "partnerships/registry_scheme.html",
        {
            "scheme": found,
            "made": classify(found),
            "table": schools(),
            "designs": registry.designs_by_scheme().get(found.id, ()),
            "others": [one for one in registry.by_name(registry.schemes().values()) if one.id != found.id],
        },
    )


@public
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four schemes side by side."""
    asked = list(dict.fromkeys(key.upper() for key in request.GET.getlist("id") if key.strip()))
    chosen = [registry.schemes()[key] for key in asked if key in registry.schemes()]
    shown = chosen[: registry.MOST]
    only = request.GET.get("only") == "differences"
    found = comparison(shown, registry.language()) if len(shown) > 1 else None
    ids = [one.id for one in shown]
    return render(
        request,
        "partnerships/registry_compare.html",
        {
            "schemes": shown,
            "columns": [(one, _without(ids, one.id)) for one in shown],
            "rows": [row for row in found.rows if row.differs or not only] if found else [],
            "only": only,
            "strange": [key for key in asked if key not in registry.schemes()],
            "too_many": chosen[registry.MOST :],
            "others": [one for one in registry.by_name(registry.schemes().values()) if one not in shown],
            "most": registry.MOST,
            "query": _ids(ids),
        },
    )


def _ids(ids: Iterable[str]) -> str:
    return "?" + urlencode([("id", key) for key in ids])


def _without(ids: Iterable[str], one: str) -> str:
    return _ids(key for key in ids if key != one)


# ---- files --------------------------------------------------------------------------------------


def _listed(request: HttpRequest) -> list[Scheme]:
    """The schemes that an address names (`id`), else those that pass its filters."""
    if ids := [key.upper() for key in request.GET.getlist("id")]:
        return [registry.schemes()[key] for key in dict.fromkeys(ids) if key in registry.schemes()]
    return list(selection(SchemesForm(request.GET)).found)


@public
def csv(request: HttpRequest) -> HttpResponse:
    """The schemes as CSV: one row a scheme, texts in the page's language."""
    text = to_csv(_listed(request), registry.language())
    return _file("\ufeff" + text, "schemes.csv", "text/csv; charset=utf-8")  # the mark tells spreadsheets UTF-8


@public
def jsonld(request: HttpRequest) -> HttpResponse:
    """The schemes as JSON-LD, texts in all languages."""
    text = json.dumps(to_jsonld(_listed(request)), ensure_ascii=False, indent=1)
    return _file(text, "schemes.jsonld", "application/ld+json; charset=utf-8")


def _file(text: str, name: str, kind: str) -> HttpResponse:
    out = HttpResponse(text, content_type=kind)
    out["Content-Disposition"] = f'attachment; filename="{name}"'
    return out
