"""The app `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app `cases`."""

    name = "corridor.web.cases"
    label = "cases"
