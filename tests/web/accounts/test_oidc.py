"""Sign-in through a provider: what a true one says is believed, what a false one says is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from corridor.web.accounts.models import User
from corridor.web.audit.models import AuditEvent
from tests.web.accounts.provider import CLIENT, SECRET, Provider, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    made = Provider()
    server = serve(made)
    app = {
        "provider_id": "tester",
        "name": "Tester",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": made.address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield made
    server.shutdown()
    server.server_close()


def go_out(client: Client) -> str:
    """To the provider: the address that the browser is sent to."""
    response = client.post(reverse("openid_connect_login", args=["tester"]))
    assert response.status_code == 302
    return str(response["Location"])


def come_back(client: Client, given: dict[str, str]) -> Any:
    return client.get(reverse("openid_connect_callback", args=["tester"]), given)


def sign_in(client: Client, provider: Provider) -> Any:
    return come_back(client, provider.authorize(go_out(client)))


def signed_in(client: Client) -> str | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else None


def test_the_sign_in_page_offers_the_provider(client: Client, provider: Provider) -> None:
    assert "Tester" in client.get(reverse("account_login")).content.decode()
    page = client.get(reverse("openid_connect_login", args=["tester"])).content.decode()
    assert "Go on to Tester" in page


def test_a_new_person_gets_an_account(client: Client, provider: Provider) -> None:
    response = sign_in(client, provider)
    assert response.status_code == 302
    user = User.objects.get()
    assert (user.email, user.name, signed_in(client)) == ("ann@example.org", "Ann", "ann@example.org")
    assert not user.has_usable_password()
    assert AuditEvent.objects.get(verb="accounts.signed_in").detail == {"by": "provider"}


def test_a_known_person_comes_back_to_the_same_account(client: Client, provider: Provider) -> None:
    sign_in(client, provider)
    client.logout()
    sign_in(client, provider)
    assert User.objects.count() == 1
    assert signed_in(client) == "ann@example.org"


def test_a_provider_takes_over_no_account_of_the_same_address(client: Client, provider: Provider, person: Any) -> None:
    mine = person(email="ann@example.org")
    response = sign_in(client, provider)
    assert signed_in(client) is None
    assert not SocialAccount.objects.filter(user=mine).exists()
    assert response.status_code == 302
    assert User.objects.count() == 1


def test_somebody_signed_in_adds_a_provider(client: Client, provider: Provider, person: Any) -> None:
    mine = person(email="me@example.org")
    client.force_login(mine)
    address = reverse("openid_connect_login", args=["tester"]) + "?process=connect"
    location = client.post(address)["Location"]
    response = come_back(client, provider.authorize(location))
    assert not SocialAccount.objects.exists(), "the password is asked first"
    client.post(response["Location"], {"password": "a long password"})
    assert SocialAccount.objects.get().user == mine
    assert "Tester" in client.get(reverse("socialaccount_connections")).content.decode()


def refused(client: Client, response: Any) -> None:
    assert signed_in(client) is None
    assert not User.objects.exists()
    assert response.status_code == 401
    assert "did not let you in" in response.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1_700_000_000},  # November 2023: long over
        {"exp": None},
        {"azp": "another-client"},
        {"sub": None},
    ],
    ids=str,
)
def test_a_wrong_claim_is_refused(client: Client, provider: Provider, wrong: dict[str, Any]) -> None:
    provider.wrong = wrong
    refused(client, sign_in(client, provider))


def test_a_forged_signature_is_refused(client: Client, provider: Provider) -> None:
    provider.forge()
    refused(client, sign_in(client, provider))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_weak_signature_is_refused(client: Client, provider: Provider, algorithm: str) -> None:
    provider.algorithm = algorithm
    refused(client, sign_in(client, provider))


def test_an_answer_without_signed_token_is_refused(client: Client, provider: Provider) -> None:
    provider.without_token = True
    refused(client, sign_in(client, provider))


def test_details_about_somebody_else_are_refused(client: Client, provider: Provider) -> None:
    provider.userinfo = {"sub": "p-2", "email": "victim@example.org"}
    refused(client, sign_in(client, provider))


def test_a_wrong_state_is_refused(client: Client, provider: Provider) -> None:
    given = provider.authorize(go_out(client))
    refused(client, come_back(client, given | {"state": "forged"}))


def test_an_answer_in_another_browser_is_refused(client: Client, provider: Provider) -> None:
    given = provider.authorize(go_out(client))
    other = Client()
    refused(other, come_back(other, given))


def test_an_answer_is_used_once(client: Client, provider: Provider) -> None:
    given = provider.authorize(go_out(client))
    come_back(client, given)
    client.logout()
    response = come_back(client, given)
    assert response.status_code == 401
    assert signed_in(client) is None


def test_the_address_line_cannot_choose_the_nonce(client: Client, provider: Provider) -> None:
    address = reverse("openid_connect_login", args=["tester"]) + "?auth_params=nonce%3Dchosen%26prompt%3Dnone"
    location = client.post(address)["Location"]
    assert "chosen" not in location
    assert "prompt" not in location
    assert "nonce=" in location
    assert "code_challenge=" in location


def test_who_stops_at_the_provider_is_told(client: Client, provider: Provider) -> None:
    state = provider.authorize(go_out(client))["state"]
    response = come_back(client, {"error": "access_denied", "state": state})
    page = (
        client.get(response["Location"]).content.decode() if response.status_code == 302 else response.content.decode()
    )
    assert "You stopped at the identity provider" in page


def test_an_unknown_provider_is_not_there(client: Client, provider: Provider) -> None:
    assert client.get(reverse("openid_connect_login", args=["nobody"])).status_code == 404
