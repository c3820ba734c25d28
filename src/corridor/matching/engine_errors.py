"""What stops an engine, with place and remedy, in three languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).parent / "engine_messages.json"


@cache
def _messages() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = json.loads(MESSAGES.read_text(encoding="utf-8"))
    return found


class EngineError(RuntimeError):
    """An engine that cannot run. `told(lang)` gives message and remedy.

    Args:
        place: the option or program at fault.
        key: the message, as `engine_messages.json` has it in three languages.
        values: what its placeholders stand for.
    """

    def __init__(self, place: str, key: str, **values: Any) -> None:
        self.place, self.key, self.values = place, key, values
        message, remedy = self.told("en")
        super().__init__(f"{place}: {message}; {remedy}")

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        message, remedy = _messages()[self.key][lang]
        return message.format(**self.values), remedy.format(**self.values)
