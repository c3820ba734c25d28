"""The app `pool`."""

from django.apps import AppConfig


class PoolConfig(AppConfig):
    """The app `pool`."""

    name = "corridor.web.pool"
    label = "pool"
