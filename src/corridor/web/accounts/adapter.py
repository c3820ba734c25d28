"""How people come in: local accounts and OpenID Connect."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from corridor.web.accounts.models import User


class Adapter(DefaultAccountAdapter):
    """Local accounts; a new person keeps the language they came in."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A new account in the language of the page it was made on."""
        user.language = translation.get_language() or ""
        user.name = str(getattr(form, "cleaned_data", {}).get("name") or user.name)
        made: User = super().save_user(request, user, form, commit)
        return made

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and remember the person's language in the session."""
        super().login(request, user)
        if user.language:
            request.session[settings.LANGUAGE_COOKIE_NAME] = user.language

    def clean_email(self, email: str) -> str:
        """Addresses are kept in small letters, so that one account has one spelling."""
        return str(super().clean_email(email)).lower()


class SocialAdapter(DefaultSocialAccountAdapter):
    """People known by an OpenID Connect provider."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """A new account from what the provider tells: address and name."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = data.get("name") or " ".join(p for p in parts if p)
        user.language = translation.get_language() or ""
        return user
