"""Comments are answered, one or several at once, and their authors told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from corridor.consultation.draft.rules import answer_faults
from corridor.consultation.errors import ConsultationErrors
from corridor.web.audit.domain import record
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.models import Answer, Comment, Draft
from corridor.web.drafts.written import tidy
from corridor.web.jobs.domain import start
from corridor.web.jobs.models import Job


@transaction.atomic
def answer(
    *, draft: Draft, comments: Iterable[Comment], outcome: str, why: Mapping[str, str], actor: Any
) -> Job | None:
    """Give comments of a draft the same answer; an answer that was given before is replaced.

    Args:
        draft: whose comments they are.
        comments: all of this draft.
        outcome: taken_up, partly, not_taken_up.
        why: the reason by language, in one language of the draft at least.
        actor: who answers.

    Returns:
        The job that tells the authors; None where nothing changed or nobody can be told.

    Raises:
        DraftRefusal: no comment was given.
        ConsultationErrors: the answer says no reason, or no such outcome.
    """
    every = list(comments)
    if not every:
        raise DraftRefusal("nothing_chosen")
    said = tidy(why)
    if faults := answer_faults(outcome, said, draft.languages):
        raise ConsultationErrors(faults)
    new = [key for one in every if (key := _answer(one, outcome, said, actor)) is not None]
    if not new:
        return None
    keys = [str(key) for key in new]
    record(
        "drafts.answered",
        actor=actor,
        subject=draft,
        organisation=draft.organisation,
        comments=[str(one.pk) for one in every],
        outcome=outcome,
    )
    return start("drafts.tell", actor=actor, organisation=draft.organisation, subject=draft.pk, answers=keys)


def _answer(comment: Comment, outcome: str, why: Mapping[str, str], actor: Any) -> UUID | None:
    """The key of the answer where it is a new or another one."""
    before = Answer.objects.filter(comment=comment).first()
    if before is not None and before.outcome == outcome and before.why == why:
        return None
    values = {"outcome": outcome, "why": dict(why), "by": actor, "at": timezone.now(), "told_at": None}
    row, _made = Answer.objects.update_or_create(comment=comment, defaults=values)
    return row.pk


@transaction.atomic
def told(*, answers: Iterable[Answer]) -> None:
    """Write down that the author was told."""
    keys = [one.pk for one in answers]
    Answer.objects.filter(pk__in=keys).update(told_at=timezone.now())
    for one in answers:
        draft = one.comment.section.round.draft
        record(
            "drafts.author_told", actor=None, subject=one, person=one.comment.contact, organisation=draft.organisation
        )


@transaction.atomic
def tell_again(*, draft: Draft, actor: Any) -> Job:
    """Tell the authors who were not reached before.

    Raises:
        DraftRefusal: everybody who can be told was.
    """
    left = Answer.objects.filter(comment__section__round__draft=draft, told_at=None).exclude(comment__contact=None)
    keys = [str(key) for key in left.values_list("pk", flat=True)]
    if not keys:
        raise DraftRefusal("nobody_to_tell")
    record("drafts.told_again", actor=actor, subject=draft, organisation=draft.organisation, answers=len(keys))
    return start("drafts.tell", actor=actor, organisation=draft.organisation, subject=draft.pk, answers=keys)
