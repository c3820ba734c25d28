"""The directory of bodies: list, one body, add, change, remove."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from corridor.web.organisations.permission import organisations_with, permitted, require
from corridor.web.stakeholders import domain, queries
from corridor.web.stakeholders.errors import StakeholderError
from corridor.web.stakeholders.forms import BodyFilter, BodyForm
from corridor.web.stakeholders.models import Body
from corridor.web.stakeholders.rules import CONVENERS
from corridor.web.stakeholders.views.refusals import add_error

A_PAGE = 50


def _body(request: HttpRequest, key: UUID) -> Body:
    return get_object_or_404(queries.bodies_of(request.user), pk=key)


@never_cache
@require_GET
@permitted("stakeholders.view_body")
def directory(request: HttpRequest) -> HttpResponse:
    """The bodies of the person's organisations, by name, side, kind, region and sector."""
    form = BodyFilter(request.GET, sectors=queries.sectors(request.user))
    wanted = form.wanted()
    found = queries.bodies_of(request.user)
    if words := wanted.pop("q", ""):
        found = found.filter(name__icontains=words)
    page = Paginator(found.filter(**wanted), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "stakeholders/list.html", {"page": page, "form": form})


@never_cache
@require_GET
@permitted("stakeholders.view_body")
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One body; its people only for those who write to people."""
    body = _body(request, key)
    works = request.user.has_perm("stakeholders.change_body", body)
    people = list(queries.people_of(body)) if works else []
    agreed = queries.on_list(people) if people else {}
    words = {"body": body, "works": works, "people": [(one, one.pk in agreed) for one in people]}
    return render(request, "stakeholders/body.html", words)


@never_cache
@permitted("stakeholders.change_body")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new body."""
    form = BodyForm(request.POST or None, organisations=organisations_with(request.user, *CONVENERS))
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        require(request.user, "stakeholders.change_body", given["organisation"])
        try:
            made = domain.add_body(actor=request.user, **given)
        except StakeholderError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The body is in the directory."))
            return redirect("stakeholders:detail", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/body_form.html", {"form": form, "body": None}, status=status)


@never_cache
@permitted("stakeholders.change_body")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct a body."""
    body = _body(request, key)
    require(request.user, "stakeholders.change_body", body)
    form = BodyForm(request.POST or None, instance=Body.objects.get(pk=key), organisations=[body.organisation])
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_body(body=body, actor=request.user, **form.cleaned_data)
        except StakeholderError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The body is changed."))
            return redirect("stakeholders:detail", key)
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/body_form.html", {"form": form, "body": body}, status=status)


@never_cache
@permitted("stakeholders.change_body")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a body out of the directory, once it is clear what that means."""
    body = _body(request, key)
    require(request.user, "stakeholders.change_body", body)
    if request.method == "POST":
        domain.remove_body(body=body, actor=request.user)
        messages.success(request, _("The body is removed. Its people stay."))
        return redirect("stakeholders:list")
    return render(request, "stakeholders/body_remove.html", {"body": body})
