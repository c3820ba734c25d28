"""Making and changing events, their days, sessions and who takes part in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from corridor.web.audit.domain import record
from corridor.web.events.errors import EventRefused, Overtaken
from corridor.web.events.models import Day, Event, Participation, Session, State


@contextmanager
def keeping_what_was_said() -> Iterator[None]:
    """Around a deletion: votes and questions of a session do not go with it.

    Raises:
        EventRefused: there are some; nothing was deleted.
    """
    try:
        with transaction.atomic():
            yield
    except ProtectedError:
        why = _("People voted or asked questions in a session that this would delete. Nothing was changed.")
        raise EventRefused(why) from None


RESERVED = frozenset({"new", "ship", "import"})
"""Words that addresses use themselves."""
LONGEST_SLUG = 50


def free_slug(text: str) -> str:
    """A name for addresses that no event has yet."""
    stem = slugify(text)[:LONGEST_SLUG].strip("-") or "event"
    taken = set(Event.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED
    return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 100_000))) if name not in taken)


@transaction.atomic
def create_event(*, organisation: Any, values: Mapping[str, Any], actor: Any, how: str = "form") -> Event:
    """A new event, a draft.

    Args:
        organisation: whose it is.
        values: fields of the model; `title` by language.
        actor: who makes it.
        how: form, file or shipped.
    """
    title = values["title"]
    wanted = str(values.get("slug") or title.get("en") or next(iter(title.values()), ""))
    made = Event.objects.create(
        organisation=organisation, slug=free_slug(wanted), **{k: v for k, v in values.items() if k != "slug"}
    )
    record("events.event_created", actor=actor, subject=made, organisation=organisation, how=how)
    return made


@transaction.atomic
def change_event(*, event: Event, values: Mapping[str, Any], version: int, actor: Any) -> Event:
    """Keep an event as it is now.

    Raises:
        Overtaken: somebody changed it since `version`.
    """
    changed = sorted(name for name, value in values.items() if getattr(event, name) != value)
    if not Event.objects.filter(pk=event.pk, version=version).update(**values, version=F("version") + 1):
        raise Overtaken
    event.refresh_from_db()
    record("events.event_changed", actor=actor, subject=event, organisation=event.organisation, changed=changed)
    return event


@transaction.atomic
def move(*, event: Event, state: str, actor: Any) -> Event:
    """Publish an event, close its registration, open it again, or take it back to a draft.

    Raises:
        EventRefused: it has no day, or people have registered and it would vanish for them.
    """
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if state == State.PUBLISHED and not locked.days.exists():
        raise EventRefused(_("Add a day before the event is published."))
    if state == State.DRAFT and locked.registrations.filter(cancelled_at=None).exists():
        raise EventRefused(_("People have registered: the event stays public. Close the registration instead."))
    if locked.state != state:
        record(
            "events.event_moved",
            actor=actor,
            subject=locked,
            organisation=locked.organisation,
            before=locked.state,
            after=str(state),
        )
        locked.state = state
        locked.save(update_fields=["state"])
    return locked


@transaction.atomic
def delete_event(*, event: Event, actor: Any) -> None:
    """Delete a draft for good.

    Raises:
        EventRefused: it is public, people are registered, or they voted or asked questions.
    """
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if locked.public:
        raise EventRefused(_("Only a draft can be deleted."))
    if locked.registrations.filter(cancelled_at=None).exists():
        raise EventRefused(_("People are registered: the event cannot be deleted."))
    from corridor.web.events.domain.materials import forget_files

    forget_files(event.materials.all())
    record("events.event_deleted", actor=actor, subject=event, organisation=event.organisation)
    with keeping_what_was_said():
        event.delete()


# ---- days ---------------------------------------------------------------------------------------


@transaction.atomic
def save_day(*, event: Event, day: Day | None, values: Mapping[str, Any], actor: Any) -> Day:
    """Add a day, or keep it as it is now. Fewer seats than are taken send nobody away: no new ones are given.

    Raises:
        EventRefused: the event has that day already.
    """
    row = day or Day(event=event)
    for name, value in values.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise EventRefused(_("The event has this day already.")) from None
    _changed(event, actor, "events.day_saved", date=row.date.isoformat())
    return row


@transaction.atomic
def delete_day(*, day: Day, actor: Any) -> None:
    """Delete a day with its sessions.

    Raises:
        EventRefused: somebody has registered for it, voted or asked a question.
    """
    Event.objects.select_for_update().get(pk=day.event_id)
    if day.attendances.exists():
        raise EventRefused(_("People have registered for this day: it cannot be deleted."))
    _changed(day.event, actor, "events.day_deleted", date=day.date.isoformat())
    with keeping_what_was_said():
        day.delete()


# ---- sessions -----------------------------------------------------------------------------------


@transaction.atomic
def save_session(
    *,
    event: Event,
    session: Session | None,
    values: Mapping[str, Any],
    parts: Sequence[tuple[str, str]],
    actor: Any,
) -> Session:
    """Add a session, or keep it as it is now, with the organisations in it.

    Args:
        values: fields of the model; the day belongs to the event.
        parts: role and name of organisation, in their order; those of the directory are linked by their name.
    """
    row = session or Session(number=_next_number(event))
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    set_parts(row, parts, directory(event.organisation))
    _changed(event, actor, "events.session_saved", session=str(row.pk), new=session is None)
    return row


def directory(organisation: Any) -> dict[str, Any]:
    """The bodies in an organisation's directory by name, in small letters."""
    from corridor.web.stakeholders.models import Body

    return {body.name.casefold(): body for body in Body.objects.filter(organisation=organisation)}


def set_parts(session: Session, parts: Sequence[tuple[str, str]], known: Mapping[str, Any]) -> None:
    """Put these organisations into a session and no others; what else was written of one that stays is kept."""
    before = {(part.role, part.body_name): part for part in session.participations.all()}
    session.participations.all().delete()
    rows = []
    for place, (role, name) in enumerate(parts):
        old = before.get((role, name)) or Participation()
        more = {"known": old.known, "extra": old.extra}
        body = known.get(name.casefold())
        rows.append(Participation(session=session, role=role, body_name=name, body=body, number=place, **more))
    Participation.objects.bulk_create(rows)


def _next_number(event: Event) -> int:
    last = Session.objects.filter(day__event=event).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


@transaction.atomic
def delete_session(*, session: Session, actor: Any) -> None:
    """Delete a session; its materials stay with the event.

    Raises:
        EventRefused: people voted or asked questions in it.
    """
    _changed(session.day.event, actor, "events.session_deleted", session=str(session.pk))
    with keeping_what_was_said():
        session.delete()


def _changed(event: Event, actor: Any, verb: str, **detail: Any) -> None:
    record(verb, actor=actor, subject=event, organisation=event.organisation, **detail)
