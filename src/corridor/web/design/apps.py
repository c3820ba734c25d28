"""The app `design`."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Look and components."""

    name = "corridor.web.design"
    label = "design"
