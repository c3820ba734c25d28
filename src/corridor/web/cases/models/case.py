"""A case: a person, a job, a route, at a one-stop shop."""

from __future__ import annotations

import secrets
import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from corridor.web.organisations.models import Organisation, Region

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not taken for one another."""


def new_reference() -> str:
    """A case's name for people: random, so that it says nothing of the person."""
    signs = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


def today() -> date:
    """The day in the time zone of the installation."""
    return timezone.localdate()


class State(models.TextChoices):
    """Where a case stands."""

    DRAFT = "draft", pgettext_lazy("state of a case", "Draft")
    PREPARING = "preparing", pgettext_lazy("state of a case", "Being prepared")
    FILED = "filed", pgettext_lazy("state of a case", "Filed")
    DECIDED = "decided", pgettext_lazy("state of a case", "Decided")
    RENEWED = "renewed", pgettext_lazy("state of a case", "Renewed")
    CLOSED = "closed", pgettext_lazy("state of a case", "Closed")


ENDED = (State.RENEWED, State.CLOSED)
"""States in which a case is no longer changed."""


class Outcome(models.TextChoices):
    """What the authority decided."""

    GRANTED = "granted", pgettext_lazy("decision of the authority", "Granted")
    REFUSED = "refused", pgettext_lazy("decision of the authority", "Refused")


class Case(models.Model):
    """What is known of a person and a job, the chosen route, and how far it is.

    `facts` are in the law's vocabulary, as a case file of `corridor permits check` writes them; one that is not there
    is not known. `version` grows with every change: whoever changes an older one is told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases_advised"
    )
    talent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases_about"
    )
    employer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="cases_as_employer"
    )
    person_name = models.CharField(max_length=150, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    """The day on which a person without an account agreed on paper that a file is kept."""
    region = models.CharField(max_length=20, choices=Region.choices)
    application_date = models.DateField()
    """The day of filing: planned, and the true one once the case is filed. It decides which law applies."""
    opened_on = models.DateField(default=today)
    facts = models.JSONField(default=dict)

    route = models.CharField(max_length=60, blank=True)
    route_reason = models.TextField(blank=True)
    route_state = models.CharField(max_length=10, blank=True)
    """What the law said of the route when a person chose it: open, closed, unknown."""
    route_chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    route_chosen_at = models.DateTimeField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision_reference = models.CharField(max_length=100, blank=True)
    closing_reason = models.TextField(blank=True)
    renews = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="renewals")

    snapshot = models.JSONField(default=dict)
    """The states of the routes when the case was last worked out, with the law's version and digest."""
    next_due = models.DateField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Order and keys."""

        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return self.reference

    @property
    def ended(self) -> bool:
        """Whether nothing more is changed."""
        return self.state in ENDED

    @property
    def filed(self) -> bool:
        """Whether the application date is the true day of filing."""
        return self.state in (State.FILED, State.DECIDED, State.RENEWED)

    @property
    def granted(self) -> bool:
        """Whether the authority said yes."""
        return self.outcome == Outcome.GRANTED


class Invitation(models.Model):
    """An invitation to a person to follow their case with their own account; its secret works once, until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order and keys."""

        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return f"{self.case}"

    @property
    def open(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and timezone.now() < self.ends_at
