"""Programmes of consultation: steps with their months and dates, deliverables, owners, the advisory group."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.web.organisations.models import Organisation
from corridor.web.stakeholders.models import Body

LONGEST_MONTHS = 120


class StepState(models.TextChoices):
    """How far a step is."""

    PLANNED = "planned", pgettext_lazy("step", "Planned")
    RUNNING = "running", pgettext_lazy("step", "Under way")
    DONE = "done", pgettext_lazy("step", "Done")
    DROPPED = "dropped", pgettext_lazy("step", "Dropped")


class Programme(models.Model):
    """A programme of an organisation; what is published is seen by everybody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="programmes")
    slug = models.SlugField(_("short name for addresses"), max_length=80, unique=True)
    title = models.JSONField(default=dict)
    """By language: en, fr, nl."""
    summary = models.JSONField(default=dict, blank=True)
    regions = models.JSONField(default=list)
    """Regions of the law that the programme looks at."""
    start = models.DateField(_("first day"))
    template = models.CharField(max_length=80, blank=True)
    """The name of the template that it was made from; empty where it was made from nothing."""
    published = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-start", "slug")

    def __str__(self) -> str:
        return str(self.title.get("en") or next(iter(self.title.values()), self.slug))


class Step(models.Model):
    """A step, by its months since the first day of the programme; a day of its own wins over its months."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=80)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, blank=True)
    months_from = models.PositiveSmallIntegerField(
        _("first month"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTHS)]
    )
    """1 is the month that begins on the first day of the programme."""
    months_to = models.PositiveSmallIntegerField(
        _("last month"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTHS)]
    )
    begins = models.DateField(_("first day, where it is fixed"), null=True, blank=True)
    ends = models.DateField(_("last day, where it is fixed"), null=True, blank=True)
    owner_role = models.CharField(max_length=60, blank=True)
    """The role of the template that answers for it (`convener`, `advisory_group`, ...)."""
    owner = models.ForeignKey(Body, on_delete=models.SET_NULL, null=True, blank=True, related_name="owned_steps")
    """The body of the directory that answers for it; None: not decided, or the organisation itself."""
    state = models.CharField(_("state"), max_length=10, choices=StepState.choices, default=StepState.PLANNED)

    class Meta:
        ordering = ("number", "id")
        constraints = (models.UniqueConstraint("programme", "key", name="one_step_of_a_key"),)

    def __str__(self) -> str:
        return f"{self.number} {self.key}"


class Deliverable(models.Model):
    """What a step hands over, and by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="deliverables")
    number = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=80)
    title = models.JSONField(default=dict)
    month = models.PositiveSmallIntegerField(
        _("due at the end of month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTHS)],
    )
    """None: with the last day of its step."""
    due = models.DateField(_("due on, where the day is fixed"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)

    class Meta:
        ordering = ("number", "id")
        constraints = (models.UniqueConstraint("step", "key", name="one_deliverable_of_a_key"),)

    def __str__(self) -> str:
        return f"{self.number} {self.key}"


class AdvisoryMember(models.Model):
    """A body in the advisory group of a programme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="advisory_members")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="advises")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("body__name", "id")
        constraints = (models.UniqueConstraint("programme", "body", name="one_seat_a_body"),)

    def __str__(self) -> str:
        return f"{self.body} · {self.programme}"
