"""Addresses that lead one person to their registration, and the picture of the code that opens the check-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from corridor.web.events.models import Registration, last_day, today_at
from corridor.web.stakeholders import links

USE = "events.registration"
AFTER = timedelta(days=60)
"""How long after the event the address still opens."""


def token_of(registration: Registration) -> str:
    """The signed, ending part of the address of a registration."""
    today = today_at(registration.event)
    last = last_day(registration.event) or today
    assert registration.contact is not None
    days = max((last - today + AFTER).days, AFTER.days)
    return links.make(registration.contact, USE, about=str(registration.pk), days=days)


def own_address(registration: Registration, site: str, name: str = "mine") -> str:
    """The whole address of a page of a registration, in the language of the registration."""
    with override(registration.language):
        return site + reverse(f"events:{name}", args=[registration.event.slug, token_of(registration)])


def person_address(registration: Registration) -> str:
    """The path of the page with all that is held about the person, in the language of the page."""
    assert registration.contact is not None
    return reverse("stakeholders:mine", args=[links.make(registration.contact, links.MINE, days=links.DAYS)])


def check_in_address(registration: Registration, site: str) -> str:
    """What the code's picture holds: the organiser's page for this registration."""
    with override(registration.language):
        return site + reverse("events:check_in_code", args=[registration.event.slug, registration.code])


def picture(text: str) -> Any:
    """A QR code that still reads where a seventh of it is worn or covered."""
    import segno

    return segno.make(text, error="m", micro=False)
