"""The list of people, check-in, figures and materials; and that only those who run the event come there."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from corridor.web.audit.models import AuditEvent
from corridor.web.events.domain import check_in as door
from corridor.web.events.domain import event as events
from corridor.web.events.domain import registration as domain
from corridor.web.events.errors import EventRefused, Full
from corridor.web.events.figures import figures_of
from corridor.web.events.models import Attendance, Day, Event, Material
from tests.web.cases.made import docx, pdf
from tests.web.events.made import SITE, make_event, register, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def convener(person: Any, organisation: Any) -> Any:
    return person("convener", organisation())


@pytest.fixture
def event(convener: Any, organisation: Any) -> Event:
    return make_event(organisation(), convener, first=timezone.localdate())


@pytest.fixture
def other(person: Any, organisation: Any) -> Event:
    """An event of another organisation, with somebody in it."""
    elsewhere = organisation("Elsewhere")
    made = make_event(elsewhere, person("convener", elsewhere), slug="other", first=timezone.localdate())
    register(made, email="secret@example.org", name="Secret Person")
    return made


def at(event: Event, name: str, **more: Any) -> str:
    return reverse(f"events:{name}", kwargs={"slug": event.slug, **more})


# ---- who may ------------------------------------------------------------------------------------

RUNNING = ("people", "export_people", "import_people", "check_in", "materials", "edit", "import_agenda")


@pytest.mark.parametrize("name", RUNNING)
def test_conveners_run_and_others_do_not(
    client: Any, event: Event, other: Event, convener: Any, person: Any, name: str
) -> None:
    client.force_login(convener)
    assert client.get(at(event, name)).status_code == 200
    refused = client.get(at(other, name))
    assert refused.status_code == 403
    assert "Secret Person" not in refused.content.decode()
    client.force_login(person("viewer", event.organisation))
    assert client.get(at(event, name)).status_code == 403
    client.force_login(person("administrator"))
    assert client.get(at(event, name)).status_code == 403
    client.logout()
    assert "/account/login" in client.get(at(event, name)).headers["Location"]


def test_drafts_of_others_are_not_found(client: Any, convener: Any, other: Event) -> None:
    other.state = "draft"
    other.save()
    client.force_login(convener)
    for name in ("detail", "people", "edit", "figures"):
        assert client.get(at(other, name)).status_code == 404


def test_readers_see_figures_and_no_people(client: Any, event: Event, person: Any) -> None:
    register(event, name="Quiet Person")
    client.force_login(person("viewer", event.organisation))
    page = client.get(at(event, "figures"))
    assert page.status_code == 200
    assert "Quiet Person" not in text(page)
    assert "Registrations" not in text(client.get(at(event, "detail")))


# ---- people -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Any, event: Event, convener: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        register(event, email=f"{number}@example.org")
    client.force_login(convener)
    with django_assert_num_queries(12):
        assert f"{count} registration" in text(client.get(at(event, "people")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_events_asks_the_same_number_of_questions(
    client: Any, convener: Any, organisation: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        make_event(organisation(), convener, slug=f"event-{number}", days=1)
    with django_assert_num_queries(3):
        page = text(client.get("/en/events/"))
    assert page.count("Hall, Brussels") == count


def test_the_list_of_events_says_where_one_can_register(client: Any, person: Any, organisation: Any) -> None:
    owner, actor = organisation(), person()
    make_event(owner, actor, slug="to-come")
    for slug in ("closed", "gone-by"):
        events.move(event=make_event(owner, actor, slug=slug, days=1), state="closed", actor=actor)
    Day.objects.filter(event__slug="gone-by").update(date=timezone.localdate() - timedelta(days=3))
    cards = client.get("/en/events/").content.decode().split("<article")[1:]
    said = {card.split('id="event-')[1].split('"')[0]: card for card in cards}
    assert "registration open" in said["to-come"]
    assert "registration open" not in said["closed"] + said["gone-by"]
    assert ">over<" in said["gone-by"]
    assert ">over<" not in said["closed"] + said["to-come"]


def test_searching_and_filtering(client: Any, event: Event, other: Event, convener: Any) -> None:
    one, two = event.days.all()
    first = register(event, one, email="ada@example.org", name="Ada", body_name="A union")
    register(event, two, email="bob@example.org", name="Bob", mode="online")
    gone = register(event, email="gone@example.org", name="Gone")
    domain.cancel(registration=gone, actor=None, site=SITE)
    door.check_in(attendance=first.attendances.get(), actor=convener)
    client.force_login(convener)

    def names(**query: str) -> set[str]:
        page = text(client.get(at(event, "people"), query))
        assert "Secret Person" not in page
        return {name for name in ("Ada", "Bob", "Gone") if f"{name} {name.lower()}@" in page}

    assert names() == {"Ada", "Bob"}
    assert names(words="UNION") == {"Ada"}
    assert names(words="secret@example.org") == set()
    assert names(words=f"{(first.code or '')[:4]} {(first.code or '')[4:]}".lower()) == {"Ada"}
    assert names(day=str(two.pk)) == {"Bob"}
    assert names(mode="online") == {"Bob"}
    assert names(day=str(one.pk), mode="online") == set()
    assert names(state="checked_in") == {"Ada"}
    assert names(state="expected") == {"Bob"}
    assert names(state="cancelled") == {"Gone"}
    assert names(day="nonsense", state="nonsense") == {"Ada", "Bob"}
    part = client.get(at(event, "people"), {"words": "Ada"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


# ---- check-in -----------------------------------------------------------------------------------


def test_checking_in_by_the_code(client: Any, event: Event, convener: Any) -> None:
    row = register(event, name="Ada", access_needs="Quiet room")
    client.force_login(convener)
    typed = f" {(row.code or '')[:4]}-{(row.code or '')[4:].lower()} "
    found = client.post(at(event, "check_in"), {"code": typed})
    assert found.headers["Location"] == at(event, "check_in_code", code=row.code)
    page = client.get(found.headers["Location"])
    assert "Quiet room" in text(page)
    today = Attendance.objects.get(registration=row, day__date=timezone.localdate())
    assert not Attendance.objects.exclude(checked_in_at=None).exists(), "opening the page checks nobody in"
    again = {"attendance": str(today.pk), "verb": "in"}
    assert "Checked in." in text(client.post(found.headers["Location"], again, follow=True))
    today.refresh_from_db()
    first = today.checked_in_at
    assert first is not None
    assert "Checked in already" in text(client.post(found.headers["Location"], again, follow=True))
    today.refresh_from_db()
    assert today.checked_in_at == first
    undone = client.post(found.headers["Location"], {**again, "verb": "undo"}, follow=True)
    assert "taken back" in text(undone)
    today.refresh_from_db()
    assert today.checked_in_at is None
    verbs = set(AuditEvent.objects.filter(subject=str(row.pk)).values_list("verb", flat=True))
    assert {"events.checked_in", "events.check_in_undone"} <= verbs


def test_codes_of_other_events_open_nothing(client: Any, event: Event, other: Event, convener: Any) -> None:
    foreign = other.registrations.get()
    client.force_login(convener)
    unknown = client.post(at(event, "check_in"), {"code": foreign.code})
    assert unknown.status_code == 400
    assert "No registration of this event has this code" in text(unknown)
    assert client.get(at(event, "check_in_code", code=foreign.code)).status_code == 404
    assert client.get(at(other, "check_in_code", code=foreign.code)).status_code == 403
    row = register(event)
    attendance = foreign.attendances.first()
    assert attendance is not None
    tried = client.post(at(event, "check_in_code", code=row.code), {"attendance": str(attendance.pk), "verb": "in"})
    assert tried.status_code == 404
    assert client.post(at(event, "check_in_code", code=row.code), {"attendance": "x"}).status_code == 404
    attendance.refresh_from_db()
    assert attendance.checked_in_at is None


def test_an_anonymous_scan_asks_to_sign_in_and_tells_nothing(client: Any, event: Event) -> None:
    row = register(event, name="Ada")
    answer = client.get(at(event, "check_in_code", code=row.code))
    assert answer.status_code == 302
    assert "Ada" not in answer.content.decode()


def test_a_cancelled_registration_is_not_checked_in(event: Event, convener: Any) -> None:
    row = register(event)
    attendance = row.attendances.all()[0]
    row.cancelled_at = timezone.now()
    row.save()
    with pytest.raises(EventRefused):
        door.check_in(attendance=attendance, actor=convener)


# ---- figures ------------------------------------------------------------------------------------


def test_small_counts_are_not_shown(client: Any, event: Event, convener: Any) -> None:
    one = event.days.all()[0]
    for number in range(12):
        register(event, one, email=f"s{number}@example.org")
    for number in range(3):
        register(event, one, email=f"o{number}@example.org", mode="online")
    rows = {(row.date, row.mode): row for row in figures_of(event)}
    assert rows[one.date, None].registered.number == 15
    assert rows[one.date, "online"].registered.hidden
    assert rows[one.date, "on_site"].registered.hidden, "15 less 12 would tell of the three"
    assert rows[one.date, None].came.number is None
    assert not rows[one.date, None].came.hidden, "nobody was checked in: not known, and not hidden"
    client.force_login(convener)
    page = text(client.get(at(event, "figures")))
    assert "15" in page
    assert "not shown" in page
    table = client.get(at(event, "figures_csv")).content.decode()
    assert ";15;" in table or ",15," in table
    assert "12" not in table.replace(one.date.isoformat(), "")


def test_anonymous_registrations_still_count(event: Event) -> None:
    for number in range(12):
        register(event, email=f"s{number}@example.org")
    event.registrations.update(contact=None, code=None)
    assert next(iter(figures_of(event))).registered.number == 12


# ---- materials ----------------------------------------------------------------------------------


def put(client: Any, event: Event, name: str, content: bytes, **more: str) -> Any:
    data = {"title_en": "Slides", "language": "en", **more}
    return client.post(at(event, "materials"), {**data, "file": SimpleUploadedFile(name, content)})


def test_materials_are_private_until_they_are_published(client: Any, event: Event, convener: Any, person: Any) -> None:
    client.force_login(convener)
    assert put(client, event, "../../slides.pdf", pdf(b"one")).status_code == 302
    found = event.materials.get()
    assert (found.name, found.kind) == ("slides.pdf", "pdf")
    address = at(event, "material", pk=found.pk)
    client.logout()
    assert client.get(address).status_code == 404
    assert "Slides" not in text(client.get(at(event, "detail")))
    client.force_login(person("viewer", event.organisation))
    assert client.get(address).status_code == 200
    client.force_login(convener)
    client.post(at(event, "publish_materials"), {"public": "yes"})
    client.logout()
    assert "Slides" in text(client.get(at(event, "detail")))
    answer = client.get(address)
    assert answer.content == pdf(b"one")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    client.force_login(convener)
    client.post(at(event, "publish_materials"), {"public": "no"})
    client.logout()
    assert client.get(address).status_code == 404


def test_only_whole_documents_are_taken(client: Any, event: Event, convener: Any) -> None:
    client.force_login(convener)
    for name, content in (("a.pdf", b"<script>"), ("a.pdf", docx()), ("a.exe", b"MZ"), ("a.pdf", b"")):
        answer = put(client, event, name, content)
        assert answer.status_code == 400
        assert "govuk-error-summary" in answer.content.decode()
    assert put(client, event, "a.pdf", pdf(), title_en="").status_code == 400
    assert not Material.objects.exists()


def test_a_file_is_deleted_with_its_row(
    client: Any, event: Event, other: Event, convener: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(convener)
    put(client, event, "slides.docx", docx())
    found = event.materials.get()
    assert found.path.is_file()
    assert client.post(at(other, "delete_material", pk=found.pk)).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(event, "delete_material", pk=found.pk))
    assert not found.path.exists()
    assert not Material.objects.exists()


# ---- seats under a crowd ------------------------------------------------------------------------


def crowd(event: Event, day: Any) -> int:
    """How many of sixteen who register at once get a seat."""

    def one(number: int) -> bool:
        try:
            register(event, day, email=f"{number}@example.org")
        except Full:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as people:
        return sum(people.map(one, range(16)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the same on SQLite stands below")
def test_a_crowd_does_not_overrun_the_seats(event: Event) -> None:
    event.days.update(seats_on_site=3)
    day = event.days.all()[0]
    assert crowd(event, day) == 3
    assert Attendance.objects.filter(day=day).count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the same on PostgreSQL stands above")
def test_a_crowd_does_not_overrun_the_seats_in_a_file(event: Event, tmp_path: Path, monkeypatch: Any) -> None:
    event.days.update(seats_on_site=3)
    day, file = event.days.all()[0], tmp_path / "corridor.sqlite3"
    # Tests have their database in memory, where locks are others: the crowd gets a copy in a file, as it is served.
    copy = sqlite3.connect(file)
    connection.connection.backup(copy)
    monkeypatch.setitem(connections.settings["default"], "NAME", str(file))
    assert crowd(event, day) == 3
    assert copy.execute("select count(*) from events_attendance").fetchone() == (3,)
    copy.close()


@pytest.mark.parametrize("count", [1, 3])
def test_the_agenda_asks_the_same_number_of_questions(
    client: Any, convener: Any, organisation: Any, django_assert_num_queries: Any, count: int
) -> None:
    event = make_event(organisation(), convener, days=count)
    with django_assert_num_queries(8):
        assert text(client.get(at(event, "detail"))).count("A think tank") == count
