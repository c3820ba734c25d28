"""The app `reforms`."""

from django.apps import AppConfig


class ReformsConfig(AppConfig):
    """The app `reforms`."""

    name = "corridor.web.reforms"
    label = "reforms"
