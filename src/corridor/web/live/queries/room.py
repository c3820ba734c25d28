"""What a room shows, read at once: the session, its polls with what came of them, its questions with their support.

Three queries for the polls and two for the questions, however many devices there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from corridor.consultation.poll.question import ordered
from corridor.web.events.models import Session
from corridor.web.live.asking import Cast, Result, result_of
from corridor.web.live.domain.questions import SEEN, as_asked
from corridor.web.live.models import Ballot, Kind, Poll, PollState, Question, QuestionState, Support


@dataclass(frozen=True)
class SeenPoll:
    """A poll that the room sees: open, or closed. `result` is None while it is not shown."""

    poll: Poll
    votes: int
    result: Result | None

    @property
    def open(self) -> bool:
        """Whether devices may vote."""
        return bool(self.poll.state == PollState.OPEN)


@dataclass(frozen=True)
class SeenRoom:
    """A session as its room sees it."""

    session: Session
    code: str
    questions_open: bool
    polls: tuple[SeenPoll, ...]

    @property
    def public(self) -> bool:
        """Whether others than its organisers see it."""
        return bool(self.session.day.event.public)

    @property
    def open_first(self) -> tuple[SeenPoll, ...]:
        """The polls as the screen shows them: what can be voted in stands where nobody has to scroll."""
        return tuple(sorted(self.polls, key=lambda one: not one.open))

    @property
    def open_polls(self) -> str:
        """Tells one set of open polls from another."""
        return ".".join(one.poll.pk.hex[:8] for one in self.polls if one.open)


@dataclass(frozen=True)
class SeenQuestion:
    """A question that the room sees, how many other devices support it, and those merged into it."""

    question: Question
    supporters: int
    merged: tuple[Question, ...] = ()


def room_of(session: UUID) -> SeenRoom | None:
    """A session with its polls; drafts of polls are left out. None where there is no such session."""
    found = Session.objects.filter(pk=session).select_related("day__event", "live_room").first()
    if found is None:
        return None
    polls = list(Poll.objects.filter(session=found).exclude(state=PollState.DRAFT).order_by("number", "id"))
    casts = casts_of(session) if polls else {}
    seen = tuple(_seen(poll, casts.get(poll.pk, [])) for poll in polls)
    room = getattr(found, "live_room", None)
    return SeenRoom(found, room.code if room else "", bool(room and room.questions_open), seen)


def casts_of(session: UUID) -> Mapping[UUID, list[Cast]]:
    """By poll of a session: how often each answer was given."""
    found: dict[UUID, list[Cast]] = defaultdict(list)
    ballots = Ballot.objects.filter(poll__session=session).order_by()
    for poll, choice, language, shown, count in ballots.values_list("poll_id", "choice", "language", "shown").annotate(
        n=Count("pk")
    ):
        found[poll].append(Cast(choice, int(count), language, shown))
    return found


def questions_seen(session: UUID) -> list[SeenQuestion]:
    """The questions that are shown or answered, the open and most supported first."""
    seen = [one for one in all_questions(session) if one.question.state in SEEN]
    return sorted(seen, key=lambda one: one.question.state == QuestionState.ANSWERED)


def all_questions(session: UUID) -> list[SeenQuestion]:
    """The questions that stand for themselves, whatever their state, the most supported first."""
    by_key = {str(one.pk): one for one in Question.objects.filter(session=session)}
    devices: dict[UUID, set[str]] = defaultdict(set)
    if by_key:
        supports = Support.objects.filter(question__session=session).order_by()
        for question, device in supports.values_list("question_id", "device"):
            devices[question].add(device)
    standing = ordered(as_asked(one, frozenset(devices[one.pk])) for one in by_key.values())
    return [
        SeenQuestion(by_key[one.question.key], one.support, tuple(by_key[key] for key in one.merged))
        for one in standing
    ]


def _seen(poll: Poll, casts: list[Cast]) -> SeenPoll:
    votes = sum(cast.count for cast in casts)
    if not poll.results_shown:
        return SeenPoll(poll, votes, None)
    shown = [cast for cast in casts if cast.shown] if poll.kind == Kind.TEXT else casts
    return SeenPoll(poll, votes, result_of(poll, shown))
