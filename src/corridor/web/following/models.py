"""Schemes that an organisation follows, the versions of their logs, and rows of uploads that could not be read.

The rows of a log lie in Parquet snapshots, one a version; people stand in them under codes of the scheme's own. What
an upload held beside the columns of a log is never kept.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.web.design.templatetags.design import in_language


class FollowedScheme(models.Model):
    """A scheme that is followed: what it was designed to be, frozen, and which version of its log counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="followed_schemes"
    )
    name = models.CharField(_("name"), max_length=200)
    design_key = models.CharField(max_length=80)
    """The id of a design that ships, or of a kept one; that one may have changed or gone since."""
    design_names = models.JSONField(default=dict)
    design_text = models.TextField()
    """The design as it was on the day on which following began: the forecast is made of it alone."""
    design_digest = models.CharField(max_length=64)
    retention_until = models.DateField()
    version = models.PositiveIntegerField(default=0)
    """Number of the log's current version; 0 before the first."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="schemes_followed"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def design_title(self) -> str:
        """The name of the design in the reader's language."""
        return in_language(self.design_names)


class State(models.TextChoices):
    """Where an upload stands."""

    READING = "reading", pgettext_lazy("log", "Being read")
    READY = "ready", pgettext_lazy("log", "Read")
    FAILED = "failed", pgettext_lazy("log", "Not read")


class How(models.TextChoices):
    """What an upload does to the log that is there."""

    ADD = "add", _("Add its rows to the log")
    REPLACE = "replace", _("Replace the log: the file holds everything")


class EventLog(models.Model):
    """One upload, and the version of the log that came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scheme = models.ForeignKey(FollowedScheme, on_delete=models.CASCADE, related_name="logs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING, db_index=True)
    how = models.CharField(max_length=10, choices=How.choices, default=How.ADD)
    version = models.PositiveIntegerField(null=True, blank=True)
    """Null where no version came of it."""
    source_name = models.CharField(max_length=200, blank=True)
    """The name that the user's file had: shown, never used as a path."""
    source = models.CharField(max_length=120, blank=True)
    """Where the uploaded file waits to be read; empty once it was read and deleted."""
    source_sha256 = models.CharField(max_length=64, db_index=True)
    rows_in = models.PositiveIntegerField(default=0)
    """Rows of the file: always the sum of `added`, `quarantined` and `empty`."""
    rows = models.PositiveIntegerField(default=0)
    """Rows of the log after it."""
    added = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    """Rows of this file that went into quarantine, corrected or not since."""
    taken_back = models.PositiveIntegerField(default=0)
    """Rows of earlier uploads that it contradicted: they went into quarantine with it."""
    empty = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=120, blank=True)
    """The snapshot's name in the scheme's folder; empty once it was deleted."""
    as_of = models.DateField()
    """Until when the log tells what happened."""
    synthetic = models.BooleanField(default=False)
    notes = models.JSONField(default=list)
    """Remarks of the reading: `field`, `note` by language, `rows`."""
    fault = models.JSONField(null=True, blank=True)
    """Why it was not read: `message` and `remedy` in three languages."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="logs_uploaded"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (models.UniqueConstraint("scheme", "version", name="one_log_per_version"),)

    def __str__(self) -> str:
        return f"{self.scheme} · {self.version or '–'}"

    @property
    def organisation(self) -> Any:
        """Whose it is."""
        return self.scheme.organisation

    @property
    def sign(self) -> str:
        """Which sign stands for its state: `design.state`."""
        return {State.READING: "running", State.READY: "done"}.get(State(self.state), "failed")


class QuarantinedRow(models.Model):
    """A row that could not be read, in the columns of a log alone; what looked like personal data is masked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scheme = models.ForeignKey(FollowedScheme, on_delete=models.CASCADE, related_name="quarantine")
    log = models.ForeignKey(EventLog, on_delete=models.CASCADE, related_name="quarantine")
    row = models.PositiveIntegerField(null=True)
    """Its number in the file, from 1, without the header; null for a row of an earlier upload."""
    cells = models.JSONField(default=dict)
    """Texts by the name of the log's column."""
    faults = models.JSONField(default=list)
    """Each with `field`, `value`, and `reason` and `remedy` by language."""

    class Meta:
        ordering = ("-log__created_at", "row", "id")

    def __str__(self) -> str:
        return f"{self.log} · {self.row}"
