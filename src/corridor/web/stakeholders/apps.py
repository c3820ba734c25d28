"""The app `stakeholders`."""

from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    """The app `stakeholders`."""

    name = "corridor.web.stakeholders"
    label = "stakeholders"
