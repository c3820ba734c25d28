"""Bodies and people that an organisation consults, and what those people agreed to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.web.consent.models import Change
from corridor.web.organisations.models import Organisation, Region


class Side(models.TextChoices):
    """Where a body stands in a partnership."""

    ORIGIN = "origin", pgettext_lazy("side", "Country of origin")
    DESTINATION = "destination", pgettext_lazy("side", "Country of destination")
    EU = "eu", pgettext_lazy("side", "European Union")
    INTERNATIONAL = "international", pgettext_lazy("side", "International")


class Kind(models.TextChoices):
    """What a body is."""

    AUTHORITY = "authority", pgettext_lazy("body", "Public authority")
    EMPLOYERS = "employers", pgettext_lazy("body", "Employers or their federation")
    UNION = "union", pgettext_lazy("body", "Trade union")
    CIVIL_SOCIETY = "civil_society", pgettext_lazy("body", "Civil society")
    TRAINING = "training", pgettext_lazy("body", "Education or training")
    AGENCY = "agency", pgettext_lazy("body", "Agency")
    ACADEMIA = "academia", pgettext_lazy("body", "Research")
    MIGRANTS = "migrants", pgettext_lazy("body", "Organisation of migrants")
    INTERNATIONAL = "international", pgettext_lazy("body", "International organisation")
    OTHER = "other", pgettext_lazy("body", "Other body")


class Body(models.Model):
    """An organisation in the directory of the one that consults; it is no person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="bodies")
    name = models.CharField(_("name"), max_length=200)
    side = models.CharField(_("side"), max_length=20, choices=Side.choices)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = models.CharField(_("country"), max_length=2, blank=True)
    """ISO 3166-1 alpha-2; empty where the body belongs to none, or it is not known."""
    region = models.CharField(_("region"), max_length=20, choices=Region.choices, blank=True)
    sector = models.CharField(_("sector"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint("organisation", Lower("name"), name="one_body_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person that an organisation consults, with or without an account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contacts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts"
    )
    body = models.ForeignKey(Body, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts")
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"))
    """In lower case."""
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, blank=True)
    """Empty: not known, until the person says."""
    role = models.CharField(_("role"), max_length=150, blank=True)
    """What the person does in the body."""
    created_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    """When the person last did something themselves, or was entered: what is not heard of ends."""

    class Meta:
        ordering = ("name", "email", "id")
        constraints = (models.UniqueConstraint("organisation", "email", name="one_contact_per_address"),)

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def written_in(self) -> str:
        """The language of messages to them: theirs, or the installation's where theirs is not known."""
        return self.language or settings.LANGUAGE_CODE


class Agreement(models.Model):
    """What a contact agreed to or withdrew; the latest confirmed row of a contact and a purpose counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="agreements")
    purpose = models.CharField(max_length=60)
    change = models.CharField(max_length=10, choices=Change.choices)
    at = models.DateTimeField(default=timezone.now)
    text_version = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    """The language in which the text was read."""
    evidence = models.JSONField(default=dict)
    """Hash of the text that was shown, and whether the person did it themselves."""
    confirmed = models.BooleanField(default=True)
    """False: given with an address that somebody typed, who need not be its owner. It counts for nothing: neither does
    it put anybody on a list, nor does it stand in the place of what the person said before."""

    class Meta:
        ordering = ("-at", "id")
        indexes = (models.Index(fields=("contact", "purpose", "-at"), name="latest_agreement"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.change} {self.at:%Y-%m-%d}"


class Farewell(models.Model):
    """How many contacts of an organisation were erased in a month; nobody is found in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="farewells")
    month = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-month", "id")
        constraints = (models.UniqueConstraint("organisation", "month", name="one_farewell_row"),)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.count}"


class QuarantinedRow(models.Model):
    """A row of an uploaded table that could not be taken over, until it is corrected or left out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="quarantined_contacts")
    row = models.PositiveIntegerField()
    """Its line in the file; the columns are line 1."""
    cells = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    """`{"field", "key", "values"}` of each: the text comes from the messages of this app."""
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "row", "id")

    def __str__(self) -> str:
        return f"{self.row}: {len(self.faults)}"
