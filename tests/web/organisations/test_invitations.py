"""Invitations: for one address, once, for fourteen days, and what is told where one does not work."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from corridor.web.accounts.models import User
from corridor.web.audit.models import AuditEvent
from corridor.web.organisations.domain import accept, hash_of, invite
from corridor.web.organisations.errors import OrganisationError
from corridor.web.organisations.models import Invitation, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(organisation: Any, person: Any) -> tuple[Invitation, str]:
    """An invitation to ann@example.org to advise, with its secret."""
    shop = organisation("Shop", kind="one_stop_shop")
    return invite(organisation=shop, email="Ann@Example.org ", role="adviser", actor=person("manager", shop))


def follow(client: Client, secret: str, language: str = "en") -> Any:
    with translation.override(language):
        return client.get(reverse("organisations:invitation", args=[secret]), follow=True)


def take(client: Client) -> Any:
    return client.post(reverse("organisations:invited"), follow=True)


def test_the_secret_is_kept_as_a_hash(invited: tuple[Invitation, str]) -> None:
    made, secret = invited
    assert made.secret_hash == hash_of(secret) != secret
    assert secret not in str(Invitation.objects.values().get())
    assert secret not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "You are invited"), ("fr", "Vous êtes invité"), ("nl", "U bent uitgenodigd")]
)
def test_a_manager_invites_by_mail(client: Client, organisation: Any, person: Any, language: str, words: str) -> None:
    shop = organisation("Shop", kind="one_stop_shop")
    client.force_login(person("manager", shop))
    with translation.override(language):
        address = reverse("organisations:invite", args=[shop.pk])
    response = client.post(address, {"email": "ann@example.org", "role": "adviser"})
    assert response.status_code == 302
    message = mail.outbox[0]
    assert words in message.body
    link = re.search(r"http://testserver(\S+)", message.body)
    assert link
    page = client.get(link.group(1), follow=True)
    assert page.redirect_chain, "the secret leaves the address line"
    assert link.group(1) not in page.redirect_chain[-1][0]


def test_a_person_without_account_makes_one_and_joins(
    client: Client, invited: tuple[Invitation, str], settings: Any
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    page = follow(client, invited[1]).content.decode()
    assert "Shop" in page
    assert "Adviser" in page
    assert reverse("account_signup") in page
    given = {"email": "ann@example.org", "password1": "corridor and stairs", "password2": "corridor and stairs"}
    back = reverse("organisations:invited")
    response = client.post(f"{reverse('account_signup')}?next={back}", given | {"next": back})
    assert response["Location"] == back, "whoever holds the secret reads that mail: no second confirmation"
    assert "Accept" in client.get(back).content.decode()
    take(client)
    made = Membership.objects.get(user=User.objects.get(email="ann@example.org"))
    assert (made.organisation.name, made.role) == ("Shop", "adviser")
    assert AuditEvent.objects.get(verb="organisations.joined").organisation == made.organisation.pk


def test_looking_accepts_nothing(client: Client, invited: tuple[Invitation, str], person: Any) -> None:
    client.force_login(person(email="ann@example.org"))
    assert "Accept" in follow(client, invited[1]).content.decode()
    assert not Membership.objects.filter(user__email="ann@example.org").exists()


def test_the_wrong_account_is_told_and_refused(client: Client, invited: tuple[Invitation, str], person: Any) -> None:
    client.force_login(person(email="bob@example.org"))
    page = follow(client, invited[1]).content.decode()
    assert "a…@example.org" in page
    assert "bob@example.org" in page
    assert "ann@example.org" not in page, "the invited address is not given away"
    take(client)
    assert not Membership.objects.filter(user__email="bob@example.org").exists()
    assert Invitation.objects.open().count() == 1, "the link keeps working for its owner"


def test_an_unconfirmed_further_address_is_not_enough(invited: tuple[Invitation, str], person: Any) -> None:
    bob = person(email="bob@example.org")
    bob.emailaddress_set.create(email="ann@example.org", verified=False, primary=False)
    with pytest.raises(OrganisationError) as refused:
        accept(invitation=invited[0], user=bob, actor=bob)
    assert refused.value.key == "wrong_account"
    bob.emailaddress_set.update(verified=True)
    assert accept(invitation=invited[0], user=bob, actor=bob).role == "adviser"


def test_it_works_once(client: Client, invited: tuple[Invitation, str], person: Any) -> None:
    ann = person(email="ann@example.org")
    client.force_login(ann)
    follow(client, invited[1])
    take(client)
    Membership.objects.filter(user=ann).delete()
    page = follow(client, invited[1]).content.decode()
    assert "accepted already" in page
    take(client)
    assert not Membership.objects.filter(user=ann).exists()


def test_two_tabs_accept_once(invited: tuple[Invitation, str], person: Any) -> None:
    ann = person(email="ann@example.org")
    first, second = Invitation.objects.get(), Invitation.objects.get()
    accept(invitation=first, user=ann, actor=ann)
    with pytest.raises(OrganisationError) as refused:
        accept(invitation=second, user=ann, actor=ann)
    assert refused.value.key == "used"


@pytest.mark.parametrize(("language", "words"), [("en", "has ended"), ("fr", "a expiré"), ("nl", "is verlopen")])
def test_it_ends_after_fourteen_days(
    client: Client, invited: tuple[Invitation, str], person: Any, language: str, words: str
) -> None:
    ann = person(email="ann@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=13, hours=23)):
        client.force_login(ann)
        assert words not in follow(client, invited[1], language).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        client.force_login(ann)
        assert words in follow(client, invited[1], language).content.decode()
        take(client)
    assert not Membership.objects.filter(user=ann).exists()


def test_a_withdrawn_one_does_not_work(client: Client, invited: tuple[Invitation, str], person: Any) -> None:
    made, secret = invited
    boss = User.objects.get(memberships__role="manager")
    client.force_login(boss)
    client.post(reverse("organisations:withdraw", args=[made.organisation_id, made.pk]))
    client.force_login(person(email="ann@example.org"))
    assert "withdrawn" in follow(client, secret).content.decode()
    take(client)
    assert not Membership.objects.filter(user__email="ann@example.org").exists()


def test_a_forged_secret_says_nothing_about_any(client: Client, invited: tuple[Invitation, str]) -> None:
    response = follow(client, "forged")
    assert response.status_code == 404
    assert "does not exist" in response.content.decode()
    assert "Shop" not in response.content.decode()


def test_another_organisations_manager_withdraws_nothing(
    client: Client, invited: tuple[Invitation, str], organisation: Any, person: Any
) -> None:
    made = invited[0]
    other = organisation("Other")
    client.force_login(person("manager", other))
    for key in (made.organisation_id, other.pk):
        assert client.post(reverse("organisations:withdraw", args=[key, made.pk])).status_code == 404
    assert Invitation.objects.open().count() == 1


def test_no_second_invitation_to_the_same_role(client: Client, invited: tuple[Invitation, str]) -> None:
    shop = invited[0].organisation
    client.force_login(User.objects.get(memberships__role="manager"))
    page = client.post(reverse("organisations:invite", args=[shop.pk]), {"email": "ann@example.org", "role": "adviser"})
    assert "has an open invitation" in page.content.decode()
    assert 'value="ann@example.org"' in page.content.decode()
    assert Invitation.objects.count() == 1
    assert not mail.outbox


def test_a_role_that_the_kind_does_not_have_is_refused(organisation: Any, person: Any) -> None:
    works = organisation("Works", kind="employer")
    with pytest.raises(OrganisationError) as refused:
        invite(organisation=works, email="ann@example.org", role="adviser", actor=person("manager", works))
    assert refused.value.key == "not_a_role"


def test_without_a_mail_service_the_link_is_shown_once(
    client: Client, organisation: Any, person: Any, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    shop = organisation("Shop", kind="one_stop_shop")
    client.force_login(person("manager", shop))
    address = reverse("organisations:detail", args=[shop.pk])
    client.post(reverse("organisations:invite", args=[shop.pk]), {"email": "ann@example.org", "role": "adviser"})
    page = client.get(address).content.decode()
    found = re.search(r"<code>http://testserver(\S+?)</code>", page)
    assert found
    assert "<code>http://" not in client.get(address).content.decode()
    guest = Client()
    guest.get(found.group(1), follow=True)
    assert "account_verified_email" not in guest.session, "a link from a manager's hand proves no mailbox"


def test_a_closed_organisation_invites_nobody(invited: tuple[Invitation, str], person: Any) -> None:
    made = invited[0]
    made.organisation.closed_at = timezone.now()
    made.organisation.save()
    ann = person(email="ann@example.org")
    with pytest.raises(OrganisationError) as refused:
        accept(invitation=made, user=ann, actor=ann)
    assert refused.value.key == "closed"
