"""The addresses of the app `live`, for the tests that visit every page."""

from __future__ import annotations

from typing import Any

from corridor.web.live.domain.rooms import open_room
from corridor.web.live.models import Ballot, Question
from tests.web.live.made import poll_of, session_of, with_questions


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """Name of an address -> its arguments: a session with a poll of each kind, answers and questions."""
    session = session_of(world.organisation, slug="live-session")
    with_questions(session)
    for kind in ("one", "several", "scale"):
        poll_of(session, kind=kind)
    ranking, text = poll_of(session, kind="ranking"), poll_of(session, kind="text")
    Ballot.objects.create(poll=ranking, device="a" * 64, choice=["2", "1"])
    ballot = Ballot.objects.create(poll=text, device="a" * 64, choice="Des logements", language="fr", shown=True)
    asked = {"session": session, "device": "a" * 64}
    shown = Question.objects.create(text="Quand cela commence-t-il ?", language="fr", state="shown", **asked)
    Question.objects.create(text="What does it cost?", language="en", name="A reader", **asked)
    Question.objects.create(text="Und wann?", language="und", state="answered", merged_into=shown, **asked)
    here = {"session": session.pk}
    a_poll, a_question = here | {"poll": text.pk}, here | {"question": shown.pk}
    names = ("phone", "results", "questions", "ask", "screen", "board", "organise", "room", "poll_create", "moderate")
    return {
        "live:list": {},
        "live:join": {"code": open_room(session=session, actor=None).code},
        **{f"live:{name}": here for name in names},
        **{f"live:{name}": a_poll for name in ("vote", "poll_change", "poll_act", "answers")},
        "live:answer_act": a_poll | {"ballot": ballot.pk},
        **{f"live:{name}": a_question for name in ("support", "question_act", "merge", "translate")},
        "live:export": here | {"what": "results.csv"},
    }
