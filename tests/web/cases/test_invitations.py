"""A person links their account to a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.cases.domain import invitations as domain
from corridor.web.cases.models import Case, Invitation
from corridor.web.consent.queries import holds
from tests.web.cases.made import Shop, make_shop, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop(linked=False)


def invite(shop: Shop, email: str = "person@example.org") -> str:
    _made, link = domain.invite(
        case=shop.case, email=email, language="nl", actor=shop.adviser, address=lambda secret: secret
    )
    return link


AGREED = {"case_file": "on", "sharing_with_employer": "on"}


def test_an_invitation_names_nobody(client: Any, shop: Shop, django_capture_on_commit_callbacks: Any) -> None:
    client.force_login(shop.adviser)
    data = {"form": "invite", "email": "Person@Example.org", "language": "en"}
    with django_capture_on_commit_callbacks(execute=True):
        page = text(client.post(reverse("cases:people", args=[shop.case.pk]), data))
    sent = mail.outbox[0]
    assert sent.to == ["person@example.org"]
    assert "Shop" in sent.body
    for secret in ("Amal", shop.case.reference, "Works"):
        assert secret not in sent.subject + sent.body
    link = next(word for word in sent.body.split() if word.startswith("http"))
    assert link in page, "told once to the adviser"
    assert link not in text(client.get(reverse("cases:people", args=[shop.case.pk])))
    secret = link.rsplit("/", 1)[1]
    assert not Invitation.objects.filter(secret_hash=secret).exists(), "only a hash is kept"


def test_accepting_links_the_account_with_its_consents(client: Any, shop: Shop) -> None:
    secret = invite(shop)
    client.force_login(shop.talent)
    address = reverse("cases:accept", args=[secret])
    assert "Shop works on your file" in text(client.get(address))
    answer = client.post(address, AGREED)
    assert answer.url == reverse("cases:detail", args=[shop.case.pk])
    assert Case.objects.get(pk=shop.case.pk).talent == shop.talent
    assert holds(shop.talent, "case_file")
    assert holds(shop.talent, "sharing_with_employer")
    assert not holds(shop.talent, "mail")
    assert client.get(address).status_code == 404, "it works once"


def test_without_consent_nothing_is_linked(client: Any, shop: Shop) -> None:
    secret = invite(shop)
    client.force_login(shop.talent)
    page = text(client.post(reverse("cases:accept", args=[secret]), {"mail": "on"}))
    assert "Without your consent no file can be kept" in page
    assert Case.objects.get(pk=shop.case.pk).talent is None
    assert not holds(shop.talent, "mail")


def test_it_is_for_the_invited_address_only(client: Any, shop: Shop) -> None:
    secret = invite(shop)
    other = User.objects.create_user("other@example.org", "a long password")
    client.force_login(other)
    page = text(client.post(reverse("cases:accept", args=[secret]), AGREED))
    assert "another e-mail address" in page
    assert "Amal" not in page
    assert Case.objects.get(pk=shop.case.pk).talent is None
    assert not holds(other, "case_file")


def test_an_old_a_withdrawn_and_a_forged_invitation_are_over(client: Any, shop: Shop) -> None:
    first = invite(shop)
    second = invite(shop)
    client.force_login(shop.talent)
    assert client.get(reverse("cases:accept", args=[first])).status_code == 404, "the second one ended it"
    assert client.get(reverse("cases:accept", args=["forged"])).status_code == 404
    Invitation.objects.filter(withdrawn_at=None).update(ends_at=timezone.now() - timedelta(days=1))
    assert client.post(reverse("cases:accept", args=[second]), AGREED).status_code == 404
    assert Case.objects.get(pk=shop.case.pk).talent is None


def test_a_visitor_signs_in_first(client: Any, shop: Shop) -> None:
    answer = client.get(reverse("cases:accept", args=[invite(shop)]))
    assert "/account/login" in answer.url
