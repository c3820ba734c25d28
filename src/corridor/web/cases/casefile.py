"""A case file as `corridor permits check` reads it: one case, in YAML or JSON."""

from __future__ import annotations

import json
from typing import Any

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
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(place, "not_utf8", problem=error.reason) from None
    raw = _parsed(text, place)
    if isinstance(raw, dict) and isinstance(raw.get("cases"), list):
        raw = raw["cases"]
    if isinstance(raw, list):
        raw = raw[0] if len(raw) == 1 else None
    if not isinstance(raw, dict):
        raise CaseError(place, "no_case", raw="…")
    return _case(raw)


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


def _parsed(text: str, place: str) -> Any:
    """JSON, or YAML in which every value stays the text that it is: the vocabulary reads it. Aliases are refused."""
    import yaml

    if not text.strip():
        raise CaseError(place, "empty_file")
    if text.lstrip()[:1] in "[{":
        try:
            return json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            pass  # YAML's flow style looks like JSON
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise CaseError(place, "no_yaml", problem="*")
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 1}" if mark else place
        raise CaseError(where, "no_yaml", problem=getattr(error, "problem", None) or "?") from None
