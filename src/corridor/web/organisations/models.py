"""Organisations and who belongs to them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What an organisation is."""

    REGION = "region", _("Regional administration")
    ONE_STOP_SHOP = "one_stop_shop", _("One-stop shop")
    AGENCY = "agency", _("Employment or development agency")
    EMPLOYER = "employer", _("Employer")
    CONVENER = "convener", _("Convener of consultations")


class Role(models.TextChoices):
    """What a member does there."""

    MANAGER = "manager", _("Manages members and settings")
    ANALYST = "analyst", pgettext_lazy("role", "Analyst")
    ADVISER = "adviser", pgettext_lazy("role", "Adviser")
    EMPLOYER = "employer", pgettext_lazy("role", "Employer")
    CONVENER = "convener", pgettext_lazy("role", "Convener")
    VIEWER = "viewer", pgettext_lazy("role", "Reader")


class Region(models.TextChoices):
    """The regions of the law."""

    FLANDERS = "flanders", _("Flanders")
    WALLONIA = "wallonia", _("Wallonia")
    BRUSSELS = "brussels", _("Brussels")
    GERMAN_COMMUNITY = "german_community", _("German-speaking Community")


class Organisation(models.Model):
    """A body whose members work together; what it holds is seen by its members alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    region = models.CharField(_("region"), max_length=20, choices=Region.choices, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an organisation; a person may hold several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("organisation__name", "user__email", "role")
        constraints = (models.UniqueConstraint("organisation", "user", "role", name="one_membership_per_role"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


class Invitations(models.QuerySet["Invitation"]):
    """Invitations."""

    def open(self) -> Invitations:
        """Those that can be accepted today."""
        return self.filter(accepted_at=None, withdrawn_at=None, ends_at__gt=timezone.now())


class Invitation(models.Model):
    """An invitation by e-mail; whoever holds the secret and the address may accept it once, before it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = Invitations.as_manager()

    class Meta:
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return f"{self.email} · {self.organisation}"
