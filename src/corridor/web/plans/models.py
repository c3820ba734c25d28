"""Plans: what was asked, what was made, and whether it is for everybody to see."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from corridor.web.organisations.models import Region


class Method(models.TextChoices):
    """How the order of circles is read: `corridor.plan`."""

    STABLE = "stable", pgettext_lazy("method", "Closest person first")
    MAX_FILL = "max_fill", pgettext_lazy("method", "Most posts for the inner circles")


class Plan(models.Model):
    """One run of `corridor.plan`. Without an organisation it is the public demonstration.

    What was asked is fixed when the plan is created; what was made comes when the run ends (`finished_at`), and only
    then, so that a plan without it has no result at all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, null=True, related_name="plans"
    )
    name = models.CharField(_("name"), max_length=120)
    region = models.CharField(_("region"), max_length=20, choices=Region.choices)
    date = models.DateField(_("date"))
    talents = models.ForeignKey("pool.Dataset", on_delete=models.SET_NULL, null=True, related_name="plans_of_talents")
    vacancies = models.ForeignKey(
        "pool.Dataset", on_delete=models.SET_NULL, null=True, related_name="plans_of_vacancies"
    )
    """None where the dataset was deleted since: the counts stay, the rows of persons do not."""
    method = models.CharField(_("method"), max_length=10, choices=Method.choices, default=Method.STABLE)
    place_undecided = models.BooleanField(_("place people whose access is undecided"), default=False)
    seed = models.PositiveIntegerField(_("seed"), default=0)
    reforms = models.JSONField(default=list)
    """The reforms as they were when the plan was asked for: a list of reform documents."""
    indicators = models.TextField(blank=True)
    """The table that shortages are measured with, as CSV; empty where none was given."""
    measures = models.JSONField(default=list)
    """The methods that measure with it."""
    period = models.CharField(max_length=20, blank=True)
    """Of the table; empty where it has one of the region."""
    talents_version = models.PositiveIntegerField(null=True)
    vacancies_version = models.PositiveIntegerField(null=True)
    talents_sha256 = models.CharField(max_length=64, blank=True)
    vacancies_sha256 = models.CharField(max_length=64, blank=True)
    """Version and hash of the two datasets as they were read."""
    synthetic = models.BooleanField(default=False)
    """No row of the pool is a person."""
    folder = models.CharField(max_length=200, blank=True)
    """Where the result lies, below FILES; empty until there is one."""
    digest = models.CharField(max_length=64, blank=True)
    """sha256 of plan.json."""
    law_version = models.CharField(max_length=80, blank=True)
    law_hash = models.CharField(max_length=64, blank=True)
    posts = models.PositiveIntegerField(null=True)
    filled = models.PositiveIntegerField(null=True)
    public = models.BooleanField(default=False)
    """Everybody may see it; members of its organisation see it in any case."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="plans_created"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What the plan is called; the demonstration in the reader's language."""
        if self.organisation_id is None:
            return gettext("Demonstration with a made-up pool: %(region)s") % {"region": self.get_region_display()}
        return self.name

    @property
    def finished(self) -> bool:
        """Whether there is a result."""
        return self.finished_at is not None

    @property
    def path(self) -> Path:
        """The folder of the result.

        Raises:
            ValueError: there is none yet.
        """
        if not self.folder:
            raise ValueError(f"plan {self.pk} has no result")
        return Path(settings.FILES) / self.folder

    @property
    def unfilled(self) -> int | None:
        """Posts that nobody holds; None before there is a result."""
        return None if self.posts is None or self.filled is None else self.posts - self.filled
