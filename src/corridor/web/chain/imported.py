"""Drafts and events that came with a file: what a chain keeps of them, and what of it is shown to whom.

They stay data: no draft or event of the application is made of them. A file does not say what its drafts were when it
was written: published, open, or neither. What the application has itself is never shown from a file, and of the rest
readers who are no members see what is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from corridor.labour_market.disclosure import SMALL
from corridor.web.drafts.models import Draft
from corridor.web.events.models import Event

Entry = dict[str, Any]


def own_keys(programme: Any, name: str) -> set[str]:
    """Keys of the drafts or events of a programme, whatever their state."""
    return _keys(_rows(name).filter(programme=programme))


def shown(name: str, imported: Iterable[Mapping[str, Any]], programme: Any, *, public: bool) -> list[Entry]:
    """What came with files and is not the programme's own.

    Args:
        name: `drafts` or `events`.
        imported: as the chain keeps them.
        programme: whose chain.
        public: for readers who are no members: nothing that the organisation has itself in any programme, no round
            that is not known to be over, no attendance with small counts.
    """
    own = own_keys(programme, name)
    if public:
        own |= _keys(_rows(name).filter(organisation=programme.organisation))
    kept = [dict(one) for one in imported if one["key"] not in own]
    return [over for one in kept if (over := _over(one))] if public else kept


def without_words(entry: Mapping[str, Any]) -> Entry:
    """A draft or event without the words of people who spoke for themselves: nobody could erase them."""
    rounds = [{**one, "comments": [_silent(c) for c in one.get("comments", ())]} for one in entry.get("rounds", ())]
    return {**entry, "rounds": rounds} if rounds else dict(entry)


def _rows(name: str) -> Any:
    return {"drafts": Draft, "events": Event}[name]._default_manager


def _keys(rows: Any) -> set[str]:
    return {slug.lower() for slug in rows.values_list("slug", flat=True)}


def _over(entry: Mapping[str, Any]) -> Entry | None:
    """A draft or event as everybody may read it; None where that is nothing."""
    if "rounds" not in entry:
        return _uncounted(entry)
    today = timezone.localdate()
    rounds = [one for one in entry["rounds"] if _closed(one, today)]
    return without_words({**entry, "rounds": rounds}) if rounds else None


def _uncounted(event: Mapping[str, Any]) -> Entry:
    """An event without its attendance where a count is small: one could be told from the others."""
    counts = [row.get(name) for row in event.get("attendance", ()) for name in ("registered", "attended")]
    small = any(n is not None and 0 < n < SMALL for n in counts)
    return {name: value for name, value in event.items() if not (small and name == "attendance")}


def _closed(round_: Mapping[str, Any], today: date) -> bool:
    """Whether a round is known to be over: without a last day it is not."""
    return bool(round_.get("closes")) and date.fromisoformat(round_["closes"]) < today


def _silent(comment: Mapping[str, Any]) -> Entry:
    if comment.get("by"):
        return dict(comment)
    return {name: value for name, value in comment.items() if name != "proposed"} | {"text": ""}
