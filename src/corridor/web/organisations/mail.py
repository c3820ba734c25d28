"""The message with an invitation."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from corridor.web.organisations.models import Invitation

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Send it, in the language of the page; whether the mail service took it."""
    words = {"invitation": invitation, "link": link, "organisation": invitation.organisation}
    try:
        send_mail(
            settings.ACCOUNT_EMAIL_SUBJECT_PREFIX
            + _("Invitation to %(organisation)s") % {"organisation": invitation.organisation.name},
            render_to_string("organisations/mail/invitation.txt", words),
            None,
            [invitation.email],
        )
    except OSError:
        log.exception("the mail service took no invitation")
        return False
    return True


def by_hand() -> bool:
    """Whether messages only go to a folder of this installation, so that somebody must hand links over."""
    return settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
