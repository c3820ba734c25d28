"""The words of the screens: official terms in three languages with what they mean, in `glossary.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "glossary.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term in three languages, and its meaning in three languages."""

    term: Mapping[str, str]
    meaning: Mapping[str, str]


@cache
def glossary() -> tuple[Entry, ...]:
    """All entries, in the order of the file."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Entry(entry["term"], entry["meaning"]) for entry in found)
