"""How far a scheme is a partnership in the sense of three schools: IOM's SMP, CGD's GSP, the EU's Talent Partnership.

The criteria, accepted values and weights are data (`classification.yaml`). The score of a school is the weighted mean
of the points of its criteria; what is unknown makes it an interval, from the least to the most that it could be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import yaml
from pydantic import ConfigDict, Field, TypeAdapter

from corridor.partnerships.scheme import CRITERIA, Basis, Confidence, Criterion, Scheme, Text
from corridor.partnerships.scheme_form import Country, Day, Trilingual

FILE = Path(__file__).parent / "classification.yaml"
VALUES: Mapping[str, tuple[str, ...]] = {**CRITERIA, "partner_country": ("yes", "no")}
Verdict = Literal["passes", "partly", "fails", "unknown"]
FORM = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Demand:
    """What a school asks under one criterion. `accepts`: points 0..1 by value; a value that is absent has none."""

    __pydantic_config__ = FORM
    required: bool
    weight: Annotated[float, Field(gt=0)]
    accepts: Mapping[str, Annotated[float, Field(gt=0, le=1)]]


@dataclass(frozen=True)
class School:
    """A school of thought and its criteria."""

    __pydantic_config__ = FORM
    label: Trilingual
    meaning: Trilingual
    sources: tuple[str, ...]
    criteria: Mapping[str, Demand]


@dataclass(frozen=True)
class PartnerCountries:
    """The countries with which the EU has a Talent Partnership, with the source and when it was read."""

    __pydantic_config__ = FORM
    codes: tuple[Country, ...]
    source: str
    read: Day
    note: Trilingual


@dataclass(frozen=True)
class Schools:
    """The decision table. `only_with`: a criterion that means something only where another has a value."""

    __pydantic_config__ = FORM
    basis: Basis
    confidence: Confidence
    read: Day
    only_with: Mapping[str, Mapping[str, str]]
    partner_countries: PartnerCountries
    schools: Mapping[str, School]


@dataclass(frozen=True)
class Finding:
    """One criterion of one school, with its evidence.

    Attributes:
        value: what the scheme's file says; None is unknown.
        basis: of that value.
        note: the evidence in words, in three languages, or None.
        wanted: the values that meet the criterion in full.
        low, high: least and most points, 0..1.
    """

    criterion: str
    verdict: Verdict
    value: str | None
    basis: Basis
    note: Text | None
    wanted: tuple[str, ...]
    required: bool
    weight: float
    low: float
    high: float


@dataclass(frozen=True)
class SchoolScore:
    """The score of a scheme under one school, 0..1: `low` to `high`, equal where everything is known."""

    school: str
    low: float
    high: float
    findings: tuple[Finding, ...]

    def criteria(self, verdict: Verdict) -> tuple[str, ...]:
        """The criteria with that verdict."""
        return tuple(finding.criterion for finding in self.findings if finding.verdict == verdict)

    @property
    def passes(self) -> tuple[str, ...]:
        """The criteria that are met in full."""
        return self.criteria("passes")

    @property
    def partly(self) -> tuple[str, ...]:
        """The criteria that are met in part."""
        return self.criteria("partly")

    @property
    def fails(self) -> tuple[str, ...]:
        """The criteria that are not met."""
        return self.criteria("fails")

    @property
    def unknown(self) -> tuple[str, ...]:
        """The criteria of which the value is not known."""
        return self.criteria("unknown")

    @property
    def fits(self) -> bool | None:
        """Whether every required criterion is met, at least in part; None where that is not known."""
        required = [finding for finding in self.findings if finding.required]
        if any(finding.high == 0 for finding in required):
            return False
        return None if any(finding.low == 0 for finding in required) else True


@dataclass(frozen=True)
class Classification:
    """What a scheme is to each school, and its types of circularity. Worked out anew, never stored."""

    scheme: str
    schools: Mapping[str, SchoolScore]
    circularity: tuple[str, ...]
    circularity_basis: Basis
    basis: Basis
    confidence: Confidence


@cache
def schools() -> Schools:
    """The decision table of `classification.yaml`."""
    raw = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found = TypeAdapter(Schools).validate_python(raw)
    for name, school in found.schools.items():
        for criterion, demand in school.criteria.items():
            strange = demand.accepts.keys() - set(VALUES[criterion])
            if strange:
                raise ValueError(f"{FILE.name}: {name}.{criterion} accepts {sorted(strange)}, which is no value of it")
    return found


def classify(scheme: Scheme) -> Classification:
    """The score of a scheme under each school, with the criteria that fail or are unknown."""
    table = schools()
    known = _known(scheme, table)
    return Classification(
        scheme=scheme.id,
        schools=MappingProxyType(
            {name: _score(name, school, known, table.only_with) for name, school in table.schools.items()}
        ),
        circularity=scheme.circularity.types,
        circularity_basis=scheme.circularity.basis,
        basis=table.basis,
        confidence=table.confidence,
    )


def _known(scheme: Scheme, table: Schools) -> dict[str, Criterion]:
    """The criteria of the scheme, and whether it comes from a partner country."""
    return {
        **{name: getattr(scheme.criteria, name) for name in CRITERIA},
        "partner_country": _partner_country(scheme, table),
    }


def _partner_country(scheme: Scheme, table: Schools) -> Criterion:
    countries = [place.country for place in scheme.origins]
    note = table.partner_countries.note
    if any(country in table.partner_countries.codes for country in countries if country):
        return Criterion("yes", "derived", note)
    if not countries or None in countries:
        return Criterion(None, "derived", note)
    return Criterion("no", "derived", note)


def _score(
    name: str, school: School, known: Mapping[str, Criterion], only_with: Mapping[str, Mapping[str, str]]
) -> SchoolScore:
    findings = tuple(
        _finding(criterion, demand, known, only_with.get(criterion, {}))
        for criterion, demand in school.criteria.items()
    )
    total = sum(finding.weight for finding in findings)
    low, high = (
        sum(finding.weight * points for finding, points in zip(findings, column, strict=True)) / total
        for column in ([f.low for f in findings], [f.high for f in findings])
    )
    return SchoolScore(name, low, high, findings)


def _finding(criterion: str, demand: Demand, known: Mapping[str, Criterion], only_with: Mapping[str, str]) -> Finding:
    found = known[criterion]
    possible = VALUES[criterion] if found.value is None else (found.value,)
    points = [demand.accepts.get(value, 0.0) for value in possible]
    low, high, open_ = min(points), max(points), found.value is None
    for other, wanted in only_with.items():
        value = known[other].value
        if value is None:  # without the other it would earn nothing
            low, open_ = 0.0, True
        elif value != wanted:
            low = high = 0.0
            open_ = False
    return Finding(
        criterion=criterion,
        verdict=_verdict(low, high, open_),
        value=found.value,
        basis=found.basis,
        note=found.note,
        wanted=tuple(value for value, share in demand.accepts.items() if share == 1),
        required=demand.required,
        weight=demand.weight,
        low=low,
        high=high,
    )


def _verdict(low: float, high: float, open_: bool) -> Verdict:
    if open_:
        return "unknown"
    if low == 1:
        return "passes"
    return "partly" if high > 0 else "fails"
