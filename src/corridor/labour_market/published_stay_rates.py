"""Published stay rates (`stay_rates.yaml`), and a measured rate beside those of the same years and a like permit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from corridor.labour_market.retention import StayRate
from corridor.labour_market.spell_columns import STATES, Label

FILE = Path(__file__).parent / "stay_rates.yaml"
Confidence = Literal["high", "medium", "low"]
Position = Literal["below", "within", "above", "unknown"]
ROUNDED = 0.05
"""Published rates are given to a tenth of a percent at most."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Source(_Strict):
    publisher: str
    url: str = Field(pattern=r"^https://")


class _Group(_Strict):
    label: Label
    compares: list[str]


class _Row(_Strict):
    country: str = Field(pattern=r"^[A-Z]{2}$|^EU28$")
    group: str
    nationality: Literal["all", "non_eu"] = "all"
    cohort: str | None
    years: float | None = Field(gt=0)
    low: float | None = Field(ge=0, le=100)
    high: float | None = Field(ge=0, le=100)
    open: bool = False
    n: int | None = None
    still_here: int | None = None
    states: dict[str, float] | None = None
    source: str
    confidence: Confidence
    basis: Literal["stated", "derived"]
    note: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> _Row:
        if self.low is not None and (self.high is None or self.low > self.high):
            raise ValueError("low without a high that is not smaller")
        if self.open != (self.low is None and self.high is not None):
            raise ValueError("a rate without low is open")
        split = self.states
        if split is not None and (set(split) != set(STATES) or abs(sum(split.values()) - 100) > ROUNDED):
            raise ValueError("states are all five, and add up to 100")
        return self


class _File(_Strict):
    sources: dict[str, _Source]
    groups: dict[str, _Group]
    notes: dict[str, Label]
    rates: list[_Row]


@dataclass(frozen=True)
class PublishedRate:
    """One published stay rate.

    Attributes:
        country: ISO 3166-1, or EU28.
        group: who was followed, in three languages; `compares`: the permit types that are nearest in kind.
        nationality: all, or non_eu.
        cohort: year or years of arrival; None where the source does not say.
        years: after how long; None where the source does not say.
        low, high: the rate in percent, equal where one figure is given; `open`: under `high`; both None: no rate is
            given.
        n: persons in the cohort; `still_here`: persons counted at the end.
        states: percent by state where the source splits them.
        publisher, url, read: the source, and when it was read.
        confidence, basis: how sure it is; stated, or derived from what is stated.
        note: what else the source says.
    """

    country: str
    group: Label
    compares: tuple[str, ...]
    nationality: str
    cohort: str | None
    years: float | None
    low: float | None
    high: float | None
    open: bool
    n: int | None
    still_here: int | None
    states: dict[str, float] | None
    publisher: str
    url: str
    read: str
    confidence: Confidence
    basis: Literal["stated", "derived"]
    note: Label | None


@dataclass(frozen=True)
class Comparison:
    """A published rate beside a measured one: it lies below, within or above the measured 95 % interval, or unknown."""

    published: PublishedRate
    position: Position


@cache
def published() -> tuple[PublishedRate, ...]:
    """All published rates, in the order of the file."""
    raw: Any = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    file = _File.model_validate(raw)
    return tuple(_rate(row, file) for row in file.rates)


def _rate(row: _Row, file: _File) -> PublishedRate:
    group, source = file.groups[row.group], file.sources[row.source]
    given = row.model_dump(exclude={"group", "source", "note"})
    note = None if row.note is None else file.notes[row.note]
    return PublishedRate(
        **given,
        group=group.label,
        compares=tuple(group.compares),
        publisher=source.publisher,
        url=source.url,
        read="2026-11",
        note=note,
    )


def compare(rate: StayRate) -> tuple[Comparison, ...]:
    """Published rates after as many years, for permits like those of the group.

    Empty where the group has no permit type, or the rate is one for a region: every published rate is of a country.
    A comparison is context: cohorts, registers and what counts as leaving differ between countries.
    """
    permit = rate.group.get("permit_type")
    if permit is None or rate.place != "belgium":
        return ()
    like = [one for one in published() if permit in one.compares and one.years == rate.years]
    return tuple(Comparison(one, _position(one, rate)) for one in like)


def _position(one: PublishedRate, rate: StayRate) -> Position:
    if one.high is None or rate.low is None or rate.high is None:
        return "unknown"
    low, high = 100 * rate.low, 100 * rate.high
    if one.high < low:
        return "below"
    if one.low is None:  # somewhere under its bound
        return "unknown"
    return "above" if one.low > high else "within"
