"""The app `reforms`."""

from django.apps import AppConfig


class ReformsConfig(AppConfig):
    """The app `reforms`."""

    name = "corridor.web.reforms"
    label = "reforms"

    def ready(self) -> None:
        """Offer kept reforms where a plan is asked for."""
        from corridor.web.plans import offered
        from corridor.web.reforms.queries import offered_to

        offered.register(offered_to)
