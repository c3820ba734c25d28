"""Consents: given, withdrawn, asked again when the text changes, with a history that nobody rewrites."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corridor.web.audit.models import AuditEvent
from corridor.web.consent import purposes as held_purposes
from corridor.web.consent.domain import give, withdraw
from corridor.web.consent.errors import ConsentError
from corridor.web.consent.models import Consent
from corridor.web.consent.purposes import Wording, purposes
from corridor.web.consent.queries import holders, holds

pytestmark = pytest.mark.django_db
CONSENTS = ("placement", "case_file", "sharing_with_employer", "mail")


def said(user: Any, purpose: str) -> list[str]:
    return [row.change for row in Consent.objects.filter(user=user, purpose=purpose).order_by("at", "id")]


@pytest.mark.parametrize("purpose", CONSENTS)
def test_nobody_agrees_by_silence(person: Any, purpose: str) -> None:
    user = person()
    assert not holds(user, purpose)
    assert not holds(None, purpose)
    assert not holds(AnonymousUser(), purpose)
    assert not holders(purpose).exists()


def test_a_consent_is_given_and_withdrawn_and_both_stay(person: Any) -> None:
    user, other = person(), person()
    given = give(user=user, purpose="placement", actor=user, language="nl")
    assert holds(user, "placement")
    assert not holds(other, "placement")
    assert not holds(user, "mail")
    assert given.evidence["by"] == "self"
    assert given.evidence["text_sha256"] == purposes()["placement"].wording().digest("nl")
    withdraw(user=user, purpose="placement", actor=user)
    assert not holds(user, "placement")
    assert said(user, "placement") == ["given", "withdrawn"]
    give(user=user, purpose="placement", actor=user, language="fr")
    assert holds(user, "placement")
    assert said(user, "placement") == ["given", "withdrawn", "given"]
    assert [e.verb for e in AuditEvent.objects.filter(person=user.pk).order_by("at")] == [
        "consent.given",
        "consent.withdrawn",
        "consent.given",
    ]


def test_the_same_word_twice_is_one_row(person: Any) -> None:
    user = person()
    give(user=user, purpose="mail", actor=user, language="en")
    give(user=user, purpose="mail", actor=user, language="fr")
    withdraw(user=user, purpose="mail", actor=user)
    assert withdraw(user=user, purpose="mail", actor=user) is None
    assert said(user, "mail") == ["given", "withdrawn"]


def test_what_somebody_else_writes_down_says_so(person: Any) -> None:
    user, adviser = person(), person()
    made = give(user=user, purpose="case_file", actor=adviser, language="fr", evidence={"form": "paper"})
    assert (made.evidence["by"], made.evidence["form"]) == ("other", "paper")


@pytest.mark.parametrize(("purpose", "key"), [("marketing", "unknown_purpose"), ("account", "not_by_consent")])
@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_other_purposes_are_refused_in_three_languages(person: Any, purpose: str, key: str, lang: str) -> None:
    user = person()
    with pytest.raises(ConsentError) as refused:
        give(user=user, purpose=purpose, actor=user, language="en")
    assert refused.value.key == key
    message, remedy = refused.value.told(lang)
    assert purpose in message
    assert remedy


@pytest.fixture
def changed_text(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A second text of `placement`, in force since this year began."""

    def change(*, asks_again: bool) -> None:
        known = dict(purposes())
        old = known["placement"]
        new = Wording("later", date(date.today().year, 1, 1), asks_again, old.wording().text)
        first = replace(old.wordings[0], valid_from=date(2020, 1, 1))
        known["placement"] = replace(old, wordings=(first, new))
        monkeypatch.setattr(held_purposes, "purposes", lambda: known)
        monkeypatch.setattr("corridor.web.consent.queries.purposes", lambda: known)

    return change


@pytest.mark.parametrize(("asks_again", "still"), [(True, False), (False, True)])
def test_a_new_text_asks_again_only_where_it_says_so(
    person: Any, changed_text: Any, asks_again: bool, still: bool
) -> None:
    user = person()
    give(user=user, purpose="placement", actor=user, language="en")
    changed_text(asks_again=asks_again)
    assert holds(user, "placement") is still
    assert holders("placement").filter(pk=user.pk).exists() is still
    give(user=user, purpose="placement", actor=user, language="en")
    assert holds(user, "placement")
    assert said(user, "placement") == ["given", "given"]


def test_who_must_read_again_is_told(client: Client, person: Any, changed_text: Any) -> None:
    user = person()
    give(user=user, purpose="placement", actor=user, language="en")
    changed_text(asks_again=True)
    client.force_login(user)
    assert "The text has changed since you agreed" in client.get(reverse("consent:my_data")).content.decode()


def test_contact_lists_are_live_consents_of_open_accounts(person: Any) -> None:
    yes, no, gone, closed = person(), person(), person(), person()
    for user in (yes, gone, closed):
        give(user=user, purpose="mail", actor=user, language="en")
    withdraw(user=gone, purpose="mail", actor=gone)
    closed.is_active = False
    closed.save()
    assert set(holders("mail")) == {yes}
    assert no not in holders("mail")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "You agreed"), ("fr", "Votre accord"), ("nl", "U bent akkoord")]
)
def test_a_person_agrees_and_withdraws_on_the_page(client: Client, person: Any, language: str, words: str) -> None:
    user = person()
    client.force_login(user)
    with translation.override(language):
        yes, no = (reverse(f"consent:{name}", args=["placement"]) for name in ("give", "withdraw"))
    page = client.post(yes, follow=True).content.decode()
    assert words in page
    assert Consent.objects.get().language == language
    client.post(no)
    assert not holds(user, "placement")


def test_looking_at_the_address_changes_nothing(client: Client, person: Any) -> None:
    client.force_login(person())
    assert client.get(reverse("consent:give", args=["placement"])).status_code == 405
    assert client.post(reverse("consent:give", args=["account"])).status_code == 404
    assert client.post(reverse("consent:withdraw", args=["marketing"])).status_code == 404
    assert not Consent.objects.exists()


def test_my_data_shows_my_own_history(client: Client, person: Any, django_assert_num_queries: Any) -> None:
    user, other = person(), person(email="other@example.org")
    give(user=other, purpose="placement", actor=other, language="en")
    client.force_login(user)
    page = client.get(reverse("consent:my_data")).content.decode()
    assert "What you said before" not in page
    assert page.count("I agree<") == len(CONSENTS)
    give(user=user, purpose="placement", actor=user, language="en")
    page = client.get(reverse("consent:my_data")).content.decode()
    assert page.count("What you said before") == 1
    assert page.count("I agree<") == len(CONSENTS) - 1
    assert "other@example.org" not in page


def test_the_purposes_are_whole() -> None:
    for purpose in purposes().values():
        texts = [purpose.label, purpose.data, purpose.seen_by, purpose.retention_from, purpose.reason]
        for text in texts + [w.text for w in purpose.wordings]:
            assert set(text) == {"en", "fr", "nl"}, purpose.id
            assert all(text.values()), purpose.id
        assert purpose.source, purpose.id
        assert purpose.by_consent is bool(purpose.wordings)


def test_an_installation_may_have_its_own_purposes(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    own = tmp_path / "purposes.yaml"
    own.write_text(
        held_purposes.BUNDLED.read_text(encoding="utf-8").replace("months: 24", "months: 6"), encoding="utf-8"
    )
    monkeypatch.setenv("CORRIDOR_PURPOSES", str(own))
    purposes.cache_clear()
    try:
        assert purposes()["account"].retention_months == 6
    finally:
        purposes.cache_clear()
