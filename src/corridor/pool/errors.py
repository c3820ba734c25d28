"""What can be wrong with a pool, in the reader's language.

PoolError   a file that cannot be read at all: place, what is wrong, what to do

A fault of a row or a remark on it is no exception: it is a `Message` that ends in the quarantine or in the notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corridor.told import ToldError, messages

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
        found = messages(FILE)[self.key][lang]
        text, remedy = (found, "") if isinstance(found, str) else found
        return text.format(**values), remedy.format(**values)


class PoolError(ToldError):
    """A file that cannot be read: where (file, column or key), what is wrong, and what to do.

    A value that is a mapping by language is resolved when it is told.
    """

    texts = FILE

    def __init__(self, place: str, key: str, **values: Any) -> None:
        self.text = Message(key, values)
        super().__init__(place, key, **values)

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong and the remedy, in a language."""
        return self.text.told(lang)
