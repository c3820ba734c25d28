"""What stands beside the chain in a dossier: the programme with its steps, its drafts with comments, its events.

Nobody is named: a comment is an organisation's or a person's, attendance is counted and small counts are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from corridor.consultation.programme.dates import span
from corridor.web.drafts.models import Comment, Draft, Phase, Round
from corridor.web.events.figures import figures_of
from corridor.web.events.models import Event
from corridor.web.programmes.models import Step, StepState

DONE = {StepState.DONE: True, StepState.PLANNED: False, StepState.RUNNING: False}
Carried = Mapping[tuple[Any, str], Sequence[str]]


# ---- the programme ------------------------------------------------------------------------------
def programme_record(programme: Any) -> dict[str, Any]:
    """The programme with its steps; their days where they are known."""
    steps = programme.steps.select_related("owner").prefetch_related("deliverables")
    return {
        "key": programme.slug.lower(),
        "title": programme.title,
        "regions": [region for region in programme.regions if region],
        "starts": programme.start.isoformat(),
        "template": programme.template or None,
        "owner": programme.organisation.name,
        "steps": [_step(one, programme) for one in steps],
    }


def _step(step: Step, programme: Any) -> dict[str, Any]:
    starts, ends = step_days(step, programme)
    return {
        "key": step.key.lower(),
        "title": step.title,
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        "owner": step.owner.name if step.owner else None,
        "deliverables": [one.title for one in step.deliverables.all() if one.title],
        "done": DONE.get(StepState(step.state)),
    }


def step_days(step: Step, programme: Any) -> tuple[Any, Any]:
    """First and last day of a step: its own, or those of its months."""
    return span(programme.start, step.months_from, step.months_to, step.begins, step.ends)


# ---- drafts -------------------------------------------------------------------------------------
def drafts_of(programme: Any, carried: Carried, *, public: bool = False, kept: bool = False) -> list[dict[str, Any]]:
    """The drafts of a programme as a file has them.

    Args:
        programme: whose drafts.
        carried: keys of recommendations by draft and section.
        public: for readers who are no members: published rounds only, comments of closed ones only, and of people who
            spoke for themselves the stance and the answer without their words.
        kept: for a copy that stays when a person is erased: without the words of people who spoke for themselves.
    """
    drafts = Draft.objects.filter(programme=programme).prefetch_related("rounds__sections").order_by("slug")
    comments: dict[Any, list[Comment]] = {}
    rows = Comment.objects.filter(section__round__draft__programme=programme).select_related("section", "answer")
    for comment in rows.order_by("section__place", "at", "id"):
        comments.setdefault(comment.section.round_id, []).append(comment)
    shown = [one for one in drafts if one.published or not public]
    return [_draft(one, carried, comments, public, silent=public or kept) for one in shown]


def _draft(
    draft: Draft, carried: Carried, comments: Mapping[Any, list[Comment]], public: bool, *, silent: bool
) -> dict[str, Any]:
    rounds = [one for one in draft.rounds.all() if one.published_at is not None or not public]
    told = [_round(one, draft, carried, comments.get(one.pk, []), public, silent=silent) for one in rounds]
    return {"key": draft.slug.lower(), "title": draft.title or {"en": draft.slug}, "rounds": told}


def _round(
    round_: Round, draft: Draft, carried: Carried, comments: list[Comment], public: bool, *, silent: bool
) -> dict[str, Any]:
    shown = [] if public and round_.phase != Phase.CLOSED else comments
    sections = [
        {
            "key": one.key.lower(),
            "number": one.number,
            "heading": one.heading or {"en": one.number},
            "text": one.text or None,
            "recommendations": list(carried.get((draft.pk, one.key), ())),
        }
        for one in round_.sections.all()
    ]
    return {
        "number": round_.number,
        "opens": round_.opens.isoformat() if round_.opens else None,
        "closes": round_.closes.isoformat() if round_.closes else None,
        "sections": sections,
        "comments": [_comment(one, silent=silent and one.in_person) for one in shown],
    }


def _comment(comment: Comment, *, silent: bool) -> dict[str, Any]:
    """A comment without who wrote it; the key is of the row, not of a person."""
    answer = getattr(comment, "answer", None)
    return {
        "key": f"c-{comment.pk.hex[:16]}",
        "section": comment.section.key.lower(),
        "stance": comment.stance,
        "text": "" if silent else comment.text,
        "by": None if comment.in_person else comment.body_name,
        "proposed": None if silent else comment.proposed or None,
        "language": comment.language,
        "date": timezone.localdate(comment.at).isoformat(),
        "answer": _answer(answer) if answer is not None else None,
        "erased": comment.erased,
    }


def _answer(answer: Any) -> dict[str, Any]:
    day = timezone.localdate(answer.at).isoformat()
    return {"outcome": answer.outcome, "why": answer.why or None, "date": day}


# ---- events -------------------------------------------------------------------------------------
def events_of(programme: Any) -> list[dict[str, Any]]:
    """The published events of a programme with their attendance; small counts are left out."""
    events = Event.objects.filter(programme=programme).exclude(state="draft").order_by("slug")
    return [_event(one) for one in events.prefetch_related("days")]


def _event(event: Event) -> dict[str, Any]:
    days = [day.date.isoformat() for day in event.days.all()]
    return {
        "key": event.slug.lower(),
        "title": event.title or {"en": event.slug},
        "starts": min(days, default=None),
        "ends": max(days, default=None),
        "place": event.place or None,
        "attendance": attendance_of(event),
    }


def attendance_of(event: Event) -> list[dict[str, Any]]:
    """Attendance by day and mode as the organiser may publish it; None where a number is suppressed or not known."""
    return [
        {
            "date": row.date.isoformat(),
            "mode": row.mode,
            "registered": None if row.registered.hidden else row.registered.number,
            "attended": None if row.came.hidden else row.came.number,
        }
        for row in figures_of(event)
        if row.date is not None and row.mode is not None
    ]
