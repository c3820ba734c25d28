"""The closed lists of a design: phases, tracks, grades of demand, payers and groups of costs, with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corridor.partnerships.reading import Text

FILE = Path(__file__).parent / "phases.yaml"


@dataclass(frozen=True, slots=True)
class Phase:
    """One of the twenty phases.

    `people`: people pass through it. `tracks`: where a stage of it may stand. `loss`, `months`: ids of the priors for
    a design that does not know its own. `beside`: it runs beside the work from `arrival`, `term` (the end of the
    contract) or `return` on.
    """

    id: str
    number: int
    people: bool
    tracks: tuple[str, ...]
    label: Text
    loss: str | None = None
    months: str | None = None
    beside: str | None = None


@cache
def _lists() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


@cache
def phases() -> Mapping[str, Phase]:
    """The phases in the order of a scheme's life."""
    found = {}
    for raw in _lists()["phases"]:
        given = raw | {"tracks": tuple(raw["tracks"]), "label": Text(**raw["label"])}
        found[raw["id"]] = Phase(**given)
    return found


@cache
def words(name: str) -> Mapping[str, Text]:
    """A closed list with labels: `tracks`, `grades` (weakest first), `payers` or `groups`."""
    return {key: Text(**label) for key, label in _lists()[name].items()}
