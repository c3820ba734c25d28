"""What is held about people: every key declared, exported, erased; nothing of others with it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.audit.models import AuditEvent
from corridor.web.cases.domain import checklist
from corridor.web.consent import held
from corridor.web.consent.acts import acts
from corridor.web.consent.domain import give
from corridor.web.consent.erasure import erase, shares
from corridor.web.consent.errors import ConsentError
from corridor.web.consent.export import archive, document
from corridor.web.consent.held import Held
from corridor.web.consent.models import Consent, Departure
from corridor.web.consent.purposes import purposes
from corridor.web.jobs.models import Job
from corridor.web.organisations.domain import invite
from corridor.web.organisations.models import Invitation, Membership

pytestmark = pytest.mark.django_db
WEB = Path(__file__).parents[3] / "src" / "corridor" / "web"


def test_every_key_to_a_person_is_declared() -> None:
    """Accounts, and people without one: contacts of an organisation."""
    assert held.undeclared() == []
    found = set(held.keys_to_people())
    assert found > set(held.keys_to_users())
    assert ("stakeholders.Agreement", "contact") in found
    assert ("stakeholders.Contact", "user") in found


def test_the_declarations_are_sound() -> None:
    assert held.unsound() == []
    assert {entry.purpose for entry in held.declared()} <= purposes().keys()


@pytest.mark.parametrize("key", ["consent.Consent.user", "stakeholders.Contact.user", "stakeholders.Agreement.contact"])
def test_a_forgotten_key_is_found(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    all_but_one = tuple(e for e in held.declared() if f"{e.model}.{e.field}" != key)
    monkeypatch.setattr(held, "declared", lambda: all_but_one)
    assert held.undeclared() == [key]


@pytest.mark.parametrize(
    ("faulty", "fault"),
    [
        ({"field": "nobody"}, "there is no such key"),
        ({"on_erasure": "keep"}, "the key cannot be empty"),
        ({"export": ("invented",)}, "no field invented"),
        ({"clear": {"purpose": ""}}, "clear is for anonymise"),
        ({"why": {"en": "x", "fr": "x"}}, "why is missing in nl"),
        ({"person": "stakeholders.Contact"}, "the key does not lead to stakeholders.Contact"),
        ({"model": "stakeholders.Agreement", "field": "contact"}, "the key does not lead to accounts.User"),
    ],
    ids=str,
)
def test_an_unsound_declaration_is_found(monkeypatch: pytest.MonkeyPatch, faulty: dict[str, Any], fault: str) -> None:
    right: dict[str, Any] = {"model": "consent.Consent", "field": "user", "on_erasure": "delete"}
    right["why"] = {"en": "x", "fr": "x", "nl": "x"}
    monkeypatch.setattr(held, "declared", lambda: (Held(**(right | faulty)),))
    assert [found for found in held.unsound() if fault in found]


def test_every_verb_has_a_name_in_three_languages() -> None:
    known = {"consent.given", "consent.withdrawn"}
    apps_here = "|".join(sorted(p.parent.name for p in WEB.glob("*/apps.py")))
    pattern = re.compile(rf'(?:record\(|_mine\(|verb = .*?|\belse )\s*"((?:{apps_here})\.[a-z_]+)"', re.S)
    for path in WEB.rglob("*.py"):
        known |= set(pattern.findall(path.read_text(encoding="utf-8")))
    missing = sorted(known - acts().keys())
    assert not missing, f"add them to consent/acts.json: {missing}"
    for verb, texts in acts().items():
        assert set(texts) == {"en", "fr", "nl"}, verb


# ---- export -------------------------------------------------------------------------------------


@pytest.fixture
def ann(person: Any, organisation: Any) -> User:
    """Somebody with a bit of everything."""
    shop = organisation("Shop", kind="one_stop_shop")
    boss = person("manager", shop, email="boss@example.org")
    user = person("adviser", shop, email="ann@example.org")
    give(user=user, purpose="placement", actor=user, language="en")
    invite(organisation=shop, email="guest@example.org", role="viewer", actor=user)
    invite(organisation=shop, email="ann@example.org", role="analyst", actor=boss)
    Job.objects.create(name="pool.import", owner=user, organisation=shop)
    record("accounts.closed", actor=boss, subject=user, person=user)
    return user


def test_an_export_holds_what_is_declared_and_nothing_of_others(ann: User, person: Any) -> None:
    other = person(email="other@example.org")
    give(user=other, purpose="mail", actor=other, language="en")
    found = document(ann)
    assert found["account"]["email"] == "ann@example.org"
    assert found["held"]["consent.Consent.user"]["rows"][0]["purpose"] == "placement"
    assert found["held"]["organisations.Membership.user"]["rows"][0]["role"] == "adviser"
    assert found["held"]["jobs.Job.owner"]["rows"][0]["name"] == "pool.import"
    assert found["more"]["invitations_received"][0]["role"] == "analyst"
    assert [e["verb"] for e in found["events"] if not e["by_you"]] == ["accounts.closed"]
    text = json.dumps(found)
    assert "other@example.org" not in text
    assert "guest@example.org" not in text, "an invitation that ann sent tells about the guest"
    assert "password" not in text
    assert "secret" not in text.replace("without its secret", "")


def test_every_declared_model_with_rows_is_in_the_export(ann: User) -> None:
    told = document(ann)["held"]
    for share in shares(ann):
        if share.held.export or share.held.also:
            assert f"{share.held.model}.{share.held.field}" in told


def test_the_archive_never_writes_outside_its_folder(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"../../etc/passwd": b"1", "a\\..\\b.txt": b"2", "b.txt": b"3"}
    monkeypatch.setitem(held.exporters, "evil", lambda user: held.Extra(data={"n": 1}, files=files))
    with zipfile.ZipFile(io.BytesIO(archive(ann))) as zipped:
        names = zipped.namelist()
        assert json.loads(zipped.read("data.json"))["more"]["evil"] == {"n": 1}
    assert names[0] == "data.json"
    assert sorted(n for n in names if "evil" in n) == ["files/evil/b-2.txt", "files/evil/b.txt", "files/evil/passwd"]


@pytest.mark.parametrize(("form", "kind"), [("json", "application/json"), ("zip", "application/zip")])
def test_a_person_downloads_their_own_data(client: Client, ann: User, form: str, kind: str) -> None:
    client.force_login(ann)
    response = client.post(reverse("consent:export"), {"form": form})
    assert response["Content-Type"] == kind
    assert f".{form}" in response["Content-Disposition"]
    content = response.content
    if form == "zip":
        content = zipfile.ZipFile(io.BytesIO(content)).read("data.json")
    assert json.loads(content)["account"]["email"] == "ann@example.org"
    assert AuditEvent.objects.get(verb="consent.exported").detail == {"form": form}


def test_an_export_is_asked_for_with_a_form_of_ours(client: Client, ann: User) -> None:
    assert client.post(reverse("consent:export"), {"form": "zip"}).status_code == 302, "nobody is signed in"
    client.force_login(ann)
    assert client.get(reverse("consent:export")).status_code == 405
    assert client.post(reverse("consent:export"), {"form": "exe"}).status_code == 404


# ---- erasure ------------------------------------------------------------------------------------


def test_after_an_erasure_no_row_points_to_the_person(ann: User) -> None:
    key = ann.pk
    counts = erase(user=ann, actor=ann, reason="asked")
    assert counts["consent.Consent:delete"] == 1
    assert counts["jobs.Job:keep"] == 1
    assert not User.objects.filter(pk=key).exists()
    for model, name in held.keys_to_users():
        assert not apps.get_model(model)._base_manager.filter(**{name: key}).exists(), f"{model}.{name}"
    assert shares(User(pk=key)) == []
    assert Job.objects.get().owner is None
    assert Invitation.objects.get().email == "guest@example.org", "the one to ann went with her"
    assert Invitation.objects.get().invited_by is None
    assert not Consent.objects.exists()


@pytest.mark.parametrize(("reason", "name"), [("asked", "words gone"), ("inactive", "pool.import")])
def test_some_words_go_only_where_the_person_asked(
    ann: User, monkeypatch: pytest.MonkeyPatch, reason: str, name: str
) -> None:
    why = {"en": "x", "fr": "x", "nl": "x"}
    words: dict[str, Any] = {"clear": {"stage": "gone"}, "clear_if_asked": {"name": "words gone"}}
    job = held.Held(model="jobs.Job", field="owner", on_erasure="anonymise", why=why, **words)
    others = tuple(entry for entry in held.declared() if entry.model != "jobs.Job")
    monkeypatch.setattr("corridor.web.consent.erasure.declared", lambda: (*others, job))
    Job.objects.update(name="pool.import")
    erase(user=ann, actor=ann, reason=reason)
    row = Job.objects.get()
    assert (row.owner, row.stage, row.name) == (None, "gone", name)


@pytest.mark.django_db(transaction=True)
def test_a_person_with_a_file_goes_with_its_documents() -> None:
    """Through every app: a case with a document and a message, a profile, decisions."""
    from tests.web.cases.made import choose, make_shop, pdf

    shop = make_shop()
    item = choose(shop.case, shop.adviser).items.filter(kind="document").first()
    document = checklist.add_document(
        item=item, content=pdf(), name="passport.pdf", valid_until=None, actor=shop.talent
    )
    assert document.path.is_file()
    with zipfile.ZipFile(io.BytesIO(archive(shop.talent))) as zipped:
        assert any(name.endswith(".pdf") for name in zipped.namelist())
    key = shop.talent.pk
    erase(user=shop.talent, actor=shop.talent, reason="asked")
    for model, name in held.keys_to_users():
        assert not apps.get_model(model)._base_manager.filter(**{name: key}).exists(), f"{model}.{name}"
    assert not document.path.is_file()
    shop.case.refresh_from_db()
    assert (shop.case.talent, shop.case.person_name, shop.case.facts) == (None, "", {})


def test_the_audit_trail_stays_and_names_nobody(ann: User) -> None:
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    erase(user=ann, actor=ann, reason="asked")
    events = list(AuditEvent.objects.values())
    assert before < {event["id"] for event in events}
    assert "ann@example.org" not in str(events)
    last = AuditEvent.objects.get(verb="consent.erased")
    assert last.detail["reason"] == "asked"


def test_departures_are_counted_by_the_month(person: Any) -> None:
    for _n in range(2):
        erase(user=person(), actor=None, reason="asked")
    row = Departure.objects.get()
    assert (row.month.day, row.joined_month.day, row.reason, row.count) == (1, 1, "asked", 2)


def test_another_person_keeps_everything(ann: User, person: Any) -> None:
    other = person(email="other@example.org")
    give(user=other, purpose="mail", actor=other, language="en")
    erase(user=ann, actor=ann, reason="asked")
    assert User.objects.filter(pk=other.pk).exists()
    assert Consent.objects.get().user == other
    assert Membership.objects.get().user.email == "boss@example.org"


def test_every_session_of_the_person_ends(client: Client, ann: User, person: Any) -> None:
    here, elsewhere, other = Client(), Client(), Client()
    for browser in (here, elsewhere):
        browser.force_login(ann)
    other.force_login(person())
    erase(user=ann, actor=ann, reason="asked")
    assert elsewhere.get(reverse("consent:my_data")).status_code == 302
    assert other.get(reverse("consent:my_data")).status_code == 200


def test_a_failure_half_way_changes_nothing(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**given: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setitem(held.erasers, "zzz", fail)
    with pytest.raises(RuntimeError):
        erase(user=ann, actor=ann, reason="asked")
    assert User.objects.filter(pk=ann.pk).exists()
    assert Consent.objects.count() == 1
    assert Invitation.objects.count() == 2
    assert not Departure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_files_go_after_the_rows_and_only_if_they_went(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    name = default_storage.save("erasure/file.txt", ContentFile(b"x"))
    from corridor.web.consent import erasure

    monkeypatch.setattr(erasure, "_has_files", lambda model: True)
    monkeypatch.setattr(
        erasure, "files_of", lambda row: iter([(default_storage, name)]) if isinstance(row, Consent) else iter(())
    )

    def fail(*given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(erasure, "_count_departure", fail)
    with pytest.raises(RuntimeError):
        erase(user=ann, actor=ann, reason="asked")
    assert default_storage.exists(name)
    monkeypatch.setattr(erasure, "_count_departure", lambda user, reason: None)
    erase(user=ann, actor=ann, reason="asked")
    assert not default_storage.exists(name)


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_the_last_administrator_and_the_last_manager_stay(person: Any, organisation: Any, lang: str) -> None:
    chief, boss = person("administrator"), person("manager", organisation("Shop"))
    for user, key in ((chief, "last_administrator"), (boss, "last_manager")):
        with pytest.raises(ConsentError) as refused:
            erase(user=user, actor=user, reason="asked")
        assert refused.value.key == key
        assert all(refused.value.told(lang))
        assert User.objects.filter(pk=user.pk).exists()
    person("administrator")
    erase(user=chief, actor=chief, reason="asked")
    assert not User.objects.filter(pk=chief.pk).exists()


def test_erasure_asks_for_the_password(client: Client, person: Any) -> None:
    user = person(email="ann@example.org")
    client.force_login(user)
    address = reverse("consent:erase")
    assert "cannot be brought back" in client.get(address).content.decode()
    page = client.post(address, {"password": "wrong", "understood": "on"}).content.decode()
    assert "This is not your password" in page
    page = client.post(address, {"password": "a long password"}).content.decode()
    assert "govuk-error-summary" in page, "it must be understood"
    assert User.objects.filter(pk=user.pk).exists()
    response = client.post(address, {"password": "a long password", "understood": "on"})
    assert response["Location"] == reverse("consent:erased")
    assert not User.objects.filter(pk=user.pk).exists()
    assert client.get(reverse("consent:my_data")).status_code == 302
    assert client.post(address, {"password": "a long password", "understood": "on"}).status_code == 302, "sent twice"


def test_the_password_cannot_be_guessed_there(client: Client, person: Any) -> None:
    user = person()
    client.force_login(user)
    for _attempt in range(10):
        client.post(reverse("consent:erase"), {"password": "wrong", "understood": "on"})
    page = client.post(reverse("consent:erase"), {"password": "a long password", "understood": "on"}).content.decode()
    assert "Too many attempts" in page
    assert User.objects.filter(pk=user.pk).exists()


def test_without_a_password_the_address_is_asked(client: Client, person: Any) -> None:
    user = person(email="ann@example.org")
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    address = reverse("consent:erase")
    page = client.post(address, {"address": "bob@example.org", "understood": "on"}).content.decode()
    assert "not the address of your account" in page
    client.post(address, {"address": "Ann@example.org", "understood": "on"})
    assert not User.objects.filter(pk=user.pk).exists()


# ---- who looked ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_access_log_shows_others_acts_about_me(
    client: Client, person: Any, organisation: Any, django_assert_num_queries: Any, count: int
) -> None:
    user, stranger = person(), person()
    shop = organisation("Shop")
    adviser = person("adviser", shop, email="adviser@example.org")
    for _n in range(count):
        record("cases.seen", actor=adviser, person=user, organisation=shop)
    record("cases.document_opened", actor=adviser, person=stranger, organisation=shop)
    record("consent.exported", actor=user, person=user)
    client.force_login(user)
    with django_assert_num_queries(7):
        page = client.get(reverse("consent:access")).content.decode()
    assert page.count("the file was looked at") == count
    assert page.count("Shop</td>") == count
    assert "a document of the file" not in page, "that was about somebody else"
    assert "data were exported" not in page, "one's own act"
    assert "adviser@example.org" not in page, "organisations answer, not those who work there"


def test_old_acts_are_on_further_pages(client: Client, person: Any) -> None:
    user = person()
    for _n in range(51):
        record("cases.seen", actor=None, person=user)
    AuditEvent.objects.update(at=timezone.now() - timedelta(days=1))
    client.force_login(user)
    assert "Corridor itself" in client.get(reverse("consent:access"), {"page": 2}).content.decode()


def test_a_name_is_corrected(client: Client, person: Any) -> None:
    user = person()
    client.force_login(user)
    page = client.post(reverse("consent:name"), {"name": "<b>Ann</b>"}, follow=True).content.decode()
    user.refresh_from_db()
    assert user.name == "<b>Ann</b>"
    assert "&lt;b&gt;Ann" in page
    assert "<b>Ann" not in page
    page = client.post(reverse("consent:name"), {"name": "x" * 151}).content.decode()
    assert "govuk-error-summary" in page
