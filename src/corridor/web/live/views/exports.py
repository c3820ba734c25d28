"""What a session left, to take along: results, anonymous ballots and questions. Each time is written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from corridor.consultation.poll.poll import as_mapping as poll_mapping
from corridor.consultation.poll.tally import as_mapping as tally_mapping
from corridor.web.design.csv_files import csv_file
from corridor.web.design.said import said
from corridor.web.events.models import Session
from corridor.web.live.asking import poll_of, result_of
from corridor.web.live.domain.rooms import written_down
from corridor.web.live.models import Poll
from corridor.web.live.queries.room import SeenQuestion, all_questions, casts_of
from corridor.web.live.views.shared import in_room


@require_GET
@in_room("live.run_room")
def export(request: HttpRequest, session: Session, what: str) -> HttpResponse:
    """`results.csv`, `questions.csv`, or all of it as `session.json`. No device is in any of them."""
    make = {"results.csv": _results, "questions.csv": _questions, "session.json": _session}.get(what)
    if make is None:
        raise Http404
    written_down(session=session, what="session_exported", actor=request.user, file=what)
    return make(session)


def _results(session: Session) -> HttpResponse:
    head = [
        "poll",
        "kind",
        "state",
        "question",
        "answer",
        "answer_text",
        "votes",
        "share",
        "points",
        "place",
        "ballots",
    ]
    return csv_file(f"results-{session.pk}", head, _result_rows(session))


def _result_rows(session: Session) -> Iterator[list[Any]]:
    casts = casts_of(session.pk)
    for poll in session.polls.all():
        result = result_of(poll, casts.get(poll.pk, []))
        for row in result.tally.rows:
            text = str(said(row.text)) if row.text else row.key
            share = None if row.share is None else f"{row.share:.4f}"
            yield [
                *(poll.number, poll.kind, poll.state, str(said(poll.question))),
                *(row.key if poll.choices else "", text, row.votes, share, row.points, row.place, result.tally.ballots),
            ]


def _questions(session: Session) -> HttpResponse:
    head = ["question", "language", "name", "state", "support", "en", "fr", "nl", "merged"]
    rows = ([*_plain(one).values(), " | ".join(each.text for each in one.merged)] for one in all_questions(session.pk))
    return csv_file(f"questions-{session.pk}", head, rows)


def _plain(one: SeenQuestion) -> dict[str, Any]:
    asked = one.question
    texts = {lang: asked.texts.get(lang, "") for lang in ("en", "fr", "nl")}
    return {
        "question": asked.text,
        "language": asked.language,
        "name": asked.name,
        "state": asked.state,
        "support": one.supporters,
        **texts,
    }


def _session(session: Session) -> HttpResponse:
    casts = casts_of(session.pk)
    found = {
        "event": session.day.event.slug,
        "date": session.day.date.isoformat(),
        "session": session.number,
        "title": session.title,
        "note": _("Ballots are in no order; no device is named."),
        "polls": [_poll(poll, casts.get(poll.pk, [])) for poll in session.polls.all()],
        "questions": [
            {**_plain(one), "merged": [each.text for each in one.merged]} for one in all_questions(session.pk)
        ],
    }
    out = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    out["Content-Disposition"] = f'attachment; filename="session-{session.pk}.json"'
    return out


def _poll(poll: Poll, casts: list[Any]) -> dict[str, Any]:
    return {
        "number": poll.number,
        "state": poll.state,
        "poll": poll_mapping(poll_of(poll)),
        "tally": tally_mapping(result_of(poll, casts).tally),
        "ballots": [
            {"choice": cast.choice, "count": cast.count} | ({"language": cast.language} if cast.language else {})
            for cast in casts
        ],
    }
