"""What everybody sees of published programmes, and members of those of their organisations."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from corridor.consultation.programme import read_template
from corridor.web.design.context import address
from corridor.web.design.templatetags.design import in_language
from corridor.web.organisations.permission import organisation_ids
from corridor.web.programmes import drawings, queries
from corridor.web.programmes.calendar_file import calendar_of
from corridor.web.programmes.models import Programme, StepState
from corridor.web.programmes.rules import READERS
from corridor.web.programmes.schedule import Line, lines

A_PAGE = 30


def visible(request: HttpRequest, slug: str) -> Programme:
    """A programme that the reader may see.

    Raises:
        Http404: there is none, or none for them.
    """
    return get_object_or_404(queries.visible(request.user), slug=slug)


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Published programmes, and those of the person's organisations."""
    page = Paginator(queries.listed(request.user), A_PAGE).get_page(request.GET.get("page"))
    words = {"page": page, "mine": organisation_ids(request.user, *READERS)}
    return render(request, "programmes/list.html", words)


@never_cache
@require_GET
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The timeline of a programme, as drawing and table, its advisory group, and what is late."""
    programme = visible(request, slug)
    today = timezone.localdate()
    rows = lines(programme, queries.steps_of(programme), today)
    title = in_language(programme.title)
    works = request.user.has_perm("programmes.change_programme", programme)
    template = programme.template
    member = programme.organisation_id in organisation_ids(request.user, *READERS)
    words = {
        "programme": programme,
        "rows": rows,
        "svg": drawings.timeline(rows, today, title) or "",
        "finding": _finding(rows),
        "ends": max((row.ends for row in rows), default=None),
        "late": sum(bool(row.days_late) for row in rows) + sum(bool(d.days_late) for row in rows for d in row.dues),
        "group": list(queries.advisory_group(programme)),
        "events": queries.events_of(programme, member=member),
        "drafts": queries.drafts_of(programme, member=member),
        "works": works,
        "member": member,
        "assumed": bool(template) and _assumed(template),
        "chain": _chain(programme) if member or _chain_shown(programme) else "",
    }
    return render(request, "programmes/detail.html", words)


def _chain(programme: Programme) -> str:
    """The page of the programme's chain, where this site has one."""
    return reverse("chain:overview", args=[programme.pk]) if address("chain:index") else ""


def _chain_shown(programme: Programme) -> bool:
    """Whether everybody may read the chain: both are published. Its app stands above this one and is asked by name."""
    return programme.published and Programme.objects.filter(pk=programme.pk, chain__published=True).exists()


def _assumed(template: str) -> bool:
    from corridor.consultation.programme import templates

    return template in templates() and read_template(template).assumed


def _finding(rows: tuple[Line, ...]) -> str:
    dropped = StepState.DROPPED
    dues = [due for row in rows for due in row.dues if row.row.state != dropped or due.row.delivered_on]
    there = sum(due.row.delivered_on is not None for due in dues)
    words = {"steps": len(rows), "there": there, "all": len(dues)}
    return _("%(steps)s steps; %(there)s of %(all)s deliverables are there.") % words if rows else ""


@never_cache
@require_GET
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The deadlines as a calendar file."""
    programme = visible(request, slug)
    rows = lines(programme, queries.steps_of(programme), timezone.localdate())
    here = request.build_absolute_uri(reverse("programmes:detail", args=[slug]))
    out = HttpResponse(calendar_of(programme, rows, here), content_type="text/calendar; charset=utf-8")
    out["Content-Disposition"] = f'attachment; filename="{programme.slug}.ics"'
    return out
