"""A session goes live, and takes questions or not."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from corridor.web.audit.domain import record
from corridor.web.live.models import Room


@transaction.atomic
def open_room(*, session: Any, actor: Any) -> Room:
    """Give a session its short address; the room that is there already stays."""
    room, made = Room.objects.get_or_create(session=session)
    if made:
        record("live.room_opened", actor=actor, subject=session, organisation=session.organisation)
    return room


@transaction.atomic
def take_questions(*, session: Any, taken: bool, actor: Any) -> Room:
    """Take questions from the room, or stop taking them."""
    room = open_room(session=session, actor=actor)
    if room.questions_open != taken:
        Room.objects.filter(pk=room.pk).update(questions_open=taken)
        room.questions_open = taken
        verb = "live.questions_opened" if taken else "live.questions_closed"
        record(verb, actor=actor, subject=session, organisation=session.organisation)
    return room


@transaction.atomic
def written_down(*, session: Any, what: str, actor: Any, **detail: Any) -> None:
    """Write down that somebody took something of a room away: `live.<what>`."""
    record(f"live.{what}", actor=actor, subject=session, organisation=session.organisation, **detail)
