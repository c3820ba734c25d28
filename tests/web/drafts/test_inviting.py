"""Invitations and reminders: only to live agreements, once, in batches, in each reader's language."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from corridor.web.drafts.domain import inviting
from corridor.web.drafts.domain.inviting import invite, remind
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.models import Invitation
from corridor.web.drafts.queries import invitable, to_remind
from corridor.web.organisations.models import Role
from corridor.web.stakeholders.domain import withdraw
from tests.web.drafts.made import close, contact, draft, publish, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(organisation: Any) -> Any:
    return publish(draft(organisation()), closes=5)


def send(round: Any, callbacks: Any) -> Any:
    with callbacks(execute=True):
        return invite(round=round, contacts=invitable(round), actor=None)


def test_only_those_who_agree_are_invited_each_in_their_language(
    client: Any, round: Any, organisation: Any, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    contact(organisation(), "nl@example.org", language="nl")
    contact(organisation(), "never@example.org", agrees=False)
    left = contact(organisation(), "left@example.org")
    withdraw(contact=left, purpose="contact_list", actor=left)
    contact(organisation("Elsewhere"), "other@example.org")
    client.force_login(person(Role.CONVENER, organisation()))
    address = f"/en/drafts/{round.draft.slug}/manage/rounds/1/invite/"
    assert "1 person of this choice is not invited yet." in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"language": "fr"})
    assert not mail.outbox
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"language": "nl"})
    (message,) = mail.outbox
    assert message.to == ["nl@example.org"]
    assert "Uw opmerkingen bij" in message.subject
    assert "Ontwerp over werving" in message.body
    link = message.body.split("http://testserver")[1].split()[0]
    assert link.startswith("/nl/drafts/link/")
    own = message.body.split("http://testserver")[2].split()[0]
    assert own.startswith("/nl/stakeholders/mine/")
    assert "nl@example.org" in client.get(own, follow=True).content.decode()
    assert client.get(link).headers["Location"] == f"/nl/drafts/{round.draft.slug}/"


def test_nobody_is_invited_twice(round: Any, organisation: Any, django_capture_on_commit_callbacks: Any) -> None:
    contact(organisation())
    send(round, django_capture_on_commit_callbacks)
    with pytest.raises(DraftRefusal) as caught:
        invite(round=round, contacts=invitable(round), actor=None)
    assert caught.value.key == "nobody_new"
    assert len(mail.outbox) == 1


def test_a_job_that_was_cut_off_goes_on_where_it_stood(
    round: Any, organisation: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    contact(organisation(), "one@example.org")
    settings.EMAIL_BACKEND = "tests.web.drafts.no_mail.Backend"
    job = send(round, django_capture_on_commit_callbacks)
    job.refresh_from_db()
    assert job.state == "failed"
    assert Invitation.objects.filter(sent_at=None).count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    contact(organisation(), "two@example.org")
    send(round, django_capture_on_commit_callbacks)
    assert sorted(message.to[0] for message in mail.outbox) == ["one@example.org", "two@example.org"]


def test_who_withdraws_before_the_message_goes_gets_none(
    round: Any, organisation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    person = contact(organisation())
    with django_capture_on_commit_callbacks() as waiting:
        invite(round=round, contacts=invitable(round), actor=None)
    withdraw(contact=person, purpose="contact_list", actor=person)
    for callback in waiting:
        callback()
    assert not mail.outbox
    assert not Invitation.objects.exists()


def test_batches_are_bounded(
    round: Any, organisation: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(inviting, "LARGEST", 2)
    for number in range(3):
        contact(organisation(), f"c{number}@example.org")
    send(round, django_capture_on_commit_callbacks)
    assert len(mail.outbox) == 2
    assert invitable(round).count() == 1


def test_a_round_that_is_not_published_or_closed_invites_nobody(organisation: Any) -> None:
    made = draft(organisation())
    contact(organisation())
    first = made.rounds.get()
    with pytest.raises(DraftRefusal):
        invite(round=first, contacts=invitable(first), actor=None)
    publish(made)
    first.refresh_from_db()
    close(first)
    with pytest.raises(DraftRefusal):
        invite(round=first, contacts=invitable(first), actor=None)
    assert not Invitation.objects.exists()


def test_those_who_have_not_commented_are_reminded_once(
    client: Any, round: Any, organisation: Any, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    done, silent = contact(organisation(), "done@example.org"), contact(organisation(), "silent@example.org")
    gone = contact(organisation(), "gone@example.org")
    send(round, django_capture_on_commit_callbacks)
    mail.outbox.clear()
    said(round, done)
    withdraw(contact=gone, purpose="contact_list", actor=gone)
    client.force_login(person(Role.CONVENER, organisation()))
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/en/drafts/{round.draft.slug}/manage/rounds/1/remind/")
    assert [message.to for message in mail.outbox] == [[silent.email]]
    assert "This is the only reminder." in mail.outbox[0].body


def test_the_daily_command_reminds_of_rounds_that_close_soon(
    round: Any, organisation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    contact(organisation())
    send(round, django_capture_on_commit_callbacks)
    mail.outbox.clear()

    def command(**options: Any) -> str:
        out = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("remind_consultations", stdout=out, **options)
        return out.getvalue()

    assert command(days=2) == ""
    assert command(dry_run=True).split() == [round.draft.slug, "1", str(round.closes), "1"]
    assert not mail.outbox
    command()
    command()
    assert len(mail.outbox) == 1


def test_a_closed_round_reminds_nobody(round: Any, organisation: Any, django_capture_on_commit_callbacks: Any) -> None:
    contact(organisation())
    send(round, django_capture_on_commit_callbacks)
    close(round)
    with pytest.raises(DraftRefusal):
        remind(round=round, invitations=to_remind(round), actor=None)
    assert len(mail.outbox) == 1
