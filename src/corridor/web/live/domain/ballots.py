"""A device votes: once, while the poll is open. The vote is written before the device is told so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from corridor.consultation.poll.ballot import ballot
from corridor.web.live.asking import poll_of
from corridor.web.live.errors import LiveRefusal
from corridor.web.live.models import Ballot, Kind, Poll, PollState

ASKED = ("state", "kind", "question", "choices", "low", "high", "ends", "most")
"""What a vote is an answer to."""


def vote(*, poll: Poll, device: str, given: Any, language: str = "") -> Ballot:
    """Write a vote down.

    Args:
        poll: as it stood when the request came.
        device: who votes.
        given: the answer, as `consultation.poll.ballot.ballot` takes it.
        language: what a short text is written in.

    Raises:
        LiveRefusal: the poll is not open, asks something else by now, or the device has voted.
        BallotError: the poll does not take the answer.
    """
    if poll.state != PollState.OPEN:
        raise LiveRefusal("poll_closed" if poll.state == PollState.CLOSED else "poll_not_open")
    answer = ballot(poll_of(poll), given)
    try:
        with transaction.atomic():
            made = Ballot.objects.create(
                poll=poll, device=device, choice=answer.plain, language=language if poll.kind == Kind.TEXT else ""
            )
            # Without a lock, so that phones do not wait for each other: between this and the end of the transaction an
            # organiser may still close the poll, but hardly change it and open it again.
            now = Poll.objects.filter(pk=poll.pk).values(*ASKED).get()
            if now != {name: getattr(poll, name) for name in ASKED}:
                raise LiveRefusal("poll_closed")
            return made
    except IntegrityError as error:
        # Two requests of one device at once, too: the database decides, and the second is told the same.
        raise LiveRefusal(_why(poll.pk, device)) from error


def _why(poll: UUID, device: str) -> str:
    return "voted" if Ballot.objects.filter(poll=poll, device=device).exists() else "poll_closed"
