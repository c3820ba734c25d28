"""The app `consent`."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """The app `consent`."""

    name = "corridor.web.consent"
    label = "consent"
