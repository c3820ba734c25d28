"""Polls and questions of a session, and the room they happen in.

What people said in a room does not vanish with an agenda: a session with votes or questions cannot be deleted.

Nobody is known: a device is a keyed hash of a random cookie, another one in every session, and a random number from two
weeks after the event on. A ballot has no time and a random key, so that nothing tells in which order the devices voted.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits of the short address: none that is read for another (0 and O, 1 and I)."""
CODE_LENGTH = 6
DEVICE_LENGTH = 64


def new_code() -> str:
    """The short address of a room: typed from the screen, so short; it opens nothing that is not public."""
    return "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))


class Room(models.Model):
    """A session that runs live: its short address, and whether questions are taken."""

    session = models.OneToOneField(
        "events.Session", on_delete=models.CASCADE, primary_key=True, related_name="live_room"
    )
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    questions_open = models.BooleanField(default=False)

    class Meta:
        """Order."""

        ordering = ("session",)

    def __str__(self) -> str:
        return self.code


class Kind(models.TextChoices):
    """What is asked of a device."""

    ONE = "one", _("One choice")
    SEVERAL = "several", _("Several choices")
    SCALE = "scale", pgettext_lazy("poll", "A scale")
    RANKING = "ranking", _("A ranking")
    TEXT = "text", _("A short text")


class PollState(models.TextChoices):
    """How far a poll is."""

    DRAFT = "draft", pgettext_lazy("poll", "Draft")
    OPEN = "open", pgettext_lazy("poll", "Open")
    CLOSED = "closed", pgettext_lazy("poll", "Closed")


class Poll(models.Model):
    """One question to the room."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey("events.Session", on_delete=models.CASCADE, related_name="polls")
    number = models.PositiveIntegerField(default=1)
    """Order in the session."""
    kind = models.CharField(max_length=10, choices=Kind.choices)
    question = models.JSONField(default=dict)
    choices = models.JSONField(default=list, blank=True)
    """`[{"key": "a", "text": {"en": ...}}]`; empty for a scale and for texts."""
    low = models.SmallIntegerField(null=True, blank=True)
    high = models.SmallIntegerField(null=True, blank=True)
    ends = models.JSONField(default=dict, blank=True)
    """What the two ends of a scale mean: `{"low": {"en": ...}, "high": {...}}`."""
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many choices a device may make at most, of several; None: all of them."""
    state = models.CharField(max_length=10, choices=PollState.choices, default=PollState.DRAFT)
    results_shown = models.BooleanField(default=False)

    class Meta:
        """Order."""

        ordering = ("session", "number", "id")

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Ballot(models.Model):
    """What one device answered; it cannot be changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="ballots")
    device = models.CharField(max_length=DEVICE_LENGTH)
    choice = models.JSONField()
    """As `consultation.poll` keeps it."""
    language = models.CharField(max_length=3, blank=True)
    """Of a short text."""
    shown = models.BooleanField(null=True, blank=True)
    """Whether a short text is shown to the room; None: no moderator has read it yet."""

    class Meta:
        """Order and keys. The device comes first: one index answers both what it voted and whether it did."""

        ordering = ("poll", "id")
        constraints = (models.UniqueConstraint(fields=("device", "poll"), name="one_vote_a_device"),)

    def __str__(self) -> str:
        return str(self.pk)


class QuestionState(models.TextChoices):
    """What the moderators made of a question."""

    WAITING = "waiting", pgettext_lazy("question", "Waiting")
    SHOWN = "shown", pgettext_lazy("question", "Shown")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    HIDDEN = "hidden", pgettext_lazy("question", "Hidden")


class Question(models.Model):
    """A question from the room; the name is there only where the person wrote one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey("events.Session", on_delete=models.PROTECT, related_name="questions")
    text = models.CharField(max_length=500)
    language = models.CharField(max_length=3)
    device = models.CharField(max_length=DEVICE_LENGTH)
    name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.WAITING)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
    translations = models.JSONField(default=dict, blank=True)
    """What moderators typed: `{"fr": ...}`."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Order."""

        ordering = ("session", "created_at", "id")
        indexes = (models.Index(fields=("device", "created_at"), name="questions_of_a_device"),)

    def __str__(self) -> str:
        return self.text

    @property
    def texts(self) -> dict[str, Any]:
        """The question in every language that there is: as it was asked, and as moderators translated it."""
        return {**self.translations, self.language: self.text}


class Support(models.Model):
    """A device that wants a question answered too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="supports")
    device = models.CharField(max_length=DEVICE_LENGTH)

    class Meta:
        """Order and keys."""

        ordering = ("question", "id")
        constraints = (models.UniqueConstraint(fields=("device", "question"), name="one_support_a_device"),)

    def __str__(self) -> str:
        return str(self.pk)
