"""Every page of sign-in in every language: complete, in our frame, and without a text of the library's own."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import translation

LANGUAGES = ("en", "fr", "nl")
OUTSIDE = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
    "socialaccount_login_error",
    "socialaccount_login_cancelled",
)
INSIDE = (
    "account_logout",
    "account_email",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "socialaccount_connections",
)
ENGLISH = ("Sign In", "Email Addresses", "Two-Factor", "Third-Party", "Password Reset", "Forgot your")


def said(response: Any) -> str:
    return str(response.content.decode())


def address(name: str, language: str, **kwargs: Any) -> str:
    with translation.override(language):
        return reverse(name, kwargs=kwargs)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OUTSIDE)
def test_pages_before_sign_in(client: Client, name: str, language: str) -> None:
    response = client.get(address(name, language))
    assert response.status_code == (401 if name == "socialaccount_login_error" else 200)
    text = said(response)
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1
    assert "placeholder=" not in text
    if language != "en":
        assert not [words for words in ENGLISH if words in text]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", INSIDE)
def test_pages_after_sign_in(client: Client, person: Any, name: str, language: str) -> None:
    signed_in(client, person(email="me@example.org"), language)
    response = client.get(address(name, language))
    assert response.status_code == 200
    text = said(response)
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1
    assert "placeholder=" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_second_step(client: Client, person: Any, language: str) -> None:
    user = person(email="me@example.org")
    signed_in(client, user, language)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        response = client.get(address(name, language))
        assert response.status_code == 200, name
        assert said(response).count("<h1") == 1


def signed_in(client: Client, user: Any, language: str) -> None:
    """Through the form, so that the session knows how and when."""
    given = {"login": user.email, "password": "a long password"}
    response = client.post(address("account_login", language), given)
    assert response.status_code == 302, said(response)
    response = client.post(address("account_reauthenticate", language), given)
    assert response.status_code == 302, said(response)
