"""The app `law`."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """The app `law`."""

    name = "corridor.web.law"
    label = "law"
