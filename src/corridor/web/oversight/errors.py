"""Why an act of an administrator was refused."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).parent / "messages.json"


@cache
def _messages() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = json.loads(MESSAGES.read_text(encoding="utf-8"))
    return found


class OversightError(Exception):
    """Something that an administrator cannot do. `told(lang)` gives message and remedy."""

    place = ""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(": ".join(self.told("en")))

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        message, remedy = _messages()[self.key][lang]
        return message.format(**self.values), remedy.format(**self.values)
