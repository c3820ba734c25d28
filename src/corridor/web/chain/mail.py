"""Messages to those who run a chain: evidence whose source says something else now."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from corridor.web.chain.models import EvidenceItem
from corridor.web.chain.rules import RUNNERS
from corridor.web.consent.queries import holders
from corridor.web.design.templatetags.design import in_language

log = logging.getLogger(__name__)


def send_changes(programme: Any, items: Sequence[EvidenceItem]) -> int:
    """Tell the conveners and managers who agreed to messages by e-mail; returns how many messages were taken.

    The sources of the items have changed since they were last read; both values stand in the message.
    """
    runs = {"memberships__organisation": programme.organisation, "memberships__role__in": RUNNERS}
    sent = 0
    for reader in holders("mail").filter(**runs).distinct().order_by("email"):
        with override(reader.language or settings.LANGUAGE_CODE):
            title = " ".join(in_language(programme.title).split())[:120]
            subject = _("Sources have changed: %(programme)s") % {"programme": title}
            body = render_to_string("chain/mail/changes.txt", {"programme": programme, "items": items})
        try:
            sent += send_mail(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, body, None, [reader.email])
        except OSError:
            log.exception("the mail service took no message about changed sources")
    return sent
