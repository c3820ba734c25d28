"""Messages that people without an account asked for. Whether there is anybody to write to shows nowhere outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corridor.web.jobs.registry import job
from corridor.web.stakeholders.domain import note_link
from corridor.web.stakeholders.mail import send_link
from corridor.web.stakeholders.models import Contact


@job(
    "stakeholders.send_links",
    title={
        "en": "Sending links to people’s own pages",
        "fr": "Envoi de liens vers les pages personnelles",
        "nl": "Links naar persoonlijke pagina’s versturen",
    },
    stages={"send": {"en": "Sending links", "fr": "Envoi des liens", "nl": "Links versturen"}},
)
def send_links(*, progress: Any, contacts: Sequence[str], site: str) -> None:
    """Send contacts the link to their own page; one that the mail service does not take can be asked for again."""
    found = list(Contact.objects.filter(pk__in=contacts).select_related("organisation"))
    for number, contact in enumerate(found):
        progress("send", number, len(found))
        if send_link(contact, site):
            note_link(contact=contact, actor=contact)
    progress("send", len(found), max(len(found), 1))
