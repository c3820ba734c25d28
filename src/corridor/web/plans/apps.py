"""The app `plans`."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The app `plans`."""

    name = "corridor.web.plans"
    label = "plans"

    def ready(self) -> None:
        """Let files follow deletions."""
        from corridor.web.plans import removal

        removal.connect()
