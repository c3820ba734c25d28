"""A made-up log of a design, for tests and for showing what a log looks like. Every row says that it is made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

from corridor.partnerships.design import Design, Quantity, Stage, chains
from corridor.partnerships.event_lists import lists
from corridor.partnerships.events import dtype_of
from corridor.partnerships.months import DAYS_PER_MONTH
from corridor.partnerships.phases import phases
from corridor.partnerships.priors import mean, resolved

FILE = Path(__file__).parent / "example_log.yaml"
Row = dict[str, Any]
STEPS: Mapping[str, tuple[str | None, str]] = {
    "technical_training": ("enrolled", "completed"),
    "language": ("language_started", "language_passed"),
    "recognition": ("recognition_filed", "recognised"),
    "matching": ("proposed", "offer"),
    "permit": ("permit_filed", "permit_granted"),
    "pre_departure": (None, "departed"),
    "arrival": ("departed", "arrived"),
    "home_placement": (None, "home_placed"),
}
"""The event with which a stage begins, and that with which it is passed."""


@cache
def _figures() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def example_log(design: Design, seed: int = 0, people: int | None = None, *, until: date | None = None) -> pl.DataFrame:
    """A made-up log, to be read by `read_log`.

    Args:
        design: its stages, waves and expected rates and durations are followed.
        seed: the same seed gives the same log.
        people: how many are taken in, over the waves in proportion; as many as the design's where it is not given.
            More apply in vain.
        until: the last day of the log; that of the horizon or today, whichever is earlier, where it is not given.

    Returns:
        One row an event, every column of a log, `synthetic` true in all of them, in the order of dates.
    """
    last = until or min(design.start + timedelta(days=design.horizon_months * DAYS_PER_MONTH), datetime.now(UTC).date())
    people = design.intake() if people is None else people
    chance = np.random.default_rng(seed)
    rows: list[Row] = []
    for number in range(people):
        rows += _Person(design, chance, f"P-{number + 1:04d}", _wave(design, number, people)).rows()
    for number in range(round(people * _figures()["applicants_per_person"])):
        rows += _in_vain(design, chance, f"A-{number + 1:04d}", _wave(design, number, people))
    rows += _posts(design, chance, people)
    return _table(rows, design.scheme or design.id, last)


def _table(rows: list[Row], scheme: str, last: date) -> pl.DataFrame:
    schema = {name: dtype_of(column) for name, column in lists().columns.items()}
    frame = pl.DataFrame([{"scheme": scheme, "synthetic": True} | row for row in rows], schema=schema)
    order = {id_: event.order for id_, event in lists().events.items()}
    return frame.filter(pl.col("date") <= last).sort(
        "date", "participant", pl.col("event").replace_strict(order, return_dtype=pl.Int64)
    )


def _wave(design: Design, number: int, people: int) -> date:
    """The wave of a person, in proportion to the intakes."""
    place = (number % people) * design.intake() / max(people, 1)
    for wave in design.waves:
        place -= wave.intake
        if place < 0:
            return wave.date
    return design.waves[-1].date


def _about(design: Design, chance: np.random.Generator) -> Row:
    figures = _figures()
    profile = design.profiles[int(chance.integers(len(design.profiles)))] if design.profiles else None
    isco = profile.isco08 if profile is not None and profile.isco08 is not None and len(profile.isco08) == 4 else None
    return {
        "sex": "f" if chance.random() < figures["share_women"] else "m",
        "age_band": _one_of(figures["age_bands"], chance),
        "origin": design.origin[int(chance.integers(len(design.origin)))],
        "skill_level": _one_of(figures["skill_levels"], chance),
        "region": design.destination.region or (None if design.destination.country == "BE" else "abroad"),
        "training_isco08": isco,
    }


def _one_of(shares: Mapping[str, float], chance: np.random.Generator) -> str:
    weights = np.array(list(shares.values()), dtype=float)
    return str(chance.choice(list(shares), p=weights / weights.sum()))


def _in_vain(design: Design, chance: np.random.Generator, code: str, wave: date) -> Iterator[Row]:
    """Somebody who applied and was not selected."""
    applied = wave - timedelta(days=int(chance.integers(60, 120)))
    about = _about(design, chance) | {"participant": code}
    yield {**about, "event": "applied", "date": applied}
    yield {"participant": code, "event": "closed", "date": wave - timedelta(days=20), "reason": "not_selected"}


def _posts(design: Design, chance: np.random.Generator, people: int) -> Iterator[Row]:
    figures = _figures()
    if not any(stage.phase == "matching" for stage in design.stages):
        return
    for number in range(round(people * figures["posts_per_person"])):
        code = f"V-{number + 1:04d}"
        day = _wave(design, number, people) + timedelta(days=int(chance.integers(0, 120)))
        size = "sme" if chance.random() < figures["share_sme"] else "large"
        yield {"participant": code, "event": "vacancy_pledged", "date": day, "employer_size": size}
        day += timedelta(days=int(chance.integers(20, 120)))
        if chance.random() < figures["share_signed"]:
            yield {"participant": code, "event": "vacancy_signed", "date": day}
            if chance.random() < figures["share_filled"]:
                yield {
                    "participant": code,
                    "event": "vacancy_filled",
                    "date": day + timedelta(days=int(chance.integers(20, 200))),
                }


class _Person:
    """One made-up person on the way through the stages of a design."""

    def __init__(self, design: Design, chance: np.random.Generator, code: str, wave: date) -> None:
        self.design, self.chance, self.code, self.day = design, chance, code, wave
        self.told: list[Row] = []
        self.about = _about(design, chance)
        order = chains(design)
        away = _expected(design.tracks.away, "rate", "track_away_share") if order.home else 1.0
        self.track = "away" if chance.random() < (away if order.away else 0.0) else "home"
        self.stages = (*order.both, *(order.away if self.track == "away" else order.home))

    def rows(self) -> list[Row]:
        """Every event of the person."""
        self._tell("applied", on=self.day - timedelta(days=int(self.chance.integers(60, 120))), **self.about)
        self._tell("eligible", on=self.day - timedelta(days=45), outcome="yes")
        self._tell("selected", on=self.day - timedelta(days=int(self.chance.integers(15, 40))), track=self.track)
        if all(self._passes(stage) for stage in self.stages):
            if self.track == "away":
                self._works_abroad()
            else:
                self._follow_up("home_employed_6", "home_employed_12", left=None, since=self.day)
        return self.told

    def _tell(self, event: str, *, on: date | None = None, **more: Any) -> None:
        self.told.append({"participant": self.code, "event": event, "date": on or self.day, **more})

    def _wait(self, months: float) -> None:
        self.day += timedelta(days=max(1, round(months * DAYS_PER_MONTH)))

    def _likely(self, name: str) -> bool:
        return bool(self.chance.random() < _figures()[name])

    def _passes(self, stage: Stage) -> bool:
        """One stage; false where the person is lost in it."""
        phase = phases()[stage.phase]
        begins, ends = STEPS.get(stage.phase, (None, None))
        if begins is not None and self.told[-1]["event"] != begins:
            self._tell(begins)
        months = _expected(stage.months, "duration", phase.months)
        self._wait(float(self.chance.gamma(8.0, months / 8.0)))
        if self.chance.random() < _expected(stage.loss, "rate", phase.loss):
            if stage.phase == "permit":
                self._tell("permit_refused")
            reasons = _figures()["reasons_of_loss"].get(stage.phase, ["other"])
            self._tell("closed", reason=str(self.chance.choice(reasons)))
            return False
        if ends == "completed":
            self._tell("completed", outcome="yes")
            self._tell("certified", outcome="yes")
        elif ends == "arrived":
            self._arrives()
        elif ends == "offer":
            self._tell("matched")
            self._tell("offer", outcome="yes")
        elif ends is not None:
            self._tell(ends)
        return True

    def _arrives(self) -> None:
        figures, code = _figures(), self.about["training_isco08"]
        income = figures["monthly_income_eur"]
        self._tell(
            "arrived",
            employer_size="sme" if self._likely("share_sme") else "large",
            isco08=("9329" if self._likely("share_below_training") else code) if code is not None else None,
            monthly_income=round(float(self.chance.uniform(income["low"], income["high"])), 0),
            mentor=f"M-{int(self.code[2:]) // figures['people_per_mentor'] + 1:02d}",
            housing_before_arrival=self._likely("share_housed"),
        )
        if self._likely("share_fees_asked"):
            fee = figures["fee_eur"]
            amount = self.chance.uniform(fee["low"], fee["high"]) if self._likely("share_with_fee") else 0.0
            self._tell("fee_paid", amount=round(float(amount), 0))

    def _works_abroad(self) -> None:
        arrived = self.day
        exits = _expected(self.design.retention, "rate", "exit_per_year")
        months = float(self.chance.exponential(12.0)) / max(-np.log1p(-min(exits, 0.99)), 1e-6)
        term = _expected(self.design.contract.months, "duration", "t_contract")
        if self._likely("share_complaint"):
            self._tell("complaint", on=arrived + timedelta(days=int(self.chance.integers(20, 200))), reason="pay")
        left = arrived + timedelta(days=months * DAYS_PER_MONTH)
        ended = arrived + timedelta(days=term * DAYS_PER_MONTH)
        self._follow_up("employed_3", "employed_6", "employed_12", "employed_24", left=left, since=arrived)
        if months < term:
            self._tell("ended_early", on=left, reason=str(self.chance.choice(_figures()["reasons_of_ending"])))
            if self._likely("share_early_other"):
                self._tell("onward", on=left + timedelta(days=20))
        else:
            self._tell("term_ended", on=ended)
            if self.chance.random() < _expected(self.design.returning.share, "rate", "return_share_any"):
                self._tell("returned", on=ended + timedelta(days=30))

    def _follow_up(self, *events: str, left: date | None, since: date) -> None:
        for event in events:
            month = lists().events[event].month
            assert month is not None
            asked = since + timedelta(days=month * DAYS_PER_MONTH + 5)
            if self._likely("share_followed"):
                self._tell(event, on=asked, outcome="yes" if left is None or left > asked else "no")


def _expected(quantity: Quantity | None, kind: Any, default: str | None) -> float:
    """The expected value of a quantity, or of the prior that stands in for it; nothing where there is neither."""
    if quantity is None and default is None:
        return 0.0
    return _mean_of(quantity or Quantity(prior=default), kind)


@cache
def _mean_of(quantity: Quantity, kind: Any) -> float:
    return float(mean(resolved(quantity, kind, "example")))
