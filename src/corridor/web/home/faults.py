"""What is shown when something goes wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

UNSHOWN = frozenset({"csrfmiddlewaretoken", "next"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request cannot be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The person may not do this."""
    return render(request, "403.html", status=403)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old, or came from elsewhere; what was written in a form of ours is not lost.

    Where the browser says that the form stood on a page of this site, it can be sent again with a fresh token. Nothing
    of a form from elsewhere is shown, and passwords and files never are.
    """
    if not _from_here(request):
        return render(request, "403_csrf.html", status=403)
    kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in UNSHOWN]
    secret = any("password" in name for name in request.POST)
    words = {
        "kept": [(name, value) for name, value in kept if value and "password" not in name],
        "may_send_again": bool(kept) and not secret and not request.FILES,
        "path": request.get_full_path(),
    }
    return render(request, "home/form_too_old.html", words, status=403)


def _from_here(request: HttpRequest) -> bool:
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", "") == own


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or none for this person."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Corridor failed; the page needs nothing that may have failed."""
    return HttpResponse(get_template("500.html").render({}), status=500)
