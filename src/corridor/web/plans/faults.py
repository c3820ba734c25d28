"""Why a plan cannot be made or changed, said in three languages."""

from __future__ import annotations

from pathlib import Path

from corridor.matching.circles import CircleError
from corridor.rules.errors import ReformError, RuleFileError
from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class PlanFault(Refusal, ValueError):
    """What stops a plan here."""

    texts = MESSAGES


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
