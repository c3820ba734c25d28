"""What administrators see and do, and what they do not."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.audit.models import AuditEvent
from corridor.web.jobs.domain import SIGN_OF_LIFE, alive
from corridor.web.jobs.models import Job
from corridor.web.oversight import health
from corridor.web.oversight.domain import set_administrator, set_open
from corridor.web.oversight.errors import OversightError
from corridor.web.oversight.trail import neutral

pytestmark = pytest.mark.django_db
PAGES = ("index", "health", "jobs", "users", "retention", "trail")


@pytest.fixture
def chief(person: Any) -> User:
    found: User = person("administrator", email="chief@example.org")
    return found


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_of_an_administrator_in_three_languages(client: Client, chief: User, name: str, language: str) -> None:
    client.force_login(chief)
    with translation.override(language):
        page = client.get(reverse(f"oversight:{name}")).content.decode()
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("role", [None, "manager", "adviser"])
def test_nobody_else_sees_them(client: Client, person: Any, organisation: Any, role: str | None) -> None:
    victim = person(email="victim@example.org")
    client.force_login(person(role, organisation()))
    for name in PAGES:
        response = client.get(reverse(f"oversight:{name}"))
        assert response.status_code == 403
        assert "victim@example.org" not in response.content.decode()
    for name in ("set_open", "set_administrator", "erase"):
        assert client.post(reverse(f"oversight:{name}", args=[victim.pk]), {"open": "0"}).status_code == 403
    victim.refresh_from_db()
    assert victim.is_active


# ---- users --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_users_cost_the_same_for_one_and_three(
    client: Client, chief: User, person: Any, organisation: Any, django_assert_num_queries: Any, count: int
) -> None:
    for n in range(count):
        person("viewer", organisation(), email=f"user{n}@example.org")
    client.force_login(chief)
    with django_assert_num_queries(5):
        page = client.get(reverse("oversight:users"), {"q": "user"}).content.decode()
    assert page.count("@example.org</a>") == count


def test_users_are_found_by_words_and_state(client: Client, chief: User, person: Any) -> None:
    ann, bob = person(email="ann@example.org"), person(email="bob@elsewhere.net")
    ann.name = "Ann O'Hara"
    ann.save()
    bob.is_active = False
    bob.save()
    client.force_login(chief)

    def found(**given: str) -> set[str]:
        page = client.get(reverse("oversight:users"), given).content.decode()
        return {u.email for u in User.objects.all() if f">{u.email}</a>" in page}

    assert found(q="hara ann") == {"ann@example.org"}
    assert found(q="elsewhere") == {"bob@elsewhere.net"}
    assert found(state="closed") == {"bob@elsewhere.net"}
    assert found(state="administrator") == {"chief@example.org"}
    assert found(q="%") == set()


def test_looking_at_an_account_is_written_down_where_its_owner_sees_it(
    client: Client, chief: User, person: Any
) -> None:
    ann = person(email="ann@example.org")
    client.force_login(chief)
    client.get(reverse("oversight:user", args=[ann.pk]))
    client.force_login(ann)
    assert "the account was looked at" in client.get(reverse("consent:access")).content.decode()


def test_a_closed_account_is_out_at_once_and_can_be_opened(client: Client, chief: User, person: Any) -> None:
    ann = person(email="ann@example.org")
    hers = Client()
    hers.force_login(ann)
    client.force_login(chief)
    client.post(reverse("oversight:set_open", args=[ann.pk]), {"open": "0"})
    assert hers.get(reverse("consent:my_data")).status_code == 302
    client.post(reverse("oversight:set_open", args=[ann.pk]), {"open": "1"})
    ann.refresh_from_db()
    assert ann.is_active
    assert [e.verb for e in AuditEvent.objects.filter(verb__startswith="accounts.").order_by("at")] == [
        "accounts.closed",
        "accounts.opened",
    ]


def test_administrators_are_made_and_ended_and_one_remains(chief: User, person: Any) -> None:
    ann = person()
    set_administrator(user=ann, administrator=True, actor=chief)
    ann.refresh_from_db()
    assert ann.is_superuser
    with pytest.raises(OversightError) as refused:
        set_administrator(user=ann, administrator=False, actor=ann)
    assert refused.value.key == "oneself"
    chief.is_active = False
    chief.save()
    with pytest.raises(OversightError) as refused:
        set_open(user=ann, open=False, actor=chief)
    assert refused.value.key == "last_administrator"
    for lang in ("en", "fr", "nl"):
        assert all(refused.value.told(lang))


def test_what_is_refused_is_told_on_the_page(client: Client, chief: User) -> None:
    client.force_login(chief)
    page = client.post(reverse("oversight:set_open", args=[chief.pk]), {"open": "0"}, follow=True).content.decode()
    assert "You cannot close your own account" in page
    chief.refresh_from_db()
    assert chief.is_active


def test_an_erasure_at_request_names_the_account(client: Client, chief: User, person: Any) -> None:
    ann = person(email="ann@example.org")
    client.force_login(chief)
    address = reverse("oversight:erase", args=[ann.pk])
    assert "govuk-error-summary" in client.post(address, {"address": "bob@example.org"}).content.decode()
    assert User.objects.filter(pk=ann.pk).exists()
    client.post(address, {"address": "ann@example.org"})
    assert not User.objects.filter(pk=ann.pk).exists()
    assert AuditEvent.objects.get(verb="consent.erased").detail["reason"] == "administrator"


# ---- jobs, retention ----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_jobs_cost_the_same_for_one_and_three(
    client: Client, chief: User, organisation: Any, django_assert_num_queries: Any, count: int
) -> None:
    for n in range(count):
        Job.objects.create(name=f"pool.import{n}", owner=chief, organisation=organisation(), state="failed")
    Job.objects.create(name="plans.run", owner=chief, state="done")
    client.force_login(chief)
    with django_assert_num_queries(5):
        page = client.get(reverse("oversight:jobs"), {"state": "failed"}).content.decode()
    assert page.count(">pool.import") == count
    assert "Making a plan" not in page
    assert "Een plan maken" in client.get("/nl/oversight/jobs/").content.decode()


def test_retention_is_shown_first_and_carried_out_on_request(client: Client, chief: User) -> None:
    Job.objects.create(name="over", state="done", finished_at=timezone.now() - timedelta(days=365))
    client.force_login(chief)
    page = client.get(reverse("oversight:retention")).content.decode()
    assert "Ended background work" in page
    assert "assumed" in page
    assert Job.objects.exists()
    client.post(reverse("oversight:retention"))
    assert not Job.objects.exists()
    assert AuditEvent.objects.get(verb="consent.retention_carried_out").actor == chief.pk


# ---- audit trail --------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_trail_costs_the_same_for_one_and_three(
    client: Client, chief: User, person: Any, organisation: Any, django_assert_num_queries: Any, count: int
) -> None:
    for n in range(count):
        record("cases.seen", actor=person(), person=person(), organisation=organisation(f"Shop {n}"), reason="x")
    client.force_login(chief)
    with django_assert_num_queries(9):
        page = client.get(reverse("oversight:trail")).content.decode()
    assert page.count("the file was looked at</td>") == count


def test_the_trail_is_filtered(client: Client, chief: User, person: Any, organisation: Any) -> None:
    ann, bob, shop = person(email="ann@example.org"), person(email="bob@example.org"), organisation("Shop")
    record("cases.seen", actor=ann, person=bob, organisation=shop)
    record("cases.created", actor=bob)
    old = record("pool.imported", actor=ann)
    AuditEvent.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=10))
    client.force_login(chief)

    def found(**given: Any) -> list[str]:
        response = client.get(reverse("oversight:trail"), {"form": "csv", **given})
        text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
        return sorted(r["verb"] for r in rows if not r["verb"].startswith("oversight."))

    assert found() == ["cases.created", "cases.seen", "pool.imported"]
    assert found(verb="cases.seen") == ["cases.seen"]
    assert found(actor="Ann@example.org") == ["cases.seen", "pool.imported"]
    assert found(person="bob@example.org") == ["cases.seen"]
    assert found(person="nobody@example.org") == []
    assert found(organisation=str(shop.pk)) == ["cases.seen"]
    today = timezone.localdate()
    assert found(start=today.isoformat()) == ["cases.created", "cases.seen"]
    assert found(end=(today - timedelta(days=5)).isoformat()) == ["pool.imported"]
    told = AuditEvent.objects.filter(verb="oversight.trail_exported").order_by("at").last()
    assert told is not None
    assert told.detail == {"filters": ["end"]}


@pytest.mark.parametrize(
    "given", [{"verb": "'; drop"}, {"start": "2026-02-31"}, {"organisation": "x"}, {"actor": "nobody"}]
)
def test_a_filter_that_makes_no_sense_is_told(client: Client, chief: User, given: dict[str, str]) -> None:
    client.force_login(chief)
    page = client.get(reverse("oversight:trail"), given).content.decode()
    assert "govuk-error-summary" in page


def test_an_end_before_the_start_is_told(client: Client, chief: User) -> None:
    client.force_login(chief)
    page = client.get(reverse("oversight:trail"), {"start": "2026-05-02", "end": "2026-05-01"}).content.decode()
    assert "This day lies before the first one" in page
    assert 'value="2026-05-02"' in page


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"
    assert neutral("a=1") == "a=1"
    assert neutral(None) == ""


def test_a_formula_in_a_name_is_neutral_in_the_file(client: Client, chief: User, organisation: Any) -> None:
    record("organisations.created", actor=chief, organisation=organisation("=HYPERLINK(1)"))
    client.force_login(chief)
    response = client.get(reverse("oversight:trail"), {"form": "csv"})
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text


def test_an_erased_person_is_a_key_in_the_trail(client: Client, chief: User, person: Any) -> None:
    ann = person(email="ann@example.org")
    record("cases.seen", actor=ann, person=ann)
    key = str(ann.pk)
    ann.delete()
    client.force_login(chief)
    page = client.get(reverse("oversight:trail")).content.decode()
    assert key in page
    assert "ann@example.org" not in page


# ---- health -------------------------------------------------------------------------------------


def signs() -> dict[str, str]:
    return {check.name: check.sign for check in health.checks()}


def test_a_worker_that_is_gone_is_noticed() -> None:
    assert signs()["Background work"] == "bad", "none was ever heard of, even though no job waits"
    alive()
    assert signs()["Background work"] == "good"
    Job.objects.create(name="plans.run", state="waiting")
    assert signs()["Background work"] == "good", "it waits for a moment only"
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert signs()["Background work"] == "look", "it is there, but does not come to it"
    caches["limits"].delete(SIGN_OF_LIFE)
    assert signs()["Background work"] == "bad"
    Job.objects.create(name="plans.run", state="running", beat_at=timezone.now())
    assert signs()["Background work"] == "look", "somebody works, on something else"


def test_failed_jobs_are_noticed_for_a_week() -> None:
    job = Job.objects.create(name="plans.run", state="failed", finished_at=timezone.now())
    assert signs()["Failed jobs"] == "look"
    job.finished_at = timezone.now() - timedelta(days=8)
    job.save()
    assert signs()["Failed jobs"] == "good"


def test_little_room_on_the_disk_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from shutil import _ntuple_diskusage as usage  # type: ignore[attr-defined]

    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(100e9, 99e9, 1e9))
    found = next(check for check in health.checks() if check.name == "Disk")
    assert (found.sign, found.found) == ("bad", "1 GB free of 100 GB")
    assert found.remedy


def test_a_check_that_fails_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(now: Any) -> Any:
        raise OSError("no")

    monkeypatch.setattr(health, "disk", broken)
    found = health.checks()
    assert len(found) == 10
    assert [check.sign for check in found].count("unknown") == 1


def test_the_law_says_how_old_it_is() -> None:
    found = next(check for check in health.checks() if check.name == "Law")
    assert "values" in found.found
    assert "not known" not in found.found
