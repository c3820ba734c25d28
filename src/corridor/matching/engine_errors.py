"""What stops an engine, with place and remedy, in three languages."""

from __future__ import annotations

from pathlib import Path

from corridor.told import ToldError

MESSAGES = Path(__file__).parent / "engine_messages.json"


class EngineError(ToldError, RuntimeError):
    """An engine that cannot run: the option or program at fault, what is wrong, and the remedy."""

    texts = MESSAGES
