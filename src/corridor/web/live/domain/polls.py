"""Organisers make polls, put them in order, open and close them, and show what came of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from corridor.web.audit.domain import record
from corridor.web.live.devices import GONE
from corridor.web.live.errors import LiveRefusal
from corridor.web.live.models import Ballot, Poll, PollState

ASKED = ("kind", "question", "choices", "low", "high", "ends", "most")
"""What a poll asks: it does not change once somebody has voted."""


@transaction.atomic
def make_poll(*, session: Any, actor: Any, **asked: Any) -> Poll:
    """A draft of a poll, last in order; `asked` as in `ASKED`."""
    last = Poll.objects.filter(session=session).aggregate(last=Max("number"))["last"] or 0
    made = Poll.objects.create(session=session, number=last + 1, **asked)
    _record("poll_made", made, actor, kind=made.kind)
    return made


@transaction.atomic
def change_poll(*, poll: Poll, actor: Any, **asked: Any) -> Poll:
    """Ask something else.

    Raises:
        LiveRefusal: the poll is open or has votes.
    """
    _lock(poll)
    _without_votes(poll)
    for name in ASKED:
        if name in asked:
            setattr(poll, name, asked[name])
    poll.save(update_fields=[*ASKED])
    _record("poll_changed", poll, actor)
    return poll


@transaction.atomic
def open_poll(*, poll: Poll, actor: Any) -> Poll:
    """Let devices vote; also again, after it was closed.

    Raises:
        LiveRefusal: nobody else sees the event yet, or the devices that voted are known no longer.
    """
    if not poll.session.day.event.public:
        raise LiveRefusal("event_draft")
    if poll.ballots.filter(device__startswith=GONE).exists():
        raise LiveRefusal("devices_gone")
    return _set(poll, actor, "poll_opened", state=PollState.OPEN)


@transaction.atomic
def close_poll(*, poll: Poll, actor: Any) -> Poll:
    """Take no votes any more."""
    return _set(poll, actor, "poll_closed", state=PollState.CLOSED)


@transaction.atomic
def show_results(*, poll: Poll, shown: bool, actor: Any) -> Poll:
    """Show the room what came of a poll, or stop showing it."""
    return _set(poll, actor, "results_shown" if shown else "results_hidden", results_shown=shown)


@transaction.atomic
def move_poll(*, poll: Poll, by: int, actor: Any) -> None:
    """Put a poll so many places later; earlier where `by` is less than 0."""
    polls = list(Poll.objects.select_for_update().filter(session=poll.session_id))
    at = next(place for place, one in enumerate(polls) if one.pk == poll.pk)
    polls.insert(max(0, min(at + by, len(polls) - 1)), polls.pop(at))
    for number, one in enumerate(polls, start=1):
        one.number = number
    Poll.objects.bulk_update(polls, ["number"])
    _record("polls_ordered", poll, actor)


@transaction.atomic
def delete_poll(*, poll: Poll, actor: Any) -> None:
    """Take a poll away that nobody voted in.

    Raises:
        LiveRefusal: it is open or has votes.
    """
    _lock(poll)
    _without_votes(poll)
    _record("poll_deleted", poll, actor)
    poll.delete()


@transaction.atomic
def show_text(*, ballot: Ballot, shown: bool, actor: Any) -> Ballot:
    """Show a short text to the room after reading it, or hide it."""
    ballot.shown = shown
    ballot.save(update_fields=["shown"])
    poll = ballot.poll
    _record("answer_shown" if shown else "answer_hidden", poll, actor)
    return ballot


def _without_votes(poll: Poll) -> None:
    if poll.state == PollState.OPEN:
        raise LiveRefusal("is_open")
    if poll.ballots.exists():
        raise LiveRefusal("has_votes")


def _lock(poll: Poll) -> None:
    poll.state = Poll.objects.select_for_update().values_list("state", flat=True).get(pk=poll.pk)


def _set(poll: Poll, actor: Any, what: str, **values: Any) -> Poll:
    # Two organisers act one after the other. A vote that is being written at this instant counts: it is confirmed.
    _lock(poll)
    for name, value in values.items():
        setattr(poll, name, value)
    poll.save(update_fields=list(values))
    _record(what, poll, actor)
    return poll


def _record(what: str, poll: Poll, actor: Any, **detail: Any) -> None:
    record(f"live.{what}", actor=actor, subject=poll, organisation=poll.session.organisation, **detail)
