"""The app `jobs`."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Finds every app's background work when it starts."""

    name = "corridor.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register the jobs, and have `migrate` make the table in which a worker gives its sign of life."""
        autodiscover_modules("background")
        post_migrate.connect(_shared_cache, sender=self)


def _shared_cache(*, using: str, **_signal: Any) -> None:
    call_command("createcachetable", database=using, verbosity=0)
