"""A device: a random number in a signed cookie, known to a session only as keyed hashes of both.

The number itself is stored nowhere. Two sessions cannot tell that they saw the same device, nor can the votes and the
questions of one session: who writes a name under a question does not thereby sign their votes. Without the key of the
installation nobody can tell a device from a cookie. Two weeks after the event (`KEPT`) no cookie of it is left, and a
session keeps no hash any more: a random number stands in its place, which only keeps counts as they were.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from functools import cache
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase

COOKIE = "corridor_device"
AGE = 14 * 24 * 3600
"""Seconds: longer than a conference, with the days around it."""
KEPT = timedelta(seconds=AGE)
"""How long after the last day of an event its sessions know a device: no longer than a cookie can come back."""
GONE = "-"
"""What stands in the place of a hash begins so; no hash does."""
SALT = "corridor.live.device"
Purpose = Literal["votes", "questions"]
VOTES: Purpose = "votes"
QUESTIONS: Purpose = "questions"


def device_of(request: HttpRequest, session: UUID, purpose: Purpose) -> str | None:
    """The device of a request, as the votes or the questions of this session know it.

    None without a cookie, or with one that we did not make.
    """
    number = _number(request)
    return None if number is None else hashed(number, session, purpose)


def hashed(number: str, session: UUID, purpose: Purpose) -> str:
    """What the votes or the questions of a session keep of a device's number."""
    return hmac.new(_key(settings.SECRET_KEY), f"{session}:{purpose}:{number}".encode(), hashlib.sha256).hexdigest()


def nobody() -> str:
    """What stands in the place of a device that is known no longer."""
    return GONE + secrets.token_urlsafe(18)


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
