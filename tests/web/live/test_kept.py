"""What people said in a room does not vanish with the agenda that it stands in."""

from __future__ import annotations

from typing import Any

import pytest

from corridor.web.audit.models import AuditEvent
from corridor.web.events.agenda_rows import as_agenda
from corridor.web.events.domain import agenda, event
from corridor.web.events.errors import EventRefused
from corridor.web.events.models import Session
from corridor.web.live.domain import questions
from corridor.web.live.models import Ballot, Poll, Question
from tests.web.live.made import cast, phone, poll_of, session_of, with_questions

pytestmark = pytest.mark.django_db


def voted(organisation: Any, actor: Any) -> Session:
    """A session in which one device voted."""
    session = session_of(organisation)
    poll = poll_of(session, actor)
    cast(phone(session), poll, choice="1")
    assert Ballot.objects.count() == 1
    return session


def test_a_session_with_votes_is_not_deleted(organisation: Any, person: Any) -> None:
    here = organisation()
    actor = person("convener", here)
    session = voted(here, actor)
    for delete in (
        lambda: event.delete_session(session=session, actor=actor),
        lambda: event.delete_day(day=session.day, actor=actor),
    ):
        with pytest.raises(EventRefused, match="voted"):
            delete()
    assert (Session.objects.count(), Poll.objects.count(), Ballot.objects.count()) == (1, 1, 1)
    assert not AuditEvent.objects.filter(verb__in=("events.session_deleted", "events.day_deleted")).exists()


def test_an_agenda_that_lacks_such_a_session_is_refused_whole(organisation: Any, person: Any) -> None:
    here = organisation()
    actor = person("convener", here)
    session = voted(here, actor)
    kept = as_agenda(session.day.event)
    other = session_of(here, title="Closing")
    with pytest.raises(EventRefused, match="voted"):
        agenda.replace_agenda(event=session.day.event, agenda=without(as_agenda(other.day.event), session), actor=actor)
    assert Session.objects.count() == 2
    agenda.replace_agenda(event=session.day.event, agenda=kept, actor=actor)
    assert (Session.objects.get(), Ballot.objects.count()) == (session, 1)


def without(found: Any, session: Session) -> Any:
    """An agenda without one session."""
    from dataclasses import replace

    days = tuple(replace(d, sessions=tuple(s for s in d.sessions if s.key != session.key)) for d in found.days)
    return replace(found, days=days)


def test_questions_are_kept_too_and_what_nobody_answered_goes(organisation: Any, person: Any) -> None:
    here = organisation()
    actor = person("convener", here)
    session = with_questions(session_of(here), actor)
    questions.ask(session=session.pk, device="d" * 64, text="When?", language="en")
    with pytest.raises(EventRefused, match="asked"):
        event.delete_session(session=session, actor=actor)
    Question.objects.all().delete()
    poll_of(session, actor)
    event.delete_session(session=session, actor=actor)
    assert not Session.objects.exists()
    assert not Poll.objects.exists()
