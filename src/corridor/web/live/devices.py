"""A device: a random number in a signed cookie, known to a session only as a keyed hash of both.

The number itself is stored nowhere. Two sessions cannot tell that they saw the same device, and without the key of the
installation nobody can tell a device from a cookie.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase

COOKIE = "corridor_device"
AGE = 14 * 24 * 3600
"""Seconds: longer than a conference, with the days around it."""
SALT = "corridor.live.device"


def device_of(request: HttpRequest, session: UUID) -> str | None:
    """The device of a request, as this session knows it; None without a cookie, or with one that we did not make."""
    number = _number(request)
    return None if number is None else hashed(number, session)


def hashed(number: str, session: UUID) -> str:
    """What a session keeps of a device's number."""
    return hmac.new(_key(settings.SECRET_KEY), f"{session}:{number}".encode(), hashlib.sha256).hexdigest()


def marked(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The response, with a cookie for a device that has none yet."""
    if _number(request) is None:
        response.set_cookie(
            COOKIE,
            Signer(salt=SALT).sign(secrets.token_urlsafe(18)),
            max_age=AGE,
            secure=settings.PRODUCTION,
            httponly=True,
            samesite="Lax",
        )
    return response


def _number(request: HttpRequest) -> str | None:
    given = request.COOKIES.get(COOKIE)
    if not given:
        return None
    try:
        return Signer(salt=SALT).unsign(given)
    except BadSignature:
        return None


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"{SALT}:{secret}".encode()).digest()
