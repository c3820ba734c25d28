"""Retention: what is over goes, what is not stays, and a dry run changes nothing."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.audit.models import AuditEvent
from corridor.web.consent import retention
from corridor.web.consent.models import InactivityWarning
from corridor.web.consent.purposes import purposes
from corridor.web.jobs.models import Job
from corridor.web.organisations.models import Invitation

pytestmark = pytest.mark.django_db


def ago(months: int, days: int = 1) -> datetime:
    return timezone.now() - timedelta(days=31 * months + days)


def counted() -> dict[str, int]:
    return {entry.what["en"]: entry.count for entry in retention.due()}


@pytest.fixture
def old(person: Any, organisation: Any) -> None:
    """One thing of each kind that is over, and one that is not."""
    shop = organisation()
    for months, name in ((purposes()["work"].retention_months, "over"), (0, "fresh")):
        Job.objects.create(name=name, state="done", finished_at=ago(months or 0))
        Job.objects.create(name=f"{name} running", state="running", finished_at=None)
        Invitation.objects.create(
            organisation=shop, email=f"{name}@example.org", role="viewer", secret_hash=name, ends_at=ago(months or 0)
        )
    record("cases.seen", actor=None)
    AuditEvent.objects.update(at=ago(purposes()["audit"].retention_months or 0))
    record("cases.created", actor=None)
    Session.objects.create(session_key="a", session_data="", expire_date=ago(0))
    Session.objects.create(session_key="b", session_data="", expire_date=timezone.now() + timedelta(hours=1))


@pytest.mark.usefixtures("old")
def test_what_is_over_goes_and_the_rest_stays() -> None:
    retention.carry_out(actor=None)
    assert set(Job.objects.values_list("name", flat=True)) == {"fresh", "over running", "fresh running"}
    assert Invitation.objects.get().email == "fresh@example.org"
    assert Session.objects.get().session_key == "b"
    assert not AuditEvent.objects.filter(verb="cases.seen").exists()
    assert AuditEvent.objects.filter(verb="cases.created").exists()
    told = AuditEvent.objects.get(verb="consent.retention_carried_out").detail["rows"]
    assert told["work: Ended background work"] == 1


@pytest.mark.usefixtures("old")
def test_a_dry_run_counts_the_same_and_changes_nothing() -> None:
    out = StringIO()
    before = [model.objects.count() for model in (Job, Invitation, AuditEvent, Session, User)]
    call_command("retention", "--dry-run", stdout=out)
    assert before == [model.objects.count() for model in (Job, Invitation, AuditEvent, Session, User)]
    assert "       1  work: Ended background work" in out.getvalue()
    planned = counted()
    done = {entry.what["en"]: entry.count for entry in retention.carry_out(actor=None)}
    assert {name: n for name, n in done.items() if n} == {name: n for name, n in planned.items() if n}
    assert not any(counted().values()), "the second time there is nothing left"


def unused(person: Any, **given: Any) -> User:
    user = person(**given)
    User.objects.filter(pk=user.pk).update(date_joined=ago(30), last_login=ago(25))
    user.refresh_from_db()
    return user


@pytest.mark.parametrize(("language", "words"), [("en", "will be erased"), ("fr", "sera effacé"), ("nl", "wordt na")])
def test_an_unused_account_is_warned_in_its_language_then_erased(person: Any, language: str, words: str) -> None:
    user = unused(person, email="ann@example.org", language=language)
    used = person(email="bob@example.org")
    retention.carry_out(actor=None)
    assert User.objects.filter(pk=user.pk).exists()
    assert [m.to for m in mail.outbox] == [["ann@example.org"]]
    assert words in mail.outbox[0].body
    retention.carry_out(actor=None)
    assert len(mail.outbox) == 1, "one warning"
    retention.carry_out(actor=None, now=timezone.now() + timedelta(days=31))
    assert not User.objects.filter(pk=user.pk).exists()
    assert User.objects.filter(pk=used.pk).exists()
    assert AuditEvent.objects.filter(verb="consent.erased", detail__reason="inactive").count() == 1


def test_who_signs_in_after_the_warning_stays_and_is_warned_anew_years_later(client: Client, person: Any) -> None:
    user = unused(person)
    retention.carry_out(actor=None)
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    retention.carry_out(actor=None, now=timezone.now() + timedelta(days=60))
    assert User.objects.filter(pk=user.pk).exists()
    much_later = timezone.now() + timedelta(days=31 * 26)
    retention.carry_out(actor=None, now=much_later)
    assert User.objects.filter(pk=user.pk).exists(), "warned again before it goes"
    assert len(mail.outbox) == 2
    retention.carry_out(actor=None, now=much_later + timedelta(days=31))
    assert not User.objects.filter(pk=user.pk).exists()


def test_an_account_whose_warning_was_not_sent_stays(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    user = unused(person)
    monkeypatch.setattr("corridor.web.consent.mail.send_warning", lambda *given: False)
    retention.carry_out(actor=None)
    assert not InactivityWarning.objects.exists()
    retention.carry_out(actor=None, now=timezone.now() + timedelta(days=31))
    assert User.objects.filter(pk=user.pk).exists()


def test_administrators_and_last_managers_are_not_erased(person: Any, organisation: Any) -> None:
    chief = unused(person, role="administrator")
    boss = unused(person, role="manager", organisation=organisation())
    retention.carry_out(actor=None)
    retention.carry_out(actor=None, now=timezone.now() + timedelta(days=31))
    assert set(User.objects.all()) == {chief, boss}


def test_old_messages_of_the_outbox_folder_go(settings: Any, tmp_path: Any) -> None:
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    settings.EMAIL_FILE_PATH = outbox
    for name, age in (("old.log", 40), ("new.log", 1)):
        (outbox / name).write_text("x")
        stamp = (timezone.now() - timedelta(days=age)).timestamp()
        os.utime(outbox / name, (stamp, stamp))
    retention.carry_out(actor=None)
    assert [p.name for p in outbox.iterdir()] == ["new.log"]


@pytest.mark.parametrize(("day", "before"), [((2026, 3, 31), (2024, 3, 28)), ((2026, 1, 15), (2024, 1, 15))])
def test_months_are_counted_on_the_calendar(day: tuple[int, ...], before: tuple[int, ...]) -> None:
    zone = ZoneInfo("Europe/Brussels")
    assert retention.before("account", datetime(*day, tzinfo=zone)) == datetime(*before, tzinfo=zone)  # type: ignore[misc]


def test_a_purpose_without_term_keeps() -> None:
    assert retention.before("nothing of the kind", timezone.now()) is None
