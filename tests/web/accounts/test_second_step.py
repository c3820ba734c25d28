"""The second step at sign-in: set up, asked for, recovered, required of some roles."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from corridor.web.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"


def code(secret: str) -> str:
    """What an app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, user: Any) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.django_db(transaction=True)
def test_it_is_set_up_with_a_code_of_the_app(client: Client, person: Any) -> None:
    user = person()
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found
    assert "data:image/svg+xml" in page
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "govuk-error-summary" in wrong
    assert found.group(1) in wrong, "the same key: the app has read it already"
    client.post(reverse("mfa_activate_totp"), {"code": code(found.group(1))})
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert AuditEvent.objects.filter(verb="accounts.second_step_added", person=user.pk).exists()


def test_the_password_alone_is_not_enough(client: Client, person: Any) -> None:
    user = person()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    response = sign_in(client, user)
    assert response["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert "govuk-error-summary" in client.post(reverse("mfa_authenticate"), {"code": "123456"}).content.decode()
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert signed_in(client)


def test_a_code_works_once(client: Client, person: Any) -> None:
    user = person()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    now = code(secret)
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": now})
    assert signed_in(client)
    other = Client()
    sign_in(other, user)
    other.post(reverse("mfa_authenticate"), {"code": now})
    assert not signed_in(other)


def test_a_recovery_code_works_once(client: Client, person: Any) -> None:
    user = person()
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert signed_in(client)
    other = Client()
    sign_in(other, user)
    other.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert not signed_in(other)
    assert (
        len(RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes())
        == len(codes) - 1
    )


def test_recovery_codes_are_shown_after_the_second_step_alone(client: Client, person: Any) -> None:
    user = person()
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()
    client.force_login(user)
    response = client.get(reverse("mfa_view_recovery_codes"), follow=True)
    assert codes[0] not in response.content.decode()


@pytest.mark.parametrize("role", ["administrator", "manager"])
def test_roles_that_need_it_set_it_up_first(
    client: Client, person: Any, organisation: Any, settings: Any, role: str
) -> None:
    settings.REQUIRE_MFA = frozenset({"administrator", "manager"})
    user = person(role, organisation())
    client.force_login(user)
    for name in ("home:start", "organisations:list", "consent:my_data"):
        response = client.get(reverse(name))
        assert response.status_code == 302, name
        assert response["Location"] == reverse("mfa_activate_totp")
    for name in ("account_logout", "account_email", "mfa_index"):
        assert client.get(reverse(name)).status_code == 200, name
    TOTP.activate(user, generate_totp_secret())
    assert client.get(reverse("organisations:list")).status_code == 200


def test_other_roles_are_left_alone(client: Client, person: Any, organisation: Any, settings: Any) -> None:
    settings.REQUIRE_MFA = frozenset({"administrator", "manager"})
    client.force_login(person("viewer", organisation()))
    assert client.get(reverse("organisations:list")).status_code == 200
    assert Client().get(reverse("home:start")).status_code == 200


def test_who_must_have_it_is_told_why(client: Client, person: Any, settings: Any) -> None:
    settings.REQUIRE_MFA = frozenset({"administrator"})
    user = person("administrator")
    sign_in(client, user)
    page = client.get(reverse("home:start"), follow=True).content.decode()
    assert "Your role asks for a second step at sign-in" in page


def test_a_provider_with_its_own_second_step_is_enough(client: Client, person: Any, settings: Any) -> None:
    settings.REQUIRE_MFA = frozenset({"administrator"})
    user = person("administrator")
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": 1, "provider": "tester"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    assert client.get(reverse("organisations:list")).status_code == 302
    settings.OIDC_SECOND_STEP = True
    assert client.get(reverse("organisations:list")).status_code == 200
