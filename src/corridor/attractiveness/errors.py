"""What stops work on attractiveness, with place and remedy, in three languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).parent / "messages"


@cache
def _messages() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for file in sorted(MESSAGES.glob("*.json")):
        read = json.loads(file.read_text(encoding="utf-8"))
        twice = found.keys() & read.keys()
        if twice:
            raise ImportError(f"{file.name}: {sorted(twice)} stand in another file too")
        found |= read
    return found


def told(key: str, lang: str, **values: Any) -> tuple[str, str]:
    """A message of this room and what to do about it."""
    message, remedy = _messages()[key][lang]
    return message.format(**values), remedy.format(**values)


class AttractivenessError(ValueError):
    """A framework, a table or an option that cannot be used. `told(lang)` gives message and remedy."""

    def __init__(self, place: str, key: str, **values: Any) -> None:
        self.place, self.key, self.values = place, key, values
        message, remedy = self.told("en")
        super().__init__(f"{place}: {message}; {remedy}")

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        return told(self.key, lang, **self.values)
