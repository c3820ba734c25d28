"""Why something with drafts, comments or answers was refused."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal


class DraftRefusal(Refusal):
    """Something that cannot be done with a draft as it stands."""

    texts = Path(__file__).parent / "messages.json"
