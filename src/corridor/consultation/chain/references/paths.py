"""Paths into a document: `circles[0].filled`, `reasons[reason=not_allowed].posts`, `occupations[isco08=2221].posts`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from corridor.consultation.chain.references.found import NotRead

STEP = re.compile(r"\.?([A-Za-z0-9_-]+)|\[(\d{1,9})\]|\[([A-Za-z0-9_]+)=([^\]]*)\]")


def at(document: Any, path: str, place: str) -> Any:
    """What stands at a path of a document of plain values or records; `place` names the document in errors.

    Raises:
        NotRead: the path is not written as paths are, or nothing stands there.
    """
    here, walked = document, 0
    for match in STEP.finditer(path):
        if match.start() != walked:
            break
        walked = match.end()
        here = _step(here, match, f"{place}: {path[:walked]}")
    if walked != len(path) or not path:
        raise NotRead(f"{place}: {path}", "reference_path_form")
    return here


def _step(here: Any, match: re.Match[str], place: str) -> Any:
    name, index, field, wanted = match.groups()
    if dataclasses.is_dataclass(here) and not isinstance(here, type):
        here = {one.name: getattr(here, one.name) for one in dataclasses.fields(here)}
    if name is not None and isinstance(here, Mapping) and name in here:
        return here[name]
    if isinstance(here, list | tuple):
        if index is not None and int(index) < len(here):
            return here[int(index)]
        if field is not None:
            found = [one for one in here if str(_field(one, field)) == wanted]
            if len(found) == 1:
                return found[0]
    raise NotRead(place, "reference_nothing_there")


def _field(one: Any, name: str) -> Any:
    return one.get(name) if isinstance(one, Mapping) else getattr(one, name, None)
