"""What people agreed to: one row for every change, so that the history stays."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy


class Change(models.TextChoices):
    """What a row says."""

    GIVEN = "given", pgettext_lazy("consent", "given")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "withdrawn")


class Consent(models.Model):
    """A consent given or withdrawn; the latest row of a person and a purpose counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=60)
    change = models.CharField(max_length=10, choices=Change.choices)
    at = models.DateTimeField(default=timezone.now)
    text_version = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    """The language in which the text was read."""
    evidence = models.JSONField(default=dict)
    """Hash of the text that was shown, and whether the person did it themselves."""

    class Meta:
        ordering = ("-at", "id")
        indexes = (models.Index(fields=("user", "purpose", "-at"), name="latest_consent"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.change} {self.at:%Y-%m-%d}"


class InactivityWarning(models.Model):
    """A message to somebody who has not signed in for long: their account will be erased."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inactivity_warning")
    sent_at = models.DateTimeField(default=timezone.now)
    erase_after = models.DateTimeField()

    class Meta:
        ordering = ("erase_after", "id")

    def __str__(self) -> str:
        return f"{self.erase_after:%Y-%m-%d}"


class Departure(models.Model):
    """How many accounts were erased in a month, by reason and by the month they were made; nobody is found in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField()
    joined_month = models.DateField()
    reason = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-month", "-joined_month", "reason")
        constraints = (models.UniqueConstraint("month", "joined_month", "reason", name="one_departure_row"),)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.reason}: {self.count}"
