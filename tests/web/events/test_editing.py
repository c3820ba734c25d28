"""Making events: from a form, a file, and the conference that ships; days, sessions, states."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from corridor.consultation.event.shipped import shipped
from corridor.web.audit.models import AuditEvent
from corridor.web.events.agenda_rows import as_agenda
from corridor.web.events.domain import event as domain
from corridor.web.events.domain import ship
from corridor.web.events.domain.agenda import replace_agenda
from corridor.web.events.errors import EventRefused, Overtaken
from corridor.web.events.forms.event import SessionForm
from corridor.web.events.models import Event, Material, Participation, Session
from corridor.web.events.templatetags.agenda import NAMELESS
from corridor.web.stakeholders.domain import add_body
from tests.web.events.made import make_event, register, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def convener(person: Any, organisation: Any) -> Any:
    return person("convener", organisation())


@pytest.fixture
def event(convener: Any, organisation: Any) -> Event:
    return make_event(organisation(), convener)


def at(event: Event, name: str, **more: Any) -> str:
    return reverse(f"events:{name}", kwargs={"slug": event.slug, **more})


# ---- the conference that ships ------------------------------------------------------------------


def test_the_shipped_conference_comes_whole(client: Any, convener: Any) -> None:
    client.force_login(convener)
    answer = client.post("/en/events/ship/")
    made = Event.objects.get()
    assert answer.headers["Location"] == at(made, "edit")
    assert as_agenda(made) == shipped()
    assert [str(day.date) for day in made.days.all()] == ["2022-06-01", "2022-06-02"]
    assert made.state == "draft"
    page = text(client.get(at(made, "detail")))
    for words in ("Résidence Palace", "OECD", "12:30–16:30", "09:30–16:45", "English, Dutch, French", "Reception"):
        assert words in page
    again = ship(organisation=made.organisation, actor=convener)
    assert again.slug != made.slug


def test_the_shipped_conference_may_begin_on_another_day(client: Any, convener: Any) -> None:
    client.force_login(convener)
    bad = client.post("/en/events/ship/", {"ship-first_day": "31", "ship-first_month": "2", "ship-first_year": "2027"})
    assert bad.status_code == 400
    assert "Enter a real date" in text(bad)
    client.post("/en/events/ship/", {"ship-first_day": "7", "ship-first_month": "6", "ship-first_year": "2027"})
    assert [day.date for day in Event.objects.get().days.all()] == [date(2027, 6, 7), date(2027, 6, 8)]


@pytest.mark.parametrize("role", ["viewer", "analyst", "adviser", None])
def test_only_conveners_and_managers_make_events(client: Any, person: Any, organisation: Any, role: str | None) -> None:
    client.force_login(person(role, organisation()))
    for address in ("/en/events/new/", "/en/events/ship/", "/en/events/import/"):
        assert client.post(address).status_code == 403
    assert not Event.objects.exists()


# ---- by hand ------------------------------------------------------------------------------------


def test_an_event_by_hand(client: Any, convener: Any, organisation: Any) -> None:
    client.force_login(convener)
    data = {"organisation": str(organisation().pk), "title_fr": "Réunion", "languages": ["fr"], "place": "Namur"}
    assert client.post("/en/events/new/", {**data, "title_fr": ""}).status_code == 400
    client.post("/en/events/new/", data)
    made = Event.objects.get()
    assert (made.slug, made.title, made.state) == ("reunion", {"fr": "Réunion"}, "draft")
    assert "Add a day before" in text(client.post(at(made, "move", verb="publish"), follow=True))
    day = {"date_day": "1", "date_month": "3", "date_year": "2027", "starts": "10:00", "ends": "09:00"}
    assert "The end must be after the start" in text(client.post(at(made, "new_day"), day))
    client.post(at(made, "new_day"), {**day, "ends": "", "seats_on_site": "20"})
    row = made.days.get()
    assert (row.date, row.ends, row.seats_on_site, row.seats_online) == (date(2027, 3, 1), None, 20, None)
    assert "has this day already" in text(client.post(at(made, "new_day"), {**day, "ends": ""}))
    session = {"day": str(row.pk), "title_en": "Opening", "kind": "opening", "part-TOTAL_FORMS": "2"}
    parts = {"part-INITIAL_FORMS": "0", "part-0-role": "host", "part-0-body_name": "Forem", "part-1-role": "speaker"}
    add_body(organisation=made.organisation, actor=convener, name="FOREM", side="destination", kind="agency")
    client.post(at(made, "new_session"), {**session, **parts})
    made_session = Session.objects.get()
    part = made_session.participations.get()
    assert (part.role, part.body_name, part.body.name if part.body else "") == ("host", "Forem", "FOREM")
    client.post(at(made, "move", verb="publish"))
    client.logout()
    page = text(client.get(f"/fr/events/{made.slug}/"))
    assert "Réunion" in page
    assert "Opening" in page
    assert "Forem" in page
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"events.event_created", "events.day_saved", "events.session_saved", "events.event_moved"} <= verbs


def test_two_editors_do_not_overwrite_each_other(event: Event, convener: Any) -> None:
    version = event.version
    domain.change_event(event=event, values={"place": "One"}, version=version, actor=convener)
    with pytest.raises(Overtaken):
        domain.change_event(event=event, values={"place": "Two"}, version=version, actor=convener)
    event.refresh_from_db()
    assert event.place == "One"


def test_an_event_with_people_is_not_taken_back(client: Any, event: Event, convener: Any) -> None:
    register(event)
    client.force_login(convener)
    assert "People have registered" in text(client.post(at(event, "move", verb="draft"), follow=True))
    day = event.days.first()
    assert day is not None
    assert "People have registered" in text(client.post(at(event, "delete_day", pk=day.pk), follow=True))
    assert event.days.count() == 2
    with pytest.raises(EventRefused):
        domain.delete_event(event=event, actor=convener)
    assert client.post(at(event, "move", verb="nonsense")).status_code == 404


def test_other_organisations_change_nothing(client: Any, event: Event, person: Any, organisation: Any) -> None:
    client.force_login(person("convener", organisation("Elsewhere")))
    session = Session.objects.filter(day__event=event)[0]
    for name, more in (("edit", {}), ("new_day", {}), ("delete_session", {"pk": session.pk}), ("delete", {})):
        assert client.post(at(event, name, **more)).status_code == 403
    own = make_event(organisation("Elsewhere"), None, slug="own")
    assert client.post(at(own, "delete_session", pk=session.pk)).status_code == 404
    assert client.get(at(own, "session", pk=session.pk)).status_code == 404
    assert Session.objects.filter(pk=session.pk).exists()


def test_scripts_in_an_agenda_stay_text(client: Any, event: Event) -> None:
    event.title = {"en": "<script>alert(1)</script>"}
    event.summary = {"en": "<img src=x onerror=y>"}
    event.save()
    page = client.get(at(event, "detail")).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


# ---- files --------------------------------------------------------------------------------------


def bare(event: Event) -> list[Any]:
    """The days and sessions without what a file says beyond an agenda."""
    return [(day.date, day.starts, day.ends, replace(one, extra={})) for day, one in as_agenda(event).sessions()]


def upload(client: Any, address: str, name: str, content: bytes) -> Any:
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("form", ["json", "ics"])
def test_an_agenda_goes_out_and_comes_in(client: Any, convener: Any, event: Event, form: str) -> None:
    client.force_login(convener)
    event.online_address = "https://meet.example.org/secret"
    event.save()
    content = client.get(at(event, "agenda_file", form=form)).content
    assert b"meet.example.org" not in content, "these files are public"
    answer = upload(client, "/en/events/import/", f"agenda.{form}", content)
    made = Event.objects.exclude(pk=event.pk).get()
    assert answer.headers["Location"] == at(made, "edit")
    assert bare(made) == bare(event)
    assert made.state == "draft"


def test_a_table_changes_sessions_and_keeps_what_hangs_on_them(client: Any, convener: Any, event: Event) -> None:
    client.force_login(convener)
    kept, gone = Session.objects.filter(day__event=event)
    Material.objects.create(event=event, session=kept, language="en", file="x", name="x", kind="pdf", size=1)
    table = client.get(at(event, "agenda_file", form="csv")).content.decode("utf-8-sig")
    head, first, *_rest = table.splitlines()
    changed = "\r\n".join([head, first.replace("Panel 1", "Panel of projects")])
    upload(client, at(event, "import_agenda"), "agenda.csv", changed.encode())
    kept.refresh_from_db()
    assert kept.title["en"] == "Panel of projects"
    assert kept.materials.count() == 1
    assert not Session.objects.filter(pk=gone.pk).exists()


def test_a_day_with_people_stays_without_its_sessions(client: Any, convener: Any, event: Event) -> None:
    register(event)
    client.force_login(convener)
    other = make_event(event.organisation, convener, slug="later", first=timezone.localdate() + timedelta(days=90))
    content = client.get(at(other, "agenda_file", form="json")).content
    upload(client, at(event, "import_agenda"), "schedule.json", content)
    assert event.days.count() == 4
    assert event.registrations.get().attendances.count() == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{}"),
        ("a.json", b"not json"),
        ("a.ics", b"hello"),
        ("a.csv", b"a;b\r\n1;2"),
        ("a.csv", b"\xff\xfe\x00"),
    ],
)
def test_files_that_cannot_be_read_change_nothing(
    client: Any, convener: Any, event: Event, name: str, content: bytes
) -> None:
    client.force_login(convener)
    before = as_agenda(event)
    for address in (at(event, "import_agenda"), "/en/events/import/"):
        answer = upload(client, address, name, content)
        assert answer.status_code == 400
        assert "The file was not read" in text(answer)
    assert as_agenda(event) == before
    assert Event.objects.count() == 1


def test_registrations_go_out_and_come_in(
    client: Any, convener: Any, event: Event, django_capture_on_commit_callbacks: Any
) -> None:
    register(event, email="ada@example.org", name="=HYPERLINK(1)", access_needs="Quiet room")
    gone = register(event, email="gone@example.org")
    gone.cancelled_at = timezone.now()
    gone.save()
    client.force_login(convener)
    table = client.get(at(event, "export_people")).content
    assert b"gone@example.org" not in table, "who cancelled is in no export"
    assert b";=HYPERLINK" not in table
    logged = AuditEvent.objects.get(verb="events.registrations_exported")
    assert (logged.detail["count"], logged.actor) == (1, convener.pk)
    other = make_event(event.organisation, convener, slug="second")
    more = table + b"bad address;Nobody;;en;;;on_site;on_site;;\r\n"
    answer = upload(client, at(other, "import_people"), "people.csv", more)
    assert answer.status_code == 400
    assert "Some rows of the file were not read" in text(answer)
    row = other.registrations.get()
    assert row.contact is not None
    assert (row.contact.email, row.access_needs, row.attendances.count()) == ("ada@example.org", "Quiet room", 2)
    assert row.code != event.registrations.get(contact=row.contact).code
    assert not row.contact.agreements.exists(), "a file puts nobody on the contact list"
    again = upload(client, at(other, "import_people"), "people.csv", table)
    assert again.headers["Location"] == at(other, "people")
    assert other.registrations.count() == 1


@pytest.mark.parametrize(
    "name", ["create", "edit", "new_day", "new_session", "import_agenda", "import_people", "check_in", "materials"]
)
def test_a_form_that_was_sent_empty_says_so(client: Any, convener: Any, event: Event, name: str) -> None:
    client.force_login(convener)
    address = reverse("events:create") if name == "create" else at(event, name)
    answer = client.post(address)
    assert answer.status_code == 400
    assert "govuk-error-summary" in answer.content.decode()


def test_a_file_on_a_draft_or_past_event_registers_nobody(client: Any, convener: Any, event: Event) -> None:
    register(event)
    client.force_login(convener)
    table = client.get(at(event, "export_people")).content
    past = timezone.localdate() - timedelta(days=9)
    for other in (
        make_event(event.organisation, convener, slug="draft", published=False),
        make_event(event.organisation, convener, slug="past", first=past),
    ):
        assert upload(client, at(other, "import_people"), "people.csv", table).status_code == 400
        assert not other.registrations.exists()


def test_those_of_a_file_are_told_once(
    client: Any, convener: Any, event: Event, django_capture_on_commit_callbacks: Any
) -> None:
    register(event)
    client.force_login(convener)
    table = client.get(at(event, "export_people")).content
    other = make_event(event.organisation, convener, slug="second")
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            upload(client, at(other, "import_people"), "people.csv", table)
        assert len(mail.outbox) == 1, "no second message for the same registration"


def test_a_file_of_another_zone_brings_its_zone(client: Any, convener: Any, event: Event) -> None:
    client.force_login(convener)
    assert "time zone Europe/Brussels" in text(client.get(at(event, "detail")))
    agenda = replace(as_agenda(event), timezone="Europe/Lisbon")
    replace_agenda(event=event, agenda=agenda, actor=convener)
    event.refresh_from_db()
    assert event.timezone == "Europe/Lisbon"
    assert "time zone Europe/Lisbon" in text(client.get(at(event, "detail")))


def test_a_draft_in_which_people_are_registered_is_not_deleted(event: Event, convener: Any) -> None:
    register(event)
    Event.objects.filter(pk=event.pk).update(state="draft")
    with pytest.raises(EventRefused):
        domain.delete_event(event=event, actor=convener)
    assert Event.objects.filter(pk=event.pk).exists()


def test_a_session_past_midnight_is_saved_again(event: Event) -> None:
    day = event.days.first()
    values = {"day": day.pk, "starts": "23:30", "ends": "00:30", "kind": "reception", "title_en": "Reception"}
    assert SessionForm(values, event=event).is_valid()
    assert "ends" in SessionForm({**values, "ends": "23:00"}, event=event).errors


def test_texts_of_another_language_say_so(client: Any, event: Event) -> None:
    session = Session.objects.filter(day__event=event).first()
    session.title, session.abstract = {"fr": "Accueil"}, {"fr": "Bienvenue"}
    session.save()
    page = client.get(at(event, "detail")).content.decode()
    assert '<span lang="fr">Accueil</span>' in page
    assert '<p class="govuk-body" lang="fr">Bienvenue</p>' in page


def pretalx(title: str = "Panel", guid: str = "a", **more: Any) -> str:
    session = {"guid": guid, "date": "2026-05-04T10:00:00+02:00", "duration": "01:00", "title": title, "room": "A"}
    day = {"date": "2026-05-04", "rooms": {"A": [{**session, **more}]}}
    return json.dumps({"schedule": {"conference": {"acronym": "c", "title": "Conference", "days": [day]}}})


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", pretalx(title="Panel\0")),
        ("a.json", pretalx(guid="k" * 201)),
        ("a.json", pretalx(license="\ud800")),
        ("a.json", pretalx(license="SIGN").replace('"SIGN"', "NaN")),
        ("a.csv", "key,date,title_en\nk,2026-05-04,Panel\0\n"),
    ],
)
def test_what_a_database_does_not_take_is_told(
    client: Any, convener: Any, event: Event, name: str, content: str
) -> None:
    client.force_login(convener)
    assert upload(client, at(event, "import_agenda"), name, content.encode()).status_code == 400
    assert Session.objects.filter(day__event=event).count() == 2


@pytest.mark.parametrize(("lang", "think_tank"), [("fr", "Un groupe de réflexion"), ("nl", "Een denktank")])
def test_the_shipped_conference_is_told_in_each_language(
    client: Any, convener: Any, organisation: Any, lang: str, think_tank: str
) -> None:
    event = ship(organisation=organisation(), actor=convener)
    unnamed = set(
        Participation.objects.filter(session__day__event=event, known=False).values_list("body_name", flat=True)
    )
    assert unnamed == set(NAMELESS)
    client.force_login(convener)
    page = text(client.get(at(event, "detail").replace("/en/", f"/{lang}/", 1)))
    assert think_tank in page
    assert not [name for name in NAMELESS if name in page]
    assert "Europe/Brussels" in page, "whoever follows from another country learns whose hours these are"


def test_every_bad_row_of_an_agenda_is_told_with_its_line(client: Any, convener: Any, event: Event) -> None:
    client.force_login(convener)
    head, first, second = (
        client.get(at(event, "agenda_file", form="csv")).content.decode("utf-8-sig").strip().splitlines()
    )
    bad = "\r\n".join([head, first.replace("10:00", "25:00"), second.replace(";panel;", ";party;")])
    answer = upload(client, at(event, "import_agenda"), "agenda.csv", bad.encode())
    assert answer.status_code == 400
    told = re.findall(r"<li>(agenda.csv.*?)</li>", answer.content.decode())
    assert [row.split()[0] for row in told] == ["agenda.csv:1", "agenda.csv:2"]
    assert "“25:00” is no time. What to do: write 12:30" in told[0]
    assert "“party” is not known here. What to do: write one of" in told[1]


@pytest.mark.parametrize("what", ["day", "session"])
def test_what_is_deleted_for_good_is_asked_first(client: Any, convener: Any, event: Event, what: str) -> None:
    day = event.days.all()[0]
    found: Any = day if what == "day" else day.sessions.get()
    client.force_login(convener)
    delete = at(event, f"delete_{what}", pk=found.pk)
    assert f'href="{delete}"' in client.get(at(event, what, pk=found.pk)).content.decode()
    assert "goes for good" in text(client.get(delete))
    assert type(found).objects.filter(pk=found.pk).exists(), "looking deletes nothing"
    assert client.post(delete).headers["Location"] == at(event, "edit")
    assert not type(found).objects.filter(pk=found.pk).exists()
