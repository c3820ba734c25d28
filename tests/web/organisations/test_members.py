"""Organisations and their members: who sees them, who changes them, and that somebody always manages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corridor.web.audit.models import AuditEvent
from corridor.web.organisations.domain import leave, set_open, set_roles
from corridor.web.organisations.errors import OrganisationError
from corridor.web.organisations.models import Invitation, Membership, Organisation

pytestmark = pytest.mark.django_db


def roles(user: Any) -> set[str]:
    return set(Membership.objects.filter(user=user).values_list("role", flat=True))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    client: Client, organisation: Any, person: Any, django_assert_num_queries: Any, count: int
) -> None:
    user = person()
    for n in range(count):
        Membership.objects.create(user=user, organisation=organisation(f"Mine {n}"), role="viewer")
    client.force_login(user)
    with django_assert_num_queries(6):
        page = client.get(reverse("organisations:list")).content.decode()
    assert page.count("Mine ") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_members_cost_the_same_for_one_and_three(
    client: Client, organisation: Any, person: Any, django_assert_num_queries: Any, count: int
) -> None:
    shop = organisation("Shop")
    boss = person("manager", shop)
    for n in range(count):
        guest = person("viewer", shop, email=f"member{n}@example.org")
        Membership.objects.create(user=guest, organisation=shop, role="analyst")
        Invitation.objects.create(
            organisation=shop, email=f"i{n}@example.org", role="viewer", secret_hash=str(n), invited_by=boss,
            ends_at="2999-01-01T00:00:00Z",
        )  # fmt: skip
    client.force_login(boss)
    with django_assert_num_queries(7):
        page = client.get(reverse("organisations:detail", args=[shop.pk])).content.decode()
    assert page.count("/members/") == count + 1
    assert page.count("/withdraw/") == count


def test_nobody_sees_another_organisation(client: Client, organisation: Any, person: Any) -> None:
    mine, other = organisation("Mine"), organisation("Secret body")
    secret = person("manager", other, email="hidden@example.org")
    client.force_login(person("manager", mine))
    page = client.get(reverse("organisations:list"), {"q": "Secret"}).content.decode()
    assert "Secret body" not in page
    for name, args in (("detail", []), ("change", []), ("invite", []), ("leave", []), ("member", [secret.pk])):
        response = client.get(reverse(f"organisations:{name}", args=[other.pk, *args]))
        assert response.status_code == 404, name
        assert "hidden@example.org" not in response.content.decode()
    answer = client.post(reverse("organisations:member", args=[mine.pk, secret.pk]), {"roles": ["manager"]})
    assert answer.status_code == 404
    assert roles(secret) == {"manager"}


def test_a_member_who_does_not_manage_sees_members_and_changes_nothing(
    client: Client, organisation: Any, person: Any
) -> None:
    shop = organisation("Shop")
    boss = person("manager", shop, email="boss@example.org")
    client.force_login(person("viewer", shop))
    page = client.get(reverse("organisations:detail", args=[shop.pk])).content.decode()
    assert "boss@example.org" in page
    assert reverse("organisations:invite", args=[shop.pk]) not in page
    for name, args in (("change", []), ("invite", []), ("member", [boss.pk])):
        assert client.post(reverse(f"organisations:{name}", args=[shop.pk, *args]), {}).status_code == 403, name
    assert client.post(reverse("organisations:set_open", args=[shop.pk]), {"open": "0"}).status_code == 403
    assert Organisation.objects.get(pk=shop.pk).closed_at is None


def test_an_administrator_creates_and_invites_the_first_manager(client: Client, person: Any) -> None:
    client.force_login(person("administrator"))
    given = {"name": "New shop", "kind": "one_stop_shop", "region": "wallonia", "manager": "boss@example.org"}
    response = client.post(reverse("organisations:create"), given)
    made = Organisation.objects.get()
    assert response["Location"] == reverse("organisations:detail", args=[made.pk])
    assert (made.name, made.kind, made.region) == ("New shop", "one_stop_shop", "wallonia")
    assert Invitation.objects.get().role == "manager"
    assert mail.outbox[0].to == ["boss@example.org"]
    assert {e.verb for e in AuditEvent.objects.all()} == {"organisations.created", "organisations.invited"}


def test_a_name_that_is_taken_is_refused_and_the_rest_kept(client: Client, organisation: Any, person: Any) -> None:
    organisation("Shop")
    client.force_login(person("administrator"))
    given = {"name": "Shop", "kind": "employer", "region": "brussels", "manager": "boss@example.org"}
    page = client.post(reverse("organisations:create"), given).content.decode()
    assert "govuk-error-summary" in page
    assert 'href="#id_name"' in page
    assert 'value="boss@example.org"' in page
    assert Organisation.objects.count() == 1
    assert not mail.outbox


def test_a_form_sent_twice_makes_one_organisation(client: Client, person: Any) -> None:
    client.force_login(person("administrator"))
    given = {"name": "Twice", "kind": "employer", "region": "", "manager": "boss@example.org"}
    for _time in range(2):
        client.post(reverse("organisations:create"), given)
    assert Organisation.objects.filter(name="Twice").count() == 1
    assert Invitation.objects.count() == 1


def test_html_in_a_name_is_text(client: Client, organisation: Any, person: Any) -> None:
    shop = organisation("<script>alert(1)</script>")
    client.force_login(person("manager", shop))
    page = client.get(reverse("organisations:detail", args=[shop.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_roles_are_changed_and_written_down(client: Client, organisation: Any, person: Any) -> None:
    shop = organisation("Shop", kind="one_stop_shop")
    boss, other = person("manager", shop), person("viewer", shop)
    client.force_login(boss)
    client.post(reverse("organisations:member", args=[shop.pk, other.pk]), {"roles": ["adviser", "analyst"]})
    assert roles(other) == {"adviser", "analyst"}
    event = AuditEvent.objects.get(verb="organisations.roles_changed")
    assert (event.actor, event.person, event.organisation) == (boss.pk, other.pk, shop.pk)
    assert event.detail == {"roles": ["adviser", "analyst"]}
    client.post(reverse("organisations:member", args=[shop.pk, other.pk]), {"remove": "1"})
    assert not roles(other)
    assert AuditEvent.objects.filter(verb="organisations.removed", person=other.pk).exists()


def test_a_forged_role_is_refused(client: Client, organisation: Any, person: Any) -> None:
    works = organisation("Works", kind="employer")
    boss, other = person("manager", works), person("viewer", works)
    client.force_login(boss)
    page = client.post(reverse("organisations:member", args=[works.pk, other.pk]), {"roles": ["analyst"]})
    assert "govuk-error-summary" in page.content.decode()
    assert roles(other) == {"viewer"}


@pytest.mark.parametrize(
    ("language", "words"), [("en", "last manager"), ("fr", "dernier gestionnaire"), ("nl", "laatste beheerder")]
)
def test_the_last_manager_stays(client: Client, organisation: Any, person: Any, language: str, words: str) -> None:
    shop = organisation("Shop")
    boss = person("manager", shop)
    client.force_login(boss)
    with translation.override(language):
        address = reverse("organisations:leave", args=[shop.pk])
    page = client.post(address, follow=True).content.decode()
    assert words in page
    assert roles(boss) == {"manager"}
    client.post(reverse("organisations:member", args=[shop.pk, boss.pk]), {"roles": ["viewer"]})
    assert roles(boss) == {"manager"}


def test_a_manager_whose_account_is_closed_does_not_count(organisation: Any, person: Any) -> None:
    shop = organisation("Shop")
    boss, asleep = person("manager", shop), person("manager", shop)
    asleep.is_active = False
    asleep.save()
    with pytest.raises(OrganisationError):
        leave(organisation=shop, user=boss, actor=boss)
    asleep.is_active = True
    asleep.save()
    leave(organisation=shop, user=boss, actor=boss)
    assert not roles(boss)
    assert AuditEvent.objects.get(verb="organisations.left").person == boss.pk


def test_managers_of_several_organisations_leave_one(client: Client, organisation: Any, person: Any) -> None:
    one, two = organisation("One"), organisation("Two")
    user = person("viewer", one)
    Membership.objects.create(user=user, organisation=two, role="viewer")
    client.force_login(user)
    page = client.post(reverse("organisations:leave", args=[one.pk]), follow=True).content.decode()
    assert "You left One" in page
    assert Membership.objects.get(user=user).organisation == two
    assert client.get(reverse("organisations:leave", args=[one.pk])).status_code == 404


def test_who_does_not_belong_leaves_nothing(client: Client, organisation: Any, person: Any) -> None:
    shop = organisation("Shop")
    client.force_login(person("administrator"))
    assert client.get(reverse("organisations:leave", args=[shop.pk])).status_code == 404


def test_in_a_closed_organisation_roles_rest(organisation: Any, person: Any) -> None:
    shop = organisation("Shop")
    boss, chief = person("manager", shop), person("administrator")
    assert boss.has_perm("organisations.manage_organisation", shop)
    set_open(organisation=shop, open=False, actor=chief)
    assert not boss.has_perm("organisations.manage_organisation", shop)
    set_open(organisation=shop, open=True, actor=chief)
    assert boss.has_perm("organisations.manage_organisation", shop)
    assert [e.verb for e in AuditEvent.objects.order_by("at")] == ["organisations.closed", "organisations.opened"]


def test_the_same_roles_again_are_no_event(organisation: Any, person: Any) -> None:
    shop = organisation("Shop")
    user = person("viewer", shop)
    set_roles(organisation=shop, user=user, roles=["viewer"], actor=user)
    assert not AuditEvent.objects.exists()
