"""Events with their days, sessions, registrations and materials.

A registration hangs on a contact of the organising organisation. When the contact is erased the row stays, without
the contact, the needs and the code: counts by day and mode do not change.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits of a code: none that is read for another (0 and O, 1 and I)."""
CODE_LENGTH = 12


def new_code() -> str:
    """A code that nobody can guess (60 bits), short enough to be typed at a door."""
    return "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))


def new_key() -> str:
    """A key of a session that is unique everywhere."""
    return str(uuid.uuid4())


class State(models.TextChoices):
    """How far an event is: a draft is seen by its organisation alone; a closed one takes no registrations."""

    DRAFT = "draft", pgettext_lazy("event", "Draft")
    PUBLISHED = "published", pgettext_lazy("event", "Published")
    CLOSED = "closed", pgettext_lazy("event", "Closed for registration")


class Mode(models.TextChoices):
    """How somebody takes part in a day."""

    ON_SITE = "on_site", pgettext_lazy("event", "On site")
    ONLINE = "online", pgettext_lazy("event", "Online")


class SessionKind(models.TextChoices):
    """What a session is."""

    OPENING = "opening", pgettext_lazy("session", "Opening")
    KEYNOTE = "keynote", pgettext_lazy("session", "Keynote")
    PANEL = "panel", pgettext_lazy("session", "Panel")
    PRESENTATION = "presentation", pgettext_lazy("session", "Presentation")
    ROUNDTABLE = "roundtable", pgettext_lazy("session", "Round table")
    WORKSHOP = "workshop", pgettext_lazy("session", "Workshop")
    BREAK = "break", pgettext_lazy("session", "Break")
    CLOSING = "closing", pgettext_lazy("session", "Closing")
    RECEPTION = "reception", pgettext_lazy("session", "Reception")
    OTHER = "other", pgettext_lazy("session", "Other")


class Role(models.TextChoices):
    """As what an organisation takes part in a session."""

    SPEAKER = "speaker", pgettext_lazy("session", "Speaker")
    MODERATOR = "moderator", pgettext_lazy("session", "Moderator")
    PANEL = "panel", pgettext_lazy("session", "Panel member")
    INTERPRETER = "interpreter", pgettext_lazy("session", "Interpreter")
    HOST = "host", pgettext_lazy("session", "Host")


class Event(models.Model):
    """A conference, workshop or meeting of an organisation, on site, online or both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="events", verbose_name=_("Organisation")
    )
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    slug = models.SlugField(max_length=60, unique=True)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, blank=True)
    place = models.CharField(max_length=300, blank=True)
    online_address = models.URLField(max_length=500, blank=True)
    """Told to those registered online; never on the public page."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    languages = models.JSONField(default=list)
    """Codes of the languages spoken or interpreted."""
    registration_until = models.DateField(null=True, blank=True)
    """Last day on which somebody can register; unknown: until the event ends."""
    materials_published_at = models.DateTimeField(null=True, blank=True)
    timezone = models.CharField(max_length=60, default="Europe/Brussels")
    sources = models.JSONField(default=list, blank=True)
    """Where what is known about the event was read."""
    note = models.JSONField(default=dict, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    """What a file of event software held and pages do not show: written back as it came."""
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Order."""

        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return self.slug

    @property
    def public(self) -> bool:
        """Whether everybody sees it."""
        return self.state != State.DRAFT


class Day(models.Model):
    """A day of an event. Seats that are None are not limited; 0 means that the day cannot be followed in this way."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    seats_on_site = models.PositiveIntegerField(null=True, blank=True)
    seats_online = models.PositiveIntegerField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        """Order and keys."""

        ordering = ("event", "date")
        constraints = (models.UniqueConstraint("event", "date", name="one_day_a_date"),)

    def __str__(self) -> str:
        return f"{self.date}"

    def seats(self, mode: str) -> int | None:
        """Seats of a mode; None where they are not limited."""
        return self.seats_on_site if mode == Mode.ON_SITE else self.seats_online


class Session(models.Model):
    """A part of a day. A time that is not known stays None; one that was inferred is marked `time_assumed`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=200, default=new_key)
    """The name by which files of event software know it."""
    number = models.PositiveIntegerField(default=0)
    """Order in the event."""
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    time_assumed = models.BooleanField(default=False)
    kind = models.CharField(max_length=15, choices=SessionKind.choices, default=SessionKind.OTHER)
    title = models.JSONField(default=dict)
    abstract = models.JSONField(default=dict, blank=True)
    room = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, blank=True)
    """Spoken on stage; empty where it is not known or several."""
    interpretation = models.JSONField(default=list, blank=True)
    """Codes of the languages in which it is heard."""
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        """Order."""

        ordering = ("day", "number", "id")

    def __str__(self) -> str:
        return f"{self.day_id} {self.number}"

    @property
    def organisation(self) -> Any:
        """The organisation of the event: permissions hang on it."""
        return self.day.event.organisation


class Participation(models.Model):
    """An organisation in a session; organisations only, never the name of a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participations")
    role = models.CharField(max_length=12, choices=Role.choices)
    body_name = models.CharField(max_length=200)
    known = models.BooleanField(default=True)
    """False where it is known what took part, and not which organisation it was."""
    body = models.ForeignKey(
        "stakeholders.Body", on_delete=models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    number = models.PositiveIntegerField(default=0)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        """Order."""

        ordering = ("session", "number", "id")

    def __str__(self) -> str:
        return f"{self.role}: {self.body_name}"


class Registration(models.Model):
    """Somebody who registered. Without a contact it was anonymised and only counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    contact = models.ForeignKey(
        "stakeholders.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    body_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    access_needs = models.TextField(blank=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, null=True, blank=True, default=new_code)
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    """How often it was written: calendars take the entry with the higher one."""
    told_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    """When the confirmation went out; None for one of a file, until the job that tells them comes to it."""

    class Meta:
        """Order and keys."""

        ordering = ("created_at", "id")
        constraints = (models.UniqueConstraint("event", "contact", name="one_registration_a_contact"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def live(self) -> bool:
        """Whether it stands: not cancelled."""
        return self.cancelled_at is None


class Attendance(models.Model):
    """A day for which somebody registered, and whether they came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attendances")
    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="attendances")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    checked_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order and keys."""

        ordering = ("day", "registration")
        constraints = (models.UniqueConstraint("registration", "day", name="one_attendance_a_day"),)

    def __str__(self) -> str:
        return f"{self.day_id} {self.mode}"


class Material(models.Model):
    """A file of an event or a session, kept under a random name; private until the event publishes its materials."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="materials")
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="materials")
    title = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    file = models.CharField(max_length=120)
    """Path under the private files."""
    name = models.CharField(max_length=150)
    """The name that it came with: text to show, no path."""
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Order."""

        ordering = ("event", "added_at", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(settings.FILES) / self.file


def today_at(event: Event) -> date:
    """The date now where an event takes place."""
    return timezone.localdate(timezone=ZoneInfo(event.timezone))


def last_day(event: Event) -> date | None:
    """The last day of an event; None where it has none."""
    return max((day.date for day in event.days.all()), default=None)


def over(event: Event) -> bool:
    """Whether the last day of an event has passed where it takes place; not known of one without days."""
    last = last_day(event)
    return last is not None and last < today_at(event)
