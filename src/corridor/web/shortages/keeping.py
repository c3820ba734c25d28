"""What browsers may keep: a page about lists is the same until the law, the language or the reader changes."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from corridor import __version__
from corridor.web.shortages import queries


def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
    """The mark of a page for visitors; None for people who are signed in or have a message waiting: always fresh."""
    if request.user.is_authenticated or request.COOKIES.get("messages") or request.session.get("_messages"):
        return None
    parts = (
        __version__,
        queries.digest(),
        get_language(),
        timezone.localdate().isoformat(),
        request.get_full_path(),
        request.headers.get("HX-Request", ""),
        request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
    )
    return '"' + hashlib.sha256("\n".join(str(p) for p in parts).encode()).hexdigest()[:32] + '"'
