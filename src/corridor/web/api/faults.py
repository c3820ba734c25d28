"""Errors of the API: place, message and remedy in the caller's language, whatever went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from corridor.permits.answers import as_json
from corridor.rules.errors import CaseError
from corridor.told import ToldError, messages

MESSAGES = Path(__file__).parent / "messages.json"
LANGUAGES = ("en", "fr", "nl")


class ApiError(ToldError):
    """A call that cannot be answered, with the status of the answer."""

    texts = MESSAGES

    def __init__(self, status: int, place: str, key: str, **values: Any) -> None:
        self.status = status
        super().__init__(place, key, **values)


def language(request: HttpRequest) -> str:
    """The language of an answer: `lang`, else what the caller accepts, else English."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    accepted = [
        part.split(";")[0].strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(",")
    ]
    return next((found for found in accepted if found in LANGUAGES), "en")


def json_response(value: Any, status: int = 200) -> HttpResponse:
    """A result as the command prints it."""
    return HttpResponse(as_json(value) + "\n", status=status, content_type="application/json; charset=utf-8")


def refused(status: int, place: str, message: str, remedy: str) -> HttpResponse:
    """An error as the command tells it."""
    return json_response({"error": {"place": place, "message": message, "remedy": remedy}}, status)


def handle(api: NinjaAPI) -> None:
    """Give every error its form."""

    def own(request: HttpRequest, error: Any) -> HttpResponse:
        return refused(error.status, error.place, *error.told(language(request)))

    def case(request: HttpRequest, error: Any) -> HttpResponse:
        return refused(400, error.place, *error.told(language(request)))

    def keyed(status: int, key: str, place: str) -> Any:
        return lambda request, error: own(request, ApiError(status, place, key))

    def invalid(request: HttpRequest, error: Any) -> HttpResponse:
        first = error.errors[0]
        place = ".".join(str(part) for part in first.get("loc", ())[1:]) or "body"
        return own(request, ApiError(422, place, "invalid", why=first.get("msg", "")))

    def http(request: HttpRequest, error: Any) -> HttpResponse:
        if str(error) in messages(MESSAGES):
            return own(request, ApiError(error.status_code, request.path, str(error)))
        return own(request, ApiError(error.status_code, request.path, "invalid", why=str(error)))

    api.add_exception_handler(ApiError, own)
    api.add_exception_handler(CaseError, case)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(HttpError, http)
    api.add_exception_handler(AuthenticationError, keyed(401, "token", "Authorization"))
    api.add_exception_handler(Throttled, keyed(429, "throttled", "api"))
    api.add_exception_handler(Http404, keyed(404, "not_found", "address"))
    api.add_exception_handler(RequestDataTooBig, keyed(413, "too_big", "body"))
