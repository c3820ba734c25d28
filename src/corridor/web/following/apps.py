"""The app `following`."""

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    """The app `following`."""

    name = "corridor.web.following"
    label = "following"
