"""The app `jobs`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Finds every app's background work when it starts."""

    name = "corridor.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register the jobs."""
        autodiscover_modules("background")
