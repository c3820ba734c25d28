"""How a request may come: by POST, small, unlogged, never kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from corridor.rules.errors import CaseError
from corridor.web.design import names

LARGEST_BODY = 256 * 1024
"""Of a request, in bytes: a case has a few lines. What is smaller stays in memory and is never written to disk."""
View = Callable[[HttpRequest], HttpResponse]


def carried(view: View) -> View:
    """A view that is told the case in the body of a POST.

    A GET has no case: it leads to the first page (a fragment of the address stays with the browser). A body that is too
    large, or that says what the vocabulary does not have, is answered with what is wrong and what to do. The size is
    looked at before the body is read, hence before the CSRF check, which is made all the same.
    """
    checked = csrf_protect(_read(view))

    @wraps(view)
    def only_posted(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(reverse("route_check:start"))
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        if _length(request) > LARGEST_BODY:
            return too_large(request)
        try:
            request.POST  # noqa: B018 - reading it is what may fail
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            return too_large(request)
        return checked(request)

    return csrf_exempt(never_cache(sensitive_post_parameters()(only_posted)))


def _read(view: View) -> View:
    @wraps(view)
    def told(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except CaseError as error:
            return refused(request, error)

    return told


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def too_large(request: HttpRequest) -> HttpResponse:
    """The request is too large to be a case."""
    message = _("What was sent is larger than %(size)s kB.") % {"size": LARGEST_BODY // 1024}
    return _refusal(request, "", message, _("Send a case file of a few lines, or answer the questions."), 413)


def refused(request: HttpRequest, error: CaseError) -> HttpResponse:
    """The case cannot be read: where, why, and what to do."""
    return _refusal(request, error.place, *error.told(names.language()), 422)


def _refusal(request: HttpRequest, place: str, message: str, remedy: str, status: int) -> HttpResponse:
    # Long values come back cut: whoever sent them knows them.
    told = {"place": place[:80], "message": message[:400], "remedy": remedy[:400]}
    return render(request, "route_check/refused.html", told, status=status)
