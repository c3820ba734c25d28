"""The app `audit`."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "corridor.web.audit"
    label = "audit"
