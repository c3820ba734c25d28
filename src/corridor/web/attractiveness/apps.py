"""The app `attractiveness`."""

from __future__ import annotations

from django.apps import AppConfig


class AttractivenessConfig(AppConfig):
    """The app `attractiveness`."""

    name = "corridor.web.attractiveness"
    label = "attractiveness"
