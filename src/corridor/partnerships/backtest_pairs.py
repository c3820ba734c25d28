"""Which schemes of the register can be tested afterwards: those with a target and a count of the same thing.

`Start` holds what was known when a scheme began and nothing of what came of it: an outline is made from it alone.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.months import months_between
from corridor.partnerships.scheme import Scheme
from corridor.partnerships.scheme_form import Number

FILE = Path(__file__).parent / "backtest.yaml"
FEWEST = 3
NOWHERE = "ZZ"
"""The ISO 3166-1 code that stands for no country in particular."""
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Start:
    """A scheme as it was known at its start.

    `target` people abroad by its end; `family` a key of `rules().families`; `months` planned, by `months_basis`:
    planned (stated as such), as_it_was, or median (of the other schemes: it was stopped, or has no end).
    `prepares`: people are trained before they leave, as far as is known.
    """

    scheme: str
    name: str
    origins: tuple[str, ...]
    destination: str
    begins: date
    target: int
    family: str
    months: float
    months_basis: str
    prepares: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """What was known at the start, and how many were placed abroad in the end.

    `at_least`: the source gives a lower bound. `by_return`: nobody was counted on the way out; who came back had been
    there. `other_targets`, `other_counts`: values of the register that were not taken. `why`: of a reading by hand.
    """

    start: Start
    count: int
    at_least: bool = False
    by_return: bool = False
    other_targets: tuple[Number, ...] = ()
    other_counts: tuple[Number, ...] = ()
    why: Text | None = None

    @property
    def ratio(self) -> float:
        """Placed over target."""
        return self.count / self.start.target


@dataclass(frozen=True, slots=True)
class Excluded:
    """A scheme that cannot be tested, with every reason (keys of `rules().reasons`) and what a reader should know."""

    scheme: str
    name: str
    reasons: tuple[str, ...]
    why: Text | None = None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Family(_Strict):
    """A family of schemes: the prior of its attainment of targets (None: half of each), and its label."""

    prior: str | None
    label: dict[str, str]


class OfScheme(_Strict):
    """A judgement on one scheme with its reason; units that a target counts as one, or months that were planned."""

    scheme: str
    why: dict[str, str]
    units: tuple[str, ...] = ()
    months: float | None = None


class Reading(_Strict):
    """Another target and count of one scheme."""

    scheme: str
    target: int
    count: int
    why: dict[str, str]


class OwnDuration(_Strict):
    """The bound of a prior that rests on the durations of these schemes, months."""

    prior: str
    bound: str
    at_least: float
    cases: dict[str, float]


class Rules(_Strict):
    """The rules of backtest.yaml."""

    movers: tuple[str, ...]
    yearly: tuple[str, ...]
    unfinished: tuple[str, ...]
    families: dict[str, Family]
    reasons: dict[str, dict[str, str]]
    together: tuple[OfScheme, ...]
    other_scope: tuple[OfScheme, ...]
    planned: tuple[OfScheme, ...]
    own_durations: tuple[OwnDuration, ...]
    readings: tuple[Reading, ...]


@cache
def rules() -> Rules:
    """The rules by which pairs are found."""
    raw: Any = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return TypeAdapter(Rules).validate_python(raw)


def pairs(schemes: Iterable[Scheme]) -> tuple[tuple[Pair, ...], tuple[Excluded, ...]]:
    """The schemes that can be tested, and the others with their reasons; every scheme is in one of the two.

    Raises:
        PartnershipError: fewer than three can be tested.
    """
    found, excluded = [], []
    for scheme in schemes:
        reasons = _reasons(scheme)
        if reasons:
            apart = _of(rules().other_scope, scheme)
            excluded.append(Excluded(scheme.id, scheme.short, reasons, None if apart is None else apart.why))
        else:
            found.append(_pair(scheme))
    if len(found) < FEWEST:
        raise PartnershipError("schemes", "backtest_too_few", count=len(found))
    return tuple(_with_months(pair, found) for pair in found), tuple(excluded)


def with_reading(all_pairs: Sequence[Pair], schemes: Mapping[str, Scheme], reading: Reading) -> tuple[Pair, ...]:
    """The pairs with one scheme read in another way; a scheme that was excluded comes in."""
    old = next((pair for pair in all_pairs if pair.start.scheme == reading.scheme), None)
    if old is not None:
        new = replace(old, start=replace(old.start, target=reading.target), count=reading.count, why=reading.why)
        return tuple(new if pair is old else pair for pair in all_pairs)
    start = _with_target(schemes[reading.scheme], reading.target)
    new = _with_months(Pair(start, reading.count, why=reading.why), all_pairs)
    return tuple(sorted((*all_pairs, new), key=lambda pair: pair.start.scheme))


# ---- rules ----


def _reasons(scheme: Scheme) -> tuple[str, ...]:
    """Every reason for which a scheme cannot be tested."""
    targets, counts = scheme.counts.target, (*scheme.counts.placed_abroad, *scheme.counts.returned)
    tests = {
        "no_target": not targets,
        "target_not_movers": bool(targets) and not _targets(scheme),
        "no_count": not counts,
        "count_not_movers": bool(counts) and not _counts(scheme),
        "unfinished": scheme.status in rules().unfinished,
        "other_scope": _of(rules().other_scope, scheme) is not None,
    }
    return tuple(reason for reason, holds in tests.items() if holds)


def _targets(scheme: Scheme) -> list[Number]:
    """Targets of people who move, in the order of the register: that of the start, and of the scheme's own, first."""
    units = (*rules().movers, *rules().yearly)
    return [target for target in scheme.counts.target if target.n and target.unit in units]


def _counts(scheme: Scheme) -> list[Number]:
    """Counts of people who went; where there are none, of people who came back."""
    for listed in (scheme.counts.placed_abroad, scheme.counts.returned):
        usable = [count for count in listed if count.n is not None and count.unit in rules().movers]
        if usable:
            return usable
    return []


def _pair(scheme: Scheme) -> Pair:
    target, *other_targets = _targets(scheme)
    first, *other_counts = _counts(scheme)
    joined = _of(rules().together, scheme)
    number = first.n or 0
    if joined is not None:
        number = sum(count.n or 0 for count in scheme.counts.placed_abroad if count.unit in joined.units)
    by_return = first not in scheme.counts.placed_abroad
    return Pair(
        start=_with_target(scheme, _over_years(scheme, target)),
        count=number,
        at_least=by_return or first.qualifier in ("at_least", "more_than"),
        by_return=by_return,
        other_targets=tuple(other_targets),
        other_counts=tuple(other_counts),
        why=None if joined is None else joined.why,
    )


def _over_years(scheme: Scheme, target: Number) -> int:
    """A yearly target times the whole years from start to end."""
    if target.unit not in rules().yearly:
        return target.n or 0
    return (target.n or 0) * max(1, round((_length(scheme) or 12) / 12))


def _with_target(scheme: Scheme, target: int) -> Start:
    planned = _of(rules().planned, scheme)
    length = None if scheme.status == "stopped" else _length(scheme)
    months = planned.months if planned is not None else length
    criteria = scheme.criteria.values()
    family = criteria["funding_of_stay"]
    countries = (place.country for place in scheme.destinations)
    return Start(
        scheme=scheme.id,
        name=scheme.short,
        origins=tuple(place.country for place in scheme.origins if place.country),
        destination=next((country for country in countries if country), NOWHERE),
        begins=_middle(scheme.period.start) or date(scheme.checked.year, 1, 1),  # only months from the start matter
        target=target,
        family=family if family in rules().families else "mixed",
        months=months or 0.0,
        months_basis="planned" if planned is not None else "as_it_was" if months else "median",
        prepares=criteria["training"] == "yes" and criteria["training_place"] != "destination",
    )


def _with_months(pair: Pair, among: Iterable[Pair]) -> Pair:
    """The median length of the others where a scheme's own is not known or is part of its outcome."""
    if pair.start.months_basis != "median":
        return pair
    lengths = [other.start.months for other in among if other.start.months_basis != "median"]
    return replace(pair, start=replace(pair.start, months=float(median(lengths))))


def _of(listed: tuple[OfScheme, ...], scheme: Scheme) -> OfScheme | None:
    return next((one for one in listed if one.scheme == scheme.id), None)


# ---- dates ----


def _length(scheme: Scheme) -> float | None:
    """Months from start to end; None where one of them is not known."""
    start, end = _middle(scheme.period.start), _middle(scheme.period.end)
    return None if start is None or end is None else months_between(start, end)


def _middle(day: str | None) -> date | None:
    """The day, or the middle of the month or year where no more is known."""
    if day is None:
        return None
    year, month, number = ([int(part) for part in day.split("-")] + [0, 0])[:3]
    if not month:
        return date(year, 7, 1)
    return date(year, month, number or (calendar.monthrange(year, month)[1] + 1) // 2)
