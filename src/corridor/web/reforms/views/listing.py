"""Where to begin, one kept reform, and two reforms side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from corridor.web.law import queries as law
from corridor.web.plans.models import Plan
from corridor.web.plans.offered import Offered, examples
from corridor.web.reforms.documents import PARTS, of_json
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.forms import CompareForm, StartForm
from corridor.web.reforms.models import Reform
from corridor.web.reforms.outcome import Dimension
from corridor.web.reforms.queries import finished_plans, reforms_of
from corridor.web.reforms.saying import Said, said
from corridor.web.reforms.state import can_change, of_reform
from corridor.web.reforms.views.common import Chosen, chosen, reform_for, seen, with_roles
from corridor.web.reforms.views.laboratory import WAIT_CALCULATE, WAIT_FIRST, Shown, beginning, part, show

A_PAGE = 20


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Choose a plan and what to begin with; the kept reforms; the examples."""
    with_roles(request)
    plans, reforms = finished_plans(request.user), reforms_of(request.user)
    asked = "plan" in request.GET
    form = StartForm(request.GET if asked else None, plans=plans, reforms=list(reforms))
    if asked and form.is_valid():
        return redirect(_laboratory(form.cleaned_data["plan"].pk, form.cleaned_data["start"]))
    values = {
        "form": form,
        "page": Paginator(reforms, A_PAGE).get_page(request.GET.get("page")),
        "examples": _examples(list(plans)),
        "plans": list(plans[:1]),
        "may_keep": request.user.is_authenticated and request.user.has_perm("reforms.create_reform"),
    }
    return render(request, "reforms/index.html", values, status=400 if asked else 200)


def _examples(plans: list[Plan]) -> list[tuple[Offered, Plan | None]]:
    """The examples, each with the newest plan whose law it changes."""
    found = []
    for offer in examples():
        owners = {path.partition(".")[0] for part in PARTS for path in offer.document.get(part) or {}}
        fits = (plan for plan in plans if owners & {plan.region, "federal"})
        found.append((offer, next(fits, None)))
    return found


def _laboratory(plan: UUID, start: str) -> str:
    address = reverse("reforms:laboratory", args=[plan])
    kind, _, name = start.partition(":")
    return f"{address}?{urlencode({kind: name})}" if name else address


@require_GET
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One kept reform: what it says, and what can be done with it."""
    reform = reform_for(request, key)
    user: Any = request.user
    day = reform.plan.date if reform.plan else _today(reform.region)
    plans = finished_plans(user).filter(region=reform.region)
    values = {
        "reform": reform,
        "day": day,
        "plans": list(plans[:A_PAGE]),
        "said": _said(reform, day),
        "may_change": user.has_perm("reforms.change_reform", reform),
        "may_delete": user.has_perm("reforms.delete_reform", reform),
        "may_copy": user.has_perm("reforms.create_reform", reform),
    }
    return render(request, "reforms/detail.html", values)


def _today(region: str) -> Any:
    first, last = law.coverage()
    return min(max(timezone.localdate(), first), last)


def _said(reform: Reform, day: Any) -> list[Said]:
    try:
        state = of_reform(of_json(reform.document), can_change(reform.region, day))
    except ReformRefusal:
        return []
    return said(state, reform.region, day)


@dataclass(frozen=True)
class Side:
    """One of the reforms that are compared."""

    start: Chosen
    shown: Shown

    @property
    def dimensions(self) -> dict[str, Dimension]:
        """The groups by kind."""
        return {d.name: d for d in self.shown.result.dimensions} if self.shown.result else {}


@require_GET
def compare(request: HttpRequest, key: UUID) -> HttpResponse:
    """Two reforms on the same plan, beside the law as it is."""
    with_roles(request)
    sight = seen(request, key)
    reforms = list(reforms_of(request.user))
    form = CompareForm(request.GET or None, reforms=reforms)
    values: dict[str, Any] = {"form": form, "plan": sight.plan, "sight": sight, "sides": [], "faults": []}
    asked = "first" in request.GET or "second" in request.GET
    if not asked:
        return render(request, "reforms/compare.html", {**values, "preparing": None})
    if not form.is_valid():
        raise Http404
    starts = [chosen(request, form.cleaned_data[name]) for name in ("first", "second")]
    wait = WAIT_FIRST if request.htmx else WAIT_CALCULATE  # type: ignore[attr-defined]
    sides = [Side(start, show(sight, beginning(start, sight), patience=wait)) for start in starts]
    faults = [(side.start.label, fault) for side in sides for fault in side.shown.faults]
    values |= {"faults": faults, **part(request, sides[0].shown)}
    if all(side.shown.result for side in sides):
        values |= {"sides": sides, "lines": _lines(sides), "groups": _groups(sides)}
    return render(request, "reforms/compare.html", values)


def _lines(sides: list[Side]) -> list[dict[str, Any]]:
    """Routes of which one of the reforms says something else, with the pairs that are open."""
    found: dict[str, dict[str, Any]] = {}
    for at, side in enumerate(sides):
        assert side.shown.result is not None
        for crossing in side.shown.result.routes:
            line = found.setdefault(crossing.name, {"label": crossing.label, "before": crossing.before})
            line[f"after{at}"] = crossing.after
    return [{**line, "cells": [line.get(f"after{at}", line["before"]) for at in (0, 1)]} for line in found.values()]


def _groups(sides: list[Side]) -> list[dict[str, Any]]:
    """Groups for which one of the reforms changes something: gains and losses side by side."""
    made = []
    for name in sides[0].dimensions:
        rows: dict[str, list[Any]] = {}
        for at, side in enumerate(sides):
            for row in side.dimensions[name].rows:
                rows.setdefault(row.label, [None, None])[at] = row
        if rows:
            made.append({"name": name, "rows": list(rows.items())})
    return made
