"""The screen of the room: large, without an account, saying no more than the phones do."""

from __future__ import annotations

import io
from functools import lru_cache
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from corridor.web.live.views import boards
from corridor.web.live.views.phone import room_for


@require_GET
def screen(request: HttpRequest, session: UUID) -> HttpResponseBase:
    """Open polls, results that are shown, the most supported questions, and how to join."""
    room = room_for(request, session)
    address = short_address(request, session, room.code)
    values = {
        "room": room,
        "session": room.session,
        "questions": boards.questions(session),
        "address": address.split("://", 1)[-1],
        "code": drawn(address),
        "every": boards.EVERY,
    }
    return render(request, "live/screen.html", values)


@require_GET
def board(request: HttpRequest, session: UUID) -> HttpResponse:
    """What changes on the screen."""
    found = boards.screen(session)
    if found is None:
        raise Http404
    return boards.answered(request, found.digest, found.html)


def short_address(request: HttpRequest, session: UUID, code: str) -> str:
    """Where a phone joins. Without a language: each phone is led to the page in its own."""
    if not code:
        return request.build_absolute_uri(reverse("live:phone", args=[session]))
    path = reverse("live:join", args=[code])
    return request.build_absolute_uri("/" + path.split("/", 2)[2])


@lru_cache(maxsize=100)
def drawn(address: str) -> SafeString:
    """The QR code of an address, as SVG without styles of its own."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, svgclass=None, lineclass=None, border=3, omitsize=True, light="#fff"
    )
    return mark_safe(out.getvalue().decode())  # drawn by the library from numbers
