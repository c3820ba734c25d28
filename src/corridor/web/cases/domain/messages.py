"""Messages between adviser, employer and the person."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor.web.audit.domain import record
from corridor.web.cases.errors import CaseRefused
from corridor.web.cases.models import Audience, Case, Message, Party, Thread
from corridor.web.cases.rules import audiences, party_of
from corridor.web.jobs.domain import start


@transaction.atomic
def begin(*, case: Case, subject: str, audience: str, body: str, actor: Any, address: str) -> Thread:
    """Begin a thread. Who reads it is fixed from then on.

    Args:
        address: the whole address of the case's messages, for the notice by e-mail.

    Raises:
        CaseRefused: the sender is not among the readers, or those meant do not take part in the case.
    """
    if audience not in audiences(party_of(actor, case)):
        raise CaseRefused(_("You do not read messages of this kind."))
    if audience == Audience.EMPLOYER and case.employer_id is None:
        raise CaseRefused(_("No employer is linked to the case."))
    if audience == Audience.TALENT and case.talent_id is None:
        raise CaseRefused(_("The person has no account that is linked to the case."))
    thread = Thread.objects.create(case=case, subject=subject.strip(), audience=audience)
    _send(thread, body, actor, address)
    return thread


@transaction.atomic
def reply(*, thread: Thread, body: str, actor: Any, address: str) -> Message:
    """Answer in a thread."""
    if thread.audience not in audiences(party_of(actor, thread.case)):
        raise CaseRefused(_("You do not read messages of this kind."))
    return _send(thread, body, actor, address)


def _send(thread: Thread, body: str, actor: Any, address: str) -> Message:
    case = thread.case
    if case.ended:
        raise CaseRefused(_("The case has ended. Reopen it first."))
    message = Message.objects.create(
        thread=thread, author=actor, party=party_of(actor, case) or Party.ADVISER, body=body.strip()
    )
    Thread.objects.filter(pk=thread.pk).update(last_at=timezone.now())
    record(
        "cases.message_sent", actor=actor, subject=case, person=case.talent, organisation=case.organisation,
        audience=thread.audience,
    )  # fmt: skip
    start(
        "cases.notify",
        actor=actor,
        organisation=case.organisation,
        subject=message.pk,
        message=str(message.pk),
        address=address,
    )
    return message
