"""Talents' own profiles: everything may stay unknown, nobody sees them without consent, and they can disappear."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from corridor.web.audit.models import AuditEvent
from corridor.web.consent import domain as consent
from corridor.web.consent.held import declared, undeclared, unsound
from corridor.web.pool import snapshots
from corridor.web.pool.domain import accept_claim, erase_person, invite_to_claim, keep_profile, take_in_profiles
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.models import Claim, ClaimInvitation, Dataset, TalentProfile
from corridor.web.pool.personal import rows_of
from corridor.web.pool.queries import frame
from tests.web.pool.conftest import World, files_below

pytestmark = pytest.mark.django_db
Imported = Callable[..., Dataset]
EUROPASS = {
    "SkillsPassport": {
        "LearnerInfo": {
            "Identification": {
                "PersonName": {"FirstName": "Fatima", "Surname": "El Amrani"},
                "Demographics": {"Nationality": [{"Code": "MA"}], "Birthdate": {"Year": 1994, "Month": 5, "Day": 17}},
            },
            "Headline": {"Type": {"Code": "preferred_job"}, "Description": {"Label": "Electrician"}},
            "Skills": {"Linguistic": {"MotherTongue": [{"Description": {"Code": "ar"}}]}},
        }
    }
}


@pytest.fixture
def talent(person: Any) -> Any:
    return person()


@pytest.fixture
def browser_of(client: Client, talent: Any) -> Client:
    client.force_login(talent)
    return client


def fields(page: str) -> set[str]:
    return set(re.findall(r'name="([a-z0-9_]+)"', page))


# ---- the form ----
def test_every_column_of_a_profile_has_a_field_and_none_is_needed(browser_of: Client, talent: Any) -> None:
    page = browser_of.get(reverse("pool:profile")).content.decode()
    assert {
        "title", "isco08", "skills", "education_level", "graduated_in_belgium", "experience_years",
        "experience_years_last_7", "language_0", "level_5", "driving", "titles", "nationality", "birth_date_day",
        "residence_status", "residence_country", "residence_region", "work_access", "wish_annual_salary",
        "wish_regions", "available_from", "sex", "region",
    } <= fields(page)  # fmt: skip
    answer = browser_of.post(reverse("pool:profile"), {})
    assert answer.status_code == 302
    assert TalentProfile.objects.get(user=talent).facts == {}


def test_a_profile_is_kept_as_the_pool_reads_it(browser_of: Client, talent: Any) -> None:
    given = {
        "title": "Elektricien", "isco08": "7411", "skills": "bekabeling\nplannen lezen", "education_level": "4",
        "graduated_in_belgium": "false", "experience_years": "6,5", "language_0": "nl", "level_0": "B1",
        "language_1": "ar", "level_1": "C2", "driving": ["B", "CE"], "nationality": "MA", "birth_date_day": "17",
        "birth_date_month": "5", "birth_date_year": "1994", "residence_status": "abroad", "residence_country": "MA",
        "wish_annual_salary": "€ 38.500", "wish_regions": ["flanders"], "available_from": "2027-01-04",
        "region": "flanders", "sex": "f",
    }  # fmt: skip
    assert browser_of.post(reverse("pool:profile"), given).status_code == 302
    kept = TalentProfile.objects.get(user=talent)
    assert kept.facts == {
        "title": "Elektricien", "isco08": "7411", "skills": ["bekabeling", "plannen lezen"], "education_level": 4,
        "graduated_in_belgium": False, "experience_years": 6.5, "languages": ["nl:B1", "ar:C2"],
        "licences": ["B", "CE"], "nationality": "MA", "birth_date": "1994-05-17", "residence_status": "abroad",
        "residence_country": "MA", "wish_annual_salary": 38500.0, "wish_regions": ["flanders"],
        "available_from": "2027-01-04", "sex": "f",
    }  # fmt: skip
    page = browser_of.get(reverse("pool:profile")).content.decode()
    assert 'value="bekabeling' in page or "bekabeling\nplannen lezen" in page
    seen = page[page.index('id="seen"') :]
    assert "Morocco" in seen
    assert "Female" not in seen, "sex is for the audit alone"
    again = browser_of.post(reverse("pool:profile"), given | {"nationality": ""})
    assert again.status_code == 302
    assert "nationality" not in TalentProfile.objects.get(user=talent).facts, "unknown again, not the value before"
    assert "1994" not in str([event.detail for event in AuditEvent.objects.all()])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"experience_years": "900"}, "experience_years"),
        ({"wish_annual_salary": "a lot"}, "wish_annual_salary"),
        ({"birth_date_day": "31", "birth_date_month": "2", "birth_date_year": "1990"}, "birth_date_0"),
        ({"language_0": "nl"}, "level_0"),
        ({"level_1": "B2"}, "language_1"),
        ({"isco08": "9999"}, "isco08_0"),
        ({"nationality": "QQ"}, "nationality"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_cannot_be_read_is_told_at_its_field_and_kept_on_the_page(
    browser_of: Client, given: dict[str, str], field: str, lang: str
) -> None:
    refused = browser_of.post(f"/{lang}/pool/me/", given | {"title": "Bakker"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'href="#id_{field}"' in page
    assert 'value="Bakker"' in page
    assert TalentProfile.objects.count() == 0


def test_no_licence_is_not_the_same_as_not_known(browser_of: Client, talent: Any) -> None:
    browser_of.post(reverse("pool:profile"), {"driving": ["none"]})
    assert TalentProfile.objects.get(user=talent).facts["licences"] == []
    browser_of.post(reverse("pool:profile"), {})
    assert "licences" not in TalentProfile.objects.get(user=talent).facts


@pytest.mark.parametrize("text", ["electrician", "électricien", "elektricien"])
def test_occupations_are_found_in_any_language_with_and_without_scripts(browser_of: Client, text: str) -> None:
    page = browser_of.post(reverse("pool:profile"), {"occupation": text, "title": "x", "search": "1"})
    assert page.status_code == 200
    assert 'value="7411"' in page.content.decode()
    assert 'class="govuk-error-summary"' not in page.content.decode()
    assert TalentProfile.objects.count() == 0
    part = browser_of.get(reverse("pool:occupations"), {"occupation": text}, headers={"HX-Request": "true"})
    assert 'value="7411"' in part.content.decode()
    assert "<html" not in part.content.decode()


def test_html_in_a_profile_is_escaped(browser_of: Client) -> None:
    evil = "<img src=x onerror=alert(1)>"
    browser_of.post(reverse("pool:profile"), {"title": evil, "skills": evil, "titles": ""})
    page = browser_of.get(reverse("pool:profile")).content.decode()
    assert evil not in page
    assert "&lt;img src=x" in page


def test_a_europass_cv_fills_what_is_not_known_yet(browser_of: Client, talent: Any) -> None:
    keep_profile(user=talent, facts={"nationality": "TN"}, region="flanders", actor=talent)
    file = SimpleUploadedFile("cv.json", json.dumps(EUROPASS).encode())
    answer = browser_of.post(reverse("pool:europass"), {"file": file}, follow=True)
    kept = TalentProfile.objects.get(user=talent)
    assert kept.facts["nationality"] == "TN", "what the talent said themselves stays"
    assert kept.facts["birth_date"] == "1994-05-17"
    assert kept.facts["languages"] == ["ar:C2"]
    assert "Fatima" not in json.dumps(kept.facts)
    assert "taken over from your CV" in answer.content.decode()
    assert files_below(settings.FILES) == []


@pytest.mark.parametrize("content", [b"%PDF-1.7", b'{"a": 1}', b"id;title\n1;x\n", b"[" * 5000])
def test_any_other_file_is_no_cv(browser_of: Client, content: bytes) -> None:
    file = SimpleUploadedFile("cv.json", content)
    page = browser_of.post(reverse("pool:europass"), {"file": file}, follow=True).content.decode()
    assert "There is a problem" in page
    assert (TalentProfile.objects.count(), files_below(settings.FILES)) == (0, [])


# ---- consent ----
def agree(user: Any) -> None:
    consent.give(user=user, purpose="placement", actor=user, language="en")


def profile_of(user: Any, region: str = "flanders", **facts: Any) -> TalentProfile:
    return keep_profile(user=user, facts={"title": "Welder", "isco08": "7212"} | facts, region=region, actor=user)


def own(organisation: Any) -> Dataset:
    return Dataset.objects.get(organisation=organisation, origin="profiles")


def test_consent_is_asked_apart_and_withdrawn_on_the_same_page(browser_of: Client, talent: Any) -> None:
    from corridor.web.consent.queries import holds

    browser_of.post(reverse("pool:profile"), {"title": "Welder", "region": "flanders"})
    assert not holds(talent, "placement"), "a profile alone is no consent"
    browser_of.post(reverse("pool:agree"), {"do": "give"})
    assert holds(talent, "placement")
    browser_of.post(reverse("pool:agree"), {"do": "withdraw"})
    assert not holds(talent, "placement")


def test_only_profiles_of_the_region_with_consent_and_an_occupation_are_taken_in(person: Any, world: World) -> None:
    yes, no, elsewhere, empty, closed = (person() for _ in range(5))
    for user in (yes, elsewhere, empty, closed):
        agree(user)
    profile_of(yes, sex="f")
    profile_of(no)
    profile_of(elsewhere, region="wallonia")
    keep_profile(user=empty, facts={"nationality": "MA"}, region="flanders", actor=empty)
    profile_of(closed)
    closed.is_active = False
    closed.save()
    made = take_in_profiles(organisation=world.ours, actor=world.adviser)
    assert made is not None
    assert made.rows == 1
    held = frame(own(world.ours))
    claim = Claim.objects.get()
    assert (claim.user, claim.record_id) == (yes, held["id"][0])
    assert held["isco08"].to_list() == ["7212"]
    assert str(yes.pk) not in claim.record_id
    assert yes.email not in str(held.to_dicts())


def test_taking_in_again_makes_a_version_only_where_something_changed(person: Any, world: World) -> None:
    one, two = person(), person()
    agree(one)
    profile_of(one)
    first = take_in_profiles(organisation=world.ours, actor=world.adviser)
    assert take_in_profiles(organisation=world.ours, actor=world.adviser) is None
    before = frame(own(world.ours))["id"][0]
    agree(two)
    profile_of(two)
    second = take_in_profiles(organisation=world.ours, actor=world.adviser)
    assert first is not None
    assert second is not None
    assert (first.number, second.number, second.rows) == (1, 2, 2)
    assert before in frame(own(world.ours))["id"].to_list(), "a person keeps the id"


def test_who_withdraws_is_gone_at_once(
    person: Any, world: World, browser_of: Client, talent: Any, django_capture_on_commit_callbacks: Any
) -> None:
    other = person()
    for user in (talent, other):
        agree(user)
        profile_of(user)
    take_in_profiles(organisation=world.ours, actor=world.adviser)
    gone = Claim.objects.get(user=talent).record_id
    with django_capture_on_commit_callbacks(execute=True):
        browser_of.post(reverse("pool:agree"), {"do": "withdraw"})
    held = own(world.ours)
    assert gone not in frame(held)["id"].to_list()
    assert (held.rows, held.erased, held.rows_in) == (1, 1, 2)
    assert not Claim.objects.filter(user=talent).exists()
    for path in snapshots.folder(held.pk).iterdir():
        assert gone not in pl.read_parquet(path)["id"].to_list(), "no file of an earlier version has the row"


def test_a_consent_to_an_old_text_hides_the_row_though_nothing_was_rewritten(
    person: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person()
    agree(user)
    profile_of(user)
    take_in_profiles(organisation=world.ours, actor=world.adviser)
    monkeypatch.setattr("corridor.web.consent.purposes.Purpose.accepts", lambda *args: False)
    assert frame(own(world.ours)).height == 0
    client = Client()
    client.force_login(world.adviser)
    out = b"".join(client.get(reverse("pool:download", args=[own(world.ours).pk])).streaming_content)  # type: ignore[attr-defined]
    assert b"Welder" not in out


def test_another_region_takes_the_row_along(person: Any, world: World) -> None:
    user = person()
    agree(user)
    profile_of(user)
    take_in_profiles(organisation=world.ours, actor=world.adviser)
    profile_of(user, region="wallonia")
    assert frame(own(world.ours)).height == 0


def test_an_employer_takes_no_profiles_in(organisation: Any, person: Any, world: World) -> None:
    firm = organisation("Firm", kind="employer")
    with pytest.raises(PoolRefusal):
        take_in_profiles(organisation=firm, actor=world.adviser)
    client = Client()
    client.force_login(person("manager", firm))
    client.post(reverse("pool:take_in"), {"organisation": firm.pk})
    client.post(reverse("pool:take_in"), {"organisation": world.ours.pk})
    client.post(reverse("pool:take_in"), {"organisation": "nonsense"})
    assert Dataset.objects.count() == 0


def test_the_adviser_takes_in_by_the_page(signed_in: Client, person: Any, world: World) -> None:
    user = person()
    agree(user)
    profile_of(user)
    assert "Take in profiles for Ours" in signed_in.get(reverse("pool:list")).content.decode()
    page = signed_in.post(reverse("pool:take_in"), {"organisation": world.ours.pk}, follow=True).content.decode()
    assert "1 profile is in the dataset" in page
    assert user.email not in page


# ---- claims ----
def invited(client: Client, dataset: Dataset, record_id: str, email: str, commit: Any) -> str:
    """The link in the message that the person got."""
    with commit(execute=True):
        client.post(reverse("pool:invite", args=[dataset.pk]), {"id": record_id, "email": email})
    message = mail.outbox[-1]
    assert message.to == [email]
    links = set(re.findall(r"http://testserver(\S+/pool/claim/\S+)", str(message.body)))
    assert len(links) == 1
    return links.pop()


def test_a_person_claims_their_row_and_sees_it(
    signed_in: Client, imported: Imported, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    done, user = imported(), person(email="fatima@example.org")
    link = invited(signed_in, done, "T-001", "Fatima@example.org".lower(), django_capture_on_commit_callbacks)
    body = str(mail.outbox[-1].body)
    assert "Ours" in body
    assert "T-001" not in body
    assert "Electrician" not in body
    assert link.split("/claim/")[1].strip("/") not in str(ClaimInvitation.objects.values())
    theirs = Client()
    assert "Sign in" in theirs.get(link).content.decode()
    theirs.force_login(user)
    answer = theirs.post(link, follow=True)
    page = answer.content.decode()
    assert "Electrician" in page
    assert "Public task" in page
    assert Claim.objects.get().user == user
    assert theirs.get(link).status_code == 404, "the link works once"
    assert "Ours" in theirs.get(reverse("pool:profile")).content.decode()
    assert "has an account" in signed_in.get(reverse("pool:row", args=[done.pk]), {"id": "T-001"}).content.decode()
    assert AuditEvent.objects.get(verb="pool.row_claimed").person == user.pk


def test_a_link_is_for_one_address_for_two_weeks_and_the_last_one_counts(
    signed_in: Client, imported: Imported, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    done, other = imported(), person(email="other@example.org")
    first = invited(signed_in, done, "T-001", "fatima@example.org", django_capture_on_commit_callbacks)
    second = invited(signed_in, done, "T-001", "fatima@example.org", django_capture_on_commit_callbacks)
    theirs = Client()
    theirs.force_login(other)
    assert theirs.get(first).status_code == 404
    assert "another address" in theirs.post(second, follow=True).content.decode()
    assert Claim.objects.count() == 0
    ClaimInvitation.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert theirs.get(second).status_code == 404
    with pytest.raises(PoolRefusal):
        accept_claim(secret=second.rstrip("/").rpartition("/")[2], actor=other)


def test_only_rows_that_are_there_and_free_can_be_claimed(
    signed_in: Client, imported: Imported, world: World, talent: Any
) -> None:
    done = imported()
    address = reverse("pool:invite", args=[done.pk])
    assert signed_in.post(address, {"id": "T-777", "email": "a@example.org"}).status_code == 404
    assert signed_in.post(address, {"id": "T-001", "email": "no address"}).status_code == 422
    Claim.objects.create(user=talent, dataset=done, record_id="T-001")
    with pytest.raises(PoolRefusal, match="already"):
        invite_to_claim(
            dataset=done, record_id="T-001", email="a@example.org", address=lambda secret: secret, actor=world.analyst
        )
    assert mail.outbox == []


def test_nobody_sees_the_row_of_another(imported: Imported, talent: Any, person: Any) -> None:
    claim = Claim.objects.create(user=talent, dataset=imported(), record_id="T-001")
    theirs = Client()
    theirs.force_login(person())
    assert theirs.get(reverse("pool:my_row", args=[claim.pk])).status_code == 404
    theirs.force_login(talent)
    assert "Electrician" in theirs.get(reverse("pool:my_row", args=[claim.pk])).content.decode()


# ---- erasure ----
def test_an_erased_person_is_in_no_table_no_file_and_no_quarantine(
    imported: Imported, world: World, talent: Any, django_capture_on_commit_callbacks: Any
) -> None:
    done = imported()
    Claim.objects.create(user=talent, dataset=done, record_id="T-001")
    Claim.objects.create(user=talent, dataset=done, record_id="T-002")
    agree(talent)
    profile_of(talent)
    take_in_profiles(organisation=world.ours, actor=world.adviser)
    assert "Electrician" in str(rows_of(talent).data)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(user=talent, actor=talent)
    done.refresh_from_db()
    assert frame(done)["id"].to_list() == ["T-003"]
    assert (done.rows, done.quarantined, done.erased, done.rows_in) == (1, 1, 2, 4)
    assert frame(own(world.ours)).height == 0
    assert not TalentProfile.objects.exists()
    assert not Claim.objects.exists()
    for dataset in Dataset.objects.all():
        for path in snapshots.folder(dataset.pk).iterdir():
            assert not {"T-001", "T-002"} & set(pl.read_parquet(path)["id"].to_list())
        assert len(list(snapshots.folder(dataset.pk).iterdir())) == 1
    assert [v.why for v in done.versions.all()] == ["erasure", "import"]
    assert AuditEvent.objects.get(verb="pool.person_erased").person == talent.pk


def test_erasing_an_account_takes_the_rows_along(
    imported: Imported, talent: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from corridor.web.consent.erasure import erase

    done = imported()
    Claim.objects.create(user=talent, dataset=done, record_id="T-001")
    profile_of(talent)
    with django_capture_on_commit_callbacks(execute=True):
        erase(user=talent, actor=talent, reason="asked")
    done.refresh_from_db()
    assert frame(done)["id"].to_list() == ["T-003"]
    assert not type(talent).objects.filter(email=talent.email).exists()


def test_an_erasure_that_breaks_off_leaves_everything_as_it_was(
    imported: Imported, talent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = imported()
    Claim.objects.create(user=talent, dataset=done, record_id="T-001")

    def crash(*args: Any, **told: Any) -> None:
        raise RuntimeError("gone")

    monkeypatch.setattr("corridor.web.pool.domain.erasure.record", crash)
    with pytest.raises(RuntimeError):
        erase_person(user=talent, actor=talent)
    done.refresh_from_db()
    assert frame(done)["id"].to_list() == ["T-001", "T-003"]
    assert Claim.objects.count() == 1


def test_what_is_held_here_is_declared() -> None:
    assert [entry for entry in undeclared() if entry.startswith("pool.")] == []
    assert [fault for fault in unsound() if fault.startswith("pool.")] == []
    assert {entry.model for entry in declared() if entry.model.startswith("pool.")} == {
        "pool.TalentProfile", "pool.Claim", "pool.Dataset", "pool.DatasetVersion", "pool.QuarantinedRow",
        "pool.ClaimInvitation",
    }  # fmt: skip


def test_the_profile_asks_the_database_the_same_for_one_and_three_rows(
    browser_of: Client, talent: Any, imported: Imported, django_assert_num_queries: Any
) -> None:
    done = imported("id;title\n" + "".join(f"{n};Welder\n" for n in range(4)))
    browser_of.force_login(talent)
    Claim.objects.create(user=talent, dataset=done, record_id="0")
    browser_of.get(reverse("pool:profile"))
    with django_assert_num_queries(PROFILE_QUERIES):
        browser_of.get(reverse("pool:profile"))
    for n in (1, 2):
        Claim.objects.create(user=talent, dataset=done, record_id=str(n))
    with django_assert_num_queries(PROFILE_QUERIES):
        page = browser_of.get(reverse("pool:profile")).content.decode()
    assert page.count("/pool/me/rows/") == 3


PROFILE_QUERIES = 6
