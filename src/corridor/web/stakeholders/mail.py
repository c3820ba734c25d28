"""Messages to contacts: the link to their own page."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from corridor.web.stakeholders import links
from corridor.web.stakeholders.models import Contact

log = logging.getLogger(__name__)


def site(request: HttpRequest) -> str:
    """The beginning of whole addresses: `https://host`."""
    return request.build_absolute_uri("/").rstrip("/")


def own_page(contact: Contact, site: str, *, days: int = links.DAYS) -> str:
    """The whole address of a person's own page, in their language. Every message to a contact ends with it."""
    with translation.override(contact.written_in):
        return site + reverse("stakeholders:mine", args=[links.make(contact, links.MINE, days=days)])


def send_link(contact: Contact, site: str) -> bool:
    """Send a person the link to their own page, in their language; whether the mail service took it."""
    with translation.override(contact.written_in):
        words = {"contact": contact, "link": own_page(contact, site), "days": links.DAYS}
        try:
            send_mail(
                settings.ACCOUNT_EMAIL_SUBJECT_PREFIX
                + _("What %(organisation)s keeps about you") % {"organisation": contact.organisation.name},
                render_to_string("stakeholders/mail/link.txt", words),
                None,
                [contact.email],
            )
        except OSError:
            log.exception("the mail service took no link")
            return False
    return True
