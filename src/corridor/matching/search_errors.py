"""What can be wrong with what the pair search is given."""

from __future__ import annotations

from pathlib import Path

from corridor.told import ToldError

MESSAGES = Path(__file__).parent / "search_messages.json"


class SearchError(ToldError, ValueError):
    """A table, a policy or answers of the law that cannot be searched with: where, what is wrong, and the remedy."""

    texts = MESSAGES
