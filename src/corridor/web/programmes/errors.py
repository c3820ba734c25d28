"""Why something with a programme was refused."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class ProgrammeRefusal(Refusal):
    """Something that cannot be done with a programme."""

    texts = MESSAGES
