"""The checks as rules: vocabulary, thresholds, lists and one route a check, read once; and the catalogue of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.reading import Text
from corridor.rules.load import load
from corridor.rules.model import RuleSet
from corridor.rules.moment import Moment, Moments

HERE = Path(__file__).parent
EVERYWHERE = "everywhere"
Severity = Literal["red", "warning", "advice"]
Subject = Literal["design", "profile", "stage"]
SEVERITIES: tuple[Severity, ...] = ("red", "warning", "advice")
"""Worst first."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Label(_Strict):
    en: str
    fr: str
    nl: str


class _Grades(_Strict):
    fail: Severity
    unknown: Severity


class _Row(_Strict):
    group: str
    of: Subject
    severity: dict[str, _Grades]


class _Group(_Strict):
    label: _Label


class _Costs(_Strict):
    groups: list[str]


class _Presumed(_Strict):
    always: dict[str, str]
    with_matching: dict[str, str]


class _File(_Strict):
    groups: dict[str, _Group]
    states: dict[str, _Label]
    severities: dict[Severity, _Label]
    subjects: dict[Subject, _Label]
    recruitment_costs: _Costs
    route_kinds: list[str]
    route_repeats: list[str]
    presumed: _Presumed
    checks: dict[str, _Row]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it looks at, and for each of its conditions how serious a failure and an unknown are."""

    id: str
    group: str
    of: Subject
    grades: Mapping[str, tuple[Severity, Severity]]

    def worst(self) -> Severity:
        """The severity of its most serious failure."""
        return min((fail for fail, _ in self.grades.values()), key=SEVERITIES.index)


@cache
def _file() -> _File:
    raw: Any = yaml.load((HERE / "catalogue.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return _File.model_validate(raw)


@cache
def catalogue() -> Mapping[str, Check]:
    """All checks in the order in which they are reported, by id."""
    return {
        name: Check(name, row.group, row.of, {key: (g.fail, g.unknown) for key, g in row.severity.items()})
        for name, row in _file().checks.items()
    }


def check_named(name: str) -> Check:
    """One check.

    Raises:
        PartnershipError: there is none of that id.
    """
    found = catalogue().get(name)
    if found is None:
        raise PartnershipError("checks", "check_unknown", check=name, known=", ".join(catalogue()))
    return found


@cache
def labels(name: str) -> Mapping[str, Text]:
    """The labels of `groups`, `states`, `severities` or `subjects`."""
    found = getattr(_file(), name)
    rows = ((key, getattr(row, "label", row)) for key, row in found.items())
    return {key: Text(row.en, row.fr, row.nl) for key, row in rows}


def recruitment_groups() -> tuple[str, ...]:
    """The groups of costs that count as recruitment costs of SDG indicator 10.7.1."""
    return tuple(_file().recruitment_costs.groups)


def route_kinds() -> tuple[str, ...]:
    """The kinds of route of the law that let a person work."""
    return tuple(_file().route_kinds)


def route_repeats() -> tuple[str, ...]:
    """Routes of the law that only repeat the routes which lead to them."""
    return tuple(_file().route_repeats)


def presumed(matching: bool) -> Mapping[str, str]:
    """The facts of the permit law that are taken for a profile that does not state them."""
    found = _file().presumed
    return found.always | (found.with_matching if matching else {})


@cache
def words() -> Mapping[str, Any]:
    """The sentences of words.yaml: nested mappings that end in {en, fr, nl}."""
    found: dict[str, Any] = yaml.load((HERE / "words.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


@cache
def rules() -> RuleSet:
    """The checks as a rule set: a route is a check, its conditions are what it asks.

    Raises:
        RuleFileError: a rule file is faulty; every fault with file, line and remedy.
    """
    return load(HERE / "rules", EVERYWHERE)


@cache
def _moments() -> Moments:
    return Moments(rules())


def moment(day: date) -> Moment:
    """Thresholds and lists on a day; a day before the first list is read against the first one."""
    day = max(day, rules().coverage[0])
    return _moments().at(day, day)
