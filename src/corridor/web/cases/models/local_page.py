"""Pages for newcomers that organisations write: family, housing, registration, courses."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from corridor.web.organisations.models import Organisation, Region


class Topic(models.TextChoices):
    """What a page is about."""

    FAMILY = "family", _("Family reunification")
    REGISTRATION = "registration", _("Registration with the municipality")
    HOUSING = "housing", _("Housing")
    HEALTH = "health", _("Health insurance")
    LANGUAGE = "language", _("Language courses")
    INTEGRATION = "integration", _("Integration programme")
    SCHOOLS = "schools", _("Schools and childcare")
    WORK = "work", _("Work of the partner")
    BANK = "bank", _("Bank account and taxes")
    TRANSPORT = "transport", _("Transport and driving licence")
    DIPLOMAS = "diplomas", _("Recognition of diplomas")
    HELP = "help", _("Help, advice and complaints")
    OTHER = "other", _("Something else")


class PageState(models.TextChoices):
    """Whether the public sees a page."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class LocalPage(models.Model):
    """A page of an organisation about a topic in a region, in up to three languages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="local_pages")
    region = models.CharField(max_length=20, choices=Region.choices)
    topic = models.CharField(max_length=20, choices=Topic.choices)
    title = I18nCharField(max_length=150)
    body = I18nTextField()
    state = models.CharField(max_length=10, choices=PageState.choices, default=PageState.DRAFT)
    checked_on = models.DateField(null=True, blank=True)
    """When somebody last verified that the text is right."""
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Order and keys."""

        ordering = ("region", "topic", "organisation__name", "id")

    def __str__(self) -> str:
        return str(self.title)


class LocalPageVersion(models.Model):
    """A page as it stood after one change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(LocalPage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = I18nCharField(max_length=150)
    body = I18nTextField()
    state = models.CharField(max_length=10, choices=PageState.choices)
    checked_on = models.DateField(null=True, blank=True)
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        """Order and keys."""

        ordering = ("page", "-number")
        constraints = (models.UniqueConstraint("page", "number", name="one_page_version_a_number"),)

    def __str__(self) -> str:
        return f"{self.page_id} {self.number}"
