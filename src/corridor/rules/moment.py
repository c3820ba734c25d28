"""The law at a moment: which values and list versions a case's dates choose.

Import-light: the frozen law runs on this module without YAML, pydantic or data frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import cached_property, lru_cache
from typing import Any

from corridor.rules.kleene import Truth
from corridor.rules.model import CodeList, Dated, Entry, ListVersion, RuleSet

HALF_CENT, CENT = Decimal("0.005"), Decimal("0.01")


@dataclass(frozen=True)
class Members:
    """What a list says of a code or title: in `hits` met; in `misses`, or where complete, not met; else unknown."""

    hits: frozenset[int | str]
    misses: frozenset[int | str]
    complete: bool

    def has(self, code: int | str | None) -> Truth:
        """Whether a code is on the list."""
        if code is None:
            return None
        if code in self.hits:
            return True
        return False if self.complete or code in self.misses else None

    @cached_property
    def codes(self) -> list[int | str]:
        """The codes on the list in order: occupations, or countries; no titles of occupations."""
        occupations = sorted(h for h in self.hits if isinstance(h, int))
        return [*occupations] if occupations else sorted(h for h in self.hits if isinstance(h, str))

    def lists(self, title: str | None, code: int | None) -> Truth:
        """Whether a job is on the list: the official title decides where it is known, else the code."""
        return self.has(code) if title is None else self.has(title)


NOWHERE = Members(frozenset(), frozenset(), complete=False)
"""No version in force or known: nothing can be said."""


@dataclass(frozen=True)
class Moment:
    """The law on a pair of dates: parameters as they decide, lists as they answer."""

    application_date: date
    start_date: date
    decides: dict[str, bool | int | Decimal | None]
    dated: dict[str, Dated | None]
    members: dict[str, Members]
    ever: dict[str, Members]
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)
    """What readers have worked out about nodes on this day (parameters and lists behind them), by node identity."""


class Moments:
    """Gives the `Moment` of a case; each is worked out once."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.at = lru_cache(maxsize=4096)(self._at)

    def _at(self, application_date: date, start_date: date) -> Moment:
        anchors = {"application_date": application_date, "start_date": start_date}
        dated = {n: p.at(anchors[p.anchor]) for n, p in self.rules.parameters.items()}
        decides = {n: plain(d.decides) if d else None for n, d in dated.items()}
        members = {n: members_at(x, anchors[x.anchor]) for n, x in self.rules.lists.items()}
        ever = {n: members_ever(x, anchors[x.anchor]) for n, x in self.rules.lists.items()}
        return Moment(application_date, start_date, decides, dated, members, ever)


def plain(value: bool | Decimal | None) -> bool | int | Decimal | None:
    """Whole numbers as int: they compare faster and print without decimals."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def title_key(title: str) -> str:
    """A title as it is compared: case and outer spaces do not matter."""
    return " ".join(title.split()).lower()


def title_keys(titles: Iterable[str]) -> set[str]:
    """Every form in which titles may be stated: whole, and each part of "one / another"."""
    return {title_key(part) for title in titles for part in (title, *title.split(" / "))}


def members_at(codes: CodeList, day: date) -> Members:
    """The list on a day; a version that replaced another may still accept the old one's entries for a while."""
    version = codes.at(day)
    if version is None:
        return NOWHERE
    if version.old_list_until and day <= version.old_list_until:
        before = next((v for v in reversed(codes.versions) if v.start < version.start), None)
        if before is not None:
            return _joined([before, version], codes.kind)
    return _joined([version], codes.kind)


def members_ever(codes: CodeList, day: date) -> Members:
    """All versions up to a day together."""
    versions = [v for v in codes.versions if v.start <= day]
    return _joined(versions, codes.kind) if versions else NOWHERE


def _joined(versions: list[ListVersion], kind: str) -> Members:
    """Versions as one list: what one of them has is on it; what none has and one known in part does not rule out is
    not known.
    """
    hits: set[int | str] = set()
    for version in versions:
        hits |= set(version.countries) if kind == "country" else _keys(version.entries)
    ruled_out = [_keys(version.removed) for version in versions if not version.complete]
    misses = set[int | str]().union(*ruled_out[:1]).intersection(*ruled_out[1:])
    return Members(frozenset(hits), frozenset(misses - hits), complete=not ruled_out)


def _keys(entries: Iterable[Entry]) -> set[int | str]:
    """The codes of entries, and their titles as they are compared."""
    found = set[int | str]()
    for entry in entries:
        found.update(entry.codes, title_keys(entry.title.values()))
    return found


def steps(values: Iterable[Any], native: Callable[[Any], Any]) -> list[tuple[date, Any]]:
    """(first day, value) with a gap as None; starts with "nothing known" before all dates."""
    found: list[tuple[date, Any]] = [(date.min, None)]
    for dated in values:
        if found[-1][0] == dated.start:
            found.pop()
        found.append((dated.start, native(dated)))
        if dated.until is not None:
            found.append((dated.until + timedelta(days=1), None))
    merged = found[:1]
    for day, value in found[1:]:
        if value != merged[-1][1]:
            merged.append((day, value))
    return merged


def years(start: date | None, end: date | None) -> int | None:
    """Completed years. Born on 29 February: the birthday in other years is 1 March (the day count reaches it then)."""
    if start is None or end is None:
        return None
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def months(start: date | None, end: date | None) -> int | None:
    """Completed calendar months."""
    if start is None or end is None:
        return None
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def days(start: date | None, end: date | None) -> int | None:
    """Days from start to end; negative where end comes first."""
    return None if start is None or end is None else (end - start).days


def annual_pay(monthly: Decimal | None, divisor: Decimal | int | None) -> Decimal | None:
    """The pay of a year that a monthly amount stands for, EUR.

    A published monthly threshold is the annual one divided by 13.92 and rounded to the cent, so a monthly amount
    stands for half a cent more or less: the upper end counts. Then "monthly pay reaches the rounded monthly
    threshold" and "the annual pay that it stands for reaches the annual threshold" are the same test.
    """
    if monthly is None or divisor is None:
        return None
    return ((monthly + HALF_CENT) * divisor).quantize(CENT, ROUND_CEILING) - CENT
