"""What everybody sees of an event: the list, the agenda, its files, the materials afterwards."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from corridor.web.cases.uploads import TYPES
from corridor.web.events.agenda_rows import agenda
from corridor.web.events.domain.registration import open_for
from corridor.web.events.exchange import FORMATS, write_agenda
from corridor.web.events.models import SessionKind, over
from corridor.web.events.queries import listed, materials_of, seats_of
from corridor.web.events.rules import may
from corridor.web.events.views.shared import frame, seen

A_PAGE = 20
QUIET = (SessionKind.BREAK, SessionKind.RECEPTION)
"""Sessions in which nobody is asked anything."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Events that are public, and those of one's organisations."""
    page = Paginator(listed(request.user), A_PAGE).get_page(request.GET.get("page"))
    rows = [(event, open_for(event), over(event)) for event in page]
    values = {"page": page, "rows": rows, "may_create": may(request.user, "events.create_event")}
    return render(request, "events/list.html", values)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda: days, sessions, organisations, interpretation, and the way to register."""
    event = seen(request, slug)
    materials = list(materials_of(request.user, event))
    values = frame(
        request,
        event,
        "detail",
        days=agenda(event),
        seats=seats_of(event),
        materials=materials,
        quiet=QUIET,
        formats=[(key, kind.label) for key, kind in FORMATS.items()],
    )
    return render(request, "events/detail.html", values)


@require_safe
def agenda_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The agenda as a file: `ics`, `json` of event software, `csv`."""
    event = seen(request, slug)
    kind = FORMATS.get(form)
    if kind is None:
        raise Http404
    url = request.build_absolute_uri(reverse("events:detail", args=[event.slug]))
    seats = may(request.user, "events.change_event", event)  # how many are left would tell how many are registered
    answer = HttpResponse(write_agenda(event, form, url, seats=seats), content_type=kind.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{event.slug}.{kind.ending}"'
    return answer


@require_safe
def material(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A file, always as a download of the kind that was seen from its bytes."""
    event = seen(request, slug)
    found = get_object_or_404(materials_of(request.user, event), pk=pk)
    if not found.path.is_file():
        raise Http404
    answer = HttpResponse(found.path.read_bytes(), content_type=TYPES[found.kind])
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
