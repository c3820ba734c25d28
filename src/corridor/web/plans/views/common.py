"""How every page comes to its plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from corridor.web.design import names
from corridor.web.jobs.queries import latest
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import changes_since, plans_of
from corridor.web.plans.sight import Sight, sight


def seen(request: HttpRequest, key: UUID, *, finished: bool = True) -> Sight:
    """The plan of an address as the visitor may see it.

    Raises:
        Http404: there is none that they may see, or (where `finished` is asked) it has no result.
    """
    plans = plans_of(request.user)
    found = get_object_or_404(plans.filter(finished_at__isnull=False) if finished else plans, pk=key)
    return sight(request.user, found)


def may(request: HttpRequest, allowed: bool) -> HttpResponse | None:
    """None where it is allowed; else the way to sign in.

    Raises:
        PermissionDenied: the visitor is signed in and may not.
    """
    if allowed:
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    raise PermissionDenied


def page(request: HttpRequest, template: str, seen_as: Sight, section: str, **values: Any) -> HttpResponse:
    """A page of a finished plan, with what stands on all of them."""
    common = {
        "sight": seen_as,
        "plan": seen_as.plan,
        "section": section,
        "changes": changes_since(seen_as.plan),
        "lang": names.language(),
    }
    return render(request, template, {**common, **values})


def progress(request: HttpRequest, seen_as: Sight) -> HttpResponse:
    """The page of a plan without a result: how far it is, or why there is none."""
    job = latest(seen_as.plan.pk)
    return render(request, "plans/progress.html", {"sight": seen_as, "plan": seen_as.plan, "job": job})


def back_to(plan: Plan) -> HttpResponse:
    """To the plan's own page."""
    return redirect("plans:detail", plan.pk)
