"""Who calls the API, and how often they may."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from corridor.web.api.domain import used
from corridor.web.api.models import Token
from corridor.web.api.queries import token_of

WINDOW = 60
"""Seconds over which calls are counted."""


class AnyCaller(HttpBearer):
    """A valid token, or nobody in particular; a token that is not valid is refused, not ignored."""

    def __call__(self, request: HttpRequest) -> Any:
        """The token, or True for a call without one."""
        if not request.headers.get("Authorization"):
            return True
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token of a secret."""
        found = token_of(token)
        if found is not None:
            used(found)
        return found


class Limit(BaseThrottle):
    """So many calls a minute: by token, or by address for calls without one. Addresses are kept as hashes, a minute."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the call."""
        caller = getattr(request, "auth", None)
        known = isinstance(caller, Token)
        who = str(caller.pk) if isinstance(caller, Token) else _address(request)
        allowed = settings.API_CALLS_A_MINUTE["token" if known else "anonymous"]
        slot = int(time.time()) // WINDOW
        key = hashlib.sha256(f"{settings.SECRET_KEY}{who}{slot}".encode()).hexdigest()
        counts = caches["limits"]
        if counts.add(key, 1, timeout=2 * WINDOW):
            return True
        try:
            return bool(counts.incr(key) <= allowed)
        except ValueError:  # it ended between the two calls
            return True

    def wait(self) -> float:
        """Seconds until the next window."""
        return WINDOW - time.time() % WINDOW


def _address(request: HttpRequest) -> str:
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.PRODUCTION else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


def scope(request: HttpRequest, name: str) -> Token:
    """The caller's token, where it has a scope.

    Raises:
        HttpError: there is no token (401), or it has another scope (403).
    """
    caller = getattr(request, "auth", None)
    if not isinstance(caller, Token):
        raise HttpError(401, "token")
    if name not in caller.scopes:
        raise HttpError(403, "scope")
    return caller


def token(request: HttpRequest) -> Token | None:
    """The caller's token, if any."""
    caller = getattr(request, "auth", None)
    return caller if isinstance(caller, Token) else None
