"""What a run of the simulation says: people over time, outcomes, retention, cost, and what it rests on.

Every figure is a mean over the draws with the 5th, 50th and 95th percentile; a percentile of a count is the smallest
count that so many draws do not exceed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor.partnerships.costs import Costs, cost_summary
from corridor.partnerships.design import chains
from corridor.partnerships.months import months_between
from corridor.partnerships.priors import Prior, interval, mean
from corridor.partnerships.simulation import POST, Run
from corridor.partnerships.spread import PERCENTILES, Spread, spread

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Band:
    """One count at each month end from the start to the horizon."""

    mean: tuple[float, ...]
    p5: tuple[float, ...]
    p50: tuple[float, ...]
    p95: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StageResult:
    """People of one stage: who waits before it and who is inside by month, and what has become of all at the horizon.

    The row `waiting_for_post` has no phase: those in it are ready; `lost` there are the unmatched.
    """

    id: str
    phase: str | None
    track: str
    waiting_by_month: Band
    inside_by_month: Band
    entered: Spread
    passed: Spread
    lost: Spread
    waiting: Spread
    inside: Spread


@dataclass(frozen=True, slots=True)
class Kept:
    """Of those who arrived at least `months` before the horizon, how many are still employed abroad.

    `followed` and `kept` are people (mean over draws); `share` is their ratio over all draws, None where nobody is
    followed so long; `p5` and `p95` are of the share within a draw, over the draws that follow anybody.
    """

    months: int
    followed: float
    kept: float
    share: float | None
    p5: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where people are at the horizon; the means of all outcomes add up to those who began."""

    kind: str
    stage: str | None
    people: Spread


@dataclass(frozen=True, slots=True)
class Assumption:
    """One drawn quantity: its prior (None: stated in the design), interval, source, and the counts behind it.

    `default`: the design does not know it. `own_n`: the scheme's own counts that updated it.
    """

    name: str
    prior: str | None
    kind: str
    unit: str
    mean: float
    low: float
    high: float
    basis: str
    confidence: str
    source: tuple[str, ...]
    n: int | None
    own_n: int | None
    default: bool


@dataclass(frozen=True, slots=True)
class Result:
    """All that a run says; months count from `start`."""

    design: str
    draws: int
    seed: int
    start: date
    horizon_months: int
    begun: Spread
    placed_abroad: Spread
    placed_home: Spread | None
    unmatched: Spread
    posts: Spread
    returned: Spread
    left_job: Spread
    employed: Spread
    retained_years: Spread
    kept_12: Kept
    kept_24: Kept
    placed_abroad_by_month: Band
    placed_home_by_month: Band | None
    returned_by_month: Band
    employed_by_month: Band
    stages: tuple[StageResult, ...]
    outcomes: tuple[Outcome, ...]
    costs: Costs
    assumptions: tuple[Assumption, ...]


def summary(run: Run, *, marginal: bool = False, priors: Mapping[str, Prior] | None = None) -> Result:
    """The results of a run.

    Args:
        run: from `simulate`.
        marginal: also simulate one more person a wave, which takes as long as the run itself.
        priors: those that were given to `simulate`, for the marginal run.
    """
    last = run.design.horizon_months
    at_post = run.stages.index(POST) if POST in run.stages else None
    nobody = np.zeros(run.draws, np.int32)
    return Result(
        design=run.design.id,
        draws=run.draws,
        seed=run.seed,
        start=run.design.start,
        horizon_months=last,
        begun=spread(run.begun),
        placed_abroad=spread(run.placed_abroad[last]),
        placed_home=spread(run.placed_home[last]) if run.counts_home else None,
        unmatched=spread(nobody if at_post is None else run.lost[at_post]),
        posts=spread(run.posts),
        returned=spread(run.returned[last]),
        left_job=spread(run.left_job[last]),
        employed=spread(run.employed[last]),
        retained_years=spread(run.person_years),
        kept_12=_kept(12, run.followed_12, run.kept_12),
        kept_24=_kept(24, run.followed_24, run.kept_24),
        placed_abroad_by_month=_band(run.placed_abroad),
        placed_home_by_month=_band(run.placed_home) if run.counts_home else None,
        returned_by_month=_band(run.returned),
        employed_by_month=_band(run.employed),
        stages=_stages(run),
        outcomes=_outcomes(run),
        costs=cost_summary(run, marginal=marginal, priors=priors),
        assumptions=tuple(_assumptions(run)),
    )


def probability(run: Run, n: int, by: date | float) -> float:
    """The share of draws in which at least n people are placed abroad by a day, or by so many months from the start.

    After the horizon nothing is followed: a later day gives the share at the horizon.
    """
    months = months_between(run.design.start, by) if isinstance(by, date) else float(by)
    if n <= 0:
        return 1.0
    if months < 0 or n > run.design.intake():
        return 0.0
    if run.arrivals is not None:
        return float((run.arrivals[:, n - 1] <= months).mean())
    return float((run.placed_abroad[min(int(months), run.design.horizon_months)] >= n).mean())


def probability_by_month(run: Run, n: int) -> tuple[float, ...]:
    """The share of draws with at least n placed abroad at each month end."""
    return tuple(float(share) for share in (run.placed_abroad >= n).mean(axis=1))


def to_json(result: Result) -> dict[str, Any]:
    """The result as plain values for JSON; dates are texts."""
    found: dict[str, Any] = _plain(asdict(result))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _band(counts: Ints) -> Band:
    """A count [month, draw] by month."""
    ranks = [max(0, int(np.ceil(share * counts.shape[1])) - 1) for share in PERCENTILES]
    # Before anybody can arrive a month is all zeros: sorting the rest only is half of the work.
    found = np.zeros((len(ranks), len(counts)))
    moving = counts.any(axis=1)
    if moving.any():
        found[:, moving] = np.partition(counts[moving], ranks, axis=1)[:, ranks].T
    means = counts.mean(axis=1)
    return Band(*(tuple(float(value) for value in row) for row in (means, *found)))


def _band_of_histogram(counts: Ints, draws: int, step: int) -> Band:
    """The same from [month, people // step] in how many draws."""
    people = np.arange(counts.shape[1]) * step
    means = counts @ people / draws
    so_far = counts.cumsum(axis=1)
    found = [people[np.argmax(so_far >= np.ceil(share * draws), axis=1)] for share in PERCENTILES]
    return Band(*(tuple(float(value) for value in row) for row in (means, *found)))


def _kept(months: int, followed: Ints, kept: Ints) -> Kept:
    some = followed > 0
    if not some.any():
        return Kept(months, 0.0, 0.0, None, None, None)
    within = spread(kept[some] / followed[some])
    share = float(kept.sum() / followed.sum())
    return Kept(months, float(followed.mean()), float(kept.mean()), share, within.p5, within.p95)


def _stages(run: Run) -> tuple[StageResult, ...]:
    known = {stage.id: stage for stage in run.design.stages}
    found = []
    for row, id in enumerate(run.stages):
        stage = known.get(id)
        found.append(
            StageResult(
                id=id,
                phase=None if stage is None else stage.phase,
                track="away" if stage is None else stage.track,
                waiting_by_month=_band_of_histogram(run.waiting_counts[row], run.draws, run.step),
                inside_by_month=_band_of_histogram(run.inside_counts[row], run.draws, run.step),
                entered=spread(run.entered[row]),
                passed=spread(run.passed[row]),
                lost=spread(run.lost[row]),
                waiting=spread(run.waiting[row]),
                inside=spread(run.inside[row]),
            )
        )
    return tuple(found)


def _outcomes(run: Run) -> tuple[Outcome, ...]:
    """Everybody who began, once: lost, waiting or inside on the way, or what came of the placement."""
    order = chains(run.design)
    way = {stage.id for stage in order.both + order.away + order.home} | {POST}
    found = []
    for row, id in enumerate(run.stages):
        if id not in way:
            continue
        unmatched = id == POST
        if not (unmatched and run.design.tracks.unmatched == "home"):
            found.append(Outcome("unmatched" if unmatched else "lost", id, spread(run.lost[row])))
        found.append(Outcome("waiting", id, spread(run.waiting[row])))
        if not unmatched:
            found.append(Outcome("inside", id, spread(run.inside[row])))
    ends = (("employed", run.employed), ("left_job", run.left_job), ("returned", run.returned))
    found += [Outcome(kind, None, spread(counts[-1])) for kind, counts in ends]
    kind = "placed_home" if run.counts_home else "finished_home"
    return (*found, Outcome(kind, None, spread(run.placed_home[-1])))


def _assumptions(run: Run) -> list[Assumption]:
    found = []
    for parameter in run.parameters:
        prior = parameter.prior
        low, high = interval(prior)
        found.append(
            Assumption(
                name=parameter.name,
                prior=None if prior.id == parameter.name else prior.id,
                kind=parameter.kind,
                unit=prior.unit,
                mean=mean(prior),
                low=low,
                high=high,
                basis=prior.basis,
                confidence=prior.confidence,
                source=prior.source,
                n=prior.n,
                own_n=prior.own_n,
                default=parameter.default,
            )
        )
    return found
