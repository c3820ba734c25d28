"""The app `shortages`."""

from django.apps import AppConfig


class ShortagesConfig(AppConfig):
    """The app `shortages`."""

    name = "corridor.web.shortages"
    label = "shortages"
