"""What stops a plan, with place and remedy, in three languages."""

from __future__ import annotations

from pathlib import Path

from corridor.told import ToldError

MESSAGES = Path(__file__).parent / "messages.json"


class PlanError(ToldError, ValueError):
    """A plan that cannot be made: where, what is wrong, and the remedy."""

    texts = MESSAGES
