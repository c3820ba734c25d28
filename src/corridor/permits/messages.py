"""The permits room's own sentences in three languages, read from `messages.json` beside this file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "messages.json"


@cache
def _messages() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def text(key: str, lang: str, **values: str) -> str:
    """A message with its placeholders filled in."""
    return _messages()[key][lang].format(**values)
