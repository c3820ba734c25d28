"""Comments are answered, one or several at once, and their authors told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
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


def claim(*, answers: Iterable[Answer]) -> list[Answer]:
    """Write down that the author is told, before the message goes; those answers of which nobody else tells them.

    An answer that was replaced meanwhile, or whose author was erased, is none of these.
    """
    return [one for one in answers if _as_it_was(one).filter(told_at=None).update(told_at=timezone.now())]


def give_back(*, answers: Iterable[Answer]) -> None:
    """The mail service did not take the message: the answers wait again."""
    for one in answers:
        _as_it_was(one).update(told_at=None)


def _as_it_was(answer: Answer) -> QuerySet[Answer]:
    return Answer.objects.filter(pk=answer.pk, at=answer.at, comment__contact=answer.comment.contact_id)


@transaction.atomic
def told(*, answers: Iterable[Answer]) -> None:
    """Note in the audit trail that the author was told."""
    for one in answers:
        draft = one.comment.section.round.draft
        record(
            "drafts.author_told", actor=None, subject=one, person=one.comment.contact, organisation=draft.organisation
        )


@transaction.atomic
def note_export(*, draft: Draft, form: str, comments: int, actor: Any) -> None:
    """Write down that comments with their answers were taken away, and how many."""
    organisation = draft.organisation
    record(
        "drafts.comments_exported",
        actor=actor,
        subject=draft,
        organisation=organisation,
        form=form,
        comments=comments,
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
