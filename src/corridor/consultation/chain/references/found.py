"""What a resolver gives back, and the error of one that cannot read its reference."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from corridor.consultation.chain.items import SourceNote
from corridor.consultation.errors import ConsultationError
from corridor.consultation.form import ADDRESS, LANGUAGES, Text
from corridor.rules.wording import show

WORDS = Path(__file__).parent / "found_words.json"


class NotRead(ConsultationError):
    """A reference that cannot be read now. What it says is not known: neither as before nor changed."""


@dataclass(frozen=True)
class Found:
    """A value as its source has it now; `text` is how it reads."""

    value: Any
    text: Text | None = None
    source: SourceNote | None = None


def placed(file: str, folder: Path | None) -> Path:
    """The path of a file that a reference names.

    Without a folder no file is read: a dossier that came from somebody else must not name files of this machine.

    Raises:
        NotRead: there is no folder, or no such file.
    """
    if folder is None:
        raise NotRead(file, "reference_no_folder")
    try:
        path = Path(file).expanduser()
        path = path if path.is_absolute() else folder / path
        if path.exists():
            return path
    except (OSError, ValueError, RuntimeError) as error:  # too long, with NUL in it, of a home that there is not
        raise NotRead(file, "reference_no_file") from error
    raise NotRead(file, "reference_no_file")


@cache
def words() -> dict[str, dict[str, str]]:
    """What is said of a value that there is not, and units of which there is one."""
    found: dict[str, dict[str, str]] = json.loads(WORDS.read_text(encoding="utf-8"))
    return found


def told(value: Any, unit: str | None = None) -> Text | None:
    """A plain value in three languages; None where it is no plain value."""
    if isinstance(value, float):
        value = Decimal(f"{value:.12g}")
    if value is None:
        return words()["not_known"]
    if isinstance(value, list | dict):
        return None
    return {lang: _told(value, lang, unit) for lang in LANGUAGES}


def _told(value: Any, lang: str, unit: str | None) -> str:
    from corridor.permits.law_words import word

    text = show(value, lang, unit=unit)
    if isinstance(value, bool | str) or unit is None:
        return text
    if _singular(value, lang) and (one := words().get(f"one_{unit}")):
        return f"{text} {one[lang]}"
    try:
        space = "\N{NO-BREAK SPACE}" if unit == "percent" else " "
        return f"{text}{space}{word(f'unit_{unit}', lang)}".strip()
    except KeyError:  # a unit without words: a count, a ratio
        return text


def _singular(value: Any, lang: str) -> bool:
    """Whether a number takes the singular: one, in French all below two."""
    return bool(abs(value) < 2 if lang == "fr" else abs(value) == 1)


def source_note(title: Any, url: str | None, read: Any) -> SourceNote:
    """A source in the form of this room; a title in one language stands in all three, an address is one of the web."""
    text = title if isinstance(title, dict) else dict.fromkeys(LANGUAGES, str(title))
    link = url if url and ADDRESS.fullmatch(url) else None
    return SourceNote(text, link, read if isinstance(read, date) else None)


__all__ = ["Found", "NotRead", "placed", "source_note", "told", "words"]
