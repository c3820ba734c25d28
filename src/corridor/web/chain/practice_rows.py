"""A practice as the pages show it: one of the library, or one that came with a dossier."""

from __future__ import annotations

from typing import Any

from corridor.consultation.practices import Practice, practice
from corridor.consultation.reading import fitted
from corridor.told import ToldError


def record_of(row: Any) -> Practice | None:
    """The record of a row; None where the library no longer has it, or it cannot be read."""
    if not row.content:
        return practice(row.key)
    try:
        found: Practice = fitted(Practice, row.content, place=row.key)
    except ToldError:
        return None
    return found


def sources(found: Practice) -> list[dict[str, Any]]:
    """The sources of a practice, as the tag `source` takes them."""
    return [{"source": one.title, "url": one.url, "article": one.read} for one in found.sources]
