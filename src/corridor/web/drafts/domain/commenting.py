"""Comments are made and withdrawn, while their round is open."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from corridor.consultation.draft.rules import check_comment, plain
from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.design.templatetags.design import day
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.models import Answer, Comment, Phase, Round, Section
from corridor.web.stakeholders.domain import heard_of
from corridor.web.stakeholders.models import Contact

MOST = 20
"""Comments of one person on one section: enough for every sentence of it, and an end for a loop."""


@transaction.atomic
def comment(
    *,
    section: Section,
    contact: Contact,
    body_name: str,
    stance: str,
    text: str,
    proposed: str,
    language: str,
    actor: Any,
) -> Comment:
    """Write down a comment. The same one sent twice is one.

    Args:
        section: that it is about.
        contact: who makes it.
        body_name: the organisation that is spoken for; empty in person.
        stance: support, object, amend.
        text: the reasons.
        proposed: the text that an amendment wants.
        language: in which it is written.
        actor: the account; a contact or None without one.

    Raises:
        DraftRefusal: the round is not open, or there are very many already.
        ConsultationErrors: it says too little or too much.
    """
    round = Round.objects.select_for_update(of=("self",)).select_related("draft__organisation").get(pk=section.round_id)
    check_open(round)
    body_name, text = " ".join(body_name.split()), plain(text)
    proposed = plain(proposed)
    check_comment(stance=stance, text=text, proposed=proposed, body=body_name or None)
    said = {"stance": stance, "text": text, "proposed": proposed, "body_name": body_name}
    own = Comment.objects.filter(section=section, contact=contact)
    if same := own.filter(**said).first():
        return same
    if own.count() >= MOST:
        raise DraftRefusal("too_many", most=MOST)
    made = Comment.objects.create(section=section, contact=contact, in_person=not body_name, language=language, **said)
    heard_of(contact=contact)
    record(
        "drafts.commented",
        actor=account(actor),
        subject=section,  # the trail outlives the comment: it tells neither which one it was nor what it wanted
        person=contact,
        organisation=round.draft.organisation,
        round=round.number,
        section=section.number,
    )
    return made


def check_open(round: Round) -> None:
    """Nothing where comments are taken today.

    Raises:
        DraftRefusal: not yet, or no more.
    """
    match round.phase_on(timezone.localdate()):
        case Phase.OPEN:
            return
        case Phase.CLOSED:
            raise DraftRefusal("closed", closes=day(round.closes))
        case _:
            raise DraftRefusal("not_open")


@transaction.atomic
def withdraw_comment(*, comment: Comment, actor: Any) -> None:
    """Take one's own comment back: it is deleted; that somebody commented on the section stays in the trail.

    Raises:
        DraftRefusal: the round is closed, or the comment has its answer.
    """
    round = (
        Round.objects.select_for_update(of=("self",))
        .select_related("draft__organisation")
        .get(pk=comment.section.round_id)
    )
    check_open(round)
    if Answer.objects.filter(comment=comment).exists():
        raise DraftRefusal("answered")
    record(
        "drafts.comment_withdrawn",
        actor=account(actor),
        subject=comment.section,
        person=comment.contact,
        organisation=round.draft.organisation,
        round=round.number,
        section=comment.section.number,
    )
    comment.delete()


def account(actor: Any) -> User | None:
    """Who acts, where it is an account: a contact is no user of the trail."""
    return actor if isinstance(actor, User) else None
