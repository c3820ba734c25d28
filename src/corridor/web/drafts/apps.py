"""The app `drafts`."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """The app `drafts`."""

    name = "corridor.web.drafts"
    label = "drafts"
