"""The app `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "corridor.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what happens at sign-in; put our checked provider and one common count in the library's place."""
        from allauth.core.internal import ratelimit
        from allauth.socialaccount.providers import registry
        from django.core.cache import caches
        from django.utils.connection import ConnectionProxy

        from corridor.web.accounts import trail  # noqa: F401
        from corridor.web.accounts.oidc.provider import CheckedProvider

        registry.load()
        registry.register(CheckedProvider)
        # The library counts attempts in the cache `default`, which each process has for itself: a limit of five would
        # be ten with two processes.
        assert hasattr(ratelimit, "cache")
        ratelimit.cache = ConnectionProxy(caches, "limits")
