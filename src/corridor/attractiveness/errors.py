"""What stops work on attractiveness, with place and remedy, in three languages."""

from __future__ import annotations

from pathlib import Path

from corridor.told import ToldError, messages

MESSAGES = Path(__file__).parent / "messages"


def told(key: str, lang: str, **values: object) -> tuple[str, str]:
    """A message of this room and what to do about it."""
    message, remedy = messages(MESSAGES)[key][lang]
    return message.format(**values), remedy.format(**values)


class AttractivenessError(ToldError, ValueError):
    """A framework, a table or an option that cannot be used: where, what is wrong, and the remedy."""

    texts = MESSAGES
