"""Designs of partnerships that organisations keep. Those that come with the package are files and need no row."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor.web.design.templatetags.design import in_language

LONGEST_NAME = 200


class Design(models.Model):
    """A design as a YAML file holds it, written by the library after it was checked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, null=True, related_name="designs"
    )
    """Whose it is; without one it is an example for everybody that nobody changes."""
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    """In English, for lists in order; `title` says it in the reader's language."""
    names = models.JSONField(default=dict)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    """sha256 of the text: results are kept by it."""
    version = models.PositiveIntegerField(default=1)
    """Grows with every change; who saves says which one they saw."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="designs_created"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="designs_changed"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_language(self.names) or self.name
