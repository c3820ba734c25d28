"""Confirmations to those who were registered from a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from corridor.web.events.domain.registration import claim, give_back, to_tell
from corridor.web.events.errors import MailNotTaken
from corridor.web.events.mail import send_confirmation
from corridor.web.events.models import Registration
from corridor.web.jobs.registry import job


@job(
    "events.confirm",
    title={
        "en": "Confirming registrations of a file",
        "fr": "Confirmation des inscriptions d’un fichier",
        "nl": "Inschrijvingen uit een bestand bevestigen",
    },
    stages={"send": {"en": "Sending confirmations", "fr": "Envoi des confirmations", "nl": "Bevestigingen versturen"}},
)
def confirm(*, progress: Any, event: str, site: str) -> None:
    """Send the confirmations of an event that are not sent. Each is written down first, so that none goes twice.

    Raises:
        MailNotTaken: the mail service did not take some; the next import sends them.
    """
    waiting = list(to_tell(UUID(event)))
    failed = 0
    for number, one in enumerate(waiting):
        progress("send", number, len(waiting))
        failed += not _sent(one, site)
    progress("send", len(waiting), max(len(waiting), 1))
    if failed:
        raise MailNotTaken("mail_not_taken", failed=failed, total=len(waiting))


def _sent(registration: Registration, site: str) -> bool:
    if not claim(registration):
        return True
    taken = False
    try:
        taken = send_confirmation(registration.pk, site)
    finally:
        if not taken:
            give_back(registration)
    return taken
