"""Sessions, polls and phones for the tests of `live`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from corridor.web.events.models import Day, Event, Session
from corridor.web.live.domain import polls, rooms
from corridor.web.live.models import Poll

CHOICES = [
    {"key": "1", "text": {"en": "Faster permits", "fr": "Des permis plus rapides", "nl": "Snellere vergunningen"}},
    {"key": "2", "text": {"en": "Training", "fr": "La formation", "nl": "Opleiding"}},
    {"key": "3", "text": {"en": "Housing", "fr": "Le logement", "nl": "Huisvesting"}},
]
QUESTION = {"en": "What helps most?", "fr": "Qu’est-ce qui aide le plus ?", "nl": "Wat helpt het meest?"}
SCALE = {"low": 1, "high": 5, "ends": {"low": {"en": "not at all"}, "high": {"en": "very much"}}}


def session_of(organisation: Any, *, slug: str = "round-table", state: str = "published", title: str = "") -> Session:
    """A session of an event of an organisation."""
    event, _ = Event.objects.get_or_create(
        slug=slug,
        defaults={
            "organisation": organisation,
            "title": {"en": "Round table", "fr": "Table ronde", "nl": "Rondetafel"},
            "state": state,
            "languages": ["en", "fr", "nl"],
        },
    )
    day, _ = Day.objects.get_or_create(event=event, date=date(2026, 6, 1))
    shown = {"en": title or "Panel of projects", "fr": title or "Panel de projets", "nl": title or "Projectpanel"}
    number = Session.objects.filter(day=day).count() + 1
    return Session.objects.create(day=day, number=number, title=shown)


def poll_of(session: Session, actor: Any = None, *, kind: str = "one", shown: bool = True, **more: Any) -> Poll:
    """An open poll."""
    asked: dict[str, Any] = {"kind": kind, "question": QUESTION}
    if kind in ("one", "several", "ranking"):
        asked["choices"] = CHOICES
    if kind == "scale":
        asked |= SCALE
    made = polls.make_poll(session=session, actor=actor, **(asked | more))
    polls.open_poll(poll=made, actor=actor)
    if shown:
        polls.show_results(poll=made, shown=True, actor=actor)
    return made


def with_questions(session: Session, actor: Any = None) -> Session:
    """The session, taking questions."""
    rooms.take_questions(session=session, taken=True, actor=actor)
    return session


def phone(session: Session) -> Client:
    """A device that has opened the page of a session."""
    client = Client()
    assert client.get(reverse("live:phone", args=[session.pk])).status_code == 200
    return client


def cast(client: Client, poll: Poll, **values: Any) -> Any:
    """What becomes of a vote, after the redirect."""
    return client.post(reverse("live:vote", args=[poll.session_id, poll.pk]), values, follow=True)


def seen(client: Client, session: Session, part: str = "results") -> str:
    """A part of the page as it is now, not as it was a moment ago."""
    cache.clear()
    return str(client.get(reverse(f"live:{part}", args=[session.pk])).content.decode())


def ask(client: Client, session: Session, text: str = "When does it begin?", **more: Any) -> Any:
    """What becomes of a question."""
    values = {"text": text, "language": "en", "name": ""} | more
    return client.post(reverse("live:ask", args=[session.pk]), values, follow=True)
