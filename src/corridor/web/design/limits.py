"""How often somebody without an account did something lately; addresses are kept as hashes, and not for long."""

from __future__ import annotations

import hashlib
import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """Where a request comes from: what the nearest proxy says, in production."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.PRODUCTION else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


def counted(who: str, window: int) -> int:
    """Count one more time, and say how many there were within the present window of so many seconds."""
    slot = int(time.time()) // window
    key = hashlib.sha256(f"{settings.SECRET_KEY}{who}{slot}".encode()).hexdigest()
    counts = caches["limits"]
    if counts.add(key, 1, timeout=2 * window):
        return 1
    try:
        return int(counts.incr(key))
    except ValueError:  # it ended between the two calls
        return 1
