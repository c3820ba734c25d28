"""What remains of people: counts, and nothing that leads to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from corridor.web.consent.held import undeclared, unsound
from corridor.web.consent.retention import carry_out
from corridor.web.events.domain.registration import agree_to_list
from corridor.web.events.figures import figures_of
from corridor.web.events.models import Event, Registration
from corridor.web.stakeholders.domain import erase, withdraw
from corridor.web.stakeholders.models import Contact
from corridor.web.stakeholders.queries import contact_list
from tests.web.events.made import make_event, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(person: Any, organisation: Any) -> Event:
    return make_event(organisation(), person("convener", organisation()))


def test_every_key_is_declared() -> None:
    assert not [one for one in undeclared() if one.startswith("events.")]
    assert not [one for one in unsound() if one.startswith("events.")]


def test_erasure_leaves_counts_alone(event: Event) -> None:
    rows = [
        register(event, email=f"p{n}@example.org", access_needs="Quiet room", body_name="A union") for n in range(11)
    ]
    before = figures_of(event)
    contact = rows[0].contact
    assert contact is not None
    erase(contact=contact, actor=None, reason="asked")
    row = Registration.objects.get(pk=rows[0].pk)
    assert (row.contact, row.access_needs, row.body_name, row.code) == (None, "", "", None)
    assert row.attendances.count() == 2
    assert figures_of(event) == before
    assert not Contact.objects.filter(email="p0@example.org").exists()


def test_withdrawal_leaves_the_registration_and_ends_the_list(event: Event) -> None:
    row = register(event, contact_list=True)
    assert row.contact is not None
    agree_to_list(registration=row, language="en", actor=None)
    assert contact_list(event.organisation).count() == 1
    withdraw(contact=row.contact, purpose="contact_list", actor=row.contact)
    assert contact_list(event.organisation).count() == 0
    row.refresh_from_db()
    assert row.live


def test_needs_go_after_a_month_and_the_person_after_a_year(event: Event) -> None:
    row = register(event, access_needs="Quiet room")

    def ended(days: int) -> None:
        event.days.all().delete()
        event.days.create(date=timezone.localdate() - timedelta(days=days))
        carry_out(actor=None)
        row.refresh_from_db()

    ended(29)
    assert row.access_needs == "Quiet room"
    ended(31)
    assert row.access_needs == ""
    assert row.contact is not None
    ended(360)
    assert row.contact is not None
    ended(370)
    assert (row.contact, row.code) == (None, None)
