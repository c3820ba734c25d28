"""The cohort simulation beside the same model in SimPy, at equal draws: `partnerships.py [--draws N] [--repeats N]`.

A scheme of five years with twenty stages and four waves of thirty people: two tracks, places, starts within a month,
posts of two grades, patience, scatter between people, and what becomes of them abroad. Corridor is measured with its
summary by month; its loop is compiled and cached before. In SimPy every person is a process with random numbers of its
own, and only arrivals and placements at home are noted down. First the distributions must agree: the quantiles of
placed abroad are printed, and the Kolmogorov-Smirnov distances of five measures must stay under the distance that two
samples of one distribution exceed once in a thousand times; if one does not, the run ends with an error. Seconds are
CPU seconds of this process. Results: the screen and build/bench/partnerships.json.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import random
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks" / "rules"))

import machine  # noqa: E402

from corridor.partnerships.design import Design, Stage, chains, read_design  # noqa: E402
from corridor.partnerships.months import months_between  # noqa: E402
from corridor.partnerships.priors import draw, priors  # noqa: E402
from corridor.partnerships.results import Result, summary  # noqa: E402
from corridor.partnerships.simulation import Run, simulate  # noqa: E402

LIMIT_SECONDS = 1.0
ONCE_IN_A_THOUSAND = 1.95
"""Of the distance times sqrt(n m / (n + m)): Kolmogorov's distribution at 0.999. Two discrete samples stay below."""
NEVER = 999.0


def stage(id: str, phase: str, track: str, months: float, loss: float, **more: Any) -> dict[str, Any]:
    """A stage with a wide loss, and people who differ in how long they take."""
    lasts = {"low": months * 0.7, "high": months * 1.4, "scatter": 9}
    return {
        "id": id,
        "phase": phase,
        "track": track,
        "months": lasts,
        "loss": {"low": loss / 2, "high": loss * 2},
        **more,
    }


def beside(id: str, phase: str, months: float) -> dict[str, Any]:
    """A stage beside the work."""
    return {"id": id, "phase": phase, "track": "away", "months": months}


DESIGN: dict[str, Any] = {
    "id": "benchmark",
    "name": "Twenty stages, four waves of thirty",
    "origin": ["MA"],
    "destination": {"country": "BE", "region": "flanders"},
    "start": "2026-01-01",
    "horizon_months": 60,
    "waves": [{"date": day, "intake": 30} for day in ("2026-02-01", "2026-09-01", "2027-02-01", "2027-09-01")],
    "applicants_per_place": 40,
    "tracks": {"away": {"low": 0.5, "high": 0.8}, "unmatched": "home"},
    "demand": [
        {"grade": "letter", "posts": 50, "date": "2026-10-01"},
        {"grade": "signed_vacancy", "posts": 40, "date": "2027-06-01"},
    ],
    "stages": [
        stage("selection", "selection", "both", 1, 0.03),
        stage("basics", "technical_training", "both", 2, 0.04, capacity={"places": 40}),
        stage("course", "technical_training", "both", 5, 0.05, capacity={"places": 50}),
        stage("language_1", "language", "both", 3, 0.03),
        stage("language_2", "language", "both", 3, 0.03),
        stage("skills", "recognition", "away", 2, 0.05),
        stage("matching", "matching", "away", 2, 0.03, patience={"low": 3, "high": 9}),
        stage("papers", "permit", "away", 1, 0.02),
        stage("region", "permit", "away", 2, 0.03, capacity={"per_month": 12}),
        stage("visa", "permit", "away", 1, 0.03),
        stage("preparation", "pre_departure", "away", 1, 0.02),
        stage("arrival", "arrival", "away", 0.5, 0.01),
        beside("integration", "integration", 6),
        beside("mentoring", "integration", 12),
        beside("term", "end_of_term", 1),
        beside("reintegration", "reintegration", 6),
        stage("home_course", "technical_training", "home", 4, 0.08, capacity={"places": 25}),
        stage("home_skills", "recognition", "home", 2, 0.05),
        stage("home_job", "home_placement", "home", 5, 0.3),
        {"id": "home_follow_up", "phase": "language", "track": "home", "months": 2},
    ],
    "contract": {"months": {"low": 12, "high": 24}, "term": "fixed"},
    "retention": {"exit_per_year": {"low": 0.1, "high": 0.3}},
    "return": {"share": {"low": 0.2, "high": 0.6}},
}


def main() -> None:
    """Measure, compare, print, keep."""
    asked = arguments()
    design = read_design(DESIGN)
    simulate(design, draws=10)
    run, result, seconds = corridor(design, asked.draws, asked.repeats)
    print(f"{asked.draws:,} draws, {len(design.stages)} stages, {len(design.waves)} waves, {design.intake()} people")
    print(f"Corridor with its summary   {seconds:9.2f} CPU s   limit {LIMIT_SECONDS} s at 10,000 draws")
    row: dict[str, Any] = {"draws": asked.draws, "corridor": seconds, "limit": LIMIT_SECONDS, "simpy": None}
    if importlib.util.find_spec("simpy") is None:
        print("SimPy is not installed: nothing is compared. `make bench` installs the peers.")
    else:
        row |= compared(design, run, result, asked.draws, seconds)
    target = ROOT / "build" / "bench" / "partnerships.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"machine": machine.describe(), **row}, indent=1), encoding="utf-8")
    if not row.get("agrees", True):
        raise SystemExit("the distributions do not agree")


def arguments() -> argparse.Namespace:
    """How much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=3, help="the best of so many counts, for Corridor")
    return parser.parse_args()


def corridor(design: Design, draws: int, repeats: int) -> tuple[Run, Result, float]:
    """Simulate and summarise."""
    best = math.inf
    for _ in range(max(1, repeats)):
        began = time.process_time()
        run = simulate(design, draws=draws, seed=1)
        result = summary(run)
        best = min(best, time.process_time() - began)
    return run, result, best


def compared(design: Design, run: Run, result: Result, draws: int, seconds: float) -> dict[str, Any]:
    """The same in SimPy: seconds, quantiles and distances."""
    began = time.process_time()
    people = in_simpy(design, run, draws)
    theirs = time.process_time() - began
    print(f"SimPy                       {theirs:9.2f} CPU s   {theirs / seconds:,.0f} times as long")
    limit = ONCE_IN_A_THOUSAND * math.sqrt(2 / draws)
    distances = {}
    for name, (ours, single) in measures(run, people).items():
        gap = distance(ours, single)
        distances[name] = gap
        quantiles = " ".join(f"{a:6.1f}|{b:6.1f}" for a, b in zip(*map(middle, (ours, single)), strict=True))
        print(f"  {name:26} distance {gap:.4f} (limit {limit:.4f})   5, 25, 50, 75, 95 %: {quantiles}")
    print(
        f"  mean placed abroad {result.placed_abroad.mean:.2f} | {np.mean([len(one.arrivals) for one in people]):.2f}"
    )
    agrees = all(gap < limit for gap in distances.values())
    return {"simpy": theirs, "distances": distances, "distance_limit": limit, "agrees": agrees}


def measures(run: Run, people: list[Draw]) -> dict[str, tuple[Any, Any]]:
    """What is compared: one value a draw on either side."""
    assert run.arrivals is not None
    found = {
        "placed abroad": (run.placed_abroad[-1], [len(one.arrivals) for one in people]),
        "placed abroad by month 24": (run.placed_abroad[24], [sum(t <= 24 for t in one.arrivals) for one in people]),
        "placed at home": (run.placed_home[-1], [len(one.home) for one in people]),
    }
    for n in (1, 10):
        theirs = [sorted(one.arrivals)[n - 1] if len(one.arrivals) >= n else NEVER for one in people]
        found[f"month of arrival {n}"] = (np.minimum(run.arrivals[:, n - 1], NEVER), theirs)
    return {name: (np.asarray(ours), np.asarray(theirs)) for name, (ours, theirs) in found.items()}


def distance(one: Any, two: Any) -> float:
    """The largest gap between two cumulative distributions."""
    points = np.unique(np.concatenate([one, two]))
    shares = [np.searchsorted(np.sort(sample), points, side="right") / len(sample) for sample in (one, two)]
    return float(np.abs(shares[0] - shares[1]).max())


def middle(sample: Any) -> list[float]:
    """Five quantiles."""
    return [float(value) for value in np.quantile(sample, [0.05, 0.25, 0.5, 0.75, 0.95], method="inverted_cdf")]


# ---- the same in SimPy ----


@dataclass
class Draw:
    """Times of one draw."""

    arrivals: list[float] = field(default_factory=list)
    home: list[float] = field(default_factory=list)


def in_simpy(design: Design, run: Run, draws: int) -> list[Draw]:
    """All draws; the parameters are drawn from the same priors by other random numbers."""
    luck = np.random.default_rng(8)
    year = luck.random(draws)
    values = {one.name: draw(one.prior, luck.random(draws)) for one in run.parameters}
    floor = np.zeros(draws)
    for grade in ("interest", "letter", "signed_vacancy", "offer"):
        floor = values[f"posts.{grade}"] = np.maximum(floor, draw(priors()[f"post_{grade}"], year))
    shapes = {one.name: one.prior.shape() for one in run.parameters}
    columns = {name: row.tolist() for name, row in values.items()}
    return [
        Scheme(design, {name: column[number] for name, column in columns.items()}, shapes, number).followed()
        for number in range(draws)
    ]


class Scheme:
    """One draw: an environment, a resource for each limit, a process for each person."""

    def __init__(self, design: Design, given: dict[str, float], shapes: dict[str, float | None], seed: int) -> None:
        import simpy

        self.env, self.design, self.given, self.shapes = simpy.Environment(), design, given, shapes
        self.luck, self.order, self.draw = random.Random(seed), chains(design), Draw()
        limits = {stage.id: stage.capacity for stage in design.stages if stage.capacity}
        self.places = {id: simpy.Resource(self.env, limit.places) for id, limit in limits.items() if limit.places}
        self.turns = {id: simpy.Resource(self.env, limit.per_month) for id, limit in limits.items() if limit.per_month}
        self.posts = self.real_posts()

    def real_posts(self) -> list[float]:
        """Pledges that became real, latest first."""
        found = []
        for demand in self.design.demand:
            day = max(0.0, months_between(self.design.start, demand.date))
            rate = 1.0 if demand.grade == "funded" else self.given[f"posts.{demand.grade}"]
            found += [day for _ in range(demand.posts) if self.luck.random() < rate]
        return sorted(found, reverse=True)

    def followed(self) -> Draw:
        """Run to the horizon."""
        for wave in self.design.waves:
            for _ in range(wave.intake):
                self.env.process(self.person(months_between(self.design.start, wave.date)))
        self.env.run(until=self.design.horizon_months + 1e-9)
        return self.draw

    def person(self, begins: float) -> Generator[Any, Any, None]:
        """One person from the first stage to work abroad or at home."""
        yield self.env.timeout(begins)
        if not (yield from self.passes(self.order.both)):
            return
        if self.luck.random() < self.given["tracks.away"]:
            through = yield from self.passes(self.order.away)
            if through:
                self.draw.arrivals.append(self.env.now)
                self.env.process(self.supported(self.order.beside))
                yield from self.works()
                return
            if through is False or self.design.tracks.unmatched != "home":
                return
        if (yield from self.passes(self.order.home)):
            self.draw.home.append(self.env.now)

    def passes(self, stages: tuple[Stage, ...]) -> Generator[Any, Any, bool | None]:
        """True: passed them all; False: lost; None: left without a post."""
        for one in stages:
            if not (yield from self.stage(one)):
                return False
            if one.phase == "matching" and not (yield from self.finds_a_post(one)):
                return None
        return True

    def finds_a_post(self, one: Stage) -> Generator[Any, Any, bool]:
        """The next post is this person's, from its day on; without one they wait as long as they can, and leave."""
        if self.posts:
            yield self.env.timeout(max(0.0, self.posts.pop() - self.env.now))
            return True
        yield self.env.timeout(self.given[f"stages.{one.id}.patience"])
        return False

    def stage(self, one: Stage) -> Generator[Any, Any, bool]:
        """Wait for a turn and a place, take the time it takes, and pass or not."""
        if one.id in self.turns:
            turn = self.turns[one.id].request()
            yield turn
            self.env.process(self.gives_back(one.id, turn))
        mean, shape = self.given[f"stages.{one.id}.months"], self.shapes[f"stages.{one.id}.months"]
        lasts = mean if shape is None else self.luck.gammavariate(shape, mean / shape)
        if one.id in self.places:
            with self.places[one.id].request() as place:
                yield place
                yield self.env.timeout(lasts)
        else:
            yield self.env.timeout(lasts)
        return self.luck.random() >= self.given.get(f"stages.{one.id}.loss", 0.0)

    def gives_back(self, id: str, turn: Any) -> Generator[Any, Any, None]:
        """A turn counts for a month from the start."""
        yield self.env.timeout(1)
        self.turns[id].release(turn)

    def supported(self, stages: tuple[Stage, ...]) -> Generator[Any, Any, None]:
        """What runs beside the work from the arrival on."""
        for one in stages:
            if one.phase == "integration":
                yield from self.stage(one)

    def works(self) -> Generator[Any, Any, None]:
        """Leaves the job, or reaches the end of the term and may go back."""
        monthly = -math.log1p(-self.given["retention.exit_per_year"]) / 12
        stops, term = self.luck.expovariate(monthly), self.given["contract.months"]
        yield self.env.timeout(min(stops, term))
        if stops > term and self.luck.random() < self.given["return.share"]:
            for one in self.order.beside:
                if one.phase == "reintegration":
                    yield from self.stage(one)


if __name__ == "__main__":
    main()
