"""Names of regions and countries, and the language they are said in."""

from __future__ import annotations

import csv
from functools import cache

from django.utils.translation import get_language

LANGUAGES = ("en", "fr", "nl")


def language() -> str:
    """The language of the page; English where the page's is none of Corridor's."""
    found = (get_language() or "en")[:2]
    return found if found in LANGUAGES else "en"


@cache
def countries() -> dict[str, dict[str, str]]:
    """Names of countries by ISO 3166-1 alpha-2 code and language."""
    from corridor.pool.words import NAMES

    with NAMES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file) if row["kind"] == "country"}


@cache
def regions() -> dict[str, dict[str, str]]:
    """Names of the regions by code and language, as the reports write them."""
    from corridor.plan.words import Catalogue
    from corridor.reports.speech import MESSAGES

    entries = Catalogue(MESSAGES).entries
    found: dict[str, dict[str, str]] = {}
    for key, texts in entries.items():
        if key.startswith("region."):
            found[key.removeprefix("region.")] = {lang: str(text) for lang, text in texts.items()}
    return found
