"""Registering for an event, changing and cancelling it.

Seats are counted under a lock on the event, so that two people at once do not get the last one. Somebody who registers
an address again gets the confirmation again, at that address: the page says the same to everybody, so that nobody
learns who is registered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor.web.audit.domain import record
from corridor.web.events.errors import EventRefused, Full
from corridor.web.events.mail import send_cancelled, send_confirmation
from corridor.web.events.models import Attendance, Day, Event, Mode, Registration, State, last_day, new_code, today_at
from corridor.web.stakeholders.domain import agree, contact_for, is_self

AGAIN_AFTER = 10 * 60
"""Seconds before a confirmation is sent again to the same address."""
CONTACT_LIST = "contact_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody filled in. `days`: the way of taking part by the key of the day; `contact_list`: asked apart."""

    name: str
    email: str
    body_name: str
    language: str
    access_needs: str
    days: Mapping[UUID, str]
    contact_list: bool = False


def open_for(event: Event) -> bool:
    """Whether somebody can register now."""
    last, today = last_day(event), today_at(event)
    until = min(filter(None, (event.registration_until, last)), default=None)
    return event.state == State.PUBLISHED and last is not None and until is not None and today <= until


def takes_files(event: Event) -> bool:
    """Whether the organiser can read registrations from a file now: also when registration is closed to others."""
    last = last_day(event)
    return event.public and last is not None and today_at(event) <= last


@transaction.atomic
def register(*, event: Event, given: Given, actor: Any, site: str, how: str = "form") -> tuple[Registration, bool]:
    """Register somebody, and send them the confirmation once this is written.

    Args:
        event: where to.
        given: what they filled in.
        actor: the user, None for somebody without an account.
        site: the beginning of addresses, `https://host`.
        how: form, or file where the organiser imports: then no confirmation goes out from here.

    Returns:
        The registration, and whether it is new. One that is there already is not changed: who typed the address here
        need not be who owns it; they get the link to change it.

    Raises:
        EventRefused: no registration is taken, or not for a day that is over.
        Full: a day has no seat left.
    """
    locked = Event.objects.select_for_update().get(pk=event.pk)
    by_form = how == "form"
    if not (open_for(locked) if by_form else takes_files(locked)):
        raise EventRefused(_("Registration for this event is closed."))
    _check_seats(locked, given.days, None)
    if by_form:
        _check_kept(locked, given.days, None)
    contact = contact_for(
        organisation=locked.organisation, email=given.email, name=given.name, language=given.language, actor=actor
    )
    found = Registration.objects.filter(event=locked, contact=contact).first()
    if found is not None and found.live:
        record("events.registered_again", actor=actor, subject=found, organisation=locked.organisation)
        if by_form and caches["limits"].add(f"events:again:{found.pk}", 1, AGAIN_AFTER):
            transaction.on_commit(partial(send_confirmation, found.pk, site, again=True))
        return found, False
    made = found or Registration(event=locked, contact=contact)
    made.cancelled_at, made.code = None, made.code or new_code()
    made.told_at = timezone.now() if by_form else None
    _put(made, given)
    record(
        "events.registered",
        actor=actor,
        subject=made,
        organisation=locked.organisation,
        how=how,
        days=len(given.days),
        contact_list=given.contact_list,
    )
    if given.contact_list:
        # Anybody can type an address. It counts once its owner agrees by the link that the confirmation brings.
        confirmed = is_self(contact, actor)
        evidence = {"form": "event_registration", "event": locked.slug, "address_confirmed": confirmed}
        agree(contact=contact, purpose=CONTACT_LIST, language=given.language, actor=actor, evidence=evidence)
    if by_form:
        transaction.on_commit(partial(send_confirmation, made.pk, site))
    return made, True


def to_tell(event: UUID) -> QuerySet[Registration]:
    """The registrations of an event whose confirmation has not gone out."""
    return Registration.objects.filter(event=event, told_at=None, cancelled_at=None).exclude(contact=None)


def claim(registration: Registration) -> bool:
    """Take it on oneself to tell somebody that they are registered; False where another did."""
    return bool(Registration.objects.filter(pk=registration.pk, told_at=None).update(told_at=timezone.now()))


def give_back(registration: Registration) -> None:
    """The message could not be sent: it is to be sent still."""
    Registration.objects.filter(pk=registration.pk).update(told_at=None)


@transaction.atomic
def change_registration(*, registration: Registration, given: Given, actor: Any, site: str) -> Registration:
    """Change days, language, organisation and needs; a seat that is held already stays held.

    Raises:
        EventRefused: it is cancelled, the event is over, or a day would change that is over or saw a check-in.
        Full: a day has no seat left.
    """
    event = Event.objects.select_for_update().get(pk=registration.event_id)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    last = last_day(event)
    if not row.live or last is None or last < today_at(event):
        raise EventRefused(_("This registration can no longer be changed."))
    _check_kept(event, given.days, row)
    _check_seats(event, given.days, row)
    _put(row, given)
    record("events.registration_changed", actor=actor, subject=row, organisation=event.organisation)
    transaction.on_commit(partial(send_confirmation, row.pk, site))
    return row


@transaction.atomic
def cancel(*, registration: Registration, actor: Any, site: str) -> None:
    """Cancel a registration: the seats are free, the needs and the code go. One that is cancelled stays so.

    Raises:
        EventRefused: the person has been checked in.
    """
    event = Event.objects.select_for_update().get(pk=registration.event_id)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    if not row.live:
        return
    if row.attendances.exclude(checked_in_at=None).exists():
        raise EventRefused(_("You have been checked in: the registration cannot be cancelled any more."))
    row.cancelled_at, row.access_needs, row.code = timezone.now(), "", None
    row.save()
    row.attendances.all().delete()
    record("events.registration_cancelled", actor=actor, subject=row, organisation=event.organisation)
    transaction.on_commit(partial(send_cancelled, row.pk, site))


@transaction.atomic
def agree_to_list(*, registration: Registration, language: str, actor: Any) -> None:
    """Somebody agrees to the contact list from the page of their registration, which only their mail leads to."""
    assert registration.contact is not None
    contact = registration.contact
    evidence = {"form": "event_registration", "event": registration.event.slug, "address_confirmed": True}
    who = actor if is_self(contact, actor) else contact
    agree(contact=contact, purpose=CONTACT_LIST, language=language, actor=who, evidence=evidence)


def _put(row: Registration, given: Given) -> None:
    row.language, row.access_needs, row.body_name = given.language, given.access_needs, given.body_name
    row.version += 1
    row.save()
    held = {attendance.day_id: attendance for attendance in row.attendances.all()}
    for day, mode in given.days.items():
        attendance = held.pop(day, None) or Attendance(registration=row, day_id=day)
        attendance.mode = mode
        attendance.save()
    for left in held.values():
        left.delete()


def taken(event: Event, apart_from: Registration | None = None) -> dict[tuple[UUID, str], int]:
    """Seats taken by day and mode. Those of people who were erased and did not come are free: they cannot come in."""
    rows = Attendance.objects.filter(day__event=event, registration__cancelled_at=None)
    rows = rows.exclude(registration__contact=None, checked_in_at=None)
    if apart_from is not None:
        rows = rows.exclude(registration=apart_from)
    return {(day, mode): n for day, mode, n in rows.order_by().values_list("day_id", "mode").annotate(n=Count("pk"))}


def is_full(day: Day, mode: str, seats_taken: Mapping[tuple[UUID, str], int]) -> bool:
    """Whether a day has no seat left in a mode."""
    seats = day.seats(mode)
    return seats is not None and seats_taken.get((day.pk, mode), 0) >= seats


def _check_kept(event: Event, days: Mapping[UUID, str], row: Registration | None) -> None:
    """Who came stays written down, and nobody takes part in a day that is over."""
    held = {one.day_id: one for one in row.attendances.all()} if row is not None else {}
    if any(one.checked_in_at is not None and days.get(key) != one.mode for key, one in held.items()):
        raise EventRefused(_("A day for which you were checked in stays as it is."))
    past = {day.pk for day in event.days.all() if day.date < today_at(event)}
    if any(days.get(key) != (held[key].mode if key in held else None) for key in past):
        raise EventRefused(_("A day that is over stays as it is."))


def _check_seats(event: Event, days: Mapping[UUID, str], row: Registration | None) -> None:
    known = {day.pk: day for day in event.days.all()}
    if not days or any(day not in known or mode not in Mode.values for day, mode in days.items()):
        raise EventRefused(_("Choose at least one day."))
    count = taken(event, row)
    held = dict(row.attendances.values_list("day_id", "mode")) if row is not None else {}
    full = [day for day, mode in days.items() if is_full(known[day], mode, count) and held.get(day) != mode]
    if full:
        raise Full(full)
