"""Pages behind a signed link: the contact that it lets in, and what is shown where it leads nowhere any more."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from corridor.web.design.names import language
from corridor.web.stakeholders import links
from corridor.web.stakeholders.errors import LinkError

View = Callable[..., HttpResponseBase]


def refused(request: HttpRequest, error: LinkError) -> HttpResponse:
    """The page of a link that has expired (410) or is broken (404), with what to do."""
    message, remedy = error.told(language())
    words = {"message": message, "remedy": remedy}
    return render(request, "stakeholders/link_refused.html", words, status=error.status)


def by_link(use: str) -> Callable[[View], View]:
    """A view `(request, contact, about, token, ...)` for whoever holds a link of a use; never cached, never indexed."""

    def around(view: View) -> View:
        @never_cache
        @wraps(view)
        def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                contact, about = links.read(token, use)
            except LinkError as error:
                return refused(request, error)
            response = view(request, contact, about, token, *args, **kwargs)
            response["X-Robots-Tag"] = "noindex"
            return response

        return opened

    return around
