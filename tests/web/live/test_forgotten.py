"""Two weeks after an event nothing leads from its votes, questions and supports to a device; the counts stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from corridor.web.audit.models import AuditEvent
from corridor.web.consent.retention import carry_out, due
from corridor.web.events.models import Day, Session
from corridor.web.live.domain import polls, questions
from corridor.web.live.errors import LiveRefusal
from corridor.web.live.models import Ballot, PollState, Question, Support
from corridor.web.live.queries.room import all_questions
from tests.web.live.made import ask, cast, phone, poll_of, seen, session_of, with_questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(organisation: Any) -> Session:
    """A session that takes questions."""
    return with_questions(session_of(organisation("Region")))


def over_since(session: Session, days: int) -> None:
    """Let the event of a session have ended so many days ago."""
    Day.objects.filter(event=session.day.event).update(date=timezone.localdate() - timedelta(days=days))
    cache.clear()


def devices() -> list[str]:
    """What is kept of devices."""
    return [d for rows in (Ballot, Question, Support) for d in rows.objects.values_list("device", flat=True)]


def used(session: Session) -> Any:
    """A phone that voted twice, asked and supported."""
    client = phone(session)
    for kind, values in (("one", {"choice": "1"}), ("scale", {"choice": "4"})):
        cast(client, poll_of(session, kind=kind), **values)
    ask(client, session)
    question = Question.objects.create(session=session, text="Where?", language="en", device="a" * 64, state="shown")
    client.post(reverse("live:support", args=[session.pk, question.pk]))
    return client


def test_devices_are_forgotten_two_weeks_after_the_event(session: Any) -> None:
    client = used(session)
    before, results = devices(), seen(client, session)
    assert len(set(before)) == 3, "votes of one device, its questions, and another one"
    over_since(session, 14)
    carry_out(actor=None)
    assert devices() == before
    over_since(session, 15)
    carry_out(actor=None)
    after = devices()
    assert not set(after) & set(before)
    assert len(set(Ballot.objects.values_list("device", flat=True))) == 2, "nor which ballots one device cast"
    assert "asked by you" not in seen(client, session, "questions")
    assert "Your questions" not in seen(client, session, "phone")
    for words in ("1 vote", "Faster permits"):
        assert words in results
        assert words in seen(client, session)
    event = AuditEvent.objects.get(verb="live.devices_forgotten")
    assert (event.actor, event.detail) == (None, {"sessions": 1})
    carry_out(actor=None)
    assert devices() == after, "once is enough"


def test_one_vote_a_device_holds_when_devices_are_forgotten(session: Any) -> None:
    client, poll = phone(session), poll_of(session)
    cast(client, poll, choice="1")
    over_since(session, 15)
    carry_out(actor=None)
    poll.refresh_from_db()
    assert poll.state == PollState.CLOSED
    cast(client, poll, choice="2")
    assert Ballot.objects.get().choice == "1"
    with pytest.raises(LiveRefusal) as caught:
        polls.open_poll(poll=poll, actor=None)
    assert caught.value.key == "devices_gone"
    assert "make another poll" in " ".join(caught.value.told("en"))


def test_who_supported_two_that_are_merged_counts_once_as_before(session: Any) -> None:
    rows = [
        Question.objects.create(session=session, text=text, language="en", device=device * 64, state="shown")
        for text, device in (("When?", "a"), ("At what hour?", "b"), ("Where?", "c"))
    ]
    for one in rows:
        for device in "bde":
            if one.device != device * 64:
                questions.support(session=session.pk, question=one.pk, device=device * 64)
    questions.merge(question=rows[1], into=rows[0], actor=None)

    def support() -> dict[str, int]:
        return {one.question.text: one.supporters for one in all_questions(session.pk)}

    counts = support()
    assert counts == {"When?": 3, "Where?": 3}
    over_since(session, 15)
    carry_out(actor=None)
    assert support() == counts
    assert not set(devices()) & {device * 64 for device in "abcde"}
    of_others = set(Support.objects.filter(question=rows[2]).values_list("device", flat=True))
    assert not of_others & set(Support.objects.exclude(question=rows[2]).values_list("device", flat=True))


def test_what_is_due_is_said_beforehand(session: Any) -> None:
    used(session)
    over_since(session, 15)
    found = [one.count for one in due() if "tell devices apart" in one.what["en"]]
    assert found == [1]
    assert not [one for one in devices() if one.startswith("-")], "looking changes nothing"


def test_another_event_keeps_its_devices(session: Any, organisation: Any) -> None:
    used(session)
    over_since(session, 15)
    other = session_of(organisation("Region"), slug="later")
    Day.objects.filter(event=other.day.event).update(date=timezone.localdate())
    poll = poll_of(other)
    cast(phone(other), poll, choice="1")
    before = Ballot.objects.get(poll=poll).device
    carry_out(actor=None)
    assert Ballot.objects.get(poll=poll).device == before
