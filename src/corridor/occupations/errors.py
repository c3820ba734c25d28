"""What can be wrong with codes, texts, downloads and crosswalks; the messages stand in `messages.json`."""

from __future__ import annotations

from pathlib import Path

from corridor.told import ToldError

MESSAGES = Path(__file__).parent / "messages.json"


class OccupationError(ToldError, ValueError):
    """A code, a text or a file that cannot be used: where, what is wrong, and what to do instead."""

    texts = MESSAGES
