"""What the options of all commands share: the forms of a result and the languages."""

from __future__ import annotations

from enum import StrEnum

from corridor.cli.speech import reader_language


class Format(StrEnum):
    """Form of the result."""

    table = "table"
    json = "json"
    csv = "csv"


class Lang(StrEnum):
    """Language of the answer."""

    en = "en"
    fr = "fr"
    nl = "nl"


LANG = reader_language()
"""That of help; of answers and messages where no other is asked for."""
DEFAULT_LANG = Lang(LANG)
