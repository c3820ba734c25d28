"""What can be wrong with codes, texts, downloads and crosswalks; the messages stand in `messages.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

MESSAGES = Path(__file__).parent / "messages.json"


class OccupationError(ValueError):
    """A code, a text or a file that cannot be used: where, what is wrong, and what to do instead.

    Args:
        place: the field, file or line.
        key: the message, as `messages.json` has it in three languages.
        values: what its placeholders stand for.
    """

    def __init__(self, place: str, key: str, **values: object) -> None:
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
