"""Messages to contacts: invitations, reminders, answers. Each is noted before it goes, so that none goes twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from corridor.web.drafts import mail
from corridor.web.drafts.domain import answering, inviting
from corridor.web.drafts.domain.inviting import LARGEST
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.models import Answer, Invitation, Phase, Round
from corridor.web.drafts.queries import to_remind, untold
from corridor.web.jobs.registry import job
from corridor.web.stakeholders.queries import CONTACT_LIST, agrees, contact_list


@job(
    "drafts.invite",
    title={
        "en": "Inviting to a consultation",
        "fr": "Invitation à une consultation",
        "nl": "Uitnodigen voor een raadpleging",
    },
    stages={"send": {"en": "Sending invitations", "fr": "Envoi des invitations", "nl": "Uitnodigingen versturen"}},
)
def invite(*, progress: Any, round: str) -> None:
    """Send the invitations of a round that are not sent; who no longer agrees to be written to gets none."""
    found = Round.objects.select_related("draft__organisation").filter(pk=round).first()
    if found is None or found.phase in (Phase.PREPARING, Phase.CLOSED):
        return
    waiting = Invitation.objects.filter(round=found, sent_at=None).select_related("contact")
    still = contact_list(found.draft.organisation).values("pk")
    waiting.exclude(contact__in=still).delete()
    chosen = list(waiting.filter(contact__in=still)[:LARGEST])
    _send(chosen, lambda one: _invited(one, found), progress)


def _invited(one: Invitation, round: Round) -> bool:
    if not agrees(one.contact, CONTACT_LIST):  # a batch takes minutes: who withdraws meanwhile gets nothing
        Invitation.objects.filter(pk=one.pk, sent_at=None).delete()
        return True
    return _once(one, lambda: mail.send_invitation(one.contact, round), reminder=False)


def _once(one: Invitation, send: Callable[[], bool], *, reminder: bool) -> bool:
    """Send a message unless another job did; False where the mail service did not take it."""
    if not inviting.claim(invitation=one, reminder=reminder):
        return True
    taken = False
    try:
        taken = send()
    finally:
        if not taken:
            inviting.give_back(invitation=one, reminder=reminder)
    return taken


@job(
    "drafts.remind",
    title={
        "en": "Reminding of a consultation",
        "fr": "Rappel d’une consultation",
        "nl": "Herinneren aan een raadpleging",
    },
    stages={"send": {"en": "Sending reminders", "fr": "Envoi des rappels", "nl": "Herinneringen versturen"}},
)
def remind(*, progress: Any, round: str) -> None:
    """Send the reminders that were asked for and are not sent, to those who still have not commented."""
    found = Round.objects.select_related("draft__organisation").filter(pk=round).first()
    if found is None or found.phase != Phase.OPEN:
        return
    chosen = list(to_remind(found).exclude(reminder_asked_at=None)[:LARGEST])
    _send(chosen, lambda one: _reminded(one, found), progress)


def _reminded(one: Invitation, round: Round) -> bool:
    if not agrees(one.contact, CONTACT_LIST):
        return True
    return _once(one, lambda: mail.send_reminder(one.contact, round), reminder=True)


@job(
    "drafts.tell",
    title={
        "en": "Telling authors of answers",
        "fr": "Information des auteurs sur les réponses",
        "nl": "Auteurs op de hoogte brengen van antwoorden",
    },
    stages={"send": {"en": "Sending answers", "fr": "Envoi des réponses", "nl": "Antwoorden versturen"}},
)
def tell(*, progress: Any, answers: Sequence[str]) -> None:
    """Tell the authors of comments that they are answered: one message a person, however many answers there are."""
    rows = untold(UUID(key) for key in answers)
    by_author = [list(group) for _author, group in groupby(rows, key=lambda one: one.comment.contact_id)]
    _send(by_author, _told, progress)


def _told(group: list[Answer]) -> bool:
    contact, own = group[0].comment.contact, answering.claim(answers=group)
    if contact is None or not own:
        return True
    taken = False
    try:
        taken = mail.send_answers(contact, own)
    finally:
        if not taken:
            answering.give_back(answers=own)
    if taken:
        answering.told(answers=own)
    return taken


def _send(every: Iterable[Any], one_by_one: Callable[[Any], bool], progress: Any) -> None:
    """Hand messages over one by one; one that is not taken does not hold up the rest.

    Raises:
        DraftRefusal: the mail service did not take some.
    """
    chosen = list(every)
    failed = 0
    for number, one in enumerate(chosen):
        progress("send", number, len(chosen))
        failed += not one_by_one(one)
    progress("send", len(chosen), max(len(chosen), 1))
    if failed:
        raise DraftRefusal("mail_not_taken", failed=failed, total=len(chosen))
