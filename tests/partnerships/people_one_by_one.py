"""The cohort simulation person by person: an event list, individual luck, no positions. Slow; the oracle of the kernel.

Nothing of the kernel or of the quantile tables is used: priors are drawn by Python's own generators, each person has
their own durations and luck, and queues are queues. Where the model of `docs/partnerships-simulation.md` is right,
this has the same distributions.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from scipy import stats

from corridor.partnerships.design import Design, Quantity, Stage, chains
from corridor.partnerships.phases import phases
from corridor.partnerships.priors import Prior, priors, resolved
from corridor.partnerships.quantity import Kind

GRADES = ("interest", "letter", "signed_vacancy", "offer")
DAYS = 365.25 / 12


def value_of(prior: Prior, luck: random.Random) -> float:
    """One draw by Python's generators."""
    given = dict(prior.parameters)
    match prior.distribution:
        case "fixed":
            found = given["value"]
        case "beta":
            found = luck.betavariate(given["a"], given["b"])
        case "uniform":
            found = luck.uniform(given["low"], given["high"])
        case "triangular":
            found = luck.triangular(given["low"], given["high"], given["mode"])
        case "lognormal":
            found = luck.lognormvariate(given["mu"], given["sigma"])
        case "gamma":
            weight = given["shape"] * given["people"]
            found = given["shape"] / luck.gammavariate(weight + 1, 1 / (given["mean"] * given["people"]))
        case other:
            raise NotImplementedError(other)
    return 1 - found if prior.inverse else found


@dataclass
class Outcome:
    """What one draw comes to: times of arrival and of placement at home, and people counts at the horizon."""

    arrivals: list[float] = field(default_factory=list)
    home: list[float] = field(default_factory=list)
    returned: int = 0
    left: int = 0
    unmatched: int = 0
    years: float = 0.0
    kept_12: int = 0
    months_in: dict[str, float] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)


class Queue:
    """A stage: people wait in line for a place, and for their turn within the month."""

    def __init__(self, world: World, stage: Stage, then: Callable[[float], None]) -> None:
        self.world, self.stage, self.then = world, stage, then
        self.line: deque[float] = deque()
        self.inside, self.starts = 0, list[float]()
        self.mean, self.shape = world.duration(stage)
        self.loss = world.loss(stage)

    def come(self, now: float) -> None:
        self.line.append(now)
        self.serve(now)

    def serve(self, now: float) -> None:
        capacity = self.stage.capacity
        while self.line:
            if capacity and capacity.places and self.inside >= capacity.places:
                return
            rate = capacity.per_month if capacity else None
            if rate and len(self.starts) >= rate and self.starts[-rate] + 1 > now:
                self.world.at(self.starts[-rate] + 1, self.serve)
                return
            self.line.popleft()
            self.starts.append(now)
            self.inside += 1
            self.begin(now)

    def begin(self, now: float) -> None:
        luck = self.world.luck
        lasts = self.mean if self.shape is None else luck.gammavariate(self.shape, self.mean / self.shape)
        inside = self.world.outcome.months_in
        inside[self.stage.id] = inside.get(self.stage.id, 0) + min(lasts, self.world.horizon - now)
        passes = luck.random() >= self.loss

        def end(then: float) -> None:
            self.inside -= 1
            if passes:
                self.then(then)
            self.serve(then)

        self.world.at(now + lasts, end)


class World:
    """One draw of a design."""

    def __init__(self, design: Design, seed: int) -> None:
        self.design, self.luck, self.horizon = design, random.Random(seed), float(design.horizon_months)
        self.outcome, self.events, self.number = Outcome(), list[tuple[float, int, Callable[[float], None]]](), 0
        self.counter = itertools.count()
        self.order = chains(design)
        self.away_share = self.rate(design.tracks.away, "tracks.away", "track_away_share")
        self.exits = self.rate(design.retention, "retention.exit_per_year", "exit_per_year")
        self.returns = self.rate(design.returning.share, "return.share", "return_share_any")
        self.term = self.months(design.contract.months, "contract.months", "t_contract")[0]
        if design.contract.term == "open":
            self.term = math.inf
        self.posts = self.real_posts()
        self.home = self.line(self.order.home, lambda now: self.outcome.home.append(now))
        self.queues: list[Queue]

    def at(self, time: float, what: Callable[[float], None]) -> None:
        if time <= self.horizon:
            heapq.heappush(self.events, (time, next(self.counter), what))

    # ---- drawing ----

    def draw(self, quantity: Quantity | None, kind: Kind, name: str, default: str) -> tuple[float, float | None]:
        prior = resolved(quantity or Quantity(prior=default), kind, name)
        return value_of(prior, self.luck), prior.shape()

    def rate(self, quantity: Quantity | None, name: str, default: str) -> float:
        return self.draw(quantity, "rate", name, default)[0]

    def months(self, quantity: Quantity | None, name: str, default: str) -> tuple[float, float | None]:
        return self.draw(quantity, "duration", name, default)

    def duration(self, stage: Stage) -> tuple[float, float | None]:
        return self.months(stage.months, stage.id, phases()[stage.phase].months or "")

    def loss(self, stage: Stage) -> float:
        if stage in self.order.beside + self.order.settled:
            return 0.0
        return self.rate(stage.loss, stage.id, phases()[stage.phase].loss or "")

    def real_posts(self) -> list[float]:
        """One luck for all grades: the better the year, the more pledges of any grade become real."""
        year, floor, rates = self.luck.random(), 0.0, {"funded": 1.0}
        for grade in GRADES:
            prior = priors()[f"post_{grade}"]
            floor = max(floor, float(stats.beta.ppf(year, prior["a"], prior["b"])))
            rates[grade] = floor
        found = []
        for demand in self.design.demand:
            day = max(0.0, (demand.date - self.design.start).days / DAYS)
            found += [day for _ in range(demand.posts) if self.luck.random() < rates[demand.grade]]
        return sorted(found)

    # ---- the way of people ----

    def line(self, stages: tuple[Stage, ...], then: Callable[[float], None]) -> Callable[[float], None]:
        for stage in reversed(stages):
            if stage.phase == "matching":
                then = self.post(then)
            then = Queue(self, stage, then).come
        return then

    def post(self, then: Callable[[float], None]) -> Callable[[float], None]:
        """Posts go to the ready in turn; who has none in prospect leaves after the patience."""
        stage = next(stage for stage in self.order.away if stage.phase == "matching")
        patience = self.months(stage.patience, "patience", "t_patience")[0]
        ahead = deque(self.posts)

        def ready(now: float) -> None:
            if ahead:
                self.at(max(now, ahead.popleft()), then)
            else:
                self.at(now + patience, self.leave)

        return ready

    def leave(self, now: float) -> None:
        self.outcome.unmatched += 1
        if self.design.tracks.unmatched == "home":
            self.home(now)

    def arrive(self, now: float) -> None:
        self.outcome.arrivals.append(now)
        monthly = -math.log1p(-self.exits) / 12
        stops = now + self.luck.expovariate(monthly) if monthly > 0 else math.inf
        term = now + self.term
        goes_back = stops > term and self.luck.random() < self.returns
        end = term if goes_back else stops
        self.outcome.years += (min(end, self.horizon) - now) / 12
        self.outcome.kept_12 += now + 12 <= self.horizon and end > now + 12
        if end <= self.horizon:
            self.outcome.returned += goes_back
            self.outcome.left += not goes_back

    def run(self) -> Outcome:
        away = self.line(self.order.away, self.arrive)
        parts = bool(self.order.away and self.order.home)

        def split(now: float) -> None:
            goes = self.luck.random() < self.away_share if parts else bool(self.order.away)
            (away if goes else self.home)(now)

        first = self.line(self.order.both, split)
        for wave in self.design.waves:
            for _ in range(wave.intake):
                self.at((wave.date - self.design.start).days / DAYS, first)
        while self.events:
            time, _, what = heapq.heappop(self.events)
            what(time)
        return self.outcome


def one_by_one(design: Design, draws: int, seed: int) -> list[Outcome]:
    """So many draws; the number of applicants is taken as enough."""
    return [World(design, seed * 1_000_003 + number).run() for number in range(draws)]
