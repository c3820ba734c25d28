"""Messages about a case, in threads whose readers are fixed when they begin."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor.web.cases.models.case import Case
from corridor.web.cases.models.checklist import Party


class Audience(models.TextChoices):
    """Who reads a thread. Advisers and managers of the case's organisation always do."""

    EVERYONE = "everyone", _("The advisers, the employer and the person")
    TALENT = "talent", _("The advisers and the person")
    EMPLOYER = "employer", _("The advisers and the employer")
    ADVISERS = "advisers", _("The advisers only")


class Thread(models.Model):
    """A conversation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="threads")
    subject = models.CharField(max_length=150)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Order and keys."""

        ordering = ("-last_at", "id")

    def __str__(self) -> str:
        return self.subject


class Message(models.Model):
    """One message: plain text, shown as it was typed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    party = models.CharField(max_length=10, choices=Party.choices)
    body = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Order and keys."""

        ordering = ("sent_at", "id")

    def __str__(self) -> str:
        return f"{self.thread_id} {self.sent_at:%Y-%m-%d %H:%M}"
