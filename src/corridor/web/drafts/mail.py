"""Messages about consultations, each in the language of its reader."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from corridor.web.design.templatetags.design import in_language
from corridor.web.drafts.models import Answer, Round
from corridor.web.stakeholders import links
from corridor.web.stakeholders.models import Contact

USE = "comment"
"""The use of a link that lets a contact comment on a draft and read the answers."""
AFTER = 60
"""Days that the links of a message work after the last day: answers are read later than comments are made."""
log = logging.getLogger(__name__)


def link(contact: Contact, round: Round) -> str:
    """The address under which a contact comments on a draft and sees their own comments, without an account."""
    token = links.make(contact, USE, about=round.draft_id.hex, days=_days(round))
    return round.address + reverse("drafts:enter", kwargs={"token": token})


def own_page(contact: Contact, round: Round) -> str:
    """The address of a contact's own page; it works as long as the other link of the same message."""
    token = links.make(contact, links.MINE, days=_days(round))
    return round.address + reverse("stakeholders:mine", kwargs={"token": token})


def _days(round: Round) -> int:
    left = (round.closes - timezone.localdate()).days if round.closes else 0
    return max(left, 0) + AFTER


def send_invitation(contact: Contact, round: Round) -> bool:
    """Ask for comments; whether the mail service took it."""
    with override(contact.language or settings.LANGUAGE_CODE):
        subject = _("Your comments on “%(draft)s”") % {"draft": _title(round)}
        return _send(contact, subject, "invitation", round)


def send_reminder(contact: Contact, round: Round) -> bool:
    """Remind of the last day; whether the mail service took it."""
    with override(contact.language or settings.LANGUAGE_CODE):
        subject = _("Last days for comments on “%(draft)s”") % {"draft": _title(round)}
        return _send(contact, subject, "reminder", round)


def send_answers(contact: Contact, answers: Sequence[Answer]) -> bool:
    """Say what came of a person's comments; whether the mail service took it."""
    round = answers[0].comment.section.round
    with override(contact.language or settings.LANGUAGE_CODE):
        subject = _("Answers to your comments on “%(draft)s”") % {"draft": _title(round)}
        return _send(contact, subject, "answers", round, answers=answers)


def _title(round: Round) -> str:
    return " ".join(in_language(round.draft.title).split())[:120]


def _send(contact: Contact, subject: str, template: str, round: Round, **more: Any) -> bool:
    words = {
        "contact": contact,
        "round": round,
        "draft": round.draft,
        "organisation": round.draft.organisation,
        "link": link(contact, round),
        "own_page": own_page(contact, round),
        **more,
    }
    body = render_to_string(f"drafts/mail/{template}.txt", words)
    try:
        send_mail(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, body, None, [contact.email])
    except OSError:
        log.exception("the mail service took no message about a draft")
        return False
    return True
