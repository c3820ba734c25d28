"""Why a consent, an export or an erasure was refused."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class ConsentError(Refusal):
    """Something that cannot be done with personal data."""

    texts = MESSAGES
