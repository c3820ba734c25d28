"""What can be wrong with a pool, in the reader's language.

PoolError   a file that cannot be read at all: place, what is wrong, what to do

A fault of a row or a remark on it is no exception: it is a `Message` that ends in the quarantine or in the notes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "messages.json"
LANGUAGES = ("en", "fr", "nl")


@dataclass(frozen=True, slots=True)
class Message:
    """A key of `messages.json` with what its placeholders stand for."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong (or was done), and the remedy (empty for a remark)."""
        values = {n: v.get(lang, v["en"]) if isinstance(v, dict) else v for n, v in self.values.items()}
        found = _messages()[self.key][lang]
        text, remedy = (found, "") if isinstance(found, str) else found
        return text.format(**values), remedy.format(**values)


class PoolError(Exception):
    """A file that cannot be read: where, what is wrong, and what to do.

    Args:
        place: the file, column or key.
        key: the message, as `messages.json` has it in three languages.
        values: what its placeholders stand for; a mapping by language is resolved when it is told.
    """

    def __init__(self, place: str, key: str, **values: Any) -> None:
        self.place, self.text = place, Message(key, values)
        self.message, self.remedy = self.told("en")
        super().__init__(f"{place}: {self.message}; {self.remedy}")

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong and the remedy, in a language."""
        return self.text.told(lang)


@cache
def _messages() -> dict[str, dict[str, str | list[str]]]:
    found: dict[str, dict[str, str | list[str]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
