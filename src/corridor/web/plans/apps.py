"""The app `plans`."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The app `plans`."""

    name = "corridor.web.plans"
    label = "plans"
