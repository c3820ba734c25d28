"""Writing the audit trail. Called by every verb, in the verb's own transaction."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from corridor.web.audit.models import AuditEvent


def record(
    verb: str,
    *,
    actor: Any,
    subject: Model | None = None,
    person: Any = None,
    organisation: Any = None,
    **detail: Any,
) -> AuditEvent:
    """Write down an act.

    Args:
        verb: `app.what_was_done`, e.g. `cases.document_added`, or `app.what_was_seen` for reading personal data.
        actor: the user; None for the system itself or an anonymous visitor.
        subject: the object that was acted on.
        person: the user whose data it concerned.
        organisation: the organisation in whose name it was done.
        detail: what can be told without personal data: names of fields, counts, states, reasons given.
    """
    return AuditEvent.objects.create(
        verb=verb,
        actor=getattr(actor, "pk", None),
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject=str(subject.pk) if subject is not None else "",
        person=getattr(person, "pk", None),
        organisation=getattr(organisation, "pk", None),
        detail=detail,
    )
