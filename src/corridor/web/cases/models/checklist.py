"""What the chosen route asks for, and the documents that answer it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from corridor.web.cases.models.case import Case


class Party(models.TextChoices):
    """Who takes part in a case."""

    ADVISER = "adviser", pgettext_lazy("party", "Adviser")
    EMPLOYER = "employer", pgettext_lazy("party", "Employer")
    TALENT = "talent", pgettext_lazy("party", "The person")


class ItemKind(models.TextChoices):
    """What an item of a checklist is."""

    DOCUMENT = "document", _("Document")
    STEP = "step", _("Step of the procedure")
    OWN = "own", _("Added by the adviser")


class ItemState(models.TextChoices):
    """How far an item is."""

    NEEDED = "needed", pgettext_lazy("item of a checklist", "Needed")
    ASKED = "asked", pgettext_lazy("item of a checklist", "Asked for")
    RECEIVED = "received", pgettext_lazy("item of a checklist", "Received")
    CHECKED = "checked", pgettext_lazy("item of a checklist", "Checked")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("item of a checklist", "Does not apply")


SIGNS = {
    ItemState.NEEDED: "unknown",
    ItemState.ASKED: "waiting",
    ItemState.RECEIVED: "running",
    ItemState.CHECKED: "done",
    ItemState.NOT_APPLICABLE: "closed",
}


class ChecklistItem(models.Model):
    """A document or step that the law names for the route (`key`: its name in the law), or that an adviser added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    key = models.CharField(max_length=80, blank=True)
    position = models.PositiveIntegerField(default=0)
    label = models.JSONField(default=dict)
    """Text in three languages; an own item has the language of its writer under every key."""
    source = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=15, choices=ItemState.choices, default=ItemState.NEEDED)
    asked_of = models.CharField(max_length=10, choices=Party.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    asked_by_law = models.BooleanField(default=True)
    """False where the law asked for it under earlier facts or another route, and no longer does."""
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Order and keys."""

        ordering = ("case", "kind", "position", "id")
        constraints = (
            models.UniqueConstraint("case", "kind", "key", name="one_item_a_key", condition=~models.Q(key="")),
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.key or self.pk}"

    @property
    def sign(self) -> str:
        """The sign of its state, as the pages' state tag knows it."""
        return SIGNS[ItemState(self.state)]

    @property
    def word(self) -> Any:
        """Its state in a word; a step is not checked but done."""
        if self.kind == ItemKind.STEP and self.state == ItemState.CHECKED:
            return pgettext("step of the procedure", "Done")
        return ItemState(self.state).label

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.state not in (ItemState.CHECKED, ItemState.NOT_APPLICABLE)


class Document(models.Model):
    """One version of a document. The file has a random name; the name that it came with is text to show, no path."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(ChecklistItem, on_delete=models.CASCADE, related_name="documents")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=120, blank=True)
    """Path under the private files; empty once the file was deleted."""
    valid_until = models.DateField(null=True, blank=True)
    party = models.CharField(max_length=10, choices=Party.choices)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order and keys."""

        ordering = ("item", "-number")
        constraints = (models.UniqueConstraint("item", "number", name="one_document_a_number"),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.number}"

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(settings.FILES) / self.stored_as
