"""Pages for newcomers: read by everybody, written by organisations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.web.cases.domain import local_pages as domain
from corridor.web.cases.errors import CaseRefused
from corridor.web.cases.forms.local_pages import LANGUAGES, LocalPageForm, in_one_language
from corridor.web.cases.guidance import GUIDANCE
from corridor.web.cases.models import LocalPage, Topic
from corridor.web.cases.page_text import html
from corridor.web.cases.queries import pages_written_by, published_pages
from corridor.web.cases.rules import may, must
from corridor.web.cases.views.shared import attempt, member, permitted, refused, today, with_version
from corridor.web.design.names import language
from corridor.web.organisations.models import Region


@require_safe
def local_pages(request: HttpRequest) -> HttpResponse:
    """The published pages, by region and topic."""
    region = request.GET.get("region", "")
    region = region if region in Region.values else ""
    found = list(published_pages(region or None))
    groups = [{"region": r, "pages": [p for p in found if p.region == r]} for r in Region.values]
    context = {
        "groups": [g for g in groups if g["pages"]],
        "region": region,
        "regions": Region.values,
        "may_write": request.user.is_authenticated and may(request.user, "cases.write_page"),
    }
    return render(request, "cases/local_pages.html", context)


@require_safe
def local_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A published page; those who write it see it as a draft too."""
    page = published_pages().filter(pk=pk).first()
    writes = False
    if request.user.is_authenticated:
        own = pages_written_by(request.user).filter(pk=pk).first()
        page, writes = page or own, own is not None
    if page is None:
        page = get_object_or_404(published_pages(), pk=pk)
    lang = language()
    shown = (
        lang if in_one_language(page.body, lang) else next(c for c, _n in LANGUAGES if in_one_language(page.body, c))
    )
    context = {
        "page": page,
        "page_title": in_one_language(page.title, shown),
        "body": html(in_one_language(page.body, shown)),
        "shown_in": shown,
        "other_language": dict(LANGUAGES)[shown] if shown != lang else "",
        "writes": writes,
    }
    return render(request, "cases/local_page.html", context)


@require_safe
@permitted("cases.write_page")
def own_pages(request: HttpRequest) -> HttpResponse:
    """The pages of a person's organisations, and the topics that have none yet."""
    pages = list(pages_written_by(request.user))
    taken = {(p.organisation_id, p.topic) for p in pages}
    topics = [
        {"value": value, "label": label, "guidance": GUIDANCE[value], "taken": any(t == value for _o, t in taken)}
        for value, label in Topic.choices
    ]
    rows = [{"page": p, "languages": [c.upper() for c, _n in LANGUAGES if in_one_language(p.body, c)]} for p in pages]
    return render(request, "cases/own_pages.html", {"rows": rows, "topics": topics})


@require_http_methods(["GET", "POST"])
@permitted("cases.write_page")
def write_page(request: HttpRequest) -> HttpResponse:
    """A new page."""
    topic = request.GET.get("topic", "")
    form = LocalPageForm(request.POST or None, user=request.user, initial={"topic": topic})
    if request.method == "POST" and form.is_valid():
        made: list[LocalPage] = []
        data = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: made.append(
                domain.write(
                    organisation=data["organisation"],
                    region=data["region"],
                    topic=data["topic"],
                    title=form.title,
                    body=form.body,
                    checked_on=data["checked_on"],
                    actor=request.user,
                )
            ),
        ):
            messages.success(request, _("The page is saved as a draft."))
            return redirect("cases:local_page", made[0].pk)
    chosen = form["topic"].value()
    return render(request, "cases/page_form.html", {"form": form, "page": None, "guidance": GUIDANCE.get(str(chosen))})


def _own(request: HttpRequest, pk: UUID) -> LocalPage:
    page = get_object_or_404(pages_written_by(request.user), pk=pk)
    must(request.user, "cases.write_page", page)
    return page


@require_http_methods(["GET", "POST"])
@member
def rewrite_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a page."""
    page = _own(request, pk)
    form = LocalPageForm(request.POST or None, user=request.user, page=page)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: domain.rewrite(
                page=page,
                region=data["region"],
                topic=data["topic"],
                title=form.title,
                body=form.body,
                checked_on=data["checked_on"],
                version=data["version"] or 0,
                actor=request.user,
            ),
        ):
            messages.success(request, _("The page is saved."))
            return redirect("cases:local_page", page.pk)
        page.refresh_from_db()
        if getattr(form, "overtaken", False):
            with_version(form, page.version)
    context: dict[str, Any] = {"form": form, "page": page, "guidance": GUIDANCE.get(page.topic)}
    return render(request, "cases/page_form.html", context)


@require_POST
@member
def publish_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Publish a page, or withdraw it."""
    page = _own(request, pk)
    version = request.POST.get("version", "")
    act = domain.withdraw if request.POST.get("act") == "withdraw" else domain.publish
    try:
        act(page=page, version=int(version) if version.isdigit() else 0, actor=request.user)
        messages.success(
            request, _("The page is public.") if act is domain.publish else _("The page is a draft again.")
        )
    except CaseRefused as error:
        refused(request, error)
    return redirect("cases:local_page", page.pk)


@require_safe
@member
def page_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The versions of a page."""
    page = _own(request, pk)
    versions = [
        {
            "version": v,
            "texts": [
                {"code": c, "name": n, "title": in_one_language(v.title, c), "body": html(in_one_language(v.body, c))}
                for c, n in LANGUAGES
                if in_one_language(v.body, c)
            ],
        }
        for v in page.versions.select_related("saved_by")
    ]
    return render(request, "cases/page_history.html", {"page": page, "versions": versions, "today": today()})
