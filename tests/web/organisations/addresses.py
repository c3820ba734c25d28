"""Named addresses of `organisations`, for the permission matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from corridor.web.organisations.models import Invitation


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    one = {"key": world.organisation.pk}
    invitation = Invitation.objects.create(
        organisation=world.organisation,
        email="guest@example.org",
        role="viewer",
        secret_hash="0" * 64,
        invited_by=world.people["manager"],
        ends_at=timezone.now() + timedelta(days=14),
    )
    return {
        "organisations:list": {},
        "organisations:create": {},
        "organisations:invited": {},
        "organisations:invitation": {"secret": "forged"},
        "organisations:detail": one,
        "organisations:change": one,
        "organisations:set_open": one,
        "organisations:leave": one,
        "organisations:member": one | {"user": world.people["viewer"].pk},
        "organisations:invite": one,
        "organisations:withdraw": one | {"invitation": invitation.pk},
    }
