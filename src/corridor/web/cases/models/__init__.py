"""Cases and what hangs on them."""

from corridor.web.cases.models.case import Case, Invitation, Outcome, State, new_reference
from corridor.web.cases.models.checklist import ChecklistItem, Document, ItemKind, ItemState, Party
from corridor.web.cases.models.deadline import CalendarFeed, Deadline
from corridor.web.cases.models.local_page import LocalPage, LocalPageVersion, PageState, Topic
from corridor.web.cases.models.message import Audience, Message, Thread

__all__ = [
    "Audience",
    "CalendarFeed",
    "Case",
    "ChecklistItem",
    "Deadline",
    "Document",
    "Invitation",
    "ItemKind",
    "ItemState",
    "LocalPage",
    "LocalPageVersion",
    "Message",
    "Outcome",
    "PageState",
    "Party",
    "State",
    "Thread",
    "Topic",
    "new_reference",
]
