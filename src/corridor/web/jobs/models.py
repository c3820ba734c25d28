"""Background work, as its owner sees it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor.web.jobs.registry import stage_texts, title_texts


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    STOPPING = "stopping", _("stopping")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")


ENDED = (State.DONE, State.FAILED, State.STOPPED)


class Job(models.Model):
    """One piece of work: what it is called, how far it is, and what went wrong."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    subject = models.UUIDField(null=True, db_index=True)
    """The object that it works for."""
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, null=True, related_name="+"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    stage = models.CharField(max_length=80, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.JSONField(null=True)
    """`place`, and `message` and `remedy` in three languages."""
    worker = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    """When the worker was last heard of."""
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens."""
        return self.state in ENDED

    @property
    def percent(self) -> int | None:
        """How far the present stage is; None where that is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def title_texts(self) -> Mapping[str, str]:
        """What people call it, by language."""
        return title_texts(self.name)

    @property
    def stage_texts(self) -> Mapping[str, str] | None:
        """What the present stage is called, by language."""
        return stage_texts(self.name, self.stage)
