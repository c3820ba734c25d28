"""The figures of a document - a plan, a scheme, a simulation - with the paths by which evidence names them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

MOST = 400
DEEPEST = 5
LONGEST_PATH = 200


def places(document: Any) -> list[tuple[str, float | int]]:
    """Paths and what stands there, in the order of the document; as many as a list to choose from may hold."""
    found = ((path, value) for path, value in _figures(document, "", 0) if len(path) <= LONGEST_PATH)
    return list(islice(found, MOST))


def _figures(here: Any, path: str, depth: int) -> Iterator[tuple[str, float | int]]:
    if isinstance(here, int | float) and not isinstance(here, bool):
        yield path, here
    elif depth < DEEPEST:
        for step, value in _parts(here):
            yield from _figures(
                value, path + (step if step.startswith("[") else f".{step}" if path else step), depth + 1
            )


def _parts(here: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a record or list, each with the step that leads to it."""
    if dataclasses.is_dataclass(here) and not isinstance(here, type):
        here = {one.name: getattr(here, one.name) for one in dataclasses.fields(here)}
    if isinstance(here, Mapping):
        yield from ((str(name), value) for name, value in here.items())
    elif isinstance(here, list | tuple):
        name = _naming(here)
        for at, one in enumerate(here):
            yield (f"[{name}={one[name]}]" if name else f"[{at}]"), one


def _naming(rows: Sequence[Any]) -> str:
    """The field that tells the rows of a list apart in words; empty where none does."""
    if not rows or not all(isinstance(one, Mapping) for one in rows):
        return ""
    for name in rows[0]:
        values = [one.get(name) for one in rows]
        if all(isinstance(v, str) and v and "]" not in v for v in values) and len(set(values)) == len(values):
            return str(name)
    return ""
