"""How large a scheme must be: for a number of people, or for the gap that a plan leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from corridor.plan.result import OccupationResult
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import in_language
from corridor.web.partnerships import sizings
from corridor.web.partnerships.design_files import DesignFaults, Told, told
from corridor.web.partnerships.forms import GapForm, PlanForm, SizeForm
from corridor.web.partnerships.queries import chosen, designs_of, finished_plans
from corridor.web.partnerships.sizing_answer import answer_of, places, warning
from corridor.web.partnerships.sizings import Search
from corridor.web.partnerships.views.design_page import with_roles
from corridor.web.plans.models import Plan
from corridor.web.plans.sight import Sight, sight

MOST = 100
"""Occupations that are listed, those with the largest gaps."""


@dataclass(frozen=True)
class Gap:
    """Posts of an occupation that a partnership could fill."""

    code: str
    name: str
    posts: int
    nobody: int
    not_qualified: int

    @property
    def target(self) -> int:
        """Posts for which there is nobody, or nobody qualified."""
        return self.nobody + self.not_qualified


@require_safe
def sizing(request: HttpRequest) -> HttpResponse:
    """A size for a number, or for the gap of an occupation in a plan; everything asked stands in the address."""
    with_roles(request)
    if "plan" in request.GET:
        return _of_plan(request)
    return _of_number(request)


def _of_number(request: HttpRequest) -> HttpResponse:
    kept = list(designs_of(request.user)[:200])
    asked = "n" in request.GET
    first = request.GET.get("design", "")
    form = SizeForm(request.GET if asked else None, designs=kept, initial={"design": first} if first else None)
    values: dict[str, Any] = {"form": form, "search": None, "faults": [], "key": ""}
    if asked and form.is_valid():
        data = form.cleaned_data
        found = chosen(request.user, data["design"])
        if found is None:
            raise Http404
        try:
            design = found.design
            search = sizings.for_number(
                design, data["n"], data["by"], data["probability"] / 100, patience=_patience(request)
            )
            values |= {"search": search, "faults": _faults(search), "key": found.key}
        except DesignFaults as error:
            values["faults"] = told(error.faults, found.text, language())
    return _page(request, values, status=400 if values["faults"] or (asked and form.errors) else 200)


def _of_plan(request: HttpRequest) -> HttpResponse:
    try:
        plan = get_object_or_404(finished_plans(request.user), pk=UUID(request.GET["plan"]))
    except ValueError:
        raise Http404 from None
    seen = sight(request.user, plan)
    gaps = gaps_of(seen)
    code = request.GET.get("isco", "")
    values: dict[str, Any] = {
        "plan": plan,
        "sight": seen,
        "gaps": gaps[:MOST],
        "search": None,
        "faults": [],
        "gap": None,
    }
    if not code:
        return render(request, "partnerships/design_gaps.html", values)
    gap = next((one for one in gaps if one.code == code), None)
    if gap is None:
        raise Http404
    form = GapForm(request.GET if "by" in request.GET else None, start=plan.date)
    values |= {"gap": gap, "form": form}
    asked = form.values()
    if asked is not None:
        values |= _searched(request, plan, gap, asked)
    return _page(request, values, status=400 if values["faults"] or asked is None else 200)


def _searched(request: HttpRequest, plan: Plan, gap: Gap, asked: tuple[date, float]) -> dict[str, Any]:
    """The search for a gap's size, or why there is none."""
    posts = {"posts": gap.posts, "nobody": gap.nobody, "not_qualified": gap.not_qualified}
    try:
        search = sizings.for_occupation(
            gap.code, posts, plan.region, plan.date, asked[0], asked[1], patience=_patience(request)
        )
    except DesignFaults as error:
        return {"faults": told(error.faults, "", language())}
    return {"search": search, "faults": _faults(search)}


def gaps_of(seen: Sight) -> list[Gap]:
    """The occupations of a plan with posts for which there is nobody, or nobody qualified; the largest first."""
    found = [_gap(one) for one in seen.result.occupations if one.isco08]
    return sorted((gap for gap in found if gap.target > 0), key=lambda gap: (-gap.target, gap.code))


def _gap(one: OccupationResult) -> Gap:
    nobody, unqualified = one.reasons.get("nobody", 0), one.reasons.get("not_qualified", 0)
    return Gap(one.isco08, in_language(one.label), one.posts, nobody, unqualified)


def _patience(request: HttpRequest) -> float:
    return 0.2 if request.htmx else sizings.PATIENCE  # type: ignore[attr-defined]


def _faults(search: Search) -> list[Told]:
    return told((search.fault,), "", language()) if search.fault is not None else []


def _page(request: HttpRequest, values: dict[str, Any], status: int) -> HttpResponse:
    search: Search | None = values["search"]
    if request.htmx:  # type: ignore[attr-defined]
        waiting = HttpResponse(status=204)
        if search is None or search.ended:
            waiting["HX-Refresh"] = "true"
            waiting.status_code = 200
        return waiting
    found = search.answer if search is not None else None
    gap = values.get("gap") is not None
    values |= {
        "answer": answer_of(found) if found is not None else None,
        "places": places(found.proposals) if gap and found is not None else [],
        "caveat": warning(),
        "again": request.get_full_path(),
        "plan_form": PlanForm(plans=finished_plans(request.user)),
        "most": sizings.MOST_WANTED,
        "heads": {
            "payers": [_("Mean"), _("Enough in 8 of 10 draws")],
            "limits": [_("Now"), _("Needed"), _("Chance without it"), _("Largest number without it")],
        },
    }
    return render(request, "partnerships/design_sizing.html", values, status=status)
