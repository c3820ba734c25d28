"""ISCO-08: the 619 groups, their parents and neighbours, their skill levels, and how near two groups are.

The table `isco08.csv` is our own. English and French titles follow the International Labour Organization, Dutch titles
follow official Dutch use; where editions differ in wording, the code decides.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from corridor.occupations.errors import OccupationError

FILE = Path(__file__).parent / "isco08.csv"
LANGUAGES = ("en", "fr", "nl")
MAJOR, SUB_MAJOR, MINOR, UNIT = 1, 2, 3, 4
"""Levels: a group's level is the number of digits of its code."""
NEARNESS = (0.0, 0.1, 0.4, 0.7, 1.0)
"""Proximity by the number of leading digits that two unit groups share: none, major, sub-major, minor, unit group."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of ISCO-08. `skill_levels` has one number, except for the major groups that span several."""

    code: str
    level: int
    parent: str | None
    skill_levels: tuple[int, ...]
    titles: Mapping[str, str]

    @property
    def skill_level(self) -> int:
        """The skill level, 1 to 4; the highest where a group spans several."""
        return max(self.skill_levels)

    def title(self, lang: str) -> str:
        """The title in a language, else in English."""
        return self.titles.get(lang, self.titles["en"])


@cache
def groups() -> Mapping[str, Group]:
    """All groups by code, in the order of their codes."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        found = {row["code"]: _group(row) for row in csv.DictReader(lines)}
    return MappingProxyType(found)


def _group(row: dict[str, str]) -> Group:
    return Group(
        code=row["code"],
        level=int(row["level"]),
        parent=row["parent"] or None,
        skill_levels=tuple(int(n) for n in row["skill_level"].split()),
        titles=MappingProxyType({lang: row[lang] for lang in LANGUAGES}),
    )


def group(code: str) -> Group:
    """The group of a code.

    Raises:
        OccupationError: no such code in ISCO-08.
    """
    found = groups().get(code)
    if found is None:
        known = [c for c in groups() if len(c) == UNIT and c[:3] == code[:3]]
        raise OccupationError("isco08", "no_code_near" if known else "no_code", code=code, near=", ".join(known))
    return found


@cache
def unit_groups() -> tuple[str, ...]:
    """The codes of the 436 unit groups."""
    return tuple(code for code in groups() if len(code) == UNIT)


def parent(code: str) -> Group | None:
    """The group one level up; none above a major group."""
    above = group(code).parent
    return None if above is None else group(above)


def children(code: str) -> tuple[Group, ...]:
    """The groups one level down."""
    group(code)
    return tuple(g for g in groups().values() if g.parent == code)


def neighbours(code: str) -> tuple[Group, ...]:
    """The groups of the same level that are near: first those under the same minor group, then the same sub-major.

    For a minor or sub-major group: those with the same parent, then the same grandparent.
    """
    here = group(code)
    same = [g for g in groups().values() if g.level == here.level and g.code != code]
    first = [g for g in same if g.parent == here.parent]
    wider = code[:-2]
    second = [g for g in same if wider and g.parent != here.parent and g.code.startswith(wider)]
    return (*first, *second)


def proximity(one: str, other: str) -> float:
    """How near two unit groups are, from 0 to 1: by the leading digits they share.

    1 for the same unit group, 0.7 for the same minor group, 0.4 for the same sub-major group, 0.1 for the same major
    group, else 0. It is symmetric. It says how near the classification puts two kinds of work, and nothing of people.

    Raises:
        OccupationError: one of the two is no unit group.
    """
    for code in (one, other):
        if group(code).level != UNIT:
            raise OccupationError("isco08", "no_unit_group", code=code)
    shared = next((n for n in range(UNIT) if one[n] != other[n]), UNIT)
    return NEARNESS[shared]
