"""Sessions, polls and questions in a person's sight, and what the pages of organisers list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from corridor.web.events.models import Session
from corridor.web.live.models import Ballot, Kind, Poll, PollState, Question, QuestionState, Support
from corridor.web.live.rules import READERS
from corridor.web.organisations.permission import organisation_ids


def sessions_of(user: Any) -> QuerySet[Session]:
    """The sessions of a person's organisations, the newest event first."""
    if not user.is_authenticated:
        return Session.objects.none()
    found = Session.objects.filter(day__event__organisation__in=organisation_ids(user, *READERS))
    return found.select_related("day__event__organisation", "live_room")


def listed(user: Any) -> QuerySet[Any]:
    """The same for the list: with their polls, those open now, and the questions that wait."""
    polls = Poll.objects.filter(session=OuterRef("pk"))
    waiting = Question.objects.filter(session=OuterRef("pk"), state=QuestionState.WAITING, merged_into=None)
    return (
        sessions_of(user)
        .annotate(
            polls_made=_count(polls),
            polls_open=_count(polls.filter(state=PollState.OPEN)),
            questions_waiting=_count(waiting),
        )
        .order_by("-day__date", "day__event", "number", "id")
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows a session has."""
    counted: Any = rows.order_by().values("session").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def polls_of(session: Session) -> QuerySet[Poll]:
    """The polls of a session in order, each with its `votes` and, for short texts, those `unread`."""
    unread = Q(ballots__shown=None, kind=Kind.TEXT)
    return session.polls.annotate(votes=Count("ballots"), unread=Count("ballots", filter=unread)).order_by(
        "number", "id"
    )


def texts_of(poll: Poll) -> QuerySet[Ballot]:
    """The short texts of a poll, those to be read first."""
    return poll.ballots.order_by(F("shown").asc(nulls_first=True), "id")


# ---- devices --------------------------------------------------------------------------------------
def voted(device: str | None) -> frozenset[UUID]:
    """The polls in which a device has voted; a device belongs to one session."""
    if device is None:
        return frozenset()
    return frozenset(Ballot.objects.filter(device=device).values_list("poll_id", flat=True).order_by())


def supported(device: str | None) -> frozenset[UUID]:
    """The questions that a device supports."""
    if device is None:
        return frozenset()
    return frozenset(Support.objects.filter(device=device).values_list("question_id", flat=True).order_by())


def own_questions(device: str | None) -> list[Question]:
    """What a device asked, and what became of it."""
    if device is None:
        return []
    return list(Question.objects.filter(device=device).order_by("created_at", "id"))
