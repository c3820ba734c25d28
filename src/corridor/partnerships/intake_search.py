"""How many people must begin, so that enough arrive in time with a given probability: search by simulation.

With the same seed more people never lower how many are placed in any draw, so that the answer can be closed in from
both sides. A probability counts as reached where its lower bound (Wilson, one-sided 99 %) does, so that another seed
confirms it: Brown, Cai and DasGupta, Interval estimation for a binomial proportion, Statistical Science 16, 2001.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from corridor.partnerships.design import Design, chains
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.months import months_between
from corridor.partnerships.simulation import Run, simulate

Ints = NDArray[np.int64]
SURE = 2.326
"""The normal quantile of 99 %."""
COARSE = 128
EXACT_UP_TO = 200
TOLERANCE = 0.02
"""Of more people a wave than EXACT_UP_TO, the smallest number is found to within this share of it."""
MOST_PER_TARGET = 60
FEWEST_TRIED = 200
FLAT = 0.02
"""More people do not help where each adds less than this share of what each has added so far."""


@dataclass(frozen=True, slots=True)
class Aim:
    """At least so many people placed abroad, within so many months of the design's start, with this probability."""

    target: int
    months: float
    probability: float


@dataclass(frozen=True, slots=True)
class Chance:
    """The share of draws that reach the aim, and its lower 99 % bound."""

    estimate: float
    low: float
    draws: int


@dataclass(eq=False)
class Trials:
    """Simulations of a design with other numbers of people a wave; each is made once."""

    design: Design
    aim: Aim
    seed: int
    tick: Callable[[], None] = lambda: None
    made: dict[tuple[int, int], Ints] = field(default_factory=dict)

    def placed(self, intake: int, draws: int) -> Ints:
        """How many are placed in time, in each draw."""
        key = intake, draws
        if key not in self.made:
            run = simulate(with_intake(self.design, intake), draws=draws, seed=self.seed)
            self.made[key] = placed_by(run, self.aim.months)
            self.tick()
        return self.made[key]

    def reach(self, intake: int, draws: int) -> int:
        """The largest number that is reached with the probability."""
        return largest_reached(self.placed(intake, draws), self.aim.probability)


@dataclass(frozen=True, slots=True)
class Found:
    """The smallest intake a wave; None where none does, and then `tried` is where more people no longer helped."""

    intake: int | None
    tried: int
    largest: int


def with_intake(design: Design, intake: int) -> Design:
    """The design with so many people in each wave."""
    return replace(design, waves=tuple(replace(wave, intake=intake) for wave in design.waves))


def for_arrivals(design: Design, months: float) -> Design:
    """The design without what cannot change who arrives by then: costs, what follows arrival, most of the home."""
    order = chains(design)
    kept = {stage.id for stage in (*order.both, *order.away, *order.home[:1])}
    stages = tuple(replace(stage, costs=()) for stage in design.stages if stage.id in kept)
    return replace(design, stages=stages, horizon_months=max(1, math.ceil(months)))


def months_until(design: Design, by: date) -> float:
    """Months from the design's start to a day.

    Raises:
        PartnershipError: the day is not after the start.
    """
    months = months_between(design.start, by)
    if months <= 0:
        raise PartnershipError("by", "size_too_early", by=by, start=design.start)
    return months


def placed_by(run: Run, months: float) -> Ints:
    """How many are placed abroad in each draw within so many months."""
    if run.arrivals is not None:
        return np.asarray((run.arrivals <= np.float32(months)).sum(axis=1), dtype=np.int64)
    return np.asarray(run.placed_abroad[min(int(months), run.design.horizon_months)], dtype=np.int64)


def chance(placed: Ints, target: int) -> Chance:
    """The probability that at least the target is placed."""
    hits = int((placed >= target).sum())
    return Chance(hits / len(placed), lower_bound(hits, len(placed)), len(placed))


def lower_bound(hits: int, draws: int) -> float:
    """The lower Wilson bound of a share."""
    if hits == 0:
        return 0.0
    share, z2 = hits / draws, SURE * SURE
    middle = share + z2 / (2 * draws)
    spread = SURE * math.sqrt(share * (1 - share) / draws + z2 / (4 * draws * draws))
    return max(0.0, (middle - spread) / (1 + z2 / draws))


def hits_needed(probability: float, draws: int) -> int:
    """The fewest of so many draws whose lower bound reaches the probability.

    Raises:
        PartnershipError: no number of them does: more draws are needed.
    """
    if not 0 < probability < 1:
        raise PartnershipError("probability", "size_probability", value=probability)
    low, high = 1, draws
    if lower_bound(draws, draws) < probability:
        least = math.ceil(SURE * SURE * probability / (1 - probability)) + 1
        raise PartnershipError("draws", "size_draws", draws=draws, probability=probability, least=least)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if lower_bound(middle, draws) >= probability else (middle + 1, high)
    return low


def largest_reached(placed: Ints, probability: float) -> int:
    """The largest number that enough of the draws reach."""
    needed = hits_needed(probability, len(placed))
    return int(np.partition(placed, len(placed) - needed)[len(placed) - needed])


def smallest_intake(trials: Trials, draws: int, *, most: int | None = None) -> Found:
    """The smallest intake a wave that reaches the aim.

    Args:
        trials: of the design.
        draws: of the answer; the way there is felt out with fewer.
        most: people a wave, at most.

    Raises:
        PartnershipError: the probability is none, or needs more draws.
    """
    hits_needed(trials.aim.probability, draws)
    waves = max(1, len(trials.design.waves))
    limit = most or max(FEWEST_TRIED, MOST_PER_TARGET * trials.aim.target // waves)
    coarse = min(draws, max(COARSE, _fewest_draws(trials.aim.probability)))
    first = min(limit, max(1, -(-trials.aim.target // waves)))
    rough = _upwards(trials, coarse, limit, first)
    if coarse < draws and (rough.intake is not None or _nearly(trials, rough.tried, coarse, draws)):
        rough = _upwards(trials, draws, limit, _with_all_draws(trials, rough.tried, coarse, draws))
    return rough if rough.intake is None else _downwards(trials, draws, rough)


def _fewest_draws(probability: float) -> int:
    """Draws with which the probability can be reached at all, with room below."""
    return math.ceil(3 * SURE * SURE * probability / (1 - probability))


def _upwards(trials: Trials, draws: int, limit: int, first: int) -> Found:
    """More people, as the last two trials foretell, until the aim is reached or more people do not help."""
    target = trials.aim.target
    intake, stuck = first, 0
    before = 0, 0
    while True:
        here = trials.reach(intake, draws)
        if here >= target:
            return Found(intake, intake, here)
        slope = (here - before[1]) / (intake - before[0])
        stuck = stuck + 1 if before[0] and slope <= FLAT * here / intake else 0
        if intake >= limit or stuck >= (2 if here else 4):
            return Found(None, intake, here)
        before, wanted = (intake, here), intake + (target - here) / slope if slope > 0 else 2 * intake
        least = 1.5 * intake if stuck or not here else intake + 1
        intake = min(limit, math.ceil(min(max(1.01 * wanted, least), 3 * intake)))


def _nearly(trials: Trials, intake: int, coarse: int, draws: int) -> bool:
    """Whether more draws might show that the aim is reached after all."""
    share = 1 - hits_needed(trials.aim.probability, draws) / draws
    return float(np.quantile(trials.placed(intake, coarse), share)) >= 0.9 * trials.aim.target


def _with_all_draws(trials: Trials, intake: int, coarse: int, draws: int) -> int:
    """The intake that fewer draws foretell: with more of them a lower share is sure enough."""
    share = 1 - hits_needed(trials.aim.probability, draws) / draws
    here = float(np.quantile(trials.placed(intake, coarse), share))
    return max(1, math.ceil(intake * trials.aim.target / max(here, 1.0)))


def _downwards(trials: Trials, draws: int, reached: Found) -> Found:
    """Close in on the smallest intake from a larger one that reaches the aim."""
    assert reached.intake is not None

    def reach(intake: int) -> int:
        return trials.reach(intake, draws)

    target, high = trials.aim.target, reached.intake
    low = max((n for n, d in trials.made if d == draws and n < high and reach(n) < target), default=0)
    found = close_in(reach, target, low=low, high=high)
    return Found(found, reached.tried, reach(found))


def close_in(reach: Callable[[int], int], target: int, *, low: int, high: int) -> int:
    """The smallest number that reaches a target, between one that does not (`low`) and one that does (`high`).

    First where a straight line through zero foretells it, then in growing steps from there until it is passed, then by
    halves. Above EXACT_UP_TO to within TOLERANCE.
    """
    middle = math.ceil(high * (target - 0.5) / reach(high))
    step = tolerance(high)
    while high - low > tolerance(high):
        middle = min(high - 1, max(low + 1, middle))
        passed = reach(middle) >= target
        low, high = (low, middle) if passed else (middle, high)
        middle = high - step if passed else low + step
        if not low < middle < high:
            middle = (low + high) // 2
        step *= 3
    return high


def tolerance(intake: int) -> int:
    """How near the smallest number is found."""
    return 1 if intake <= EXACT_UP_TO else int(TOLERANCE * intake)
