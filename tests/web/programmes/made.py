"""Programmes for tests of this app and of those above it."""

from __future__ import annotations

from datetime import date
from typing import Any

from corridor.web.programmes.domain import create_programme
from corridor.web.programmes.models import Programme

START = date(2026, 9, 1)


def make_programme(organisation: Any, title: str = "Review", *, published: bool = False, **values: Any) -> Programme:
    """The regional review of two regions from 1 September 2026, unless said otherwise."""
    given: dict[str, Any] = {
        "template": "regional_review",
        "regions": ["flanders", "wallonia"],
        "start": START,
        "actor": None,
    }
    made = create_programme(organisation=organisation, title={"en": title}, **given | values)
    if published:
        Programme.objects.filter(pk=made.pk).update(published=True)
        made.refresh_from_db()
    return made
