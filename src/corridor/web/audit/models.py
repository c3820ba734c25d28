"""The audit trail: rows that outlive what they speak of, so they hold no foreign keys."""

from __future__ import annotations

import uuid

from django.db import models


class AuditEvent(models.Model):
    """One act: who did what to which object, in which organisation.

    `detail` never holds the personal data themselves, only what kind they were (field names, counts, states).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.UUIDField(null=True, db_index=True)
    verb = models.CharField(max_length=80, db_index=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=80, blank=True, db_index=True)
    person = models.UUIDField(null=True, db_index=True)
    """Whose data it concerned, where that is a person with an account."""
    organisation = models.UUIDField(null=True, db_index=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
