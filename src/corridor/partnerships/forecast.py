"""The log against the design: what it says of each stage, the design with these counts, and forecast beside outcome.

People who are still in a stage are counted in neither way: a stage's loss is that of those who passed or were lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.partnerships.cohort import EPOCH, Cohort, Days, Truths, cohort
from corridor.partnerships.design import Design, Quantity, Stage
from corridor.partnerships.event_lists import StageEvents, lists
from corridor.partnerships.events import Log
from corridor.partnerships.indicator_list import settings
from corridor.partnerships.measures import status
from corridor.partnerships.phases import phases
from corridor.partnerships.priors import priors

Ints = NDArray[np.int32]
By = Literal["month", "quarter", "year"]
MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}
SOURCE = "log"
FORECAST = {
    "month": pl.Int64, "date": pl.Date, "outcome": pl.String, "observed": pl.Int64, "p5": pl.Float64,
    "p50": pl.Float64, "p95": pl.Float64, "inside": pl.Boolean, "suppressed": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """What a log says of a rate and of a duration.

    Attributes:
        k: of `n` people, how many were lost in the stage (or left within a year, or went back, or went away).
        n: people of whom the outcome is known.
        total: the sum of `durations` times, in months.
        durations: how many people's times are known.
        waiting: people who began and are still there.
    """

    k: int = 0
    n: int = 0
    total: float = 0.0
    durations: int = 0
    waiting: int = 0

    @property
    def passed(self) -> int:
        """Of `n` people, how many passed."""
        return self.n - self.k


class Simulated(Protocol):
    """What is used of a run of the simulation: see `simulation.Run`."""

    @property
    def design(self) -> Design: ...
    @property
    def placed_abroad(self) -> Ints: ...
    @property
    def placed_home(self) -> Ints: ...
    @property
    def counts_home(self) -> bool: ...


def of_design(log: Log, design: Design) -> Log:
    """The rows of the design's own scheme, where the log has several schemes and this is one of them."""
    schemes = log.events["scheme"].unique()
    names = [name for name in (design.scheme, design.id) if name is not None and name in schemes]
    if schemes.len() < 2 or not names:
        return log
    return replace(log, events=log.events.filter(pl.col("scheme") == names[0]))


def counts(log: Log, design: Design) -> dict[str, Counts]:
    """What the log says of each quantity of a design that it can say something about.

    Returns:
        By place in the design: the id of a stage (k is who was lost), `tracks.away` (k is who went away),
        `retention.exit_per_year` (k is who was not in work 12 months after arrival) and `return.share` (k is who
        went back, of those whose term is over). Stages of which the log says nothing are not there; nor are stages
        that share their phase and track with another, because events cannot tell them apart.
    """
    people = cohort(of_design(log, design))
    found = {stage.id: _of_stage(people, stage) for stage in design.stages if _apart(stage, design)}
    found |= {
        "tracks.away": _away(people),
        "retention.exit_per_year": _exits(people),
        "return.share": _returns(people),
    }
    return {place: one for place, one in found.items() if one.n or one.durations}


def _apart(stage: Stage, design: Design) -> bool:
    """Whether events can be told to be of this stage."""
    alike = [
        s
        for s in design.stages
        if s.phase == stage.phase and (s.track == stage.track or "both" in (s.track, stage.track))
    ]
    return stage.phase in lists().stages and len(alike) == 1


def _of_stage(people: Cohort, stage: Stage) -> Counts:
    events = lists().stages[stage.phase]
    start = people.earliest(events.start)
    who = ~np.isnan(start) & _on_track(people, events.track or (None if stage.track == "both" else stage.track))
    end = people.earliest(events.passed)
    with np.errstate(invalid="ignore"):
        passed = who & ~np.isnan(end)
        lost = who & ~passed & _lost(people, events, start)
        first, last = events.months or ("", "")
        times = people.days(last) - people.days(first) if events.months else end - start
        timed = who & (times > 0) & (True if events.months else passed)
    total = float(times[timed].sum()) / settings().days_a_month
    n = int((passed | lost).sum())
    return Counts(int(lost.sum()), n, total, int(timed.sum()), int(who.sum()) - n)


def _on_track(people: Cohort, track: str | None) -> Truths:
    """Who is on a track; where it is not stated, arrival and work at home show it."""
    if track is None:
        return np.ones(people.size, dtype=np.bool_)
    stated = people.table["track"].fill_null("").to_numpy()
    shown = people.had("arrived") | people.had("departed") | people.had("permit_filed")
    home: Truths = (stated == "home") | ((stated == "") & people.had("home_placed") & ~shown)
    return home if track == "home" else ~home


def _lost(people: Cohort, events: StageEvents, start: Days) -> Truths:
    """Who was refused, or closed after the start for a reason that is a loss."""
    closing = [id_ for id_, event in lists().events.items() if event.closes]
    rows = people.rows
    ends = rows.filter(pl.col("event").is_in(closing) & ~pl.col("reason").fill_null("").is_in(list(events.not_lost)))
    refused = rows.filter(
        pl.col("event").is_in(list(events.refused))
        | (pl.col("event").is_in(list(events.passed)) & (pl.col("outcome") == "no"))
    )
    day = pl.col("date").cast(pl.Int32).cast(pl.Float64)
    closed = people.of(ends.group_by("who").agg(day.max().alias("day")), "day")
    with np.errstate(invalid="ignore"):
        found: Truths = closed >= start
    found[refused["who"].unique().to_numpy()] = True
    return found


def _away(people: Cohort) -> Counts:
    """Tracks of people in training or further."""
    stated = people.table["track"].fill_null("").to_numpy()
    shown = np.where(people.had("arrived"), "away", np.where(people.had("home_placed"), "home", ""))
    track = np.where(stated != "", stated, shown)
    taken = people.had("selected") | people.had("enrolled") | people.had("completed") | (shown != "")
    return Counts(int(((track == "away") & taken).sum()), int(((track != "") & taken).sum()))


def _exits(people: Cohort) -> Counts:
    state, _ = status(people, "employed_12", ("ended_early", "returned", "onward"))
    return Counts(int((state == 0).sum()), int((~np.isnan(state)).sum()))


def _returns(people: Cohort) -> Counts:
    back = people.had("returned")
    over = back | people.had("term_ended") | people.had("onward")
    return Counts(int(back.sum()), int(over.sum()))


# ---- the design with these counts ----
def updated_design(design: Design, log: Log) -> Design:
    """The design with what its own log says: counts beside each prior, which the simulation then updates.

    A quantity that was a single number or a range gives way to its phase's prior with the counts, because a number
    without spread cannot learn. Counts that the design states are kept, and the log's are added: give the design as
    it was before the log. Applicants per place become one observation, applicants over people selected.
    """
    found = counts(log, design)
    stages = tuple(_stage(stage, found.get(stage.id)) for stage in design.stages)
    away, exits, back = (found.get(name) for name in ("tracks.away", "retention.exit_per_year", "return.share"))
    return replace(
        design,
        stages=stages,
        applicants_per_place=_applicants(design, log),
        tracks=replace(design.tracks, away=_rate(design.tracks.away, "track_away_share", away)),
        retention=_rate(design.retention, "exit_per_year", exits),
        returning=replace(design.returning, share=_rate(design.returning.share, "return_share_any", back)),
    )


def _stage(stage: Stage, found: Counts | None) -> Stage:
    phase = phases()[stage.phase]
    return replace(
        stage, loss=_rate(stage.loss, phase.loss, found), months=_duration(stage.months, phase.months, found)
    )


def _base(quantity: Quantity | None, default: str | None) -> Quantity:
    """The quantity that learns: as it is stated where that is a prior or counts, else the prior of its place."""
    if quantity is not None and quantity.prior is not None:
        return quantity
    if quantity is not None and quantity.value is None and quantity.low is None:
        return quantity
    return Quantity(prior=default)


def _rate(quantity: Quantity | None, default: str | None, found: Counts | None) -> Quantity | None:
    if found is None or found.n == 0:
        return quantity
    base = _base(quantity, default)
    turned = base.inverse != (base.prior is not None and priors()[base.prior].inverse)
    k = found.passed if turned else found.k
    return replace(base, k=(base.k or 0) + k, n=(base.n or 0) + found.n, basis="derived", source=SOURCE)


def _duration(quantity: Quantity | None, default: str | None, found: Counts | None) -> Quantity | None:
    if found is None or found.durations == 0:
        return quantity
    base = _base(quantity, default)
    total, n = (base.total or 0.0) + found.total, (base.n or 0) + found.durations
    return replace(base, total=round(total, 2), n=n, basis="derived", source=SOURCE)


def _applicants(design: Design, log: Log) -> Quantity | None:
    people = cohort(of_design(log, design))
    applied, selected = int(people.had("applied").sum()), int(people.had("selected").sum())
    if not selected or applied < selected:
        return design.applicants_per_place
    base = _base(design.applicants_per_place, "applicants_per_place")
    total, n = (base.total or 0.0) + applied / selected, (base.n or 0) + 1
    return replace(base, total=round(total, 4), n=n, basis="derived", source=SOURCE)


# ---- forecast beside outcome ----
def forecast_against_outcome(run: Simulated, log: Log, by: By = "month", *, suppress: bool = True) -> pl.DataFrame:
    """People placed by the end of each month, as forecast and as the log has it.

    Args:
        run: a simulation of the design as it was before the outcome.
        log: the log of the same scheme.
        by: show each month, quarter or year.
        suppress: hide numbers from which fewer than ten people follow: those under ten, and those that differ by
            fewer than ten from the one shown before, from the last, or from that of the end of a calendar year, which
            indicators of years tell.

    Returns:
        `month` (from the start of the design), `date` of its end, `outcome` (placed_abroad or placed_home),
        `observed` (null after the day of the log, where nothing is known, or where hidden), `p5`, `p50`, `p95` of the
        forecast, `inside` (whether the observed lies in the 90 % interval) and `suppressed`.
    """
    design = run.design
    people = cohort(of_design(log, design))
    kinds = [("placed_abroad", "arrived", run.placed_abroad)]
    if run.counts_home:
        kinds.append(("placed_home", "home_placed", run.placed_home))
    frames = [
        _beside(name, people.days(event), drawn, design.start, log.as_of, by, suppress) for name, event, drawn in kinds
    ]
    return pl.concat(frames)


def _beside(name: str, days: Days, drawn: Ints, start: date, as_of: date, by: By, suppress: bool) -> pl.DataFrame:
    months = np.arange(0, drawn.shape[0], MONTHS[by])
    ends = [start + timedelta(days=float(month) * settings().days_a_month) for month in months]
    until = np.array([(end - EPOCH).days for end in ends])
    seen = np.array([end <= as_of for end in ends])
    happened = days[~np.isnan(days)]
    observed = _by(happened, until)
    away = np.zeros(seen.size, dtype=np.bool_)
    if suppress:
        away = _too_close(observed, _by(happened, _year_ends(happened, as_of))) & seen
    low, middle, high = np.quantile(drawn[months], (0.05, 0.5, 0.95), axis=1)
    shown = seen & ~away
    frame = pl.DataFrame(
        {
            "month": months,
            "date": ends,
            "outcome": name,
            "observed": observed,
            "p5": low,
            "p50": middle,
            "p95": high,
            "inside": (observed >= low) & (observed <= high),
            "suppressed": away,
        }
    ).cast(FORECAST)  # type: ignore[arg-type]
    known = pl.lit(pl.Series(shown))
    return frame.with_columns(pl.when(known).then(pl.col(column)).alias(column) for column in ("observed", "inside"))


def _by(happened: Days, until: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many have happened by each day."""
    return np.asarray((happened[None, :] <= until[:, None]).sum(axis=1), dtype=np.int64)


def _year_ends(happened: Days, as_of: date) -> NDArray[np.int64]:
    """The day of the log, and the last days of the calendar years before it in which something happened."""
    first = EPOCH + timedelta(days=float(happened.min())) if happened.size else as_of
    ends = [date(year, 12, 31) for year in range(first.year, as_of.year)]
    return np.array([(end - EPOCH).days for end in (*ends, as_of)])


def _too_close(observed: NDArray[np.int64], told: NDArray[np.int64]) -> Truths:
    """Numbers that differ by 1 to 9 people from the one shown before or from one of `told`."""
    small = settings().small
    hidden = np.zeros(observed.size, dtype=np.bool_)
    shown = 0
    for place, number in enumerate(observed.tolist()):
        near = any(0 < abs(number - other) < small for other in told.tolist())
        if near or 0 < number - shown < small or 0 < number < small:
            hidden[place] = True
        else:
            shown = number
    return hidden


__all__ = ["Counts", "counts", "forecast_against_outcome", "of_design", "updated_design"]
