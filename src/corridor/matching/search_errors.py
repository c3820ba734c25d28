"""What can be wrong with what the pair search is given."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).parent / "search_messages.json"


class SearchError(ValueError):
    """A table, a policy or answers of the law that cannot be searched with: where, what is wrong, and the remedy.

    Args:
        place: the column, argument or field.
        key: the message, as `search_messages.json` has it in three languages.
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
