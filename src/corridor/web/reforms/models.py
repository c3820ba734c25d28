"""Saved reforms: a reform document with a name, kept by an organisation."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.web.organisations.models import Region


class Reform(models.Model):
    """A reform that somebody put together. Its owner sees it; shared, the organisation's readers see it too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="reforms")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reforms_owned"
    )
    name = models.CharField(_("name"), max_length=120)
    region = models.CharField(pgettext_lazy("reform", "region"), max_length=20, choices=Region.choices)
    """The region of the plan on which it was made."""
    plan = models.ForeignKey("plans.Plan", on_delete=models.SET_NULL, null=True, related_name="reforms_made")
    """The plan on which it was last saved; None where that was deleted."""
    document = models.JSONField()
    """As a reform file holds it, with dates as text."""
    shared = models.BooleanField(_("shared with the organisation"), default=False)
    version = models.PositiveIntegerField(default=1)
    """Grows with every change; who saves says which one they saw."""
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-changed_at", "id")

    def __str__(self) -> str:
        return self.name
