"""A case file as `corridor permits check` reads it: one case, in YAML or JSON."""

from __future__ import annotations

from typing import Any

from corridor.permits.case_file import cases_of_bytes
from corridor.rules.errors import CaseError
from corridor.web.cases.facts import cleaned

LIMIT = 200_000
"""Bytes; a case is a few hundred."""


def read(content: bytes, name: str = "") -> dict[str, Any]:
    """`region`, `application_date` (where it is stated) and `facts` of the case in a file, in the law's words.

    Raises:
        CaseError: the file is no case file, holds several cases, or states what the vocabulary does not have.
    """
    place = name or "file"
    if len(content) > LIMIT:
        raise CaseError(place, "no_yaml", problem=f"> {LIMIT} bytes")
    found = cases_of_bytes(content, place)
    if len(found) != 1 or not isinstance(found[0], dict):
        raise CaseError(place, "no_case", raw="…")
    return _case(found[0])


def _case(raw: dict[str, Any]) -> dict[str, Any]:
    from corridor.permits.case import read_region

    facts = raw.get("facts") or {}
    if not isinstance(facts, dict):
        raise CaseError("facts", "no_facts", raw="…")
    for key, value in facts.items():
        if not isinstance(value, str | int | float | bool | None):
            raise CaseError(str(key), "no_text", raw="…")
    found: dict[str, Any] = {"facts": cleaned(facts)}
    region = raw.get("region")
    if isinstance(region, str) and region:
        found["region"] = read_region(region)
    day = raw.get("application_date", raw.get("date", facts.get("application_date")))
    if isinstance(day, str) and day:
        found["application_date"] = _day(day)
    return found


def _day(text: str) -> str:
    from corridor.rules.facts import read_value
    from corridor.web.cases.facts import vocabulary

    day = read_value(vocabulary().facts["application_date"], text)
    return str(day)
