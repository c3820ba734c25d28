"""What stops work on evidence of the labour market, with place and remedy, in three languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).parent / "messages"


@cache
def _messages() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for file in sorted(MESSAGES.glob("*.json")):
        read = json.loads(file.read_text(encoding="utf-8"))
        twice = found.keys() & read.keys()
        if twice:
            raise ImportError(f"{file.name}: {sorted(twice)} stand in another file too")
        found |= read
    return found


class LabourMarketError(ValueError):
    """A list, table, rule set, source or projection that cannot be used. `told(lang)` gives message and remedy."""

    def __init__(self, place: str, key: str, **values: Any) -> None:
        self.place, self.key, self.values = place, key, values
        message, remedy = self.told("en")
        super().__init__(f"{place}: {message}; {remedy}")

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        message, remedy = _messages()[self.key][lang]
        return message.format(**self.values), remedy.format(**self.values)


class LabourMarketErrors(LabourMarketError):
    """Several of them, found together: `errors`. The first speaks where only one can."""

    def __init__(self, errors: list[LabourMarketError]) -> None:
        first = errors[0]
        super().__init__(first.place, first.key, **first.values)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)
