"""Pages of the directory, of contacts and lists: who sees what, forms with faults, tables, the person's own page."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from corridor.web.audit.models import AuditEvent
from corridor.web.stakeholders import links
from corridor.web.stakeholders.domain import agree, erase, withdraw
from corridor.web.stakeholders.models import Body, Contact, QuarantinedRow
from corridor.web.stakeholders.queries import agrees
from corridor.web.stakeholders.table import COLUMNS, MOST
from tests.web.stakeholders.made import make_body, make_contact

pytestmark = pytest.mark.django_db
LIST = "contact_list"


@pytest.fixture
def region(organisation: Any) -> Any:
    return organisation()


@pytest.fixture
def convener(client: Client, person: Any, region: Any) -> Client:
    client.force_login(person("convener", region))
    return client


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(f"stakeholders:{name}", args=args), query)
    assert response.status_code == 200
    return str(response.content.decode())


# ---- directory ----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_directory_asks_the_same_queries_for_one_and_three(
    convener: Client, region: Any, organisation: Any, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_contact(region, f"a{number}@example.org", body=make_body(region, f"Body {number}"))
    make_body(organisation("Elsewhere"), "Leak", sector="leaking")
    with django_assert_num_queries(8):
        shown = page(convener, "list")
    assert shown.count("Body ") == count
    assert "Leak" not in shown
    assert "leaking" not in shown, "not even as a sector to filter by"


def test_bodies_are_filtered(convener: Client, region: Any) -> None:
    make_body(region, "Hospitals")
    make_body(region, "Ministry", side="origin", kind="authority", country="MA", region="", sector="")
    assert "Ministry" not in page(convener, "list", side="destination")
    assert "Hospitals" not in page(convener, "list", kind="authority")
    assert "Hospitals" in page(convener, "list", q="hosp", sector="health", region="flanders")
    both = page(convener, "list", side="nonsense")
    assert "Ministry" in both
    assert "Morocco" in both


def test_a_body_is_added_changed_and_removed(convener: Client, region: Any) -> None:
    given = {"organisation": region.pk, "name": "<script>x</script>", "side": "eu", "kind": "agency", "country": "FR"}
    response = convener.post(reverse("stakeholders:create"), given)
    body = Body.objects.get()
    assert response["Location"].endswith(f"/{body.pk}/")
    shown = page(convener, "detail", body.pk)
    assert "&lt;script&gt;x" in shown
    assert "<script>x" not in shown
    response = convener.post(reverse("stakeholders:create"), given | {"name": "<SCRIPT>x</script>"})
    assert response.status_code == 422
    assert "already has a body named" in response.content.decode()
    assert 'value="&lt;SCRIPT&gt;x' in response.content.decode(), "what was written is kept"
    changed = given | {"name": "Agency", "sector": "education"}
    convener.post(reverse("stakeholders:change", args=[body.pk]), changed)
    body.refresh_from_db()
    assert (body.name, body.sector) == ("Agency", "education")
    contact = make_contact(region, body=body)
    convener.post(reverse("stakeholders:remove", args=[body.pk]))
    contact.refresh_from_db()
    assert contact.body is None
    verbs = ["body_added", "body_changed", "contact_made", "body_removed"]
    assert [e.verb for e in AuditEvent.objects.order_by("at")] == [f"stakeholders.{verb}" for verb in verbs]


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 10_000}, {"side": "left"}, {"country": "XX"}, {"website": "javascript:alert(1)"}],
    ids=str,
)
def test_a_body_with_faults_is_refused(convener: Client, region: Any, wrong: dict[str, str]) -> None:
    given = {"organisation": region.pk, "name": "Agency", "side": "eu", "kind": "agency"} | wrong
    response = convener.post(reverse("stakeholders:create"), given)
    assert response.status_code == 422
    assert "govuk-error-summary" in response.content.decode()
    assert not Body.objects.exists()


def test_nobody_writes_in_another_organisations_directory(convener: Client, organisation: Any, region: Any) -> None:
    own, other = region, organisation("Elsewhere")
    body, contact = make_body(other), make_contact(other)
    given = {"organisation": other.pk, "name": "Agency", "side": "eu", "kind": "agency"}
    assert convener.post(reverse("stakeholders:create"), given).status_code == 422
    assert Body.objects.count() == 1
    for name, key in (("detail", body.pk), ("change", body.pk), ("remove", body.pk), ("person", contact.pk)):
        assert convener.get(reverse(f"stakeholders:{name}", args=[key])).status_code == 404
    for name in ("person_link", "person_erase", "person_change"):
        assert convener.post(reverse(f"stakeholders:{name}", args=[contact.pk])).status_code == 404
    agree = reverse("stakeholders:person_agree", args=[contact.pk, LIST])
    assert convener.post(agree, {"form": "paper", "language": "en"}).status_code == 404
    assert not agrees(contact, LIST)
    assert not mail.outbox
    foreign = {"organisation": own.pk, "email": "n@example.org", "language": "en", "body": body.pk}
    assert convener.post(reverse("stakeholders:person_create"), foreign).status_code == 422
    assert Contact.objects.count() == 1


def test_who_only_looks_sees_bodies_and_no_people(client: Client, person: Any, region: Any) -> None:
    body = make_body(region)
    contact = make_contact(region, agreed=True, body=body)
    client.force_login(person("analyst", region))
    assert "Federation" in page(client, "list")
    shown = page(client, "detail", body.pk)
    assert "Ann" not in shown
    assert "example.org" not in shown
    for name, args in (("people", []), ("contact_list", []), ("contact_list_file", []), ("person", [contact.pk])):
        assert client.get(reverse(f"stakeholders:{name}", args=args)).status_code == 403
    assert not AuditEvent.objects.filter(verb="stakeholders.list_exported").exists()


# ---- contacts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_contacts_ask_the_same_queries_for_one_and_three(
    convener: Client, region: Any, organisation: Any, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_contact(region, f"a{number}@example.org", agreed=True, body=make_body(region, f"Body {number}"))
    make_contact(organisation("Elsewhere"), "leak@example.org", agreed=True)
    with django_assert_num_queries(9):
        shown = page(convener, "people")
    assert shown.count("@example.org</td>") == count
    assert "leak@" not in shown


def test_a_contact_is_entered_and_agrees_on_paper(convener: Client, region: Any) -> None:
    given = {"organisation": region.pk, "email": " Bea@Example.org", "name": "Bea", "language": "nl"}
    shown = convener.post(reverse("stakeholders:person_create"), given, follow=True).content.decode()
    assert "not agreed" in shown
    contact = Contact.objects.get()
    assert contact.email == "bea@example.org"
    again = convener.post(reverse("stakeholders:person_create"), given)
    assert "already is a contact with this address" in again.content.decode()
    agree = reverse("stakeholders:person_agree", args=[contact.pk, LIST])
    refused = convener.post(agree, {"language": "nl"})
    assert refused.status_code == 422
    assert not agrees(contact, LIST), "no agreement without saying how it can be shown"
    shown = convener.post(agree, {"form": "paper", "language": "nl"}, follow=True).content.decode()
    assert "On paper, signed" in shown
    assert agrees(contact, LIST)
    assert (
        convener.post(
            reverse("stakeholders:person_agree", args=[contact.pk, "account"]), {"form": "paper", "language": "nl"}
        ).status_code
        == 404
    )
    convener.post(reverse("stakeholders:person_withdraw", args=[contact.pk, LIST]))
    assert not agrees(contact, LIST)


def test_an_address_cannot_become_anothers(convener: Client, region: Any) -> None:
    ann, bea = make_contact(region), make_contact(region, "bea@example.org")
    change = reverse("stakeholders:person_change", args=[bea.pk])
    response = convener.post(change, {"email": "ANN@example.org", "name": "", "language": "en"})
    assert response.status_code == 422
    assert "already is a contact" in response.content.decode()
    agree(contact=bea, purpose=LIST, language="en", actor=bea)
    convener.post(change, {"email": "bea@example.org", "name": "Bea", "language": "fr"})
    assert agrees(bea, LIST)
    said = convener.post(change, {"email": "b2@example.org", "name": "Bea", "language": "fr"}, follow=True)
    assert "earlier agreements no longer count" in said.content.decode()
    assert "because the address was changed" in said.content.decode()
    assert not agrees(bea, LIST)
    bea.refresh_from_db()
    assert (bea.email, bea.language) == ("b2@example.org", "fr")
    ann.refresh_from_db()
    assert ann.email == "ann@example.org"


# ---- contact list -------------------------------------------------------------------------------


def test_the_list_goes_out_as_csv_and_each_time_is_written_down(
    convener: Client, region: Any, organisation: Any
) -> None:
    make_contact(region, agreed=True, body=make_body(region), name="=cmd()")
    gone = make_contact(region, "gone@example.org", agreed=True)
    make_contact(region, "never@example.org")
    make_contact(organisation("Elsewhere"), "leak@example.org", agreed=True)
    withdraw(contact=gone, purpose=LIST, actor=gone)
    shown = page(convener, "contact_list")
    assert "ann@example.org" in shown
    for absent in ("gone@", "never@", "leak@"):
        assert absent not in shown
    assert not AuditEvent.objects.filter(verb="stakeholders.list_exported").exists()
    response = convener.get(reverse("stakeholders:contact_list_file"))
    text = response.content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert (row["email"], row["body"], row["text_version"]) == ("ann@example.org", "Federation", "2026-11")
    assert not row["name"].startswith("="), "no cell is a formula"
    event = AuditEvent.objects.get(verb="stakeholders.list_exported")
    assert event.detail == {"purpose": LIST, "people": 1}
    assert event.organisation == region.pk
    convener.get(reverse("stakeholders:contact_list_file"), {"language": "fr"})
    assert AuditEvent.objects.filter(verb="stakeholders.list_exported", detail__people=0).count() == 1


def test_people_and_the_list_are_narrowed_by_role(convener: Client, region: Any) -> None:
    for name, role in (("ann", "Head of migration"), ("bea", "Clerk")):
        contact = make_contact(region, f"{name}@example.org", agreed=True)
        Contact.objects.filter(pk=contact.pk).update(role=role)
    for where in ("people", "contact_list"):
        shown = page(convener, where, role="head OF")
        assert "ann@example.org" in shown
        assert "Head of migration" in shown
        assert "bea@example.org" not in shown
    text = convener.get(reverse("stakeholders:contact_list_file"), {"role": "clerk"}).content.decode("utf-8-sig")
    assert [row["email"] for row in csv.DictReader(io.StringIO(text), delimiter=";")] == ["bea@example.org"]


def test_an_erased_person_is_in_no_list(convener: Client, region: Any) -> None:
    erase(contact=make_contact(region, agreed=True), actor=None, reason="asked")
    assert "ann@" not in page(convener, "contact_list")
    assert "ann@" not in page(convener, "people")
    assert b"ann@" not in convener.get(reverse("stakeholders:contact_list_file")).content


def test_a_list_of_an_organisation_that_is_not_mine_is_not_there(convener: Client, organisation: Any) -> None:
    other = organisation("Elsewhere")
    make_contact(other, agreed=True)
    for name in ("contact_list", "contact_list_file"):
        assert convener.get(reverse(f"stakeholders:{name}"), {"organisation": str(other.pk)}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_queries_for_one_and_three(
    convener: Client, region: Any, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_contact(region, f"a{number}@example.org", agreed=True)
    with django_assert_num_queries(9):
        shown = page(convener, "contact_list")
    assert shown.count("@example.org</td>") == count


# ---- tables -------------------------------------------------------------------------------------


def send(client: Client, region: Any, text: str | bytes) -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("table.csv", content, content_type="text/csv")
    return client.post(reverse("stakeholders:import"), {"organisation": region.pk, "file": file}, follow=True)


def test_good_rows_go_on_and_bad_rows_wait(convener: Client, region: Any, organisation: Any) -> None:
    make_contact(region, "known@example.org", name="Known")
    QuarantinedRow.objects.create(organisation=organisation("Elsewhere"), row=9, cells={"body": "Leak"}, faults=[])
    lines = [
        ";".join(COLUMNS),
        "Hospitals;destination;employers;be;flanders;health;https://example.org;Ann;Ann@example.org;nl;Director",
        "hospitals;destination;employers;;;;;Bea;bea@example.org;;",
        ";;;;;;;Cleo;cleo@example.org;fr;",
        ";;;;;;;Someone else;known@example.org;fr;",
        ";;;;;;;;;;",
        "Left;left;employers;ZZ;moon;;ftp://x;Dan;dan;de;",
        "Union;destination;union;;;;;Ann again;ANN@example.org;;",
        ";;;;;;;<script>;;;",
    ]
    shown = send(convener, region, "\r\n".join(lines)).content.decode()
    assert Body.objects.get().contacts.count() == 2
    assert sorted(Contact.objects.values_list("email", flat=True)) == [
        "ann@example.org",
        "bea@example.org",
        "cleo@example.org",
        "known@example.org",
    ]
    assert Contact.objects.get(email="known@example.org").name == "Known", "what is known is not overwritten"
    assert not any(agrees(contact, LIST) for contact in Contact.objects.all()), "a table agrees to nothing"
    rows = {
        row.row: {fault["key"] for fault in row.faults} for row in QuarantinedRow.objects.filter(organisation=region)
    }
    assert rows == {
        7: {"row_not_a_value", "row_not_a_website", "not_an_address"},
        8: {"row_twice"},
        9: {"row_no_name"},
    }
    assert "3 rows could not be taken over" in shown
    assert "&lt;script&gt;" in shown
    assert "Leak" not in shown
    text = convener.get(reverse("stakeholders:quarantine_file")).content.decode("utf-8-sig")
    assert [row["_line"] for row in csv.DictReader(io.StringIO(text), delimiter=";")] == ["7", "8", "9"]
    convener.post(reverse("stakeholders:clear"))
    assert QuarantinedRow.objects.get().cells == {"body": "Leak"}
    event = AuditEvent.objects.get(verb="stakeholders.quarantine_exported")
    assert (event.organisation, event.detail) == (region.pk, {"rows": 3})


def test_a_row_that_is_sent_again_takes_the_place_of_the_one_in_quarantine(convener: Client, region: Any) -> None:
    lines = ["body,side,kind,email", "Left,left,employers,a@example.org", "Right,eu,right,b", ",,,c"]
    for _n in range(2):
        send(convener, region, "\n".join(lines))
        assert QuarantinedRow.objects.count() == 3, "the same rows are not there twice"
    send(convener, region, "body,side,kind,email\nLeft,eu,agency,A@example.org\n")
    assert sorted(row.row for row in QuarantinedRow.objects.all()) == [3, 4], "by the address"
    text = convener.get(reverse("stakeholders:quarantine_file")).content.decode("utf-8-sig")
    send(
        convener,
        region,
        text.replace(";c;", ";c@example.org;").replace(";right;", ";agency;").replace(";b;", ";b@example.org;"),
    )
    assert not QuarantinedRow.objects.exists(), "by the key in our own file"
    assert Contact.objects.count() == 3


def test_a_cell_without_a_column_is_a_fault(convener: Client, region: Any) -> None:
    rows = ["body,side,kind,email", "Hospitals, public,eu,agency,a@example.org", "Union,eu,union,b@example.org,,"]
    shown = send(convener, region, "\n".join(rows)).content.decode()
    assert [body.name for body in Body.objects.all()] == ["Union"]
    assert "row_too_many_cells" in {fault["key"] for fault in QuarantinedRow.objects.get().faults}
    assert "more cells than the first row has columns" in shown
    assert "stands twice" in send(convener, region, "body,email,email\nx,a@example.org,b@example.org").content.decode()


def test_a_language_that_a_table_does_not_say_is_not_known(convener: Client, region: Any) -> None:
    send(convener, region, "body,email,name\n,a@example.org,Ann\n")
    contact = Contact.objects.get()
    assert contact.language == ""
    shown = page(convener, "person", contact.pk)
    assert "not known" in shown
    convener.post(reverse("stakeholders:person_link", args=[contact.pk]))
    (address,) = re.findall(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert address.startswith("/en/")
    correct = reverse("stakeholders:mine_correct", args=[links.make(contact, links.MINE, days=1)])
    assert Client().post(correct, {"name": "Ann", "language": ""}).status_code == 422
    Client().post(correct, {"name": "Ann", "language": "nl"})
    contact.refresh_from_db()
    assert contact.language == "nl"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "not a table"),
        (b"PK\x03\x04\x00", "not a table"),
        (b"", "empty"),
        (b"name,role\nAnn,Director\n", "column “body” is missing"),
        (b"body,email\n" + b"x,\n" * (MOST + 1), "more than 5000 rows"),
        (b"body,email\n" + b"x" * 2_100_000, "larger than 2 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused(convener: Client, region: Any, content: bytes, said: str) -> None:
    response = send(convener, region, content)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Contact.objects.exists()
    assert not QuarantinedRow.objects.exists()


def test_the_example_can_be_sent_as_it_is(convener: Client, region: Any) -> None:
    send(convener, region, convener.get(reverse("stakeholders:example")).content)
    assert Body.objects.get().kind == "employers"
    assert not QuarantinedRow.objects.exists()


# ---- a person's own page ------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_the_link_comes_by_mail_and_withdrawing_takes_two_clicks(convener: Client, region: Any, lang: str) -> None:
    contact = make_contact(region, agreed=True, language=lang)
    convener.post(reverse("stakeholders:person_link", args=[contact.pk]))
    (message,) = mail.outbox
    assert message.to == ["ann@example.org"]
    (address,) = re.findall(r"http://testserver(/\S+)", str(message.body))
    assert address.startswith(f"/{lang}/")
    assert AuditEvent.objects.filter(verb="stakeholders.link_sent").count() == 1
    visitor = Client()
    shown = visitor.get(address).content.decode()
    (button,) = re.findall(r'action="(/\S+/withdraw/contact_list/)"', shown)
    response = visitor.post(button)
    holds = {"en": "still holds", "fr": "conserve encore", "nl": "houdt nog bij"}
    assert f"Region {holds[lang]}" in visitor.get(address).content.decode(), "it is said what stays"
    assert response["Location"] == address
    assert not agrees(contact, LIST)
    assert "/withdraw/" not in visitor.get(address).content.decode(), "there is nothing left to withdraw"
    event = AuditEvent.objects.get(verb="stakeholders.withdrew")
    assert (event.actor, event.person) == (None, contact.pk)


def test_the_own_page_shows_corrects_exports_and_erases(region: Any, organisation: Any) -> None:
    contact = make_contact(region, agreed=True, body=make_body(region))
    other = make_contact(organisation("Elsewhere"), agreed=True)
    token, visitor = links.make(contact, links.MINE, days=1), Client()
    shown = page(visitor, "mine", token)
    for word in ("ann@example.org", "Federation", "What you agreed to and withdrew as a contact", "24 months"):
        assert word in shown
    assert visitor.get(reverse("stakeholders:mine", args=[token]))["X-Robots-Tag"] == "noindex"
    correct = reverse("stakeholders:mine_correct", args=[token])
    assert visitor.post(correct, {"name": "x" * 10_000, "language": "en"}).status_code == 422
    visitor.post(correct, {"name": "<b>Ann</b>", "language": "fr", "role": "Chair", "email": "evil@example.org"})
    contact.refresh_from_db()
    assert (contact.name, contact.language, contact.role) == ("<b>Ann</b>", "fr", "Chair")
    assert contact.email == "ann@example.org", "the address is what the link was sent to"
    export = visitor.post(reverse("stakeholders:mine_export", args=[token]))
    assert json.loads(export.content)["contact"]["role"] == "Chair"
    assert AuditEvent.objects.filter(verb="stakeholders.exported", person=contact.pk).count() == 1
    leave = reverse("stakeholders:mine_erase", args=[token])
    assert visitor.post(leave).status_code == 422
    assert Contact.objects.filter(pk=contact.pk).exists()
    visitor.post(leave, {"understood": "on"})
    assert list(Contact.objects.all()) == [other]
    assert visitor.get(reverse("stakeholders:mine", args=[token])).status_code == 404


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        (
            "en",
            (
                "Registrations for events to come no longer work.",
                "The links and codes that you were sent no longer work.",
                "What stays does not lead to you",
                "register again",
            ),
        ),
        (
            "fr",
            (
                "Les inscriptions à des évènements à venir ne sont plus valables.",
                "Les liens et les codes que vous avez reçus ne fonctionnent plus.",
                "Ce qui reste ne mène pas à vous",
                "inscrivez-vous à nouveau",
            ),
        ),
        (
            "nl",
            (
                "Inschrijvingen voor komende evenementen gelden niet meer.",
                "De links en codes die u kreeg, werken niet meer.",
                "Wat blijft, leidt niet naar u",
                "opnieuw in",
            ),
        ),
    ],
)
def test_who_erases_is_told_before_and_after_what_goes_and_what_stays(
    region: Any, lang: str, sentences: tuple[str, ...]
) -> None:
    contact, visitor = make_contact(region, agreed=True), Client()
    with override(lang):
        leave = reverse("stakeholders:mine_erase", args=[links.make(contact, links.MINE, days=1)])
    before = visitor.get(leave).content.decode()
    after = visitor.post(leave, {"understood": "on"}, follow=True)
    assert after.status_code == 200
    assert not Contact.objects.exists()
    told = after.content.decode()
    assert sentences[0] in before
    for sentence in sentences[1:]:
        assert sentence in told
    assert f'href="/{lang}/"' in told, "there is a way on"


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_expired_and_forged_links_say_what_to_do(region: Any, lang: str) -> None:
    contact = make_contact(region, agreed=True)
    token = links.make(contact, links.MINE, days=1)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        for name in ("mine", "mine_correct", "mine_erase"):
            response = Client().get(reverse(f"stakeholders:{name}", args=[token]), headers={"accept-language": lang})
            assert response.status_code == 410
            assert reverse("stakeholders:ask") in response.content.decode()
        gone = Client().post(reverse("stakeholders:mine_withdraw", args=[token, LIST]))
        assert gone.status_code == 410
    assert agrees(contact, LIST)
    assert Client().get(reverse("stakeholders:mine", args=["x" + token])).status_code == 404
    foreign = links.make(contact, "comment", days=1)
    assert Client().post(reverse("stakeholders:mine_withdraw", args=[foreign, LIST])).status_code == 404
    assert agrees(contact, LIST)


def test_a_link_can_be_asked_for_and_the_answer_tells_nothing(
    region: Any, organisation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make_contact(region)
    make_contact(organisation("Elsewhere"))
    said, jobs = [], []
    for email in ("ANN@example.org", "nobody@example.org"):
        with django_capture_on_commit_callbacks(execute=True) as later:
            response = Client().post(reverse("stakeholders:ask"), {"email": email}, follow=True)
        jobs.append(len(later))
        said.append(re.sub(r"csrf\S+|value=\S+", "", response.content.decode()))
    assert said[0] == said[1]
    assert jobs == [1, 1], "the same work for both: the time of the answer tells nothing"
    assert [message.to for message in mail.outbox] == [["ann@example.org"]] * 2, "one for each organisation"


def test_links_cannot_be_asked_for_without_end(region: Any, django_capture_on_commit_callbacks: Any) -> None:
    make_contact(region)
    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(40):
            Client().post(reverse("stakeholders:ask"), {"email": "ann@example.org"})
    assert 0 < len(mail.outbox) < 40


def test_an_account_finds_its_pages(client: Client, person: Any, region: Any, organisation: Any) -> None:
    user = person(email="ann@example.org")
    user.emailaddress_set.create(email="ann@example.org", verified=True)
    make_contact(region, actor=user)
    make_contact(organisation("Elsewhere"))
    client.force_login(user)
    shown = page(client, "own")
    assert "Region" in shown
    assert "Elsewhere" not in shown, "that one was never shown to be the same person"
    (address,) = re.findall(r'href="(/en/stakeholders/mine/[^"]{40,})"', shown)
    assert "ann@example.org" in client.get(address).content.decode()
