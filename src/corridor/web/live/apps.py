"""The app `live`."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """The app `live`."""

    name = "corridor.web.live"
    label = "live"
