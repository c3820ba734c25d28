"""The list of followed schemes, a new one, the page of one, and its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from corridor.web.following.domain import delete_scheme, follow_scheme, taken_away
from corridor.web.following.forms import SchemeForm
from corridor.web.following.models import EventLog, State
from corridor.web.following.queries import listed, makers
from corridor.web.following.views.common import frame_of, scheme_for
from corridor.web.jobs import queries as jobs
from corridor.web.organisations.permission import permitted, require
from corridor.web.partnerships.queries import chosen, designs_of
from corridor.web.pool.sheets import file_name

A_PAGE, VERSIONS = 20, 20


@never_cache
@require_GET
@permitted("following.use_following")
def scheme_list(request: HttpRequest) -> HttpResponse:
    """The schemes that the person's organisations follow."""
    page = Paginator(listed(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "following/list.html", {"page": page})


@never_cache
@permitted("following.create_scheme")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Choose a design and a name."""
    organisations = makers(request.user)
    if not organisations:  # an administrator of the installation works for no organisation
        raise PermissionDenied
    own = designs_of(request.user).exclude(organisation=None).defer("text")
    options: dict[str, Any] = {"organisations": organisations, "designs": list(own)}
    if request.method != "POST":
        wanted = {"design": request.GET.get("design", "")}
        return render(request, "following/create.html", {"form": SchemeForm(initial=wanted, **options)})
    form = SchemeForm(request.POST, **options)
    if not form.is_valid():
        return render(request, "following/create.html", {"form": form}, status=422)
    told = form.cleaned_data
    require(request.user, "following.create_scheme", told["organisation"])
    design = chosen(request.user, told["design"])
    if design is None or (design.row is not None and design.row.organisation_id != told["organisation"].pk):
        form.add_error("design", _("This design is another organisation’s. Choose one of the same organisation."))
        return render(request, "following/create.html", {"form": form}, status=422)
    made = follow_scheme(
        organisation=told["organisation"],
        name=told["name"],
        chosen=design,
        retention_until=told["retention_until"],
        actor=request.user,
    )
    messages.success(request, _("Now upload the first file with events."))
    return redirect("following:detail", made.pk)


@never_cache
@require_GET
@permitted("following.use_following")
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """A scheme: its design, its log and its versions; those who only read see no numbers of rows."""
    scheme = scheme_for(request, key)
    context = frame_of(request, scheme, "detail")
    if context["works"]:
        versions = list(scheme.logs.select_related("created_by")[:VERSIONS])
        latest: EventLog | None = versions[0] if versions else None
        context |= {
            "versions": versions,
            "latest": latest,
            "job": jobs.latest(latest.pk) if latest and latest.state == State.READING else None,
            "waiting": scheme.quarantine.count(),
        }
    return render(request, "following/detail.html", context)


@never_cache
@require_GET
@permitted("following.use_following")
def design(request: HttpRequest, key: UUID) -> HttpResponse:
    """The design as it was frozen."""
    scheme = scheme_for(request, key)
    taken_away(scheme=scheme, what="design_downloaded", actor=request.user)
    response = HttpResponse(scheme.design_text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(scheme.design_key, ".yaml")}"'
    return response


@never_cache
@permitted("following.use_following")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Delete a scheme, after a question."""
    scheme = scheme_for(request, key, "following.delete_scheme")
    if request.method == "POST":
        delete_scheme(scheme=scheme, actor=request.user)
        messages.success(request, _("“%(name)s” is no longer followed. Its log is deleted.") % {"name": scheme.name})
        return redirect("following:list")
    return render(request, "following/delete.html", frame_of(request, scheme, "delete"))
