"""Why something with a followed scheme was refused, said in three languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).parent / "messages.json"


@cache
def messages() -> dict[str, dict[str, list[str]]]:
    """Message and remedy by key and language."""
    found: dict[str, dict[str, list[str]]] = json.loads(MESSAGES.read_text(encoding="utf-8"))
    return found


class FollowingRefusal(ValueError):
    """What cannot be done. `told(lang)` gives message and remedy."""

    place = ""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(": ".join(self.told("en")))

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        message, remedy = messages()[self.key][lang]
        return message.format(**self.values), remedy.format(**self.values)
