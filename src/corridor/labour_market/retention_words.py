"""The words of stay rates: limits and reasons, from `retention_notes.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from corridor.labour_market.retention import Retention, StayRate

NOTES = Path(__file__).parent / "retention_notes.json"


@cache
def _notes() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(NOTES.read_text(encoding="utf-8"))
    return found


def limits(retention: Retention, lang: str) -> list[str]:
    """What the reader of the rates must know, a sentence each."""
    return [_notes()[key][lang].format(**values) for key, values in retention.limits]


def reason(rate: StayRate, lang: str) -> str | None:
    """Why a rate is not told; None where it is."""
    return None if rate.reason is None else _notes()[f"reason.{rate.reason}"][lang]
