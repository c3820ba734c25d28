"""Why a decision was not written down."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class DecisionError(Refusal, ValueError):
    """A decision that cannot be written down."""

    texts = MESSAGES
    place = "decision"
