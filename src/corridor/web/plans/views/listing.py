"""The list of plans, and plans side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from corridor.web.design import names
from corridor.web.plans import chapters, comparison
from corridor.web.plans.guarded import rounded
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import finished, plans_of, with_state
from corridor.web.plans.sight import Sight, sight

A_PAGE = 20


@require_GET
def list_(request: HttpRequest) -> HttpResponse:
    """The plans that the visitor may see, the newest first."""
    page = Paginator(with_state(plans_of(request.user)), A_PAGE).get_page(request.GET.get("page"))
    rows = [_row(sight(request.user, plan)) for plan in page]
    values = {
        "page": page,
        "rows": rows,
        "may_create": request.user.has_perm("plans.create_plan"),
        "comparable": sum(row["plan"].finished for row in rows) > 1,
    }
    return render(request, "plans/list.html", values)


def _row(seen: Sight) -> dict[str, Any]:
    """A plan with its counts as the visitor sees counts."""
    voice = chapters.speech(names.language(), seen.full)
    plan = seen.plan
    posts, filled = (None if n is None else n if seen.full else rounded(n) for n in (plan.posts, plan.filled))
    return {"plan": plan, "posts": voice.count(posts), "filled": voice.count(filled)}


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four plans beside each other; what cannot be compared is said."""
    asked = [key for key in map(_key, request.GET.getlist("plan")) if key is not None]
    plans = finished(request.user, asked)[: comparison.MOST]
    shown = {"choice": _choice(request), "chosen": asked}
    if len(plans) < 2:
        return render(request, "plans/compare.html", {**shown, "sights": []})
    lang = names.language()
    sights = [sight(request.user, plan) for plan in plans]
    voices = [chapters.speech(lang, seen.full) for seen in sights]
    values: dict[str, Any] = {
        "sights": sights,
        "same": comparison.same(plans),
        "lines": comparison.lines(sights, voices),
        "rounded": not all(seen.full for seen in sights),
        **shown,
    }
    return render(request, "plans/compare.html", values)


def _choice(request: HttpRequest) -> list[Plan]:
    return list(plans_of(request.user).filter(finished_at__isnull=False)[:A_PAGE])


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
