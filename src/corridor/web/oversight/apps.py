"""The app `oversight`."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The app `oversight`."""

    name = "corridor.web.oversight"
    label = "oversight"
