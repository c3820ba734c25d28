"""The chapters of a plan."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from corridor.web.design import names
from corridor.web.plans import chapters
from corridor.web.plans.views.common import page, progress, seen


@require_GET
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """The plan in one page: verdict, waterfall, circles, reasons; or how far its run is."""
    found = seen(request, key, finished=False)
    if not found.plan.finished:
        return progress(request, found)
    overview = chapters.overview(*found.key, names.language(), found.full)
    return page(request, "plans/detail.html", found, "detail", overview=overview)


@require_GET
def levers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Each reason with what would open its posts, and what is not known."""
    found = seen(request, key)
    sections = chapters.levers(*found.key, names.language(), found.full)
    return page(request, "plans/chapter.html", found, "levers", sections=sections)


@require_GET
def reforms(request: HttpRequest, key: UUID) -> HttpResponse:
    """Routes with the dependence on one employer, and reforms beside the law as it is."""
    found = seen(request, key)
    sections = chapters.ways(*found.key, names.language(), found.full)
    return page(request, "plans/chapter.html", found, "reforms", sections=sections)


@require_GET
def audit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who is placed, by sex, age and nationality."""
    found = seen(request, key)
    chapter = chapters.audit(*found.key, names.language(), found.full)
    return page(request, "plans/chapter.html", found, "audit", sections=(chapter,) if chapter else ())


@require_GET
def provenance(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the plan was made from, what is assumed, its sources, and its files."""
    found = seen(request, key)
    sections = chapters.provenance(*found.key, names.language(), found.full)
    return page(request, "plans/provenance.html", found, "provenance", sections=sections)
