"""How each indicator is computed: from a cohort and the people to look at, its figures.

Every function takes the cohort, its definition and who is looked at, and returns figures. A figure keeps the people
that it counts and those out of whom, so that `labour_market.disclosure` can tell what may be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist

import numpy as np
import polars as pl

from corridor.occupations.isco08 import group as isco_group
from corridor.partnerships.cohort import Cohort, Days, Truths
from corridor.partnerships.event_lists import lists
from corridor.partnerships.indicator_list import Definition, settings

FOLLOW_UPS = (12, 6, 24, 3)
"""Months of follow-up, the one that is kept longest first."""
NOT_COUNTED = ("reopened", "erased", "fee_paid")
"""Events that are no step of anybody, or have an indicator of their own."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of an indicator.

    Attributes:
        part: an event, a pair `a>b`, a month or a reason; empty where there is only one.
        statistic: count, share, ratio, mean, median or p90.
        value: None is unknown, and `why` says why.
        counted, base: who is counted, and out of whom.
        denominator: what the value was divided by, where that is not the number of people in `base`.
        low, high: the interval of a share.
    """

    part: str
    statistic: str
    value: float | None
    counted: Truths
    base: Truths | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    why: str | None = None
    confidence: str | None = None
    rank: int = 50
    parted: bool = False


Measure = Callable[[Cohort, Definition, Truths], Iterator[Figure]]


def wilson(k: int, n: int, coverage: float) -> tuple[float, float]:
    """The interval of a share of k in n after Wilson (1927), with so much coverage."""
    z = NormalDist().inv_cdf(0.5 + coverage / 2)
    share, square = k / n, z * z / n
    middle = (share + square / 2) / (1 + square)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def kaplan_meier(times: Days, seen: Truths, share: float) -> float | None:
    """The first time by which at least `share` of all have got there; None where the data do not reach it.

    Args:
        times: how long each was looked at; `seen` where that ended with the event, else it is still to come.
        share: 0.5 for the median, 0.9 for the ninth decile.
    """
    waiting, left = 1.0, times.size
    for time in np.unique(times):
        at = times == time
        waiting *= 1 - int((at & seen).sum()) / left
        left -= int(at.sum())
        if 1 - waiting >= share - 1e-12 and (at & seen).any():
            return float(time)
    return None


def _share(part: str, counted: Truths, base: Truths, *, rank: int = 50, parted: bool = False) -> Figure:
    """A share with its interval; unknown where nobody is in its base."""
    k, n = int((counted & base).sum()), int(base.sum())
    if n == 0:
        return Figure(part, "share", None, counted & base, base, why="no_data", rank=rank, parted=parted)
    low, high = wilson(k, n, settings().interval)
    return Figure(part, "share", k / n, counted & base, base, low=low, high=high, rank=rank, parted=parted)


def _logged(figure: Figure, cohort: Cohort, event: str) -> Figure:
    """A share of an event that nobody has: whether it happened or is not written down cannot be told."""
    if figure.value is None or cohort.had(event).any():
        return figure
    return replace(figure, value=None, low=None, high=None, why="not_logged")


def _count(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    order = settings().keep_first
    for id_, event in lists().events.items():
        if event.month is not None or id_ in NOT_COUNTED:
            continue
        counted = cohort.began(id_) & who
        rank = order.index(id_) if id_ in order else len(order) + event.order
        yield Figure(id_, "count", float(counted.sum()), counted, rank=rank)


def _pairs(definition: Definition) -> Iterator[tuple[str, str, str]]:
    for pair in definition.pairs:
        first, _, second = pair.partition(">")
        yield pair, first, second


def _conversion(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    for place, (pair, first, second) in enumerate(_pairs(definition)):
        yield _logged(_share(pair, cohort.had(second), cohort.began(first) & who, rank=100 + place), cohort, second)


def _duration(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    """Times to an event; who waits is seen until the report, who left until the closing."""
    ends = cohort.earliest(id_ for id_, event in lists().events.items() if event.closes)
    for place, (pair, first, second) in enumerate(_pairs(definition)):
        start, stop = cohort.days(first), cohort.days(second)
        with np.errstate(invalid="ignore"):
            closed = np.where((ends >= start) & ~cohort.had(second), ends, cohort.until)
            base = cohort.began(first) & who & ~(stop < start)
        seen = cohort.had(second)[base]
        times = (np.where(seen, stop[base], closed[base]) - start[base]) / settings().days_a_month
        for statistic, share in (("median", 0.5), ("p90", 0.9)):
            value = kaplan_meier(times, seen, share) if times.size else None
            why = None if value is not None else "not_reached" if times.size else "no_data"
            yield Figure(pair, statistic, value, base, why=why, rank=200 + place)


def _recruitment_cost(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    ratio = paid(cohort) / np.where(cohort.values("monthly_income") > 0, cohort.values("monthly_income"), np.nan)
    counted = ~np.isnan(ratio) & cohort.began("fee_paid") & who
    for statistic, of in (("mean", np.mean), ("median", np.median)):
        value = float(of(ratio[counted])) if counted.any() else None
        yield Figure("", statistic, value, counted, why=None if counted.any() else "no_data")


def paid(cohort: Cohort) -> Days:
    """What each person paid in all, in EUR; nan where the log does not say."""
    fees = cohort.rows.filter(pl.col("event") == "fee_paid").group_by("who").agg(pl.col("amount").sum())
    return cohort.of(fees, "amount")


def _fees(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    amount = paid(cohort)
    with np.errstate(invalid="ignore"):
        yield _share("", amount > 0, ~np.isnan(amount) & cohort.began("fee_paid") & who)


def _retention(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    for event in definition.events:
        month, start = lists().events[event].month, lists().events[event].start
        assert month is not None
        assert start is not None
        state, due = status(cohort, event, definition.exits)
        base = ~np.isnan(state) & who & cohort.began(start)
        could = int((due & who & cohort.began(start)).sum())
        rank = FOLLOW_UPS.index(month) if month in FOLLOW_UPS else len(FOLLOW_UPS)
        found = _share(str(month), state == 1, base, rank=40 + rank)
        yield replace(found, confidence=_followed(int(base.sum()), could))


def status(cohort: Cohort, event: str, exits: tuple[str, ...]) -> tuple[Days, Truths]:
    """Whether each is in work at a follow-up (1, 0, or nan: not known), and who could have been followed that long.

    A follow-up that says yes or no decides. Without one, who left before that month is not in work. Nobody counts
    whose month has not come, even if they left already: those who stay could not be counted beside them yet.
    """
    of = lists().events[event]
    assert of.start is not None
    due_day = cohort.table[of.start].dt.offset_by(f"{of.month}mo").cast(pl.Int32).cast(pl.Float64)
    due_days = due_day.fill_null(float("nan")).to_numpy()
    told = cohort.rows.filter((pl.col("event") == event) & pl.col("outcome").is_in(["yes", "no"]))
    answer = cohort.of(told.group_by("who").agg((pl.col("outcome").last() == "yes").alias("yes")), "yes")
    with np.errstate(invalid="ignore"):
        due = due_days <= cohort.until
        gone = cohort.earliest(exits) <= due_days
    state = np.where(np.isnan(answer) & gone, 0.0, answer)
    return np.where(due, state, np.nan), due


def _followed(known: int, could: int) -> str | None:
    """How far a retention can be trusted: the share of those who could be followed who were."""
    if could == 0:
        return None
    share = known / could
    return "high" if share >= settings().followed_high else "medium" if share >= settings().followed_medium else "low"


def _home_share(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    stated = cohort.table["track"].fill_null("").to_numpy()
    shown = np.where(cohort.had("arrived"), "away", np.where(cohort.had("home_placed"), "home", ""))
    track = np.where(stated != "", stated, shown)
    yield _share("", track == "home", (track != "") & _taking_part(cohort) & who)


def _taking_part(cohort: Cohort) -> Truths:
    """Whoever has an event in the period, where there is one."""
    if cohort.period is None:
        return np.ones(cohort.size, dtype=np.bool_)
    return cohort.any_of([id_ for id_ in lists().events if id_ not in NOT_COUNTED], begun=True)


def _of(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    assert definition.event is not None
    found = _share("", cohort.had(definition.event), cohort.any_of(definition.base, begun=True) & who)
    yield _logged(found, cohort, definition.event)


def _reasons(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    base = cohort.any_of(definition.events, begun=True) & who
    given = cohort.rows.filter(pl.col("event").is_in(list(definition.events)) & pl.col("reason").is_not_null())
    first = given.sort("date", "row").group_by("who").agg(pl.col("reason").first())
    names = list(lists().reasons)
    number = first.with_columns(pl.col("reason").replace_strict(names, range(len(names)), return_dtype=pl.Int64))
    reason = cohort.of(number, "reason")
    for place, name in enumerate(names):
        yield _share(name, reason == place, base, rank=300 + place, parted=True)
    yield _share("unknown", np.isnan(reason), base, rank=300 + len(names), parted=True)


def _overqualified(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    job, training = (_skill(cohort.table[name]) for name in ("isco08", "training_isco08"))
    base = ~np.isnan(job) & ~np.isnan(training) & (cohort.began("arrived") | cohort.began("home_placed")) & who
    with np.errstate(invalid="ignore"):
        yield _share("", job < training, base)


def _skill(codes: pl.Series) -> Days:
    """The skill level (1 to 4) of each major group; nan where unknown, and for the armed forces, who span three."""
    levels = {str(digit): float(isco_group(str(digit)).skill_level) for digit in range(1, 10)}
    major = codes.str.slice(0, 1).replace_strict(levels, default=None, return_dtype=pl.Float64)
    return major.fill_null(float("nan")).to_numpy()


def _housed(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    told = cohort.values("housing_before_arrival")
    yield _share("", told == 1, ~np.isnan(told) & cohort.began("arrived") & who)


def _mentor_ratio(cohort: Cohort, definition: Definition, who: Truths) -> Iterator[Figure]:
    counted = cohort.table["mentor"].is_not_null().to_numpy() & _taking_part(cohort) & who
    mentors = cohort.table["mentor"].filter(pl.Series(counted)).n_unique()
    value = float(counted.sum()) / mentors if mentors else None
    why = None if mentors else "no_data"
    yield Figure("", "ratio", value, counted, denominator=float(mentors) if mentors else None, why=why)


MEASURES: dict[str, Measure] = {
    "count": _count,
    "conversion": _conversion,
    "duration": _duration,
    "recruitment_cost": _recruitment_cost,
    "fees": _fees,
    "retention": _retention,
    "home_share": _home_share,
    "of": _of,
    "reasons": _reasons,
    "overqualified": _overqualified,
    "housed": _housed,
    "mentor_ratio": _mentor_ratio,
}
