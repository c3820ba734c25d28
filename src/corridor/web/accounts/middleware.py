"""The language a person chose, kept; the second step of the sign-in, asked of those who must have it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class PreferredLanguage:
    """A visitor without the language cookie gets the language of their account: on a new machine, say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cookie = settings.LANGUAGE_COOKIE_NAME
        if cookie not in request.COOKIES and (chosen := request.session.get(cookie)):
            request.COOKIES[cookie] = chosen
        return self.get_response(request)


class RequiredSecondStep:
    """Those whose role asks for a second step at sign-in set it up before anything else."""

    OPEN = ("account", "mfa", "socialaccount", "choose_language", "health", "root")
    """Beginnings of the names of pages that stay open: signing out, confirming an address, setting it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponseBase | None:
        """To the set-up page, except from pages that lead there."""
        asked: frozenset[str] = frozenset(getattr(settings, "REQUIRE_MFA", ()))
        user = request.user
        if not asked or not user.is_authenticated:
            return None
        match = request.resolver_match
        if (
            match is None
            or (match.view_name or "").startswith(self.OPEN)
            or getattr(view, "allow_without_second_step", False)
        ):
            return None
        if not (user.roles & asked) or is_mfa_enabled(user) or _through_strong_provider(request):
            return None
        if request.path.startswith("/api/"):
            raise PermissionDenied("second_step")
        messages.warning(request, _("Your role asks for a second step at sign-in. Set it up to go on."))
        return redirect("mfa_activate_totp")


def _through_strong_provider(request: HttpRequest) -> bool:
    if not getattr(settings, "OIDC_SECOND_STEP", False):
        return False
    return any(entry.get("method") == "socialaccount" for entry in get_authentication_records(request, request.user))
