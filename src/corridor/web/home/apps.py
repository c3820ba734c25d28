"""The app `home`."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The app `home`."""

    name = "corridor.web.home"
    label = "home"
