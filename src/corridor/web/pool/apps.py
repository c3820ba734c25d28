"""The app `pool`."""

from django.apps import AppConfig


class PoolConfig(AppConfig):
    """The app `pool`."""

    name = "corridor.web.pool"
    label = "pool"

    def ready(self) -> None:
        """A consent that is withdrawn takes the profile out of the datasets at once."""
        from django.db.models.signals import post_save

        from corridor.web.consent.models import Consent
        from corridor.web.pool.withdrawal import on_consent

        post_save.connect(on_consent, sender=Consent, dispatch_uid="pool.withdrawal")
