"""Invitations and reminders: only to live agreements, once, in batches, in each reader's language."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from corridor.web.drafts.background import _once
from corridor.web.drafts.domain import inviting
from corridor.web.drafts.domain.inviting import invite, remind
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.mail import send_invitation
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


def test_who_withdraws_while_a_batch_goes_gets_none(
    round: Any, organisation: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    people = [contact(organisation(), f"c{number}@example.org") for number in range(2)]
    with django_capture_on_commit_callbacks(execute=True):
        invite(round=round, contacts=invitable(round), actor=None)
    assert len(mail.outbox) == 2
    Invitation.objects.update(sent_at=None)
    mail.outbox.clear()

    def and_the_other_withdraws(who: Any, about: Any) -> bool:
        (other,) = [one for one in people if one != who]
        withdraw(contact=other, purpose="contact_list", actor=other)
        return send_invitation(who, about)

    monkeypatch.setattr("corridor.web.drafts.mail.send_invitation", and_the_other_withdraws)
    with django_capture_on_commit_callbacks(execute=True):
        invite(round=round, contacts=[], actor=None)
    assert len(mail.outbox) == 1
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("reminder", [False, True])
def test_of_two_jobs_one_sends(round: Any, organisation: Any, reminder: bool) -> None:
    row = Invitation.objects.create(round=round, contact=contact(organisation()))
    assert inviting.claim(invitation=row, reminder=reminder)
    assert not inviting.claim(invitation=row, reminder=reminder)
    assert _once(row, lambda: pytest.fail("sent twice"), reminder=reminder)
    inviting.give_back(invitation=row, reminder=reminder)
    with pytest.raises(RuntimeError):
        _once(row, _broken, reminder=reminder)
    assert inviting.claim(invitation=row, reminder=reminder), "what was not sent waits again"


def _broken() -> bool:
    raise RuntimeError("cut off")


def test_a_choice_that_cannot_be_read_invites_nobody(
    client: Any, round: Any, organisation: Any, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    contact(organisation())
    client.force_login(person(Role.CONVENER, organisation()))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/en/drafts/{round.draft.slug}/manage/rounds/1/invite/", {"language": "klingon"})
    assert answer.status_code == 422
    assert 'href="#id_language"' in answer.content.decode()
    assert not mail.outbox
    assert not Invitation.objects.exists()


def test_both_links_of_a_message_work_as_long(
    client: Any, round: Any, organisation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    contact(organisation())
    send(round, django_capture_on_commit_callbacks)
    addresses = [part.split()[0] for part in mail.outbox[0].body.split("http://testserver")[1:]]
    for days, statuses in ((64, [302, 200]), (66, [410, 410])):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert [client.get(one).status_code for one in addresses] == statuses, days


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
