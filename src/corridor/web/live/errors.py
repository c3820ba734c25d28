"""Why something in a live session was refused, said in three languages."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal


class LiveRefusal(Refusal):
    """What cannot be done. `told(lang)` gives message and remedy."""

    texts = Path(__file__).parent / "messages.json"
