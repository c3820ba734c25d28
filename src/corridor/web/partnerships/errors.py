"""Why something with a design was refused, said in three languages."""

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


class DesignRefusal(ValueError):
    """What cannot be done. `place`: a path of the design, or empty; `told(lang)` gives message and remedy."""

    def __init__(self, key: str, *, place: str = "", **values: Any) -> None:
        self.key, self.place, self.values = key, place, values
        super().__init__(": ".join(self.told("en")))

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        message, remedy = _messages()[self.key][lang]
        return message.format(**self.values), remedy.format(**self.values)
