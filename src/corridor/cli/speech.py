"""The command's own words: messages in the reader's language."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "messages.json"
LANGUAGES = ("en", "fr", "nl")


@cache
def messages() -> dict[str, dict[str, str]]:
    """All messages by key and language."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def say(key: str, lang: str, **values: object) -> str:
    """A message in a language."""
    return messages()[key][lang].format(**values)


def reader_language() -> str:
    """The language of help and errors: `CORRIDOR_LANG`, else the locale's, else English."""
    for variable in ("CORRIDOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        found = os.environ.get(variable, "")[:2].lower()
        if found in LANGUAGES:
            return found
    return "en"
