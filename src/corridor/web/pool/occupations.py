"""Occupations by what people call them, in any language."""

from __future__ import annotations

from corridor.occupations.errors import OccupationError
from corridor.occupations.isco08 import groups, unit_groups
from corridor.web.design.names import language

FEWEST, LONGEST, SHOWN = 2, 100, 8


def found(text: str) -> list[tuple[str, str]]:
    """Codes and titles of occupations that a text may mean, the likeliest first; none where it says too little."""
    from corridor.occupations.search import Searcher

    wanted = text.strip()[:LONGEST]
    if len(wanted) < FEWEST:
        return []
    lang = language()
    try:
        candidates = Searcher.open(meaning=False).search(wanted, lang=lang, limit=SHOWN)
    except OccupationError:
        return []
    return [(code, title(code)) for code in dict.fromkeys(c.isco08 for c in candidates)]


def title(code: str) -> str:
    """The title of a unit group in the page's language; the code where there is none."""
    group = groups().get(code)
    return group.title(language()) if group else code


def exists(code: str) -> bool:
    """Whether a code is a unit group."""
    return code in unit_groups()
