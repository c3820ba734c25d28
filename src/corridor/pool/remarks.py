"""Remarks that are gathered while records of another form become rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

from corridor.pool.errors import Message
from corridor.pool.source import Remark


class Remarks:
    """Remarks on rows, and counts of fields that no column takes (without values: they may be personal)."""

    def __init__(self) -> None:
        self._remarks: list[Remark] = []
        self._unused: Counter[str] = Counter()

    def note(self, at: int, field: str, before: Any, after: Any, key: str, **values: Any) -> None:
        """A repair of one row."""
        shown = (None if v is None else str(v) for v in (before, after))
        self._remarks.append(Remark(at, field, next(shown), next(shown), Message(key, values)))

    def not_used(self, field: str) -> None:
        """One more record whose field is left out."""
        self._unused[field] += 1

    def all(self) -> tuple[Remark, ...]:
        """All remarks; the fields that were not used come last, one line a field."""
        unused = (Remark(None, f, None, None, Message("field_not_used", {"n": n})) for f, n in self._unused.items())
        return (*self._remarks, *unused)
