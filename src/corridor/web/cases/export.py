"""A case as data: for the person, for the adviser, for the command."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from corridor.web.cases.models import Case, Message
from corridor.web.cases.queries import history, items_of, threads_of


def case_file(case: Case) -> dict[str, Any]:
    """The facts as `corridor permits check` reads them."""
    return {
        "id": case.reference,
        "region": case.region,
        "application_date": case.application_date.isoformat(),
        "facts": case.facts,
    }


def whole(user: Any, case: Case) -> dict[str, Any]:
    """Everything of a case that a person may see. Documents are named; their files are downloaded one by one."""
    return {
        "case": case_file(case),
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "organisation": case.organisation.name,
        "employer": case.employer.name if case.employer else None,
        "person_name": case.person_name,
        "opened_on": case.opened_on.isoformat(),
        "state": case.state,
        "route": {
            "name": case.route or None,
            "state_when_chosen": case.route_state or None,
            "reason": case.route_reason or None,
            "chosen_at": case.route_chosen_at.isoformat(timespec="seconds") if case.route_chosen_at else None,
        },
        "decision": {
            "outcome": case.outcome or None,
            "on": case.decided_on.isoformat() if case.decided_on else None,
            "reference": case.decision_reference or None,
        },
        "law": {name: case.snapshot.get(name) for name in ("version", "digest", "as_of")},
        "checklist": [_item(item) for item in items_of(user, case)],
        "deadlines": [
            {"due": d.due.isoformat(), "title": d.title or d.key, "done_at": _moment(d.done_at)}
            for d in case.deadlines.all()
        ],
        "messages": _messages(user, case),
        "history": [
            {"at": _moment(event.at), "what": event.verb, "who": str(who) if who else None}
            for event, who in history(case)
        ],
    }


def _item(item: Any) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "name": item.key or None,
        "label": item.label,
        "state": item.state,
        "asked_of": item.asked_of or None,
        "reason": item.reason or None,
        "documents": [
            {
                "number": d.number,
                "name": d.name,
                "kind": d.kind,
                "size": d.size,
                "sha256": d.sha256,
                "valid_until": d.valid_until.isoformat() if d.valid_until else None,
                "uploaded_at": _moment(d.uploaded_at),
            }
            for d in item.documents.all()
            if d.deleted_at is None
        ],
    }


def _messages(user: Any, case: Case) -> list[dict[str, Any]]:
    found = Message.objects.filter(thread__in=threads_of(user, case)).select_related("thread")
    return [{"thread": m.thread.subject, "from": m.party, "sent_at": _moment(m.sent_at), "body": m.body} for m in found]


def _moment(value: Any) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
