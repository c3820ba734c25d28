"""The figures that the synthetic pool is drawn from (`synthetic.yaml`), and the occupations with their weights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from corridor.occupations import isco08
from corridor.occupations.labels import LAW, belgian_labels
from corridor.pool.synthetic_draw import Bools, Floats, Ints

FILE = Path(__file__).parent / "synthetic.yaml"
REGIONS = ("flanders", "wallonia", "brussels", "german_community")
LISTS = {
    "flanders": ("vdab", "medium_skilled"),
    "wallonia": ("shortage",),
    "brussels": ("shortage",),
    "german_community": ("shortage",),
}
"""The lists under `law/<region>/lists` whose occupations count as shortage occupations."""
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")


@dataclass(frozen=True)
class Occupations:
    """The unit groups of the pool, in the order of their codes, with what the draws need of each.

    Attributes:
        codes: ISCO-08 unit groups.
        shortage: on the region's shortage list.
        skill: skill level, 1 to 4.
        vacancies: share of the posts offered.
        residents: share of the talents who live in Belgium.
        eea: share of the talents elsewhere in the European Economic Area.
        third: share of the talents in third countries.
        pay: mean gross pay a year in the region, EUR.
    """

    codes: tuple[str, ...]
    shortage: Bools
    skill: Ints
    vacancies: Floats
    residents: Floats
    eea: Floats
    third: Floats
    pay: Floats

    def among(self, codes: list[str]) -> Bools:
        """Which of the occupations have one of these codes."""
        return np.isin(np.array(self.codes), codes)


@cache
def figures() -> dict[str, Any]:
    """All figures by name: what stands under `values`."""
    return {name: entry["values"] for name, entry in _file()["figures"].items()}


@cache
def _file() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.load(
        FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return raw


def assumptions() -> tuple[dict[str, Any], ...]:
    """What the pool rests on, in the order of the file: `name`, `source` (null where assumed), `note` in en, fr, nl."""
    entries = _file()["figures"].items()
    return tuple({"name": name, "source": e.get("source"), "note": dict(e["note"])} for name, e in entries)


def default_today() -> date:
    """The day around which the dates of the pool lie, unless another is given."""
    day: date = _file()["today"]
    return day


@cache
def shortage_codes(region: str, today: date) -> frozenset[str]:
    """ISCO-08 codes on the region's shortage lists: of each list the last version that began before the day."""
    found: set[str] = set()
    for name in LISTS[region]:
        files = sorted(f for f in (LAW / region / "lists" / name).glob("[0-9]*.yaml"))
        begun = [f for f in files if f.stem <= today.isoformat()] or files[:1]
        entries = yaml.load(begun[-1].read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        found.update(code for entry in entries["entries"] for code in entry["codes"])
    return frozenset(found)


@cache
def occupations(region: str, today: date) -> Occupations:
    """The occupations of a region with their shares and pay, calibrated on the figures."""
    left_out = set(figures()["left_out_occupations"])
    codes = tuple(c for c in isco08.unit_groups() if c not in left_out)
    listed = shortage_codes(region, today)
    shortage = np.array([any(c.startswith(code) for code in listed) for c in codes])
    base = _base(codes)
    posts = _share_in_shortage(region)
    ratio = figures()["shortage_tension"] / figures()["tension"]
    abroad = figures()["abroad_in_shortage"]
    return Occupations(
        codes=codes,
        shortage=shortage,
        skill=np.array([isco08.group(c).skill_level for c in codes]),
        vacancies=_split(base, shortage, posts),
        residents=_split(base, shortage, posts * ratio),
        eea=_split(base, shortage, abroad["eea"]),
        third=_third(base, shortage, codes),
        pay=_pay(codes, base) * mean_pay(region),
    )


def _base(codes: tuple[str, ...]) -> Floats:
    """Weight of each unit group before the shortage lists count."""
    figure = figures()["frequent_occupations"]
    frequent = {*figure["codes"], *figures()["top_occupations"]}
    sizes = {major: sum(c[0] == major for c in codes) for major in figures()["majors"]}
    return np.array(
        [figures()["majors"][c[0]] / sizes[c[0]] * (figure["factor"] if c in frequent else 1) for c in codes]
    )


def _share_in_shortage(region: str) -> float:
    return float({**figures()["vacancies_in_shortage"], **figures()["vacancies_in_shortage_assumed"]}[region])


def _split(base: Floats, shortage: Bools, share: float) -> Floats:
    """The weights with the given share on the shortage occupations, the rest on the others."""
    inside, outside = base * shortage, base * ~shortage
    return np.asarray(inside / inside.sum() * share + outside / outside.sum() * (1 - share))


def _third(base: Floats, shortage: Bools, codes: tuple[str, ...]) -> Floats:
    """Talents in third countries: the named jobs have their sourced shares, the others share the rest."""
    named = figures()["abroad_jobs"]
    fixed = np.array([named["jobs"].get(c, 0) / named["total"] for c in codes])
    # What the named jobs bring to the shortage occupations counts in their share.
    wanted = figures()["abroad_in_shortage"]["third"] - (fixed * shortage).sum()
    free = base * (fixed == 0)
    return np.asarray(fixed + _split(free, shortage, wanted / (1 - fixed.sum())) * (1 - fixed.sum()))


def mean_pay(region: str) -> float:
    """Mean gross pay a year in a region, EUR."""
    return float({**figures()["pay_mean"], **figures()["pay_mean_assumed"]}[region])


def _pay(codes: tuple[str, ...], base: Floats) -> Floats:
    """Pay of each occupation against the mean over all jobs, which is one."""
    by = figures()["pay_by_occupation"]
    factors = np.array([by["sub_major"].get(c[:2], by["major"][c[0]]) for c in codes])
    return np.asarray(factors / np.average(factors, weights=base))


@cache
def titles(codes: tuple[str, ...], lang: str) -> tuple[tuple[str, ...], ...]:
    """For each occupation its titles in a language: those of the Belgian lists, else that of ISCO-08."""
    found: dict[str, list[str]] = {}
    for label in belgian_labels():
        if label.lang == lang:
            found.setdefault(label.isco08, []).append(label.text)
    return tuple(tuple(found.get(c, [isco08.group(c).title(lang)])) for c in codes)
