"""What stops a plan, with place and remedy, in three languages."""

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


class PlanError(ValueError):
    """A plan that cannot be made. `told(lang)` gives message and remedy."""

    def __init__(self, place: str, key: str, **values: Any) -> None:
        self.place, self.key, self.values = place, key, values
        message, remedy = self.told("en")
        super().__init__(f"{place}: {message}; {remedy}")

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        message, remedy = _messages()[self.key][lang]
        return message.format(**self.values), remedy.format(**self.values)
