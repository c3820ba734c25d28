"""The settings of sign-in as `corridor.web.settings` takes them over."""

from __future__ import annotations

from typing import Any

import pytest

from corridor.web.accounts import sign_in


@pytest.fixture(autouse=True)
def _sign_in(settings: Any) -> None:
    for name in dir(sign_in):
        if name.isupper():
            setattr(settings, name, getattr(sign_in, name))
    middleware = "corridor.web.accounts.middleware.RequiredSecondStep"
    if middleware not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, middleware]
