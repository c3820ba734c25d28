"""Why something with an organisation or an invitation was refused."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class OrganisationError(Refusal):
    """Something that cannot be done."""

    texts = MESSAGES
