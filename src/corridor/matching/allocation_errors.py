"""What can be wrong with the edges that an allocation is given."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).parent / "allocation_messages.json"


class AllocationError(ValueError):
    """Edges that cannot be allocated: where, what is wrong, and the remedy.

    Args:
        place: the field of `Edges`.
        key: the message, as `allocation_messages.json` has it in three languages.
        values: what its placeholders stand for.
    """

    def __init__(self, place: str, key: str, **values: Any) -> None:
        self.place, self.key, self.values = place, key, values
        self.message, self.remedy = self.told("en")
        super().__init__(f"{place}: {self.message}; {self.remedy}")

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong and the remedy, in a language."""
        message, remedy = (part.format(**self.values) for part in _messages()[self.key][lang])
        return message, remedy


@cache
def _messages() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = json.loads(MESSAGES.read_text(encoding="utf-8"))
    return found
