"""Registering, changing and cancelling, and what strangers learn by it: nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from corridor.web.audit.models import AuditEvent
from corridor.web.events.calendar_file import calendar_of
from corridor.web.events.domain import registration as domain
from corridor.web.events.errors import EventRefused, Full
from corridor.web.events.models import Attendance, Event, Registration
from corridor.web.stakeholders.domain import agree, contact_for, withdraw
from corridor.web.stakeholders.models import Contact
from corridor.web.stakeholders.queries import agrees, contact_list
from tests.web.events.made import SITE, filled, given, link_in, make_event, register, text

pytestmark = pytest.mark.django_db
FORM = "/en/events/conference/register/"
LONG = "x" * 10_000


@pytest.fixture(autouse=True)
def _limits() -> None:
    caches["limits"].clear()


@pytest.fixture
def event(person: Any, organisation: Any) -> Event:
    region = organisation()
    return make_event(region, person("convener", region))


@pytest.fixture
def send(client: Any, django_capture_on_commit_callbacks: Any) -> Any:
    def sent(event: Event, **more: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(f"/en/events/{event.slug}/register/", filled(event, **more))

    return sent


def test_somebody_registers_and_gets_the_confirmation(client: Any, send: Any, event: Event) -> None:
    answer = send(event, body_name="A union", access_needs="A place for a wheelchair")
    assert answer.headers["Location"] == "/en/events/conference/registered/"
    row = event.registrations.get()
    assert row.contact is not None
    assert (row.contact.email, row.contact.name, row.body_name) == ("a@example.org", "A Person", "A union")
    assert [a.mode for a in row.attendances.all()] == ["on_site", "on_site"]
    (message,) = mail.outbox
    assert message.to == ["a@example.org"]
    assert message.subject == "Corridor: Your registration: Conference"
    assert [name for name, *_ in message.attachments] == ["conference.ics", "conference.png"]
    assert "wheelchair" not in str(message.body)
    page = client.get(link_in(message))
    assert row.code
    assert row.code[:4] in text(page)
    assert 'src="data:image/svg+xml' in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert (page.headers["Referrer-Policy"], page.headers["X-Robots-Tag"]) == ("same-origin", "noindex")


def test_the_calendar_has_the_days_in_utc(client: Any, send: Any, event: Event) -> None:
    from icalendar import Calendar

    send(event)
    answer = client.get(link_in(mail.outbox[0]) + "calendar.ics")
    entries = Calendar.from_ical(answer.content).walk("VEVENT")
    day = event.days.first()
    assert day is not None
    assert [entry.decoded("dtstart").date() for entry in entries] == [day.date, day.date + timedelta(days=1)]
    local = timezone.localtime(entries[0].decoded("dtstart"))
    assert (local.hour, local.minute) == (9, 30)
    assert str(entries[0]["location"]) == "Hall, Brussels"


def test_the_contact_list_is_asked_apart_and_never_ticked(client: Any, send: Any, event: Event) -> None:
    page = client.get(FORM).content.decode()
    box = page[page.index('name="contact_list"') - 100 : page.index('name="contact_list"') + 200]
    assert "checked" not in box
    send(event)
    row = event.registrations.get()
    assert not agrees(row.contact, "contact_list")
    send(event, email="b@example.org", contact_list="on")
    other = Contact.objects.get(email="b@example.org")
    agreement = other.agreements.get()
    assert agreement.evidence["form"] == "event_registration"
    assert len(agreement.evidence["text_sha256"]) == 64
    assert not agrees(other, "contact_list"), "anybody can type an address"
    assert not contact_list(event.organisation).exists()
    body = str(mail.outbox[-1].body)
    assert "only once you agree yourself" in body
    assert "You agreed to be on the contact list" not in body
    join = link_in(mail.outbox[-1]) + "list/"
    shown = client.post(join, {"contact_list": "on"}, follow=True).content.decode()
    assert "You are on the contact list of" in shown
    assert [c.email for c in contact_list(event.organisation)] == ["b@example.org"]
    proof = other.agreements.first()
    assert proof is not None
    assert (proof.evidence["by"], proof.evidence["address_confirmed"]) == ("self", True)


def test_a_stranger_undoes_no_withdrawal(send: Any, event: Event) -> None:
    contact = contact_for(organisation=event.organisation, email="a@example.org", name="A", language="en", actor=None)
    agree(contact=contact, purpose="contact_list", language="en", actor=contact)
    withdraw(contact=contact, purpose="contact_list", actor=contact)
    send(event, contact_list="on")
    assert event.registrations.get().contact == contact
    assert not contact_list(event.organisation).exists()


def test_who_is_signed_in_with_a_confirmed_address_agrees_at_once(
    client: Any, send: Any, event: Event, person: Any
) -> None:
    user = person(email="a@example.org")
    user.emailaddress_set.create(email="a@example.org", verified=True)
    client.force_login(user)
    send(event, contact_list="on")
    assert [c.user for c in contact_list(event.organisation)] == [user]
    assert "You agreed to be on the contact list" in str(mail.outbox[-1].body)


def test_the_organisation_sees_how_somebody_agreed(client: Any, send: Any, event: Event, person: Any) -> None:
    send(event, contact_list="on")
    contact = Contact.objects.get()
    page = reverse("stakeholders:person", args=[contact.pk])
    client.force_login(person("convener", event.organisation))
    shown = client.get(page).content.decode()
    assert "address not confirmed" in shown
    assert "written down by the organisation" not in shown
    row = event.registrations.get()
    domain.agree_to_list(registration=row, language="en", actor=None)
    shown = client.get(page).content.decode()
    assert "address confirmed" in shown
    assert "written down by the organisation" not in shown


def test_a_second_registration_says_the_same_and_changes_nothing(client: Any, send: Any, event: Event) -> None:
    first = send(event, access_needs="Quiet room")
    assert first.status_code == 302
    second = send(event, mode="online", name="Somebody Else", email=" A@Example.org ", contact_list="on")
    assert second.headers["Location"] == first.headers["Location"]
    told = client.get(second.headers["Location"])
    assert "a@example.org" not in told.content.decode()
    row = event.registrations.get()
    assert row.access_needs == "Quiet room"
    assert [a.mode for a in row.attendances.all()] == ["on_site", "on_site"]
    assert row.contact is not None
    assert row.contact.name == "A Person"
    assert not agrees(row.contact, "contact_list"), "a stranger cannot put somebody on the list"
    assert len(mail.outbox) == 2
    assert "You are registered already" in str(mail.outbox[1].body)
    send(event)
    assert len(mail.outbox) == 2, "the confirmation is not sent again and again"


def test_a_full_day_says_so_to_everybody_alike(client: Any, send: Any, person: Any, organisation: Any) -> None:
    small = make_event(organisation("Small"), person(), slug="small", days=1, seats_on_site=1, seats_online=0)
    send(small)
    answer = client.get("/en/events/small/register/")
    assert "The event is full" in text(answer)
    for email in ("a@example.org", "b@example.org"):
        again = send(small, email=email)
        assert again.status_code == 400
        assert "The event is full" in text(again)
    assert small.registrations.count() == 1
    assert "full" in text(client.get("/en/events/small/"))


def test_the_last_seat_goes_once_and_the_form_keeps_what_was_typed(client: Any, send: Any, event: Event) -> None:
    day = event.days.first()
    assert day is not None
    client.get(FORM)
    day.seats_on_site = 1
    day.save()
    register(event, day, email="b@example.org")
    answer = send(event, access_needs="Quiet room")
    assert answer.status_code == 400
    assert "Quiet room" in answer.content.decode()
    assert not Contact.objects.filter(email="a@example.org").exists()
    with pytest.raises(Full):
        register(event, day, email="c@example.org")
    register(event, day, email="c@example.org", mode="online")


def test_a_change_keeps_the_seat_that_is_held(event: Event) -> None:
    one, two = event.days.all()
    one.seats_on_site = 1
    one.save()
    row = register(event, one)
    domain.change_registration(registration=row, given=given(one, two), actor=None, site=SITE)
    assert row.attendances.count() == 2
    other = register(event, one, email="b@example.org", mode="online")
    with pytest.raises(Full):
        domain.change_registration(registration=other, given=given(one), actor=None, site=SITE)


def test_changing_by_the_link(client: Any, send: Any, event: Event) -> None:
    send(event)
    link = link_in(mail.outbox[0])
    assert "Change the registration" in text(client.get(link + "change/"))
    one, two = event.days.all()
    data = {
        f"day_{one.pk.hex}": "online",
        f"day_{two.pk.hex}": "",
        "language": "fr",
        "body_name": "",
        "access_needs": "",
    }
    answer = client.post(link + "change/", data)
    assert answer.headers["Location"] == link
    attendance = event.registrations.get().attendances.get()
    assert (attendance.day, attendance.mode) == (one, "online")
    nothing = client.post(link + "change/", {**data, f"day_{one.pk.hex}": ""})
    assert nothing.status_code == 400
    assert "Choose at least one day" in text(nothing)


def test_cancelling_frees_the_seat_and_forgets_the_needs(client: Any, send: Any, event: Event) -> None:
    send(event, access_needs="Quiet room")
    link = link_in(mail.outbox[0])
    assert client.get(link + "cancel/").status_code == 200
    assert event.registrations.get().live, "looking at the page cancels nothing"
    client.post(link + "cancel/")
    row = event.registrations.get()
    assert not row.live
    assert (row.access_needs, row.code, row.attendances.count()) == ("", None, 0)
    page = text(client.get(link))
    assert "You cancelled this registration" in page
    assert client.get(link + "calendar.ics").status_code == 404
    send(event)
    row.refresh_from_db()
    assert row.live
    assert row.attendances.count() == 2


def test_nobody_who_was_checked_in_cancels(event: Event) -> None:
    row = register(event)
    Attendance.objects.filter(registration=row).update(checked_in_at=timezone.now())
    with pytest.raises(EventRefused):
        domain.cancel(registration=row, actor=None, site=SITE)


def test_joining_the_list_by_the_link(client: Any, send: Any, event: Event) -> None:
    send(event)
    link = link_in(mail.outbox[0])
    client.post(link + "list/")
    contact = event.registrations.get().contact
    assert not agrees(contact, "contact_list"), "without the tick nothing is agreed"
    client.post(link + "list/", {"contact_list": "on"})
    assert agrees(contact, "contact_list")


@pytest.mark.parametrize("page", ["", "change/", "cancel/", "calendar.ics"])
def test_links_that_are_forged_expired_or_of_another_event(
    client: Any, send: Any, event: Event, person: Any, time_machine: Any, page: str
) -> None:
    send(event)
    link = link_in(mail.outbox[0])
    other = make_event(event.organisation, person(), slug="other")
    assert client.get(link.replace("conference", other.slug) + page).status_code == 404
    assert client.get(link.rstrip("/")[:-2] + "xx/" + page).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=400))
    gone = client.get(link + page)
    assert gone.status_code == 410
    assert "This link has expired" in text(gone)


def test_a_link_dies_with_its_contact(client: Any, send: Any, event: Event) -> None:
    from corridor.web.stakeholders.domain import erase

    send(event)
    link = link_in(mail.outbox[0])
    contact = event.registrations.get().contact
    assert contact is not None
    erase(contact=contact, actor=None, reason="asked")
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"email": "no address"}, "e-mail address"),
        ({"email": ""}, "Your e-mail address"),
        ({"name": ""}, "Your name"),
        ({"name": LONG}, "Your name"),
        ({"access_needs": LONG}, "What you need to take part"),
        ({"body_name": LONG}, "Your organisation"),
        ({"language": "xx"}, "Language of messages"),
    ],
)
def test_bad_input_is_told_beside_its_field(send: Any, event: Event, more: dict[str, str], told: str) -> None:
    answer = send(event, **more)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert told in page[page.index("govuk-error-summary") :]
    assert not Registration.objects.exists()
    assert not mail.outbox


def test_no_day_and_foreign_days_are_refused(send: Any, event: Event, person: Any) -> None:
    other = make_event(event.organisation, person(), slug="other")
    blank = {f"day_{day.pk.hex}": "" for day in event.days.all()}
    foreign = {f"day_{day.pk.hex}": "on_site" for day in other.days.all()}
    assert send(event, **blank, **foreign).status_code == 400
    with pytest.raises(EventRefused):
        register(event, *other.days.all())


def test_scripts_stay_text(client: Any, send: Any, event: Event, person: Any) -> None:
    send(event, name="<script>alert(1)</script>", access_needs="<img src=x onerror=y>")
    client.force_login(person("convener", event.organisation))
    page = client.get(reverse("events:people", args=[event.slug])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<img src=x" not in page


def test_a_line_break_in_a_name_makes_no_header(send: Any, event: Event) -> None:
    event.title = {"en": "Con\r\nBcc: x@example.org"}
    event.save()
    send(event)
    assert "\n" not in mail.outbox[0].subject


def test_registration_closes(client: Any, send: Any, event: Event) -> None:
    event.registration_until = timezone.localdate() - timedelta(days=1)
    event.save()
    assert "Registration for this event is closed" in text(client.get(FORM))
    assert send(event).status_code == 403
    event.registration_until = None
    event.state = "closed"
    event.save()
    assert send(event).status_code == 403
    assert not Registration.objects.exists()


def test_drafts_and_past_events_take_nobody(client: Any, send: Any, organisation: Any, person: Any) -> None:
    past = make_event(organisation(), person(), first=timezone.localdate() - timedelta(days=9))
    assert send(past).status_code == 403
    draft = make_event(organisation(), person(), slug="draft", published=False)
    assert send(draft).status_code == 404


def test_the_message_is_in_the_language_of_the_person(send: Any, event: Event) -> None:
    send(event, language="fr")
    assert "/fr/events/conference/mine/" in str(mail.outbox[0].body)
    assert "Conférence" in mail.outbox[0].subject


def test_the_trail_names_no_person(send: Any, event: Event) -> None:
    send(event, access_needs="Quiet room")
    written = [str(e.detail) for e in AuditEvent.objects.filter(verb__startswith="events.")]
    assert AuditEvent.objects.filter(verb="events.registered").count() == 1
    assert not any("example.org" in one or "Quiet" in one for one in written)


def test_a_signed_in_person_finds_their_name(client: Any, event: Event, person: Any) -> None:
    user = person(email="me@example.org")
    client.force_login(user)
    assert 'value="me@example.org"' in client.get(FORM).content.decode()


def test_how_many_are_registered_is_told_to_nobody(client: Any, send: Any, person: Any, organisation: Any) -> None:
    region = organisation("Seats")
    convener = person("convener", region)
    event = make_event(region, convener, slug="seats", seats_on_site=4321)
    register(event)
    pages = [f"/en/events/seats/{page}" for page in ("", "register/", "agenda.json", "agenda.ics", "agenda.csv")]
    for page in pages:
        said = client.get(page).content.decode().replace("\r\n ", "")
        assert "4321" not in said, page
        assert "4320" not in said, page
        assert "seats left" not in said, page
    assert "places free" in text(client.get(pages[0]))
    client.force_login(convener)
    assert "4321" in client.get(pages[2]).content.decode(), "who runs the event takes the seats along"


def test_who_came_stays_written_down(client: Any, send: Any, event: Event) -> None:
    row = register(event)
    first, second = event.days.all()
    row.attendances.filter(day=first).update(checked_in_at=timezone.now())
    for days in ([second], [second, first]):
        mode = "online" if first in days else "on_site"
        with pytest.raises(EventRefused):
            domain.change_registration(registration=row, given=given(*days, mode=mode), actor=None, site=SITE)
    send(event, email="b@example.org")
    domain.change_registration(registration=row, given=given(first), actor=None, site=SITE)
    assert row.attendances.get().checked_in_at is not None


def test_a_day_that_is_over_is_not_added(client: Any, send: Any, person: Any, organisation: Any) -> None:
    region = organisation("Past")
    event = make_event(region, person("convener", region), slug="past", first=timezone.localdate() - timedelta(days=1))
    over, today = event.days.all()
    assert f"day_{over.pk.hex}" not in client.get("/en/events/past/register/").content.decode()
    with pytest.raises(EventRefused):
        register(event, over, today)
    row = register(event, today)
    with pytest.raises(EventRefused):
        domain.change_registration(registration=row, given=given(over, today), actor=None, site=SITE)


def test_strangers_register_so_often_and_no_more(client: Any, send: Any, event: Event, monkeypatch: Any) -> None:
    monkeypatch.setattr("corridor.web.events.views.registration.STRANGERS", 1)
    assert send(event).status_code == 302
    refused = send(event, email="b@example.org")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert "ask the organiser" in text(refused)
    assert "b@example.org" in refused.content.decode(), "what was typed is kept"
    assert len(mail.outbox) == 1


def test_a_changed_registration_takes_the_place_of_the_one_before(event: Event) -> None:
    row, address = register(event), "https://example.org/"

    def entries() -> dict[str, int]:
        from icalendar import Calendar

        row.refresh_from_db()
        found = Calendar.from_ical(calendar_of(row, address)).walk("VEVENT")
        return {str(one["uid"]): int(one["sequence"]) for one in found}

    before = entries()
    domain.change_registration(registration=row, given=given(*event.days.all(), mode="online"), actor=None, site=SITE)
    after = entries()
    assert after.keys() == before.keys()
    assert all(after[key] > before[key] for key in after)
