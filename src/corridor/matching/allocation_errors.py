"""What can be wrong with the edges that an allocation is given."""

from __future__ import annotations

from pathlib import Path

from corridor.told import ToldError

MESSAGES = Path(__file__).parent / "allocation_messages.json"


class AllocationError(ToldError, ValueError):
    """Edges that cannot be allocated: where (the field of `Edges`), what is wrong, and the remedy."""

    texts = MESSAGES
