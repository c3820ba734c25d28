"""What was done with a case, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS = {
    "cases.created": _("Opened the case"),
    "cases.facts_changed": _("Changed facts"),
    "cases.plan_changed": _("Changed region or day of filing"),
    "cases.route_chosen": _("Chose a route"),
    "cases.law_taken_over": _("Worked the case out by new data of the law"),
    "cases.assigned": _("Gave the case to an adviser"),
    "cases.employer_set": _("Linked the employer"),
    "cases.person_named": _("Wrote down name or consent on paper"),
    "cases.person_invited": _("Invited the person"),
    "cases.person_linked": _("Linked their account to the case"),
    "cases.preparing": _("Started to prepare the file"),
    "cases.filed": _("Wrote down that it was filed"),
    "cases.decided": _("Wrote down the decision"),
    "cases.renewed": _("Opened the renewal"),
    "cases.closed": _("Closed the case"),
    "cases.reopened": _("Reopened the case"),
    "cases.item_added": _("Added an item to the checklist"),
    "cases.item_changed": _("Changed an item of the checklist"),
    "cases.document_added": _("Added a document"),
    "cases.document_opened": _("Opened a document"),
    "cases.document_deleted": _("Deleted a document"),
    "cases.message_sent": _("Sent a message"),
    "cases.deadline_set": _("Set a deadline"),
    "cases.deadline_done": _("Marked a deadline as done"),
    "cases.deadline_open": _("Marked a deadline as open again"),
    "cases.deadline_removed": _("Deleted a deadline"),
    "cases.seen": _("Looked at the case"),
    "cases.exported": _("Exported the case"),
    "cases.anonymised": _("Erased what was known of the person"),
}


def said(event: Any) -> str:
    """An entry of the audit trail in the reader's language."""
    return str(WORDS.get(event.verb, event.verb))
