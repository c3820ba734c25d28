"""Stay rates of permit cohorts: who is still here after so many years and in which state; small numbers are left out.

`stay_rates` gives one rate for the whole file and one for each group, after each number of years. Numbers of people
under ten are not shown, nor what gives them away (`disclosure.py`): a rate tells of the persons of its group and of
those who left, so it is shown only where these, the others, and those known to be here are ten people or more, where
the difference to the rate of another year is none or ten people or more, and where a hidden group cannot be reckoned
from the total. The shares by state are shown all or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import polars as pl

from corridor.labour_market.aalen_johansen import Occupation, aalen_johansen
from corridor.labour_market.disclosure import SMALL, WHOLE, Cell, hidden
from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.exposure import LEFT, Exposure, exposure
from corridor.labour_market.kaplan_meier import Curve, kaplan_meier
from corridor.labour_market.spell_columns import STATES
from corridor.labour_market.spells import Spells

BY = ("permit_type", "nationality", "region", "cohort")
YEARS = (1, 2, 5)
MOST_YEARS, MOST_LAG = 40, 60
Place = Literal["belgium", "region"]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Share:
    """A share of the cohort in one state, with its interval (None where it is not defined)."""

    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class StayRate:
    """The stay rate of one group after so many years.

    Attributes:
        group: the columns it is grouped by, with their values (None: unknown); empty for the whole file.
        place: still in Belgium, or still in the region of the first permit.
        years: since the first permit.
        persons: in the group.
        left: known to have left by then; the others are here, or not followed so long.
        rate, low, high: the Kaplan-Meier share with its 95 % interval.
        if_last_sign: the share if everybody left on the last day on which presence is known; the lower bound.
        states: the Aalen-Johansen shares by state; they sum to one.
        reason: None, or why the rate is not told: `small`, `protects` (a small number could be reckoned from it),
            `thin` (at some departure fewer than ten people were at risk), or a reason of `kaplan_meier.Point`.
    """

    group: Mapping[str, str | None]
    place: Place
    years: int
    persons: int | None
    left: int | None
    rate: float | None
    low: float | None
    high: float | None
    if_last_sign: float | None
    states: Mapping[str, Share] | None
    reason: str | None


@dataclass(frozen=True)
class Retention:
    """All rates, and what limits them.

    Attributes:
        rates: the whole file first, then the groups by size, each by place and years.
        limits: keys of `retention_notes.json` with their values.
    """

    rates: tuple[StayRate, ...]
    limits: tuple[tuple[str, Mapping[str, Any]], ...]


def stay_rates(
    spells: Spells, *, by: Sequence[str] = (), years: Sequence[int] = YEARS, lag: int = 0, small: int = SMALL
) -> Retention:
    """Stay rates with small numbers left out.

    Args:
        spells: as read.
        by: columns of `BY` to group by together.
        years: after how many years since the first permit.
        lag: months before the extract that are not counted, because the register learns of departures late.
        small: numbers of people below are not shown.

    Raises:
        LabourMarketError: `by`, `years` or `lag` is not possible.
    """
    _see(by, years, lag)
    observed = exposure(spells, lag=lag)
    early = exposure(spells, lag=lag, departure="last_sign") if _late(spells) else None
    people = _People(observed, early, by)
    places: tuple[Place, ...] = ("belgium", "region") if "region" in by else ("belgium",)
    found = [
        people.rate(group, place, year, small) for group in people.groups for place in places for year in sorted(years)
    ]
    cells = _telling([cell for rate in found for cell in people.cells(rate, sorted(years))])
    return Retention(tuple(_guarded(found, cells, people, small)), tuple(_limits(spells, observed, lag, small)))


def _telling(cells: list[Cell]) -> list[Cell]:
    """The cells without those that count nobody in the whole file: they count nobody in any group, which is no news."""
    empty = {cell.key for cell in cells if cell.group == WHOLE and not cell.counted}
    return [cell for cell in cells if cell.key not in empty]


def _see(by: Sequence[str], years: Sequence[int], lag: int) -> None:
    for name in by:
        if name not in BY or by.count(name) > 1:
            raise LabourMarketError("by", "retention_by", value=name, allowed=", ".join(BY))
    if not years or any(not 1 <= year <= MOST_YEARS for year in years) or len(set(years)) < len(years):
        raise LabourMarketError("years", "retention_years", value=", ".join(map(str, years)), most=MOST_YEARS)
    if not 0 <= lag <= MOST_LAG:
        raise LabourMarketError("lag", "retention_lag", value=lag, most=MOST_LAG)


def _late(spells: Spells) -> bool:
    return bool(spells.rows["last_sign"].is_not_null().any())


# ---- groups ----


class _People:
    """The persons of the file by group, as arrays, with the curves of each group."""

    def __init__(self, observed: Exposure, early: Exposure | None, by: Sequence[str]) -> None:
        keys = [pl.lit(""), *(pl.col(name).fill_null("\0") for name in by)]  # never the same as WHOLE
        persons = observed.persons.with_columns(key=pl.concat_str(keys, separator="\1"))
        sizes = persons.group_by("key").len().sort(["len", "key"], descending=[True, False])
        self.groups = [WHOLE, *sizes["key"]] if by else [WHOLE]
        self.values = {key: self._values(key, by) for key in self.groups}
        persons = persons.join(sizes.with_row_index("rank").select("key", "rank"), on="key").sort("rank", "person")
        self.persons = persons  # by group, so that the sets of a group are near each other
        self.early = None if early is None else self._in_order(early)
        stretches = observed.stretches.join(persons.select("person", "key"), on="person")
        self.stretches = stretches
        self.members: dict[str, Mask] = {}
        self.known: dict[tuple[str, int], tuple[Mask, Mask]] = {}
        self.in_state: dict[tuple[int, int], Mask] = {}
        self.curves: dict[tuple[str, str], Curve] = {}
        self.occupations: dict[str, Occupation] = {}

    @staticmethod
    def _values(key: str, by: Sequence[str]) -> dict[str, str | None]:
        if key == WHOLE:
            return {}
        return {name: None if part == "\0" else part for name, part in zip(by, key.split("\1")[1:], strict=True)}

    def _in_order(self, early: Exposure) -> pl.DataFrame:
        told = early.persons.select("person", "entry", "exit", "left", "region_exit", "left_region")
        return self.persons.select("person", "key").join(told, on="person", how="left", maintain_order="left")

    def among(self, group: str) -> Mask:
        """Who is in a group."""
        if group not in self.members:
            whole = group == WHOLE
            everybody = np.ones(self.persons.height, bool)
            self.members[group] = everybody if whole else (self.persons["key"] == group).to_numpy()
        return self.members[group]

    def observed(self, place: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any], Mask]:
        """Entry, exit, whether they left, and of whom this is known."""
        frame = self.early if place.startswith("sign_") and self.early is not None else self.persons
        end, left = ("region_exit", "left_region") if place.endswith("region") else ("exit", "left")
        known = frame[end].is_not_null().to_numpy()
        ends, gone = frame[end].fill_null(0).to_numpy(), frame[left].fill_null(False).to_numpy()
        return frame["entry"].fill_null(0).to_numpy(), ends, gone, known

    def curve(self, group: str, place: str) -> Curve:
        """The Kaplan-Meier curve of a group."""
        if (group, place) not in self.curves:
            entry, ends, gone, known = self.observed(place)
            who = self.among(group) & known
            self.curves[group, place] = kaplan_meier(ends[who], gone[who], entry[who])
        return self.curves[group, place]

    def occupation(self, group: str) -> Occupation:
        """The Aalen-Johansen shares of a group."""
        if group not in self.occupations:
            of = self.stretches if group == WHOLE else self.stretches.filter(pl.col("key") == group)
            arrays = (of[name].to_numpy() for name in ("entry", "exit", "state", "to"))
            self.occupations[group] = aalen_johansen(*arrays, states=len(STATES))
        return self.occupations[group]

    def rate(self, group: str, place: Place, years: int, small: int) -> StayRate:
        """The rate of a group with all its numbers, hidden or not."""
        point = self.curve(group, place).at(12 * years)
        here, left = self.status(place, years)
        who = self.among(group)
        reason = point.reason
        if reason is None and int((here & who).sum()) < small:
            reason = "small"
        if reason is None and point.least is not None and point.least < small:
            reason = "thin"
        known = reason is None
        early = self.curve(group, f"sign_{place}").at(12 * years) if known and self.early is not None else None
        return StayRate(
            group=self.values[group],
            place=place,
            years=years,
            persons=int(who.sum()),
            left=int((left & who).sum()),
            rate=point.survival if known else None,
            low=point.low if known else None,
            high=point.high if known else None,
            if_last_sign=None if early is None else early.survival,
            states=self.shares(group, years) if known and place == "belgium" else None,
            reason=reason,
        )

    def shares(self, group: str, years: int) -> dict[str, Share] | None:
        """Shares by state with intervals; None where a state holds a share of the cohort and nobody is followed in it.

        Such a share would be carried on from the month in which the last of them was seen.
        """
        occupation, month = self.occupation(group), 12 * years
        share, (low, high) = occupation.at(month), occupation.interval(month)
        who = self.among(group)
        if any(share[code] > 0 and not (self.state(code, years) & who).any() for code in range(LEFT)):
            return None
        bound = [[None if np.isnan(value) else float(value) for value in ends] for ends in (low, high)]
        return {name: Share(float(share[at]), bound[0][at], bound[1][at]) for at, name in enumerate(STATES)}

    # ---- what a rate tells ----

    def status(self, place: str, years: int) -> tuple[Mask, Mask]:
        """Who is known to be here after so many years, and who is known to have left."""
        if (place, years) not in self.known:
            entry, ends, gone, known = self.observed(place)
            left = known & gone & (ends <= 12 * years)
            self.known[place, years] = known & (ends >= 12 * years) & ~left & (entry <= 12 * years), left
        return self.known[place, years]

    def state(self, code: int, years: int) -> Mask:
        """Who is known to be in a state after so many years."""
        if (code, years) not in self.in_state:
            month = 12 * years
            of, to = self.stretches, pl.col("to")
            during = of.filter((pl.col("state") == code) & (pl.col("entry") <= month) & (pl.col("exit") > month))
            ends = of.filter((pl.col("exit") == month) & (pl.when(to < 0).then("state").otherwise("to") == code))
            who = pl.concat([during["person"], ends["person"]]).unique()
            self.in_state[code, years] = self.persons["person"].is_in(who.implode()).to_numpy()
        return self.in_state[code, years]

    def cells(self, rate: StayRate, years: Sequence[int]) -> list[Cell]:
        """The sets of people that a rate tells of, with the group and what the cell is."""
        group, when = self.key_of(rate), str(rate.years)
        who = self.among(group)
        everybody, rank = bits(who), years.index(rate.years) + 10 * (rate.place == "region")
        found = [Cell(("persons",), group, everybody, rank=-1)] if rate.place == "belgium" and not rank else []
        if rate.rate is not None or rate.group:  # what is not told of a group could follow from the total
            _, left = self.status(rate.place, rate.years)
            found.append(Cell(("stay", rate.place, when), group, bits(left & who), everybody, rank=rank))
        if rate.if_last_sign is not None:
            _, left = self.status(f"sign_{rate.place}", rate.years)
            found.append(Cell(("sign", rate.place, when), group, bits(left & who), everybody, rank=50 + rank))
        if rate.states is not None:
            for code, state in enumerate(STATES[:-1]):
                among = bits(self.state(code, rate.years) & who)
                found.append(Cell((state, rate.place, when), group, among, rank=90 + rank))
        return found

    def key_of(self, rate: StayRate) -> str:
        """The key of the group of a rate."""
        return next(key for key, values in self.values.items() if values == rate.group)


def bits(mask: Mask) -> int:
    """A set of people as one number, a bit a person."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


# ---- what may be shown ----


def _guarded(found: list[StayRate], cells: list[Cell], people: _People, small: int) -> list[StayRate]:
    """The rates without what may not be shown."""
    away = hidden(cells, small=small)
    numbers = {(cells[at].group, cells[at].key): "protects" for at in away.numbers}
    numbers |= {(cells[at].group, cells[at].key): "small" for at in away.small}
    states = _states_away(found, cells, numbers, people, small)
    guarded = []
    for rate in found:
        group, place, when = people.key_of(rate), rate.place, str(rate.years)
        if (group, ("persons",)) in numbers:
            rate = replace(rate, persons=None)
        why = numbers.get((group, ("stay", place, when)))
        if why is not None or rate.reason is not None:
            rate = replace(rate, left=None, rate=None, low=None, high=None, if_last_sign=None, states=None)
            rate = replace(rate, reason=rate.reason or why)
        if (group, ("sign", place, when)) in numbers:
            rate = replace(rate, if_last_sign=None)
        if (group, rate.years) in states:
            rate = replace(rate, states=None)
        guarded.append(rate)
    return guarded


def _states_away(
    found: list[StayRate],
    cells: list[Cell],
    numbers: Mapping[tuple[str, tuple[str, ...]], str],
    people: _People,
    small: int,
) -> set[tuple[str, int]]:
    """Groups and years whose shares by state are hidden: all where one is, never one group alone beside the total."""
    counted = {(cell.group, cell.key): cell.counted.bit_count() for cell in cells}
    away: set[tuple[str, int]] = set()
    by_year: dict[int, list[str]] = {}
    for rate in found:
        if rate.place != "belgium":
            continue
        group, when = people.key_of(rate), str(rate.years)
        by_year.setdefault(rate.years, []).append(group)
        keys = [(group, (kind, "belgium", when)) for kind in (*STATES[:-1], "stay")]
        if rate.states is None or any(key in numbers for key in keys):
            away.add((group, rate.years))
    for year, groups in by_year.items():
        if (WHOLE, year) in away or groups == [WHOLE]:
            continue
        every = [(state, "belgium", str(year)) for state in STATES[:-1]]
        keys_ = [key for key in every if (WHOLE, key) in counted]
        while True:
            shown = [g for g in groups if g != WHOLE and (g, year) not in away]
            out = len(groups) - 1 - len(shown)
            rest = [counted[WHOLE, key] - sum(counted[g, key] for g in shown) for key in keys_]
            if not out or not shown or (out > 1 and not any(0 < left < small for left in rest)):
                break
            away.add((min(shown, key=lambda g: sum(counted[g, key] for key in keys_)), year))
    return away


# ---- limits ----


def _limits(spells: Spells, observed: Exposure, lag: int, small: int) -> list[tuple[str, dict[str, Any]]]:
    """What the reader of the rates must know, as keys of `retention_notes.json`."""
    rows = spells.rows
    departures = rows.filter(pl.col("end_state") == "left")
    unsigned = departures["last_sign"].is_null().sum()
    last = rows.group_by("person").agg(pl.col("end_state").sort_by("start").last())
    ended = last["end_state"].is_in(["long_term", "citizen", "other", "moved"])
    counts = {
        "entered_late": int((observed.persons["entry"] > 0).sum()),
        "unobserved": observed.unobserved,
        "not_followed_further": int(ended.sum()),
        "no_region": int(observed.persons["region"].is_null().sum()),
    }
    found: list[tuple[str, dict[str, Any]]] = [("lag" if lag else "no_lag", {"months": lag})]
    if unsigned:
        found.append(("late_departures", {"n": _told(int(unsigned), small)}))
    found += [(key, {"n": _told(n, small)}) for key, n in counts.items() if n]
    return [*found, ("suppressed", {"small": small})]


def _told(n: int, small: int) -> str:
    return f"{n}" if n >= small else f"< {small}"
