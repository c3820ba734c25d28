"""Countries in which to look for a partner for an occupation, ranked by what the register of schemes shows.

Every part of the rank lies between 0 and 1 and names its schemes. A part that is not known stays so: the rank is a
range. It is a list of places to look, and no verdict on countries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict

from corridor.partnerships.classification import schools
from corridor.partnerships.design import Profile
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.reading import Text
from corridor.partnerships.scheme import Scheme, schemes
from corridor.partnerships.scheme_form import Number
from corridor.partnerships.scheme_words import country_names
from corridor.partnerships.win_flags import RedFlag, red_flag

FILE = Path(__file__).parent / "proposals.yaml"
LANGUAGES = ("en", "fr", "nl")
HIRING = ("employer_hire", "mixed")
Found = tuple[float | None, tuple[str, ...], Text | None]
"""A part's value, the schemes that it rests on, and a note."""


@dataclass(frozen=True, slots=True)
class RankPart:
    """One part of a rank: a value from 0 to 1 (None: not known), its weight, and the schemes that it rests on."""

    id: str
    label: Text
    value: float | None
    weight: float
    evidence: tuple[str, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A country to look at. `low` and `high`: the rank with unknown parts at zero and at one. `schemes`: all of its."""

    country: str
    name: Text
    low: float
    high: float
    parts: tuple[RankPart, ...]
    flags: tuple[RedFlag, ...]
    schemes: tuple[str, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Label(_Strict):
    en: str
    fr: str
    nl: str

    def text(self, **values: object) -> Text:
        return Text(self.en.format(**values), self.fr.format(**values), self.nl.format(**values))


class _Part(_Strict):
    weight: float
    label: _Label
    values: dict[str, float] = {}
    full: int = 1
    levels: list[str] = []
    languages: dict[str, list[str]] = {}


class _File(_Strict):
    basis: str
    parts: dict[str, _Part]
    sectors: dict[str, list[str]]
    notes: dict[str, _Label]
    caveat: _Label


@cache
def _file() -> _File:
    return _File.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def caveat(lang: str) -> str:
    """What the list is and what it is not."""
    return _file().caveat.text().told(lang)


def proposals(
    isco08: str,
    *,
    region: str | None = None,
    date: date,
    talents: pl.DataFrame | None = None,
    top: int = 10,
) -> tuple[Proposal, ...]:
    """Countries of the register for an occupation: unflagged before flagged ones, then by what is known for them.

    Args:
        isco08: a code of ISCO-08, of one to four figures.
        region: of destination in Belgium.
        date: of the WHO safeguards list.
        talents: a pool (`isco08`, `residence_country`, `languages`), to count people of the occupation by country.
        top: how many.

    Raises:
        PartnershipError: the code is none.
    """
    if not (isco08.isdigit() and 1 <= len(isco08) <= 4):
        raise PartnershipError("isco08", "scheme_isco", code=isco08)
    of_country: dict[str, list[Scheme]] = {}
    for scheme in schemes().values():
        for code in dict.fromkeys(place.country for place in scheme.origins if place.country):
            of_country.setdefault(code, []).append(scheme)
    pool = _people(talents, isco08, region)
    found = [_proposal(code, own, isco08, region, date, pool) for code, own in of_country.items()]
    ordered = sorted(found, key=lambda one: (bool(one.flags), -one.low, -one.high, one.country))
    return tuple(ordered[:top])


def to_json(proposal: Proposal) -> dict[str, Any]:
    """A proposal as plain values."""
    return asdict(proposal)


def _proposal(
    country: str,
    own: list[Scheme],
    isco08: str,
    region: str | None,
    day: date,
    pool: Mapping[str, tuple[int, int]] | None,
) -> Proposal:
    rated: dict[str, Found] = {
        "occupation": _occupation(own, isco08),
        "destination": _destination(own, region),
        "attainment": _attainment(own),
        "agreement": _best(own, "agreement", {s.id: s.criteria.instrument.value for s in own}),
        "talent_partnership": (float(country in schools().partner_countries.codes), (), None),
        "status": _best(own, "status", {s.id: None if s.status == "unknown" else s.status for s in own}),
        **_of_pool(country, pool),
    }
    parts = tuple(
        RankPart(id, part.label.text(), rated[id][0], part.weight, *rated[id][1:]) for id, part in _file().parts.items()
    )
    known = sum(part.weight * part.value for part in parts if part.value is not None)
    flag = red_flag(Profile(isco08, isco08), country, day)
    return Proposal(
        country=country,
        name=Text(*(country_names()[country][lang] for lang in LANGUAGES)),
        low=round(known, 6),
        high=round(known + sum(part.weight for part in parts if part.value is None), 6),
        parts=parts,
        flags=() if flag is None else (flag,),
        schemes=tuple(scheme.id for scheme in own),
    )


# ---- parts of the register ----


def _occupation(own: list[Scheme], isco08: str) -> Found:
    """The nearest scheme: by figures of the code in common, else by sector; not known where none says either."""
    values = _file().parts["occupation"].values
    near = {scheme.id: _nearness(scheme, isco08) for scheme in own}
    known = {id: values[key] for id, key in near.items() if key is not None}
    if not known:
        return None, (), None
    best = max(known.values())
    if best == 0 and len(known) < len(near):
        return None, (), None
    return best, tuple(id for id, value in known.items() if value == best and value > 0), None


def _nearness(scheme: Scheme, isco08: str) -> str | None:
    common = max((_figures_in_common(code, isco08) for code in scheme.occupations.isco08), default=0)
    if common >= 2:
        return str(common)
    listed = _file().sectors
    sectors = {name for name in listed if any(isco08.startswith(group) for group in listed[name])}
    if sectors & set(scheme.sectors.codes):
        return "sector"
    said = scheme.occupations.isco08 or (scheme.sectors.codes and "multi" not in scheme.sectors.codes)
    return "other" if said else None


def _figures_in_common(one: str, other: str) -> int:
    common = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        common += 1
    return common


def _destination(own: list[Scheme], region: str | None) -> Found:
    """Whether a scheme led to the region, to Belgium, or elsewhere."""
    values = _file().parts["destination"].values
    found: dict[str, list[str]] = {"region": [], "country": [], "elsewhere": []}
    for scheme in own:
        belgian = [place for place in scheme.destinations if place.country == "BE"]
        here = region is not None and any(place.region == region for place in belgian)
        found["region" if here else "country" if belgian else "elsewhere"].append(scheme.id)
    key = next(name for name in found if found[name])
    return values[key], tuple(found[key]), None


def _attainment(own: list[Scheme]) -> Found:
    """Mean of placed abroad over target, at most one each, of the schemes that have both in the same unit.

    Only of schemes in which an employer must hire: stays that a project pays reach their targets for other reasons.
    """
    hiring = [scheme for scheme in own if scheme.criteria.funding_of_stay.value in HIRING]
    shares = {scheme.id: share for scheme in hiring if (share := attained(scheme)) is not None}
    if not shares:
        return None, (), _file().notes["no_attainment"].text()
    mean = sum(min(1.0, share) for share in shares.values()) / len(shares)
    return mean, tuple(shares), _file().notes["attainment"].text(n=len(shares))


def attained(scheme: Scheme) -> float | None:
    """Placed abroad over the target of placements; the means of values that stand side by side. None: not known."""
    placed = _plain_numbers(scheme.counts.placed_abroad)
    for unit in placed:
        target = _plain_numbers(scheme.counts.target).get(unit)
        if target:
            return placed[unit] / target
    return None


def _plain_numbers(numbers: Iterable[Number]) -> dict[str, float]:
    """The mean number by unit; targets of people trained are none of placements, and have another unit."""
    values: dict[str, list[float]] = {}
    for number in numbers:
        low = number.n if number.n is not None else number.low
        high = number.n if number.n is not None else number.high
        if low is not None and high is not None:
            values.setdefault(number.unit, []).append((low + high) / 2)
    return {unit: sum(found) / len(found) for unit, found in values.items()}


def _best(own: list[Scheme], part: str, said: Mapping[str, str | None]) -> Found:
    """The highest value of a part among the schemes; not known where none says, or the rest could be higher."""
    values = _file().parts[part].values
    known = {id: values[value] for id, value in said.items() if value is not None}
    if not known:
        return None, (), None
    best = max(known.values())
    if best == 0 and len(known) < len(own):
        return None, (), None
    return best, tuple(id for id, value in known.items() if value == best and value > 0), None


# ---- parts of a pool ----


def _people(talents: pl.DataFrame | None, isco08: str, region: str | None) -> Mapping[str, tuple[int, int]] | None:
    """People of the occupation by country of residence, and how many of them speak a language of the region."""
    if talents is None or not {"isco08", "residence_country"} <= set(talents.columns):
        return None
    part = _file().parts["language"]
    asked = part.languages.get(region or "", [])
    some = talents.filter(pl.col("isco08").cast(pl.String).str.starts_with(isco08)).drop_nulls("residence_country")
    spoken: pl.Expr = pl.lit(False)
    if "languages" in some.columns and asked:
        wanted = [f"{code}:{level}" for code in asked for level in part.levels]
        spoken = pl.col("languages").list.eval(pl.element().cast(pl.String).is_in(wanted)).list.any().fill_null(False)
    counted = some.group_by(pl.col("residence_country").cast(pl.String)).agg(n=pl.len(), spoken=spoken.sum())
    return {row[0]: (int(row[1]), int(row[2])) for row in counted.iter_rows()}


def _of_pool(country: str, pool: Mapping[str, tuple[int, int]] | None) -> dict[str, Found]:
    notes = _file().notes
    if pool is None:
        unknown: Found = None, (), notes["pool_unknown"].text()
        return {"people": unknown, "language": unknown}
    people, spoken = pool.get(country, (0, 0))
    if not people:
        return {"people": (0.0, (), notes["no_people"].text()), "language": (None, (), notes["no_people"].text())}
    said = notes["people"].text(n=people)
    return {
        "people": (min(1.0, people / _file().parts["people"].full), (), said),
        "language": (spoken / people, (), said),
    }
