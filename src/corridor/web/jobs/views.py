"""How far a job is, and stopping it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from corridor.web.jobs.domain import stop
from corridor.web.jobs.queries import jobs_of
from corridor.web.organisations.permission import require


@require_GET
@login_required
def job_progress(request: HttpRequest, key: UUID) -> HttpResponse:
    """The job's state; the page asks again every two seconds, and loads anew when it ended."""
    job = get_object_or_404(jobs_of(request.user), pk=key)
    response = render(request, "jobs/_progress.html" if request.htmx else "jobs/progress.html", {"job": job})  # type: ignore[attr-defined]
    if job.ended and request.htmx:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"
    return response


@require_POST
@login_required
def stop_job(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop it, and go back. Its owner may, and who manages the organisation."""
    job = get_object_or_404(jobs_of(request.user), pk=key)
    require(request.user, "jobs.stop_job", job)
    stop(job=job, actor=request.user)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back) if safe else redirect("jobs:progress", key)
