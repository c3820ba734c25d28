"""Accounts with a password: made, confirmed, signed in to, reset; nobody learns who has one; guessing is slowed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corridor.web.accounts.domain import make_administrator
from corridor.web.accounts.models import User
from corridor.web.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Ann",
    "email": "Ann@Example.org",
    "password1": "corridor and stairs",
    "password2": "corridor and stairs",
}


@pytest.fixture
def _confirming(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def link_in(message: Any) -> str:
    found = re.search(r"http://testserver(\S+)", message.body)
    assert found
    return found.group(1)


@pytest.mark.usefixtures("_confirming")
@pytest.mark.parametrize(
    ("language", "words"), [("en", "Confirm your"), ("fr", "Confirmez votre"), ("nl", "Bevestig uw")]
)
def test_a_new_account_is_open_once_its_address_is_confirmed(client: Client, language: str, words: str) -> None:
    with translation.override(language):
        signup, login = reverse("account_signup"), reverse("account_login")
    assert client.post(signup, NEW).status_code == 302
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("ann@example.org", "Ann", language)
    assert not signed_in(client)
    client.post(login, {"login": user.email, "password": NEW["password1"]})
    assert not signed_in(client), "the address is not confirmed"
    assert words in mail.outbox[0].subject
    link = link_in(mail.outbox[0])
    assert client.get(link).status_code == 200
    assert not user.emailaddress_set.get().verified, "looking at the link confirms nothing: mail scanners do that"
    client.post(link)
    assert user.emailaddress_set.get().verified
    client.post(login, {"login": "ANN@example.org", "password": NEW["password1"]})
    assert signed_in(client)
    assert AuditEvent.objects.filter(verb="accounts.signed_in", person=user.pk).count() == 1


@pytest.mark.usefixtures("_confirming")
def test_whoever_signs_up_does_not_learn_who_has_an_account(client: Client, person: Any) -> None:
    known = person(email="ann@example.org")
    first = client.post(reverse("account_signup"), NEW)
    other = Client().post(reverse("account_signup"), NEW | {"email": "new@example.org"})
    assert (first.status_code, first["Location"]) == (other.status_code, other["Location"])
    assert User.objects.filter(email="ann@example.org").get() == known
    told = {m.to[0]: m.subject for m in mail.outbox}
    assert "You have an account already" in told["ann@example.org"]
    assert "Confirm" in told["new@example.org"]


def test_whoever_asks_for_a_reset_does_not_learn_who_has_an_account(client: Client, person: Any) -> None:
    person(email="ann@example.org")
    answers = [
        client.post(reverse("account_reset_password"), {"email": e}) for e in ("ann@example.org", "no@example.org")
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert [m.to for m in mail.outbox] == [["ann@example.org"]]


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client: Client, person: Any) -> None:
    person(email="ann@example.org")

    def told(address: str) -> str:
        page = client.post(reverse("account_login"), {"login": address, "password": "wrong"}).content.decode()
        assert "govuk-error-summary" in page
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(address, "")

    assert told("ann@example.org") == told("nobody@example.org")


def test_a_reset_link_works_once(client: Client, person: Any) -> None:
    user = person(email="ann@example.org")
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = link_in(mail.outbox[0])
    form = client.get(link)["Location"]
    given = {"password1": "another long one", "password2": "another long one"}
    assert client.post(form, given).status_code == 302
    user.refresh_from_db()
    assert user.check_password("another long one")
    again = Client().get(link).content.decode()
    assert "The link is no longer valid" in again
    assert any("Your password was changed" in m.subject for m in mail.outbox)
    assert AuditEvent.objects.filter(verb="accounts.password_changed").exists()


@pytest.mark.parametrize("password", ["short", "password1234", "ann@example.org"])
def test_a_password_that_is_easily_guessed_is_refused_and_the_rest_kept(client: Client, password: str) -> None:
    page = client.post(reverse("account_signup"), NEW | {"password1": password, "password2": password}).content.decode()
    assert not User.objects.exists()
    assert "govuk-error-summary" in page
    assert 'value="Ann@Example.org"' in page
    assert 'value="Ann"' in page
    assert f'value="{password}"' not in page


def test_guessing_is_stopped_even_for_the_right_password(client: Client, person: Any) -> None:
    user = person(email="ann@example.org")
    for _attempt in range(5):
        client.post(reverse("account_login"), {"login": user.email, "password": "wrong"})
    page = client.post(reverse("account_login"), {"login": user.email, "password": "a long password"}).content.decode()
    assert not signed_in(client)
    assert "Too many failed login attempts" in page


def test_too_many_new_accounts_from_one_address_are_stopped(client: Client) -> None:
    with translation.override("nl"):
        signup = reverse("account_signup")
    answers = [
        Client().post(signup, NEW | {"email": f"n{n}@example.org", "password1": "x", "password2": "x"})
        for n in range(11)
    ]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Te veel pogingen" in answers[-1].content.decode()


def test_a_closed_account_cannot_sign_in_and_is_told_why(client: Client, person: Any) -> None:
    user = person(email="ann@example.org")
    user.is_active = False
    user.save()
    response = client.post(reverse("account_login"), {"login": user.email, "password": "a long password"}, follow=True)
    assert not signed_in(client)
    assert "This account is closed" in response.content.decode()


def test_sign_out_asks_first(client: Client, person: Any) -> None:
    client.force_login(person())
    assert "Sign out" in client.get(reverse("account_logout")).content.decode()
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)


def test_signing_in_leads_to_no_other_site(client: Client, person: Any) -> None:
    user = person(email="ann@example.org")
    given = {"login": user.email, "password": "a long password", "next": "https://elsewhere.example/"}
    assert client.post(reverse("account_login"), given)["Location"] == reverse("home:start")


def test_the_persons_language_is_remembered_on_a_new_machine(client: Client, person: Any) -> None:
    user = person(email="ann@example.org", language="nl")
    client.post("/en/account/login/", {"login": user.email, "password": "a long password"})
    assert client.get("/")["Location"] == "/nl/"


@pytest.mark.usefixtures("_confirming")
def test_an_administrator_gets_in_before_the_mail_service_works(client: Client) -> None:
    make_administrator(email="Chief@example.org", password="corridor and stairs")
    client.post(reverse("account_login"), {"login": "chief@example.org", "password": "corridor and stairs"})
    assert signed_in(client)
