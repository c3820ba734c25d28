"""What is done with events. Each verb writes to the audit trail in its own transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any


def ship(*, organisation: Any, actor: Any, first: date | None = None) -> Any:
    """Make the conference that ships an event of an organisation, as a draft that it may change as it likes.

    Args:
        organisation: whose it becomes.
        actor: who makes it.
        first: the day on which it begins; None: as it was held, in June 2022, when nobody can register any more.
    """
    from corridor.consultation.event.agenda import first_day
    from corridor.consultation.event.shipped import shipped
    from corridor.web.events.domain.agenda import make_from

    agenda = shipped()
    held = first_day(agenda)
    if first is not None and held is not None:
        agenda = replace(agenda, days=tuple(replace(day, date=day.date + (first - held)) for day in agenda.days))
    return make_from(agenda=agenda, organisation=organisation, actor=actor, how="shipped")
