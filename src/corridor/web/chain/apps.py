"""The app `chain`."""

from django.apps import AppConfig


class ChainConfig(AppConfig):
    """The app `chain`."""

    name = "corridor.web.chain"
    label = "chain"
