"""Designs as they travel: YAML that somebody writes or brings, bounded before it is read; faults with their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from corridor.partnerships.design import Design, chains, read_design, write_design
from corridor.partnerships.errors import PartnershipError, PartnershipErrors
from corridor.web.partnerships.errors import DesignRefusal

LARGEST = 256 * 1024
"""Bytes of a design; those that ship have a few dozen thousand at most."""
DEEPEST = 16
FILE = "design"
MOST = {"waves": 60, "stages": 80, "demand": 200, "profiles": 50, "partners": 200, "sources": 200, "origin": 60}
MOST_COSTS, MOST_PEOPLE, MOST_POSTS = 400, 20_000, 50_000
MOST_CELLS = 8_000_000
"""Stages × months × bins of people: what the counts of one simulation may take (4 bytes, twice)."""
LONGEST = {"name": 200, "id": 80, "other": 4000}
Fault = PartnershipError | DesignRefusal


class DesignFaults(ValueError):
    """Everything that is wrong with a design: `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Told:
    """A fault in one language: its place in the design, what is wrong, what to do, and the line where it stands."""

    place: str
    message: str
    remedy: str
    line: int | None = None


# ---- reading ------------------------------------------------------------------------------------


def decoded(raw: bytes) -> str:
    """The text of a file.

    Raises:
        DesignFaults: it is too large, or no text.
    """
    if len(raw) > LARGEST:
        raise DesignFaults([DesignRefusal("file_large", limit=LARGEST // 1024)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DesignFaults([DesignRefusal("file_text")]) from None


def read(text: str) -> Design:
    """A design from the text of a YAML file, checked by the library and held to what is simulated here.

    Raises:
        DesignFaults: with everything that is wrong.
    """
    if len(text.encode()) > LARGEST:
        raise DesignFaults([DesignRefusal("file_large", limit=LARGEST // 1024)])
    return _read(text)


@lru_cache(maxsize=128)
def _read(text: str) -> Design:
    tree = _tree(text)
    found: list[Fault] = [DesignRefusal("key_twice", place=path) for path in _twice(tree)]
    try:
        mapping = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError, TypeError) as error:
        raise DesignFaults([*found, DesignRefusal("file_yaml", why=_why(error))]) from None
    found += _sizes(mapping)
    if found:
        raise DesignFaults(found)
    design = _checked(mapping)
    bounded(design)
    return design


def _checked(mapping: Any) -> Design:
    if not isinstance(mapping, Mapping):
        raise DesignFaults([PartnershipError(FILE, "design_not_mapping")])
    try:
        return read_design(mapping, file=FILE)
    except PartnershipErrors as error:
        raise DesignFaults(list(error.errors)) from None
    except PartnershipError as error:
        raise DesignFaults([error]) from None
    except (ValueError, TypeError, ArithmeticError) as error:  # a value that nobody thought of
        raise DesignFaults([DesignRefusal("file_yaml", why=type(error).__name__)]) from None


def _why(error: Exception) -> str:
    return str(getattr(error, "problem", None) or type(error).__name__)[:200]


# ---- the tree of the text: lines, aliases, depth ------------------------------------------------


def _tree(text: str) -> yaml.Node | None:
    try:
        _plainly_written(text)
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else ""
        raise DesignFaults([DesignRefusal("file_yaml", place=place, why=_why(error))]) from None
    except ValueError as error:  # characters that YAML has not
        if isinstance(error, DesignFaults):
            raise
        raise DesignFaults([DesignRefusal("file_yaml", why=_why(error))]) from None


def _plainly_written(text: str) -> None:
    """No aliases, which would grow when they are written out, and no depth that a reader could drown in."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        place = f"line {event.start_mark.line + 1}" if event.start_mark else ""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise DesignFaults([DesignRefusal("file_alias", place=place)])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise DesignFaults([DesignRefusal("file_deep", place=place, limit=DEEPEST)])


def _walk(node: yaml.Node | None, path: str = "") -> Iterator[tuple[str, int]]:
    """Every path of the tree with the line where it begins, from 1."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = f"{path}.{key.value}" if path else str(key.value)
            yield here, key.start_mark.line + 1
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            here = f"{path}[{position}]"
            yield here, value.start_mark.line + 1
            yield from _walk(value, here)


def _twice(node: yaml.Node | None) -> list[str]:
    paths = [path for path, _ in _walk(node)]
    seen: set[str] = set()
    return list(dict.fromkeys(path for path in paths if path in seen or seen.add(path)))  # type: ignore[func-returns-value]


def lines(text: str) -> dict[str, int]:
    """The line of every path of a text; empty where it is no YAML."""
    try:
        return dict(reversed(list(_walk(_tree(text)))))
    except DesignFaults:
        return {}


def told(faults: tuple[Fault, ...], text: str, lang: str) -> list[Told]:
    """Faults in a language, each with the line of its place or of what holds it."""
    known = lines(text)
    found = []
    for fault in faults:
        message, remedy = fault.told(lang)
        place = str(fault.place).removeprefix(f"{FILE}: ").removeprefix(FILE)
        line = int(place[5:]) if place.startswith("line ") else _line(place, known)
        shown = "" if place.startswith("line ") else place
        found.append(Told(shown, message[:1].upper() + message[1:500], remedy[:500], line))
    return sorted(found, key=lambda one: (one.line is None, one.line or 0))


def _line(place: str, known: Mapping[str, int]) -> int | None:
    while place and place not in known:
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return known.get(place)


# ---- bounds -------------------------------------------------------------------------------------


def _sizes(mapping: Any) -> list[Fault]:
    """What is too much before anything of it is understood."""
    if not isinstance(mapping, Mapping):
        return []
    found: list[Fault] = []
    for name, limit in MOST.items():
        entries = mapping.get(name)
        if isinstance(entries, list) and len(entries) > limit:
            found.append(DesignRefusal("many", place=name, found=len(entries), limit=limit))
    return found + [_long(path, text) for path, text in _texts(mapping) if len(text) > _limit(path)] + _facts(mapping)


def _long(path: str, text: str) -> Fault:
    return DesignRefusal("long_text", place=path, limit=_limit(path))


def _limit(path: str) -> int:
    last = path.rpartition(".")[2]
    return LONGEST["name" if path.startswith("name") else last if last in ("id", "name") else "other"]


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{position}]")


def _facts(mapping: Mapping[str, Any]) -> list[Fault]:
    profiles = mapping.get("profiles")
    found: list[Fault] = []
    for position, profile in enumerate(profiles if isinstance(profiles, list) else ()):
        facts = profile.get("facts") if isinstance(profile, Mapping) else None
        for name, value in (facts if isinstance(facts, Mapping) else {}).items():
            if not isinstance(value, str | int | float | bool | date) and value is not None:
                found.append(DesignRefusal("facts_deep", place=f"profiles[{position}].facts.{name}"))
    return found


def bounded(design: Design) -> None:
    """What is not simulated here, whoever wrote it: too many people, posts, prices, counts.

    Raises:
        DesignFaults: with all of it.
    """
    found: list[Fault] = []
    if design.intake() > MOST_PEOPLE:
        found.append(DesignRefusal("people", place="waves", found=design.intake(), limit=MOST_PEOPLE))
    posts = sum(demand.posts for demand in design.demand)
    if posts > MOST_POSTS:
        found.append(DesignRefusal("posts", place="demand", found=posts, limit=MOST_POSTS))
    costs = sum(len(stage.costs) for stage in design.stages)
    if costs > MOST_COSTS:
        found.append(DesignRefusal("many", place="stages", found=costs, limit=MOST_COSTS))
    if not found and rows(design) * (design.horizon_months + 1) * min(design.intake() + 2, 4098) > MOST_CELLS:
        found.append(DesignRefusal("size", place="horizon_months"))
    if found:
        raise DesignFaults(found)


def rows(design: Design) -> int:
    """Stages that people pass, with the wait for a post."""
    return len(chains(design).people()) + 1


# ---- writing ------------------------------------------------------------------------------------


def written(design: Design) -> str:
    """A design as the YAML text that is kept."""
    return write_design(design)


def digest_of(text: str) -> str:
    """sha256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
