"""What people decided about pairs that the search proposed. The search itself decides nothing."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """What a person decided about a pair."""

    SHORTLISTED = "shortlisted", pgettext_lazy("decision", "On the shortlist")
    PROPOSED = "proposed", pgettext_lazy("decision", "Proposed to the employer")
    CONTACTED = "contacted", pgettext_lazy("decision", "The person was asked")
    AGREED = "agreed", pgettext_lazy("decision", "Person and employer agreed")
    SET_ASIDE = "set_aside", pgettext_lazy("decision", "Set aside")


NEEDS_REASON = (State.SET_ASIDE,)


class Decision(models.Model):
    """The present decision about one person and one vacancy of a plan; `steps` are all that led to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="decisions")
    vacancy_id = models.CharField(max_length=200)
    talent_id = models.CharField(max_length=200)
    state = models.CharField(_("decision"), max_length=12, choices=State.choices)
    version = models.PositiveIntegerField(default=1)
    """Who decides on a version that is not the last one is told so."""
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-decided_at", "id")
        constraints = (models.UniqueConstraint("plan", "vacancy_id", "talent_id", name="one_decision_per_pair"),)
        indexes = (models.Index(fields=("plan", "talent_id"), name="decision_talent"),)

    def __str__(self) -> str:
        return f"{self.talent_id} · {self.vacancy_id}: {self.state}"


class Step(models.Model):
    """One decision: by whom, when, why, and what the search said then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.TextField(_("reason"), blank=True)
    seen = models.JSONField(default=dict)
    """Score, parts, route and what was not known, as the page showed them."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="match_decisions"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("decision", "number")
        constraints = (models.UniqueConstraint("decision", "number", name="one_step_per_number"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.state}"
