"""What is done with events. Each verb writes to the audit trail in its own transaction."""

from __future__ import annotations

from typing import Any


def ship(*, organisation: Any, actor: Any) -> Any:
    """Make the conference that ships an event of an organisation, as a draft that it may change as it likes."""
    from corridor.consultation.event.shipped import shipped
    from corridor.web.events.domain.agenda import make_from

    return make_from(agenda=shipped(), organisation=organisation, actor=actor, how="shipped")
