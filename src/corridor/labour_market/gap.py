"""The gap of an occupation group in a region to a year, its parts, and the permits it would take to fill it.

gap(o, r) = demand - supply (residents + school leavers + commuters + stayers of past permits) - frictional vacancies

What is left is recruitment from abroad. A permit fills its job as long as its holder stays: permits = gap / stay rate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import polars as pl

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.figure import UNKNOWN, Figure, least_sure, total, weakest
from corridor.labour_market.labour_demand import openings, yearly_openings
from corridor.labour_market.projection_facts import Basis, Confidence, Fact, facts, nearest
from corridor.labour_market.projection_inputs import ALL, Folder, read_folder
from corridor.labour_market.projection_words import word

SIGNS: Mapping[str, int] = MappingProxyType(
    {"demand": 1, "residents": -1, "school_leavers": -1, "commuters": -1, "stayers": -1, "frictional": -1}
)
"""The parts of a gap in the order in which they are shown, each with its sign."""
SHORTFALL_SIGNS: Mapping[str, int] = MappingProxyType({"shortfall": 1, "frictional": -1})
"""The parts where a source gives demand less supply as one figure."""
STAY_RATE = "stay_rate"
REGIONS = ("flanders", "wallonia", "brussels", "german_community", "belgium")
BELGIUM = "belgium"
THOUSAND = 1000.0
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a gap with its sign; its figure may be unknown."""

    name: str
    sign: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class GapFigure:
    """The gap of an occupation in a region to a year, or why it is not known.

    Attributes:
        isco08: the occupation that was asked for; null where all were.
        region, year: where, and the year reached.
        group: the ISCO group that the figure is of (`all` for every occupation), null where there is none;
            `level` its number of digits. A figure of a group is not one of each occupation in it.
        value, low, high: posts, with an interval of 80 % where all parts have one; null where not known.
            Negative where supply exceeds demand.
        basis, confidence, source, date, url: on what it rests.
        why_unknown: key of the reason where the value is null; `why(lang)` tells it.
        parts: demand, supply and frictional vacancies; the value is their signed sum.
        permits: permits that fill the gap at the stay rate; unknown where either is.
        nearest: published totals of the region, to be shown beside an unknown.
        yearly: beside an unknown, hires of all occupations of the region in a year, expansion and replacement, as far
            as sources go (`labour_demand.yearly_openings`).
    """

    isco08: str | None
    region: str
    year: int
    group: str | None
    level: str | None
    value: float | None
    low: float | None
    high: float | None
    basis: Basis
    confidence: Confidence | None
    source: str | None
    date: str | None
    url: str | None
    why_unknown: str | None
    parts: tuple[Part, ...] = ()
    permits: Figure = UNKNOWN
    nearest: tuple[Fact, ...] = ()
    yearly: tuple[Part, ...] = ()

    def why(self, lang: str) -> str | None:
        """Why there is no value, as a sentence."""
        if self.why_unknown is None:
            return None
        missing = [word(f"part.{part.name}", lang) for part in self.parts if not part.figure.known]
        return word(f"why.{self.why_unknown}", lang, parts=", ".join(missing))


@dataclass(frozen=True, slots=True)
class GapEvidence:
    """The parts of gaps that a user gives: (ISCO group or `all`, region, year) to part to figure."""

    parts: Mapping[Key, Mapping[str, Figure]] = field(default_factory=dict)

    def spoken_of(self) -> tuple[Key, ...]:
        """The groups, regions and years that are spoken of."""
        return tuple(self.parts)


# ---- one gap ----


def gap(parts: Mapping[str, Figure]) -> Figure:
    """The gap of its parts: demand less supply less frictional vacancies. Unknown where one of them is."""
    return total((sign, parts.get(name, UNKNOWN)) for name, sign in _signs(parts).items())


def _signs(parts: Mapping[str, Figure]) -> Mapping[str, int]:
    return SHORTFALL_SIGNS if "shortfall" in parts else SIGNS


def permits(gap: Figure, stay_rate: Figure) -> Figure:
    """Permits that fill a gap when only a share of their holders stays. No gap takes no permits.

    The interval takes the ends that go furthest apart: a small gap with many who stay, a large one with few.
    """
    if gap.value is None or stay_rate.value is None:
        return UNKNOWN
    low, high = _permit_ends(gap, stay_rate)
    return Figure(
        max(gap.value, 0.0) / stay_rate.value,
        low,
        high,
        basis=weakest((gap.basis, stay_rate.basis, "derived")),
        confidence=least_sure((gap.confidence, stay_rate.confidence)),
        source="; ".join(dict.fromkeys(name for name in (gap.source, stay_rate.source) if name)) or None,
        date=max((date for date in (gap.date, stay_rate.date) if date), default=None),
        url=gap.url or stay_rate.url,
    )


def _permit_ends(gap: Figure, stay_rate: Figure) -> tuple[float | None, float | None]:
    if gap.low is None or gap.high is None or not stay_rate.low or not stay_rate.high:
        return None, None
    return max(gap.low, 0.0) / stay_rate.high, max(gap.high, 0.0) / stay_rate.low


def projected_gap(isco08: str | None, region: str, year: int, *, evidence: GapEvidence | None = None) -> GapFigure:
    """The gap of an occupation in a region, cumulated to a year.

    A user's own evidence is taken at the narrowest group that it has: the occupation, then its groups of three, two
    and one digit. Without it every occupation is unknown, since no source that ships gives demand and supply by
    occupation and region; `nearest` holds what sources do give. For all occupations the Belgian total of 2030 is
    known.

    Args:
        isco08: an occupation or group of ISCO-08, one to four digits; None for all occupations.
        region: flanders, wallonia, brussels, german_community or belgium; with evidence, any region that it names.
        year: the year reached.
        evidence: a user's own parts of gaps (`gap_evidence`).

    Raises:
        LabourMarketErrors: the region is not known.
    """
    known = {*REGIONS, *(key[1] for key in (evidence.spoken_of() if evidence else ()))}
    if region not in known:
        listed = ", ".join(dict.fromkeys([*REGIONS, *sorted(known)]))
        raise LabourMarketErrors([LabourMarketError("region", "projection_region", given=region, known=listed)])
    for group in _groups(isco08):
        parts = (evidence.parts if evidence else {}).get((group, region, year))
        if parts is not None:
            return _figure(isco08, region, year, group, parts)
    if isco08 is None:
        shipped = shipped_evidence().parts.get((ALL, region, year))
        if shipped is not None:
            return _figure(isco08, region, year, ALL, shipped)
    return _unknown(isco08, region, year)


def _groups(isco08: str | None) -> list[str]:
    return [ALL] if isco08 is None else [isco08[:digits] for digits in range(len(isco08), 0, -1)]


def _figure(isco08: str | None, region: str, year: int, group: str, parts: Mapping[str, Figure]) -> GapFigure:
    listed = tuple(Part(name, sign, parts.get(name, UNKNOWN)) for name, sign in _signs(parts).items())
    found = gap(parts)
    return GapFigure(
        isco08=isco08,
        region=region,
        year=year,
        group=group,
        level=ALL if group == ALL else str(len(group)),
        value=found.value,
        low=found.low,
        high=found.high,
        basis=found.basis,
        confidence=found.confidence,
        source=found.source,
        date=found.date,
        url=found.url,
        why_unknown=None if found.known else "parts",
        parts=listed,
        permits=permits(found, parts.get(STAY_RATE, UNKNOWN)),
        nearest=() if found.known else nearest(region),
        yearly=() if found.known else _yearly(region),
    )


def _yearly(region: str) -> tuple[Part, ...]:
    return tuple(Part(name, 1, figure) for name, figure in yearly_openings(region).items() if figure.known)


def _unknown(isco08: str | None, region: str, year: int) -> GapFigure:
    reached = {key[2] for key in shipped_evidence().spoken_of()}
    why = "no_occupation" if isco08 is not None else "no_region" if year in reached else "no_year"
    return GapFigure(
        isco08=isco08,
        region=region,
        year=year,
        group=None,
        level=None,
        value=None,
        low=None,
        high=None,
        basis="unknown",
        confidence=None,
        source=None,
        date=None,
        url=None,
        why_unknown=why,
        nearest=nearest(region),
        yearly=_yearly(region),
    )


# ---- evidence ----


def shipped_evidence() -> GapEvidence:
    """What sources give: for Belgium and all occupations to 2030, demand less supply and frictional vacancies."""
    parts = {"shortfall": _thousands("agoria_unfilled"), "frictional": _thousands("agoria_frictional")}
    return GapEvidence({(ALL, BELGIUM, int(facts()["agoria_unfilled"].period)): parts})


def _thousands(name: str) -> Figure:
    fact = facts()[name]
    return Figure(
        None if fact.value is None else fact.value * THOUSAND,
        basis=fact.basis,
        confidence=fact.confidence,
        source=fact.source,
        date=fact.published,
        url=fact.url,
    )


def read_gap_folder(path: Path) -> tuple[GapEvidence, Folder]:
    """A user's folder with `gap_parts.csv` and, where demand is to be computed, `employment.csv` and `exits.csv`.

    Raises:
        LabourMarketErrors: the folder or `gap_parts.csv` is missing, a file cannot be read, or a value does not lie
            between its low and high.
    """
    folder = read_folder(path, "gap")
    return gap_evidence(folder.frames), folder


def gap_evidence(frames: Mapping[str, pl.DataFrame]) -> GapEvidence:
    """The parts of the table `gap_parts`; demand that it does not state is openings of `employment` and `exits`.

    Raises:
        LabourMarketErrors: a value does not lie between its low and high, or a stay rate is no share above zero.
    """
    found: dict[Key, dict[str, Figure]] = {}
    faults: list[LabourMarketError] = []
    for row in frames["gap_parts"].iter_rows(named=True):
        key = (row["isco08"], row["region"], row["year"])
        faults += _faults(row)
        found.setdefault(key, {})[row["part"]] = Figure(
            row["value"],
            row["low"],
            row["high"],
            basis=row["basis"] or "stated",
            confidence=row["confidence"],
            source=row["source"],
            date=row["date"],
        )
    if faults:
        raise LabourMarketErrors(faults)
    if "employment" in frames:
        _add_demand(found, frames["employment"], frames.get("exits"))
    return GapEvidence(MappingProxyType(found))


def _faults(row: Mapping[str, object]) -> Iterable[LabourMarketError]:
    cell = ", ".join(str(row[name]) for name in ("isco08", "region", "year", "part"))
    value, low, high = (math.nan if row[name] is None else float(str(row[name])) for name in ("value", "low", "high"))
    if math.isnan(low) != math.isnan(high) or low > value or value > high:
        yield LabourMarketError("gap_parts", "projection_interval", cell=cell)
    if row["part"] == STAY_RATE and any(not 0 < v <= 1 for v in (value, low, high) if not math.isnan(v)):
        yield LabourMarketError("gap_parts", "projection_stay_rate", cell=cell)


def _add_demand(found: dict[Key, dict[str, Figure]], employment: pl.DataFrame, exits: pl.DataFrame | None) -> None:
    for year in sorted({key[2] for key in found}):
        for opening in openings(employment, exits, year=year):
            parts = found.get((opening.isco08, opening.region, year))
            if parts is not None and "demand" not in parts and opening.total.known:
                parts["demand"] = opening.total


def gaps(evidence: GapEvidence) -> tuple[GapFigure, ...]:
    """Every gap that the evidence speaks of."""
    return tuple(
        projected_gap(None if group == ALL else group, region, year, evidence=evidence)
        for group, region, year in evidence.spoken_of()
    )
