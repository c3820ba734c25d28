"""The days of one case: those of the law with people's marks on them, those that people set, and ends of documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from corridor.web.cases.law_deadlines import Due, in_order, law_deadlines
from corridor.web.cases.models import Case, Deadline
from corridor.web.design.names import language


def dues(case: Case, lang: str, today: date, *, own: bool = True) -> list[Due]:
    """Everything that falls due in a case, dated ones first; `own`: also what its advisers set for themselves."""
    kept = list(case.deadlines.all())
    marks = {(m.key, m.due): m for m in kept if m.key}
    found = [_marked(due, marks) for due in [*law_deadlines(case, lang, today), *documents_ending(case)]]
    if own:
        found += [_own(m) for m in kept if not m.key]
    return in_order(found)


def _marked(due: Due, marks: Mapping[tuple[str, date], Deadline]) -> Due:
    mark = marks.get((due.key, due.due)) if due.due else None
    return replace(due, settled_on=mark.done_at.date(), own=mark) if mark and mark.done_at else due


def _own(mark: Deadline) -> Due:
    settled = mark.done_at.date() if mark.done_at else None
    return Due(f"own:{mark.pk}", mark.title, mark.due, settled_on=settled, own=mark)


def documents_ending(case: Case) -> list[Due]:
    """The days on which the newest version of each document ends."""
    found = []
    for item in case.items.all():
        newest = next((d for d in item.documents.all() if d.deleted_at is None), None)
        if newest is not None and newest.valid_until is not None:
            label = item.label.get(language()) or item.label.get("en", "")
            what = _("A document ends: %(document)s") % {"document": label}
            found.append(Due(f"document:{newest.pk}", what, newest.valid_until))
    return found


def is_open(due: Due, today: date) -> bool:
    """Whether a day still asks for something: first days and events that have passed do not."""
    if due.due is None or due.settled_on is not None:
        return False
    return due.kind == "last_day" or due.due >= today


def next_due(case: Case, today: date) -> date | None:
    """The first day that is still open, overdue ones included; None for a case that has ended."""
    if case.ended:
        return None
    return min((d.due for d in dues(case, "en", today) if d.due is not None and is_open(d, today)), default=None)
