"""The list of plans, and plans side by side."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from corridor.web.design import names
from corridor.web.plans import chapters, comparison
from corridor.web.plans.queries import finished, plans_of, with_state
from corridor.web.plans.sight import sight

A_PAGE = 20


@require_GET
def list_(request: HttpRequest) -> HttpResponse:
    """The plans that the visitor may see, the newest first."""
    page = Paginator(with_state(plans_of(request.user)), A_PAGE).get_page(request.GET.get("page"))
    may_create = request.user.has_perm("plans.create_plan")
    ready = sum(plan.finished for plan in page)
    return render(request, "plans/list.html", {"page": page, "may_create": may_create, "comparable": ready > 1})


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four plans beside each other; what cannot be compared is said."""
    asked = [key for key in map(_key, request.GET.getlist("plan")) if key is not None]
    plans = finished(request.user, asked)[: comparison.MOST]
    if len(plans) < 2:
        return render(request, "plans/compare.html", {"sights": [], "choice": _choice(request)})
    lang = names.language()
    sights = [sight(request.user, plan) for plan in plans]
    voices = [chapters.speech(lang, seen.full) for seen in sights]
    values = {
        "sights": sights,
        "same": comparison.same(plans),
        "lines": comparison.lines(sights, voices),
        "rounded": not all(seen.full for seen in sights),
        "choice": _choice(request),
    }
    return render(request, "plans/compare.html", values)


def _choice(request: HttpRequest) -> list[object]:
    return list(plans_of(request.user).filter(finished_at__isnull=False)[:A_PAGE])


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
