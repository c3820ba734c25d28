"""Notices of new messages: that there is one, never what it says."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from corridor.web.cases.models import Message
from corridor.web.cases.queries import readers
from corridor.web.consent.queries import holders
from corridor.web.jobs.registry import job


@job(
    "cases.notify",
    stages={"send": {"en": "Sending notices", "fr": "Envoi des avis", "nl": "Berichten versturen"}},
)
def notify(*, progress: Any, message: str, address: str) -> None:
    """Tell the readers of a thread, except the author, who agreed to messages by e-mail."""
    sent = Message.objects.select_related("thread__case", "author").filter(pk=message).first()
    if sent is None:
        return
    agreed = set(holders("mail").values_list("pk", flat=True))
    others = [u for u in readers(sent.thread.case, sent.thread.audience) if u.pk != sent.author_id and u.pk in agreed]
    for number, reader in enumerate(others):
        progress("send", number, len(others))
        with override(reader.language or "en"):
            subject = _("A new message in a case")
            body = _("There is a new message for you in Corridor. Sign in to read it:\n%(address)s") % {
                "address": address
            }
        EmailMessage(f"Corridor: {subject}", body, None, [reader.email]).send()
    progress("send", len(others), max(len(others), 1))
