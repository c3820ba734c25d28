"""Texts of a plan that are no reason and no lever: assumptions, limits, presumptions; in three languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from corridor.plan.result import Text

FILE = Path(__file__).parent / "notes.json"


@cache
def _notes() -> dict[str, Text]:
    found: dict[str, Text] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def note(key: str, **values: Any) -> Text:
    """A text in three languages. A value may itself be a text in three languages."""
    return {
        lang: text.format(**{n: v[lang] if isinstance(v, dict) else v for n, v in values.items()})
        for lang, text in _notes()[key].items()
    }
