"""The app `partnerships`."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """The app `partnerships`."""

    name = "corridor.web.partnerships"
    label = "partnerships"
