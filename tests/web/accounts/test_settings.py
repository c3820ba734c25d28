"""The application runs with the settings of sign-in, not with the library's."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from corridor.web import settings as real
from corridor.web.accounts import sign_in

NAMES = sorted(name for name in dir(sign_in) if name.isupper())


def test_settings_take_over_sign_in() -> None:
    """`from corridor.web.accounts.sign_in import *` in `corridor.web.settings`."""
    other = [name for name in NAMES if getattr(real, name, None) != getattr(sign_in, name)]
    assert not other


def test_the_second_step_is_asked_for_after_the_person_is_known() -> None:
    order = list(real.MIDDLEWARE)
    step = order.index("corridor.web.accounts.middleware.RequiredSecondStep")
    assert step > order.index("allauth.account.middleware.AccountMiddleware")
    assert step > order.index("django.contrib.messages.middleware.MessageMiddleware")


@pytest.mark.django_db
def test_limits_are_counted_for_all_processes_together(client: Client) -> None:
    """In the database, not in the memory of one process."""
    client.post(reverse("account_login"), {"login": "ann@example.org", "password": "wrong"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM corridor_limits")
        assert cursor.fetchone()[0] > 0


def test_signing_in_has_an_address() -> None:
    from django.shortcuts import resolve_url

    assert resolve_url(settings.LOGIN_URL).endswith("/account/login/")
