"""Messages about personal data."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from corridor.web.accounts.models import User

log = logging.getLogger(__name__)


def send_warning(user: User, erase_after: datetime) -> bool:
    """Say that an unused account will be erased, in the person's language; whether the mail service took it."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        words = {"user": user, "erase_after": erase_after}
        try:
            send_mail(
                settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + _("Your account will be erased"),
                render_to_string("consent/mail/inactivity.txt", words),
                None,
                [user.email],
            )
        except OSError:
            log.exception("the mail service took no warning")
            return False
    return True
