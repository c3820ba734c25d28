"""Why a plan cannot be made or changed, said in three languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from corridor.matching.circles import CircleError
from corridor.rules.errors import ReformError, RuleFileError

MESSAGES = Path(__file__).parent / "messages.json"


@cache
def _messages() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = json.loads(MESSAGES.read_text(encoding="utf-8"))
    return found


class PlanFault(ValueError):
    """What stops a plan here. `told(lang)` gives message and remedy."""

    def __init__(self, key: str, *, place: str = "", **values: Any) -> None:
        self.key, self.place, self.values = key, place, values
        super().__init__(": ".join(self.told("en")))

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong, and what to do."""
        message, remedy = _messages()[self.key][lang]
        return message.format(**self.values), remedy.format(**self.values)


def as_fault(error: Exception) -> Exception:
    """An error of the library that speaks English alone, as one that says itself in three languages."""
    if isinstance(error, CircleError):
        return PlanFault("no_circles", place=error.place, why=error.message)
    if isinstance(error, (ReformError, RuleFileError)):
        return PlanFault("law", why=str(error))
    if isinstance(error, OSError):
        return PlanFault("storage", why=error.strerror or type(error).__name__)
    if isinstance(error, MemoryError):
        return PlanFault("memory")
    return error
