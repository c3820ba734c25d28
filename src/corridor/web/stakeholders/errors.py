"""Why something with bodies, contacts or their links was refused."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class StakeholderError(Refusal):
    """Something that cannot be done with a body or a contact."""

    texts = MESSAGES


class LinkError(StakeholderError):
    """A link that leads nowhere any more: `expired`, or `broken` (forged, cut, or its person is gone)."""

    @property
    def status(self) -> int:
        """The answer of a page: gone, or not found."""
        return 410 if self.key == "expired" else 404
