"""Variables, regions, units, parts of a gap and verdicts of projections in the words of a language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "projection_words.json"


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Every word by key, in three languages."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def word(key: str, lang: str, **values: object) -> str:
    """The words of a key, such as `unit.thousand`."""
    text = words()[key][lang]
    return text.format(**values) if values else text


def region_told(region: str, lang: str) -> str:
    """A region; one that a user named stands as it is."""
    return words().get(f"region.{region}", {}).get(lang, region)
