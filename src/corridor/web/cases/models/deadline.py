"""Deadlines that people set or have met, and calendars that carry them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from corridor.web.cases.models.case import Case


class Deadline(models.Model):
    """A day that people set (`key` empty), or a day that the law gives and that somebody marked as done.

    What the law gives is worked out anew each time; only what people add is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    key = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=150, blank=True)
    due = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order and keys."""

        ordering = ("due", "id")
        constraints = (
            models.UniqueConstraint("case", "key", "due", name="one_mark_a_deadline", condition=~models.Q(key="")),
        )

    def __str__(self) -> str:
        return f"{self.due} {self.key or self.title}"


class CalendarFeed(models.Model):
    """A secret address from which a calendar program reads deadlines: of one case, or of all that its owner sees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    with_names = models.BooleanField(default=False)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order and keys."""

        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return str(self.pk)
