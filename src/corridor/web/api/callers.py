"""Who calls the API, and how often they may."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from corridor.web.api.domain import used
from corridor.web.api.models import Token
from corridor.web.api.queries import token_of
from corridor.web.design.limits import address, counted

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
        who = str(caller.pk) if isinstance(caller, Token) else address(request)
        allowed = settings.API_CALLS_A_MINUTE["token" if known else "anonymous"]
        return counted(who, WINDOW) <= allowed

    def wait(self) -> float:
        """Seconds until the next window."""
        return WINDOW - time.time() % WINDOW


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
