"""What everybody in a room sees, made once a second by each process, however many ask.

Each board has a digest of what it says: who has it already gets an answer without a body.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from corridor.web.design import names
from corridor.web.live.forms import QuestionForm, VoteForm
from corridor.web.live.models import Poll
from corridor.web.live.queries.room import SeenQuestion, SeenRoom, questions_seen, room_of

SECONDS = 1
"""For so long a process answers with what it has."""
A_WHILE = 60
"""The same for what does not change by votes."""
EVERY = 4
"""Seconds between two looks of a phone."""
Made = TypeVar("Made")
_making = threading.RLock()


@dataclass(frozen=True)
class Board:
    """The results of a room as a piece of a page, in one language.

    Attributes:
        digest: of what it says.
        open_polls: which polls are open; a phone that shows others is told so.
        html, changed: the piece, for a phone that shows the open polls and for one that does not.
    """

    digest: str
    open_polls: str
    html: str
    changed: str


def room(session: UUID, *, fresh: bool = False) -> SeenRoom | None:
    """A room; up to a second old, unless `fresh`."""
    return _kept(f"live:room:{session}", partial(room_of, session), fresh)


def questions(session: UUID, *, fresh: bool = False) -> list[SeenQuestion]:
    """The questions that a room sees; up to a second old, unless `fresh`."""
    return _kept(f"live:questions:{session}", partial(questions_seen, session), fresh)


def results(session: UUID) -> Board | None:
    """The results that a room sees; None where there is no such room for everybody."""
    return _kept(f"live:results:{session}:{names.language()}", partial(_results, session), fresh=False)


def screen(session: UUID) -> Board | None:
    """The screen of a room: polls, results and questions at once."""
    return _kept(f"live:screen:{session}:{names.language()}", partial(_screen, session), fresh=False)


def fields_of(poll: Poll) -> SafeString:
    """The fields of an empty vote: the same for every phone. What a poll asks does not change while it is open."""
    asked = digest_of(poll.kind, poll.question, poll.choices, poll.low, poll.high, poll.ends, poll.most)
    key = f"live:fields:{poll.pk}:{names.language()}:{asked}"
    return _kept(key, lambda: VoteForm(poll=poll).render(), fresh=False, seconds=A_WHILE)


def fields_of_question() -> SafeString:
    """The fields of an empty question."""
    return _kept(f"live:question:{names.language()}", lambda: QuestionForm().render(), fresh=False, seconds=A_WHILE)


def answered(request: HttpRequest, digest: str, html: Callable[[], str] | str) -> HttpResponse:
    """A piece of a page; nothing of it where the browser has this very one."""
    tag = f'"{digest}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(html if isinstance(html, str) else html())
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def digest_of(*parts: Any) -> str:
    """A short digest of what a page says."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:20]


def _results(session: UUID) -> Board | None:
    found = room(session)
    if found is None or not found.public:
        return None
    values = {"room": found, "session": found.session}
    html, changed = (render_to_string("live/_results.html", values | {"changed": new}) for new in (False, True))
    return Board(digest_of(html), found.open_polls, html, changed)


def _screen(session: UUID) -> Board | None:
    found = room(session)
    if found is None or not found.public:
        return None
    html = render_to_string("live/_screen.html", {"room": found, "questions": questions(session)})
    return Board(digest_of(html), found.open_polls, html, html)


def _kept(key: str, make: Callable[[], Made], fresh: bool, seconds: int = SECONDS) -> Made:
    """What the process has, or what one of its threads makes while the others wait for it."""
    if not fresh and (found := cache.get(key)) is not None:
        return found[0]  # type: ignore[no-any-return]
    with _making:
        if not fresh and (found := cache.get(key)) is not None:
            return found[0]  # type: ignore[no-any-return]
        made = make()
        cache.set(key, (made,), seconds)
    return made
