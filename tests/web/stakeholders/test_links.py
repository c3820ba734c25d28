"""Signed links: one person, one use, until a day; forged, foreign and expired ones lead nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from corridor.web.organisations.domain import set_open
from corridor.web.stakeholders.domain import change_contact, erase
from corridor.web.stakeholders.errors import LinkError
from corridor.web.stakeholders.links import make, read
from tests.web.stakeholders.made import make_contact

pytestmark = pytest.mark.django_db


def why(token: str, use: str = "comment") -> str:
    with pytest.raises(LinkError) as refused:
        read(token, use)
    assert all(all(refused.value.told(lang)) for lang in ("en", "fr", "nl"))
    return f"{refused.value.key} {refused.value.status}"


def test_a_link_says_who_and_about_what(organisation: Any) -> None:
    contact = make_contact(organisation())
    token = make(contact, "comment", about="draft-7", days=3)
    assert read(token, "comment") == (contact, "draft-7")
    assert "ann" not in token


def test_who_opens_a_link_is_heard_of(organisation: Any, django_assert_num_queries: Any) -> None:
    contact = make_contact(organisation())
    token = make(contact, "comment", days=300)
    with django_assert_num_queries(1):
        read(token, "comment")
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        read(token, "comment")
        contact.refresh_from_db()
        assert timezone.now() - contact.heard_at < timedelta(minutes=1)


def test_a_link_opens_one_use_only(organisation: Any) -> None:
    token = make(make_contact(organisation()), "comment", days=3)
    assert why(token, "mine") == "broken 404"


def test_a_link_expires(organisation: Any) -> None:
    token = make(make_contact(organisation()), "comment", days=3)
    with time_machine.travel(timezone.now() + timedelta(days=2, hours=23)):
        read(token, "comment")
    with time_machine.travel(timezone.now() + timedelta(days=3, seconds=1)):
        assert why(token) == "expired 410"


def test_forged_links_lead_nowhere(organisation: Any) -> None:
    contact = make_contact(organisation())
    token = make(contact, "comment", days=3)
    other = signing.dumps({"c": contact.pk.hex, "u": "comment", "a": "", "e": 2**40}, salt="other")
    not_ours = signing.dumps(["x"], salt="corridor.stakeholders.link")
    for forged in (token[:-1], token + "x", "x" + token, "", "a:b:c", other, not_ours, "x" * 5000, "\0"):
        assert why(forged) == "broken 404", forged[:20]


def test_a_link_ends_with_the_person_and_with_a_closed_organisation(organisation: Any) -> None:
    region = organisation()
    contact = make_contact(region)
    token = make(contact, "comment", days=3)
    set_open(organisation=region, open=False, actor=None)
    assert why(token) == "broken 404"
    set_open(organisation=region, open=True, actor=None)
    read(token, "comment")
    change_contact(contact=contact, actor=None, email="new@example.org")
    assert why(token) == "broken 404", "it went to the mailbox of the old address"
    token = make(contact, "comment", days=3)
    erase(contact=contact, actor=None, reason="asked")
    assert why(token) == "broken 404"
