"""Everything that is held about a contact, as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from corridor.web.audit.models import AuditEvent
from corridor.web.consent.export import held_rows
from corridor.web.stakeholders.models import Contact


def document(contact: Contact) -> dict[str, Any]:
    """The contact, the rows that refer to them by `app.Model.field`, and the events about them, ready for JSON."""
    events = AuditEvent.objects.filter(person=contact.pk)
    return {
        "corridor_export": 1,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "contact": {
            "organisation": contact.organisation.name,
            "body": contact.body.name if contact.body else None,
            "name": contact.name,
            "email": contact.email,
            "language": contact.language,
            "role": contact.role,
            "created_at": contact.created_at.isoformat(timespec="seconds"),
            "heard_at": contact.heard_at.isoformat(timespec="seconds"),
        },
        "held": held_rows(contact),
        "events": [
            {"at": event.at.isoformat(timespec="seconds"), "verb": event.verb, "detail": event.detail}
            for event in events.iterator()
        ],
    }


def text(contact: Contact) -> str:
    """The document as JSON text."""
    return json.dumps(document(contact), ensure_ascii=False, indent=2)
