"""Why something with a chain was refused, said in three languages."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from corridor.told import Refusal


class ChainRefusal(Refusal, ValueError):
    """What cannot be done as asked."""

    texts: ClassVar[Path] = Path(__file__).parent / "messages.json"
