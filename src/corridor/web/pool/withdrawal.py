"""What happens here when a consent is withdrawn: the person's profile leaves the datasets, in the same transaction."""

from __future__ import annotations

from typing import Any

from corridor.web.consent.models import Change, Consent
from corridor.web.pool.domain.profiles import PLACEMENT, leave


def on_consent(sender: Any, instance: Consent, created: bool, **_kwargs: Any) -> None:
    """Called after a change of a consent is written."""
    if created and instance.purpose == PLACEMENT and instance.change == Change.WITHDRAWN:
        leave(user=instance.user, actor=instance.user)
