"""The app `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "corridor.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what happens at sign-in."""
        from corridor.web.accounts import trail  # noqa: F401
