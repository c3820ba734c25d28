"""What browsers may keep: a public page is the same until its facts, the language or the reader change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from corridor import __version__

Etag = Callable[..., str | None]


def etag_of(facts: Callable[[], str]) -> Etag:
    """The function that marks pages about facts of which `facts()` gives the hash (for `condition(etag_func=...)`).

    There is no mark for people who are signed in or have a message waiting: always fresh. A page holds the token of
    its forms, so the mark follows the cookie that the token belongs to; and a page without a date in its address is
    about today.
    """

    def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
        if request.user.is_authenticated or request.COOKIES.get("messages") or request.session.get("_messages"):
            return None
        parts = (
            __version__,
            facts(),
            get_language(),
            timezone.localdate().isoformat(),
            request.get_full_path(),
            request.headers.get("HX-Request", ""),
            request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
        )
        return '"' + hashlib.sha256("\n".join(str(p) for p in parts).encode()).hexdigest()[:32] + '"'

    return etag
