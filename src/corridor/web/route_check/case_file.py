"""Case files: written for a person to keep, read as `corridor permits check` reads them."""

from __future__ import annotations

from typing import Any

import yaml

from corridor.permits.answer import answer
from corridor.permits.answers import as_json
from corridor.permits.book import book
from corridor.web.route_check.given import Given, read_answer

MOST_CASES = 50


def write(given: Given) -> str:
    """A case file in YAML: `corridor permits check` reads it, and so does the page."""
    raw = {**given.raw(), "application_date": given.day}
    told: str = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=120)
    return f"# corridor permits check FILE\n{told}"


def answered(given: Given, lang: str) -> str:
    """The answer as `corridor permits check FILE --format json` prints it for the case file."""
    return as_json([answer(given.case, book(given.region), lang=lang)]) + "\n"


def taken(found: dict[str, Any], name: str) -> Any:
    """What an answer presumes of a fact, as a natural value; None where nothing is."""
    return read_answer(name, found["presumed"].get(name))
