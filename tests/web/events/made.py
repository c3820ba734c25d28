"""Events for the tests of the app."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

from django.core import mail
from django.utils import timezone

from corridor.web.events.domain import event as events
from corridor.web.events.domain import registration as domain
from corridor.web.events.domain.registration import Given
from corridor.web.events.models import Day, Event, Registration
from corridor.web.organisations.models import Organisation

SITE = "http://testserver"
WORDS = {"en": "Conference", "fr": "Conférence", "nl": "Conferentie"}


def make_event(
    organisation: Organisation,
    actor: Any,
    *,
    slug: str = "conference",
    first: date | None = None,
    days: int = 2,
    published: bool = True,
    **seats: int | None,
) -> Event:
    """An event of some days from `first` (in ten days), with a session a day; published."""
    values = {"title": dict(WORDS), "slug": slug, "place": "Hall, Brussels", "languages": ["en", "fr", "nl"]}
    event = events.create_event(organisation=organisation, values=values, actor=actor)
    first = first or timezone.localdate() + timedelta(days=10)
    for number in range(days):
        hours = {"date": first + timedelta(days=number), "starts": time(9, 30), "ends": time(16, 30)}
        day = events.save_day(event=event, day=None, values={**hours, **seats}, actor=actor)
        session = {
            "day": day,
            "title": {"en": f"Panel {number + 1}", "fr": f"Panel {number + 1}", "nl": f"Panel {number + 1}"},
            "kind": "panel",
            "starts": time(10),
            "ends": time(11),
            "interpretation": ["fr", "nl"],
        }
        parts = [("moderator", "A think tank"), ("panel", "An agency")]
        events.save_session(event=event, session=None, values=session, parts=parts, actor=actor)
    return events.move(event=event, state="published", actor=actor) if published else event


def given(*days: Day, email: str = "a@example.org", mode: str = "on_site", **more: Any) -> Given:
    """What somebody fills in."""
    values = {"name": "A Person", "body_name": "", "language": "en", "access_needs": "", "contact_list": False}
    return Given(**{**values, "email": email, "days": {day.pk: mode for day in days}, **more})


def register(event: Event, *days: Day, **more: Any) -> Registration:
    """Somebody registers without an account."""
    chosen = days or tuple(event.days.all())
    row, _new = domain.register(event=event, given=given(*chosen, **more), actor=None, site=SITE)
    return row


def filled(event: Event, mode: str = "on_site", **more: str) -> dict[str, str]:
    """The form as somebody sends it."""
    days = {f"day_{day.pk.hex}": mode for day in event.days.all()}
    return {"name": "A Person", "email": "a@example.org", "language": "en", **days, **more}


def link_in(message: mail.EmailMessage) -> str:
    """The path of the page of the registration that a message leads to."""
    found = re.search(r"http://testserver(/\S+/mine/\S+)", str(message.body))
    assert found, message.body
    return found[1]


def text(answer: Any) -> str:
    """What a page says, without markup."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(plain.split())
