"""The page of a phone: no account, no script needed. Polls are answered, questions asked and supported."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from corridor.web.design.faults import said as told
from corridor.web.live.devices import QUESTIONS, VOTES, device_of, marked
from corridor.web.live.domain import ballots
from corridor.web.live.domain import questions as asking
from corridor.web.live.errors import LiveRefusal
from corridor.web.live.forms import QuestionForm, VoteForm
from corridor.web.live.models import Poll, PollState, Room
from corridor.web.live.queries.room import SeenRoom
from corridor.web.live.queries.scope import own_questions, sessions_of, supported, voted
from corridor.web.live.views import boards

NEW = "new"
"""In the address after a device did something: what it changed is read anew, not from what the process has."""


@require_GET
def join(request: HttpRequest, code: str) -> HttpResponse:
    """From the short address to the page of the session."""
    room = get_object_or_404(Room, code=code.upper())
    room_for(request, room.pk)  # a room of a draft is no other than none
    return redirect("live:phone", room.pk)


@require_GET
def phone(request: HttpRequest, session: UUID) -> HttpResponseBase:
    """What is open now, what the device has answered, results and questions."""
    fresh = _new(request, session) == VOTES
    return _page(request, room_for(request, session, fresh=fresh))


@require_POST
def vote(request: HttpRequest, session: UUID, poll: UUID) -> HttpResponseBase:
    """Take a vote; it is written before the answer goes out."""
    found = get_object_or_404(
        Poll.objects.exclude(state=PollState.DRAFT).exclude(session__day__event__state="draft"),
        pk=poll,
        session=session,
    )
    if (device := device_of(request, session, VOTES)) is None:
        return _refused(request, session, LiveRefusal("no_device"), "polls")
    form = VoteForm(request.POST, poll=found)
    if found.state == PollState.OPEN and not form.is_valid():
        return _page(request, room_for(request, session), bound=form)
    try:
        given = form.given if form.is_valid() else None
        ballots.vote(poll=found, device=device, given=given, language=form.cleaned_data.get("language", ""))
    except LiveRefusal as refusal:
        return _refused(request, session, refusal, "polls")
    return _back(session, f"poll-{found.number}", VOTES)


@require_POST
def ask(request: HttpRequest, session: UUID) -> HttpResponseBase:
    """Take a question."""
    room = room_for(request, session)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, room, asked=form)
    try:
        if (device := device_of(request, session, QUESTIONS)) is None:
            raise LiveRefusal("no_device")
        asking.ask(session=session, device=device, **form.cleaned_data)
    except LiveRefusal as refusal:
        form.add_error(None, told(refusal))
        return _page(request, room, asked=form)
    return _back(session, "asked", QUESTIONS)


@require_POST
def support(request: HttpRequest, session: UUID, question: UUID) -> HttpResponseBase:
    """Say that one wants a question answered too."""
    room = room_for(request, session)
    try:
        if (device := device_of(request, session, QUESTIONS)) is None:
            raise LiveRefusal("no_device")
        asking.support(session=session, question=question, device=device)
    except LiveRefusal as refusal:
        return _refused(request, session, refusal, "questions")
    if getattr(request, "htmx", False):
        return questions_part(request, room, device, fresh=True)
    return _back(session, "questions", QUESTIONS)


# ---- parts of pages, asked for every few seconds --------------------------------------------------------
@require_GET
def results(request: HttpRequest, session: UUID) -> HttpResponse:
    """The results, for a phone that shows the polls named by `polls`."""
    board = boards.results(session)
    if board is None:
        raise Http404
    if request.GET.get("polls", board.open_polls) != board.open_polls:
        return boards.answered(request, f"{board.digest}-new", board.changed)
    return boards.answered(request, board.digest, board.html)


@require_GET
def questions(request: HttpRequest, session: UUID) -> HttpResponse:
    """The questions, with what the device supports."""
    return questions_part(request, room_for(request, session), device_of(request, session, QUESTIONS))


def questions_part(request: HttpRequest, room: SeenRoom, device: str | None, *, fresh: bool = False) -> HttpResponse:
    """The list of questions as a piece of a page."""
    values = _questions(room, device, fresh)
    shown = [
        (one.question.pk, one.question.state, one.question.name, one.supporters, one.question.texts)
        for one in values["questions"]
    ]
    digest = boards.digest_of(request.LANGUAGE_CODE, shown, sorted(values["supported"]), room.open_polls)
    return boards.answered(request, digest, lambda: render(request, "live/_questions.html", values).content.decode())


# ---- how a page comes together --------------------------------------------------------------------------
def room_for(request: HttpRequest, session: UUID, *, fresh: bool = False) -> SeenRoom:
    """The room; that of a draft only for those who organise it.

    Raises:
        Http404: there is none for this visitor.
    """
    found = boards.room(session, fresh=fresh)
    if found is None or not (found.public or sessions_of(request.user).filter(pk=session).exists()):
        raise Http404
    return found


def _page(
    request: HttpRequest, room: SeenRoom, *, bound: VoteForm | None = None, asked: QuestionForm | None = None
) -> HttpResponseBase:
    asker, fresh = device_of(request, room.session.pk, QUESTIONS), _new(request, room.session.pk)
    done = voted(device_of(request, room.session.pk, VOTES))
    board = None if fresh == VOTES or not room.public else boards.results(room.session.pk)
    values: dict[str, Any] = {
        "room": room,
        "session": room.session,
        "votes": [_vote(one.poll, bound) for one in room.polls if one.open and one.poll.pk not in done],
        "thanked": [one for one in room.polls if one.poll.pk in done],
        "bound": bound,
        "asked": asked,
        "question_fields": asked or (boards.fields_of_question() if room.questions_open else ""),
        "own": own_questions(asker),
        "every": boards.EVERY,
        "results_address": f"{reverse('live:results', args=[room.session.pk])}?polls={room.open_polls}",
        "results": mark_safe(board.html) if board else "",
        "changed": False,
        **_questions(room, asker, fresh == QUESTIONS),
    }
    status = 422 if bound is not None or (asked is not None and asked.errors) else 200
    response = render(request, "live/phone.html", values, status=status)
    response.headers["Cache-Control"] = "private, no-cache"
    return marked(request, response)


def _new(request: HttpRequest, session: UUID) -> str | None:
    """What the device has just changed. The address alone makes nothing be read anew: it takes a device that acted."""
    return request.GET.get(NEW) if device_of(request, session, VOTES) is not None else None


def _vote(poll: Poll, bound: VoteForm | None) -> dict[str, Any]:
    """What the form of a poll needs: its fields as they are for everybody, or as this phone filled them."""
    again = bound is not None and bound.poll.pk == poll.pk
    return {"poll": poll, "fields": bound if again else boards.fields_of(poll)}


def _questions(room: SeenRoom, device: str | None, fresh: bool) -> dict[str, Any]:
    found = boards.questions(room.session.pk, fresh=fresh)
    mine = supported(device) if found else frozenset()
    return {"session": room.session, "questions": found, "supported": mine, "device": device}


def _back(session: UUID, place: str, new: str) -> HttpResponse:
    return redirect(f"{reverse('live:phone', args=[session])}?{NEW}={new}#{place}")


def _refused(request: HttpRequest, session: UUID, refusal: LiveRefusal, place: str) -> HttpResponse:
    messages.warning(request, told(refusal))
    return _back(session, place, VOTES if place == "polls" else QUESTIONS)
