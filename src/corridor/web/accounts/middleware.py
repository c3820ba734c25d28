"""The language a person chose, kept."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class PreferredLanguage:
    """A visitor without the language cookie gets the language of their account: on a new machine, say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cookie = settings.LANGUAGE_COOKIE_NAME
        if cookie not in request.COOKIES and (chosen := request.session.get(cookie)):
            request.COOKIES[cookie] = chosen
        return self.get_response(request)
