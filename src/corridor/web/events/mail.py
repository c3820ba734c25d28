"""Messages about a registration, in the language of the registration."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from corridor.web.design.templatetags.design import in_language
from corridor.web.events.calendar_file import calendar_of
from corridor.web.events.links import check_in_address, own_address, person_address, picture
from corridor.web.events.models import Mode, Registration
from corridor.web.stakeholders.queries import agrees, to_confirm

log = logging.getLogger(__name__)


def send_confirmation(key: UUID, site: str, again: bool = False) -> bool:
    """The confirmation with the link, the calendar file and the code; whether the mail service took it."""
    found = _registration(key)
    if found is None:
        return False
    with override(found.language):
        title = in_language(found.event.title)
        public = site + reverse("events:detail", args=[found.event.slug])
        words = _words(found, site) | {"again": again}
        body = render_to_string("events/mail/confirmation.txt", words)
        message = _message(_("Your registration: %(event)s") % {"event": title}, body, found)
        message.attach(f"{found.event.slug}.ics", calendar_of(found, public), "text/calendar")
    image = BytesIO()
    picture(check_in_address(found, site)).save(image, kind="png", scale=8, border=4)
    message.attach(f"{found.event.slug}.png", image.getvalue(), "image/png")
    return _send(message)


def send_cancelled(key: UUID, site: str) -> bool:
    """That a registration was cancelled; whether the mail service took it."""
    found = _registration(key)
    if found is None:
        return False
    with override(found.language):
        title = in_language(found.event.title)
        body = render_to_string("events/mail/cancelled.txt", _words(found, site))
        message = _message(_("Your registration is cancelled: %(event)s") % {"event": title}, body, found)
    return _send(message)


def _registration(key: UUID) -> Registration | None:
    found = Registration.objects.select_related("event__organisation", "contact").filter(pk=key).first()
    return found if found is not None and found.contact is not None and found.contact.email else None


def _words(found: Registration, site: str) -> dict[str, Any]:
    assert found.contact is not None
    days = list(found.attendances.select_related("day"))
    return {
        "registration": found,
        "event": found.event,
        "attendances": days,
        "online": any(one.mode == Mode.ONLINE for one in days),
        "listed": agrees(found.contact, "contact_list"),
        "to_confirm": to_confirm(found.contact, "contact_list"),
        "link": own_address(found, site),
        "person": site + person_address(found),
        "public": site + reverse("events:detail", args=[found.event.slug]),
    }


def _message(subject: str, body: str, found: Registration) -> EmailMessage:
    assert found.contact is not None
    line = " ".join(f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}".split())
    return EmailMessage(line, body, None, [found.contact.email])


def _send(message: EmailMessage) -> bool:
    try:
        message.send()
    except OSError:  # the organiser sees the registration, and the person can ask again
        log.warning("a message about a registration could not be sent")
        return False
    return True
