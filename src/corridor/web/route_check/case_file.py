"""Case files: written for a person to keep, read as `corridor permits check` reads them.

A file comes from anybody: what YAML can do beyond plain data (references, deep nests) is refused before it is built.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import yaml

from corridor.permits.answer import answer
from corridor.permits.book import book
from corridor.rules.errors import CaseError
from corridor.web.route_check.given import Given, read_answer

DEEPEST = 12
"""Nests in a case file; a case needs three."""
MOST_CASES = 50
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(data: bytes, place: str) -> list[Any]:
    """The cases in a file, not yet validated: YAML or JSON, one case or a list.

    Args:
        data: the file.
        place: its name, for messages.

    Raises:
        CaseError: empty, no text, or neither YAML nor JSON; with the line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(place, "not_utf8", problem=error.reason) from None
    if not text.strip():
        raise CaseError(place, "empty_file")
    json_first = place.lower().endswith(".json") or text.lstrip()[:1] in "[{"
    raw = _json(text, place) if json_first else _yaml(text, place)
    if isinstance(raw, dict) and isinstance(raw.get("cases"), list) and "facts" not in raw:
        raw = raw["cases"]
    found = list(raw) if isinstance(raw, list) else [raw]
    if not found:
        raise CaseError(place, "no_cases")
    return found


def write(given: Given) -> str:
    """A case file in YAML: `corridor permits check` reads it, and so does the page."""
    raw = {**given.raw(), "application_date": given.day}
    told: str = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=120)
    return f"# corridor permits check FILE\n{told}"


def answered(given: Given, lang: str) -> str:
    """The answer as `corridor permits check FILE --format json` prints it for the case file."""
    found = answer(given.case, book(given.region), lang=lang)
    return "[\n" + json.dumps(found, ensure_ascii=False) + "\n]\n"


def _json(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip()[:1] == "{":
            return _yaml(text, place)  # YAML's flow style looks like JSON
        raise CaseError(f"{place}:{error.lineno}", "no_json", problem=error.msg) from None
    except (ValueError, RecursionError):
        raise CaseError(place, "no_json", problem="…") from None


def _yaml(text: str, place: str) -> Any:
    try:
        _refuse_more_than_data(text, place)
        return yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 1}" if mark else place
        raise CaseError(where, "no_yaml", problem=getattr(error, "problem", None) or "cannot be read") from None
    except (ValueError, RecursionError, OverflowError):
        raise CaseError(place, "no_yaml", problem="cannot be read") from None


def _refuse_more_than_data(text: str, place: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            what = "a reference (*name)" if isinstance(event, yaml.AliasEvent) else "too many levels"
            where = f"{place}:{event.start_mark.line + 1}" if event.start_mark else place
            raise CaseError(where, "no_yaml", problem=what)


@cache
def _loader() -> Any:
    """YAML as a person means it: `NO` is Norway, 0110 an occupation, and a date stays text until it is checked."""

    class AsMeant(Loader):
        pass

    plain = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int")
    resolvers = Loader.yaml_implicit_resolvers.items()
    AsMeant.yaml_implicit_resolvers = {c: [(t, r) for t, r in pairs if t not in plain] for c, pairs in resolvers}
    truths = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
    AsMeant.add_implicit_resolver("tag:yaml.org,2002:bool", truths, list("tTfF"))
    whole = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
    AsMeant.add_implicit_resolver("tag:yaml.org,2002:int", whole, list("-+0123456789"))
    AsMeant.add_constructor("tag:yaml.org,2002:map", _mapping_once)
    return AsMeant


def _mapping_once(loader: Any, node: Any) -> Any:
    """A mapping; a key written twice is an error, not the last one winning."""
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a name is missing", key.start_mark)
        if key.value in seen:
            raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} is written twice", key.start_mark)
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


def taken(found: dict[str, Any], name: str) -> Any:
    """What an answer presumes of a fact, as a natural value; None where nothing is."""
    return read_answer(name, found["presumed"].get(name))
