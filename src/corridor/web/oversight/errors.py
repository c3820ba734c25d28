"""Why an act of an administrator was refused."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class OversightError(Refusal):
    """Something that an administrator cannot do."""

    texts = MESSAGES
