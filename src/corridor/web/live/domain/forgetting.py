"""What a session knew of devices goes after a time: names under questions, and the hashes that made each vote once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from corridor.consultation.poll.question import root
from corridor.web.audit.domain import record
from corridor.web.live.devices import GONE, nobody
from corridor.web.live.domain.questions import as_asked
from corridor.web.live.models import Ballot, Poll, PollState, Question, Support

A_WRITE = 500
"""Rows written at once."""


@transaction.atomic
def forget_names(*, questions: QuerySet[Question]) -> int:
    """Take the names off questions; how many there were."""
    found = list(questions.values_list("pk", flat=True))
    count = Question.objects.filter(pk__in=found).update(name="")
    if count:
        record("live.names_forgotten", actor=None, count=count)
    return count


@transaction.atomic
def forget_devices(*, sessions: Iterable[UUID]) -> int:
    """Part devices from their votes, questions and supports; how many sessions that were.

    Each ballot gets a number of its own, so that nothing tells which ballots one device cast. The devices of a question
    and of those merged into it stay told apart, so that nobody counts twice. A poll that is open still is closed: one
    vote a device could not be made sure any more.
    """
    keys = list(sessions)
    Poll.objects.filter(session__in=keys, state=PollState.OPEN).update(state=PollState.CLOSED)
    ballots = list(Ballot.objects.filter(poll__session__in=keys).exclude(device__startswith=GONE))
    for one in ballots:
        one.device = nobody()
    questions = list(Question.objects.filter(session__in=keys))
    supports = list(Support.objects.filter(question__in=questions))
    _part(questions, supports)
    Ballot.objects.bulk_update(ballots, ["device"], batch_size=A_WRITE)
    Question.objects.bulk_update(questions, ["device"], batch_size=A_WRITE)
    Support.objects.bulk_update(supports, ["device"], batch_size=A_WRITE)
    if keys:
        record("live.devices_forgotten", actor=None, sessions=len(keys))
    return len(keys)


def _part(questions: list[Question], supports: list[Support]) -> None:
    asked = {str(one.pk): as_asked(one) for one in questions}
    new: dict[tuple[str, str], str] = defaultdict(nobody)
    rows: list[Any] = [(str(one.pk), one) for one in questions]
    rows += [(str(one.question_id), one) for one in supports]
    for question, row in rows:
        row.device = new[root(asked, question), row.device]
