"""The app `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "corridor.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what happens at sign-in, and put the checked provider in the place of the library's."""
        from allauth.socialaccount.providers import registry

        from corridor.web.accounts import trail  # noqa: F401
        from corridor.web.accounts.oidc.provider import CheckedProvider

        registry.load()
        registry.register(CheckedProvider)
