"""The app `programmes`."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The app `programmes`."""

    name = "corridor.web.programmes"
    label = "programmes"
