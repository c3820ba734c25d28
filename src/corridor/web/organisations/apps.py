"""The app `organisations`."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """The app `organisations`."""

    name = "corridor.web.organisations"
    label = "organisations"
