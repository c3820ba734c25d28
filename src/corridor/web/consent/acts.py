"""What the verbs of the audit trail are called, in three languages: `acts.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "acts.json"


@cache
def acts() -> Mapping[str, Mapping[str, str]]:
    """Texts by verb and language."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def called(verb: str) -> Mapping[str, str]:
    """What a verb is called; a verb without texts is shown as it is."""
    return acts().get(verb, {"en": verb, "fr": verb, "nl": verb})
