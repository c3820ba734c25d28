"""The command's own words: messages in the reader's language."""

from __future__ import annotations

import json
import os
from functools import cached_property
from pathlib import Path

FILE = Path(__file__).parent / "messages.json"
LANGUAGES = ("en", "fr", "nl")


class Words:
    """Messages of a file by key and language, read when something is first said: `say = Words(FILE)`."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @cached_property
    def entries(self) -> dict[str, dict[str, str]]:
        """All of them."""
        found: dict[str, dict[str, str]] = json.loads(self.file.read_text(encoding="utf-8"))
        return found

    def __call__(self, key: str, lang: str, **values: object) -> str:
        """A message in a language; without values as it stands, for help may show braces."""
        text = self.entries[key][lang]
        return text.format(**values) if values else text


say = Words(FILE)


def reader_language() -> str:
    """The language of help and errors: `CORRIDOR_LANG`, else the locale's, else English."""
    for variable in ("CORRIDOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        found = os.environ.get(variable, "")[:2].lower()
        if found in LANGUAGES:
            return found
    return "en"
