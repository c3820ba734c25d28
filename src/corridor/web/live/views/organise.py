"""Those who run a session make polls, put them in order, open and close them, and take questions."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.web.design.faults import said as told
from corridor.web.events.models import Session
from corridor.web.live.domain import polls, rooms
from corridor.web.live.errors import LiveRefusal
from corridor.web.live.forms import PollForm
from corridor.web.live.models import Ballot, Kind, Poll
from corridor.web.live.queries.scope import listed, polls_of, texts_of
from corridor.web.live.views.screen import short_address
from corridor.web.live.views.shared import frame, in_room, tried
from corridor.web.organisations.permission import permitted

A_PAGE = 50
POLL_ACTS: dict[str, Any] = {
    "open": polls.open_poll,
    "close": polls.close_poll,
    "show": partial(polls.show_results, shown=True),
    "hide": partial(polls.show_results, shown=False),
    "up": partial(polls.move_poll, by=-1),
    "down": partial(polls.move_poll, by=1),
    "delete": polls.delete_poll,
}
ROOM_ACTS: dict[str, Any] = {
    "room": rooms.open_room,
    "take": partial(rooms.take_questions, taken=True),
    "stop": partial(rooms.take_questions, taken=False),
}


@require_GET
@permitted("live.use_live")
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of one's organisations, with what runs in them."""
    page = Paginator(listed(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "live/list.html", {"page": page})


@require_GET
@in_room("live.view_room")
def organise(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The polls of a session with all that can be done with them."""
    room = getattr(session, "live_room", None)
    address = short_address(request, session.pk, room.code if room else "")
    values = frame(request, session, "polls", polls=list(polls_of(session)), address=address)
    return render(request, "live/organise.html", values)


@require_POST
@in_room("live.run_room")
def room(request: HttpRequest, session: Session) -> HttpResponseBase:
    """Give the session its short address; take questions or stop."""
    act = _act(request, ROOM_ACTS)
    tried(request, partial(act, session=session, actor=request.user))
    return redirect("live:organise", session.pk)


@require_http_methods(["GET", "POST"])
@in_room("live.run_room")
def poll_create(request: HttpRequest, session: Session) -> HttpResponseBase:
    """Make a poll."""
    form = PollForm(request.POST or None)
    if form.is_bound and form.is_valid():
        polls.make_poll(session=session, actor=request.user, **form.asked)
        messages.success(request, _("The poll was made. It is a draft until you open it."))
        return redirect("live:organise", session.pk)
    values = frame(request, session, "polls", form=form)
    return render(request, "live/poll.html", values, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@in_room("live.run_room")
def poll_change(request: HttpRequest, session: Session, poll: UUID) -> HttpResponseBase:
    """Change a poll that nobody has voted in."""
    found = _poll(session, poll)
    form = PollForm(request.POST or None, poll=found)
    if form.is_bound and form.is_valid():
        try:
            polls.change_poll(poll=found, actor=request.user, **form.asked)
        except LiveRefusal as refusal:
            form.add_error(None, told(refusal))
        else:
            messages.success(request, _("The poll was changed."))
            return redirect("live:organise", session.pk)
    values = frame(request, session, "polls", form=form, poll=found)
    return render(request, "live/poll.html", values, status=422 if form.is_bound else 200)


@require_POST
@in_room("live.run_room")
def poll_act(request: HttpRequest, session: Session, poll: UUID) -> HttpResponseBase:
    """Open or close a poll, show or hide its results, move or delete it."""
    act = _act(request, POLL_ACTS)
    tried(request, partial(act, poll=_poll(session, poll), actor=request.user))
    return redirect(f"{reverse('live:organise', args=[session.pk])}#poll-{poll.hex}")


@require_GET
@in_room("live.run_room")
def answers(request: HttpRequest, session: Session, poll: UUID) -> HttpResponseBase:
    """The short texts of a poll, those to be read first."""
    found = get_object_or_404(session.polls.filter(kind=Kind.TEXT), pk=poll)
    page = Paginator(texts_of(found), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "live/answers.html", frame(request, session, "polls", poll=found, page=page))


@require_POST
@in_room("live.run_room")
def answer_act(request: HttpRequest, session: Session, poll: UUID, ballot: UUID) -> HttpResponseBase:
    """Show a short text to the room, or hide it."""
    act = _act(request, {"show": True, "hide": False})
    ballots = Ballot.objects.filter(poll__session=session, poll__kind=Kind.TEXT, poll=poll)
    found = get_object_or_404(ballots.select_related("poll__session__day__event__organisation"), pk=ballot)
    polls.show_text(ballot=found, shown=act, actor=request.user)
    return redirect("live:answers", session.pk, poll)


def _poll(session: Session, key: UUID) -> Poll:
    found = get_object_or_404(session.polls, pk=key)
    found.session = session
    return found


def _act(request: HttpRequest, acts: dict[str, Any]) -> Any:
    act = request.POST.get("act", "")
    if act not in acts:
        raise BadRequest(act)
    return acts[act]
