"""Cases as people write them: YAML or JSON, one case or a list, in a file or as text."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from corridor.rules.errors import CaseError

TABLES = (".csv", ".parquet")
DEEPEST = 12
"""Nests in a case file that came from anybody; a case needs three."""


def is_table(file: Path) -> bool:
    """Whether a file is a table of cases (CSV, Parquet) by its name."""
    return file.suffix.lower() in TABLES


def read_cases(file: Path) -> list[Any]:
    """The cases in a YAML or JSON file, or on standard input for `-`; not yet validated.

    Raises:
        CaseError: the file is missing, empty, or neither YAML nor JSON; with the line.
    """
    place = "standard input" if str(file) == "-" else str(file)
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CaseError(place, "no_file") from None
    except IsADirectoryError:
        raise CaseError(place, "a_folder") from None
    except UnicodeDecodeError as error:
        raise CaseError(place, "not_utf8", problem=error.reason) from None
    return cases_of_text(text, place, json_expected=file.suffix == ".json")


def cases_of_bytes(data: bytes, place: str) -> list[Any]:
    """The cases in a file that came from anybody: plain data only, no references and no deep nests.

    Args:
        data: the file.
        place: its name, for errors; JSON where it ends in .json.

    Raises:
        CaseError: no text, empty, or neither YAML nor JSON; with the line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(place, "not_utf8", problem=error.reason) from None
    found = cases_of_text(text, place, json_expected=place.lower().endswith(".json"), trusted=False)
    if not found:
        raise CaseError(place, "no_cases")
    return found


def cases_of_text(text: str, place: str, *, json_expected: bool = False, trusted: bool = True) -> list[Any]:
    """The cases in a YAML or JSON text; not yet validated.

    Args:
        text: what was written.
        place: what errors call it.
        json_expected: JSON whatever it begins with.
        trusted: what YAML can do beyond plain data (references, deep nests) is refused where this is false.

    Raises:
        CaseError: the text is empty, or neither YAML nor JSON; with the line.
    """
    if not text.strip():
        raise CaseError(place, "empty_file")
    json_first = json_expected or text.lstrip()[:1] in "[{"
    raw = _json(text, place, trusted) if json_first else _yaml(text, place, trusted)
    if isinstance(raw, dict) and isinstance(raw.get("cases"), list) and "facts" not in raw:
        raw = raw["cases"]
    return list(raw) if isinstance(raw, list) else [raw]


def _json(text: str, place: str, trusted: bool) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip()[:1] == "{":
            return _yaml(text, place, trusted)  # YAML's flow style looks like JSON
        raise CaseError(f"{place}:{error.lineno}", "no_json", problem=error.msg) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
        raise CaseError(place, "no_json", problem="…") from None


def _yaml(text: str, place: str, trusted: bool) -> Any:
    import yaml

    try:
        if not trusted:
            _refuse_more_than_data(text, place)
        return yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 1}" if mark else place
        problem = getattr(error, "problem", None) or "cannot be read"
        raise CaseError(where, "no_yaml", problem=problem) from None
    except (ValueError, RecursionError, OverflowError):
        raise CaseError(place, "no_yaml", problem="cannot be read") from None


def _refuse_more_than_data(text: str, place: str) -> None:
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            what = "a reference (*name)" if isinstance(event, yaml.AliasEvent) else "too many levels"
            where = f"{place}:{event.start_mark.line + 1}" if event.start_mark else place
            raise CaseError(where, "no_yaml", problem=what)


def _loader() -> Any:
    """YAML as a person means it: `NO` is Norway, 0110 an occupation, and a date stays text until it is checked."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        pass

    plain = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int")
    resolvers = base.yaml_implicit_resolvers.items()
    Loader.yaml_implicit_resolvers = {c: [(t, r) for t, r in pairs if t not in plain] for c, pairs in resolvers}
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
    )
    Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
    Loader.add_constructor("tag:yaml.org,2002:map", _mapping_once)
    return Loader


def _mapping_once(loader: Any, node: Any) -> Any:
    """A mapping; a key written twice is an error, not the last one winning."""
    import yaml

    seen: set[Any] = set()
    for key_node, _ in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a name is missing", key_node.start_mark)
        if key_node.value in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"{key_node.value!r} is written twice", key_node.start_mark
            )
        seen.add(key_node.value)
    return loader.construct_mapping(node, deep=True)
