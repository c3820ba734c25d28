"""Why something in the laboratory was refused, said in three languages."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class ReformRefusal(Refusal, ValueError):
    """What cannot be done. `place`: a path of the law, or empty."""

    texts = MESSAGES
