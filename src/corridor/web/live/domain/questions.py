"""Questions are asked and supported by devices, and moderated by people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from corridor.consultation.poll import question as consultation
from corridor.web.audit.domain import record
from corridor.web.live.errors import LiveRefusal
from corridor.web.live.models import Question, QuestionState, Room, Support

A_MINUTE = 3
"""Questions that a device may ask within a minute."""
WAITING = 300
"""Questions of a session that may wait for the moderator at once: a bound to what a flood can leave behind."""
SEEN = (QuestionState.SHOWN, QuestionState.ANSWERED)


def as_asked(question: Question, supporters: frozenset[str] = frozenset()) -> consultation.Question:
    """A question as the library knows it."""
    above = str(question.merged_into_id) if question.merged_into_id else None
    return consultation.Question(str(question.pk), question.created_at, question.device, supporters, above)


# ---- what devices do ----------------------------------------------------------------------------
@transaction.atomic
def ask(*, session: UUID, device: str, text: str, language: str, name: str = "") -> Question:
    """Put a question, which waits for the moderator.

    Args:
        session: the key of the session.
        device: who asks.
        text: the question.
        language: what it is written in; `und` where that is none that we offer.
        name: only where the person chose to give one.

    Raises:
        LiveRefusal: questions are not taken, or too many came.
    """
    room = Room.objects.select_for_update().filter(session=session).first()
    if room is None or not room.questions_open:
        raise LiveRefusal("questions_closed")
    recent = timezone.now() - timedelta(minutes=1)
    if Question.objects.filter(device=device, created_at__gte=recent).count() >= A_MINUTE:
        raise LiveRefusal("too_many_questions", n=A_MINUTE)
    if Question.objects.filter(session=session, state=QuestionState.WAITING).count() >= WAITING:
        raise LiveRefusal("questions_full")
    return Question.objects.create(session_id=session, device=device, text=text, language=language, name=name)


def support(*, session: UUID, question: UUID, device: str) -> bool:
    """Say that one wants a question answered too; False where the device had said so before.

    Raises:
        LiveRefusal: the question is not shown (any more).
    """
    found = Question.objects.filter(pk=question, session=session, state__in=SEEN).first()
    if found is None:
        raise LiveRefusal("question_gone")
    try:
        with transaction.atomic():
            Support.objects.create(question=found, device=device)
    except IntegrityError:
        return False
    return True


# ---- what moderators do -------------------------------------------------------------------------
@transaction.atomic
def moderate(*, question: Question, state: str, actor: Any) -> Question:
    """Show a question, hide it, say that it was answered, or let it wait again."""
    question.state = QuestionState(state)
    question.save(update_fields=["state"])
    _record("question_moderated", question, actor, state=state)
    return question


@transaction.atomic
def merge(*, question: Question, into: Question, actor: Any) -> Question:
    """Let one question stand for another: who supported either supports it, each device once.

    Where the room saw the one that is merged, it sees the one that stands for it: nothing vanishes by merging.

    Raises:
        QuestionError: they are the same, or not of one session.
    """
    of_session = Question.objects.select_for_update().filter(session=question.session_id)
    standing = consultation.merge([as_asked(one) for one in of_session], key=str(question.pk), into=str(into.pk))
    question.merged_into_id = UUID(next(one for one in standing if one.key == str(question.pk)).merged_into)
    question.save(update_fields=["merged_into"])
    if question.state in SEEN:
        above = Question.objects.filter(pk=question.merged_into_id).exclude(state__in=SEEN)
        above.update(state=QuestionState.SHOWN)
    _record("questions_merged", question, actor, into=str(question.merged_into_id))
    return question


@transaction.atomic
def part(*, question: Question, actor: Any) -> Question:
    """Let a merged question stand by itself again."""
    question.merged_into = None
    question.save(update_fields=["merged_into"])
    _record("questions_parted", question, actor)
    return question


@transaction.atomic
def translate(*, question: Question, texts: dict[str, str], actor: Any) -> Question:
    """Keep the translations that a moderator typed; the language of the question itself keeps its own words."""
    question.translations = {lang: text for lang, text in texts.items() if text.strip() and lang != question.language}
    question.save(update_fields=["translations"])
    _record("question_translated", question, actor, languages=sorted(question.translations))
    return question


@transaction.atomic
def take_name_off(*, question: Question, actor: Any) -> Question:
    """Forget the name under a question."""
    question.name = ""
    question.save(update_fields=["name"])
    _record("name_taken_off", question, actor)
    return question


def _record(what: str, question: Question, actor: Any, **detail: Any) -> None:
    record(f"live.{what}", actor=actor, subject=question, organisation=question.session.organisation, **detail)
