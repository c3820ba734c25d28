"""What remains of people: counts, and nothing that leads to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from corridor.web.consent.held import undeclared, unsound
from corridor.web.consent.retention import carry_out
from corridor.web.events.domain.check_in import check_in
from corridor.web.events.domain.registration import agree_to_list, cancel
from corridor.web.events.errors import Full
from corridor.web.events.figures import figures_of
from corridor.web.events.models import Event, Registration
from corridor.web.stakeholders.domain import erase, withdraw
from corridor.web.stakeholders.models import Contact
from corridor.web.stakeholders.queries import contact_list
from tests.web.events.made import SITE, make_event, register

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


def test_the_seat_of_somebody_who_was_erased_is_free(event: Event) -> None:
    event.days.update(seats_on_site=1)
    contact = register(event).contact
    assert contact is not None
    with pytest.raises(Full):
        register(event, email="b@example.org")
    erase(contact=contact, actor=None, reason="asked")
    register(event, email="b@example.org")
    with pytest.raises(Full):
        register(event, email="c@example.org")
    assert event.registrations.filter(cancelled_at=None).count() == 2, "both still count"


def test_the_seat_of_somebody_who_came_and_was_erased_is_not(person: Any, event: Event) -> None:
    event.days.update(seats_on_site=1)
    row = register(event)
    assert row.contact is not None
    for one in row.attendances.all():
        check_in(attendance=one, actor=person())
    erase(contact=row.contact, actor=None, reason="asked")
    with pytest.raises(Full):
        register(event, email="b@example.org")


def silent(contact: Contact | None) -> Contact:
    """The contact, of whom nothing was heard for more than two years."""
    assert contact is not None
    Contact.objects.filter(pk=contact.pk).update(heard_at=timezone.now() - timedelta(days=800))
    return contact


def test_who_registers_after_a_long_silence_is_there_until_the_event(event: Event) -> None:
    contact = silent(register(event).contact)
    other = silent(register(event, email="gone@example.org").contact)
    cancel(registration=event.registrations.get(contact=other), actor=None, site=SITE)
    carry_out(actor=None)
    assert list(Contact.objects.all()) == [contact], "who cancelled is not expected"
    last = event.days.last()
    assert last is not None
    event.days.exclude(pk=last.pk).update(date=timezone.localdate() - timedelta(days=2))
    event.days.filter(pk=last.pk).update(date=timezone.localdate())
    carry_out(actor=None)
    assert Contact.objects.exists(), "its last day is today"
    event.days.filter(pk=last.pk).update(date=timezone.localdate() - timedelta(days=1))
    carry_out(actor=None)
    assert not Contact.objects.exists()


def test_who_is_checked_in_is_heard_of(person: Any, event: Event) -> None:
    row = register(event)
    contact = silent(row.contact)
    attendance = row.attendances.first()
    assert attendance is not None
    check_in(attendance=attendance, actor=person())
    contact.refresh_from_db()
    assert timezone.now() - contact.heard_at < timedelta(minutes=1)


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
