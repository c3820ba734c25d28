"""A mail service that takes nothing."""

from __future__ import annotations

from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    """Refuses every message as a server does that is not there."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError("no mail service")
