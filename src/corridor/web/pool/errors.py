"""Why an upload, a correction or a deletion is refused."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class PoolRefusal(Refusal, ValueError):
    """Something that cannot be done with a dataset or a profile."""

    texts = MESSAGES
