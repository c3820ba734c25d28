"""The app `matches`."""

from django.apps import AppConfig


class MatchesConfig(AppConfig):
    """The app `matches`."""

    name = "corridor.web.matches"
    label = "matches"
