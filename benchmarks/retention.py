"""Stay rates beside lifelines, on the same persons: `retention.py [--persons N] [--types N] [--repeats N]`.

200,000 persons with four types of permit, in whole months, a fifth of them found in the stock, 40 in 100 censored. The
curve of each type is computed with its intervals, then the shares by state (on permit, long-term, citizen, other,
left). First the curves must agree to 1e-12; if they do not, the run ends with an error. For shares by state lifelines
moves ties apart at random and takes no late entries, so it is timed on one type without these and is no oracle: the
tests hold the shares against an exact product in fractions. Seconds are CPU seconds of this process. Results: the
screen and build/bench/retention.json.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks" / "rules"))

import machine  # noqa: E402

from corridor.labour_market.aalen_johansen import aalen_johansen, first_exit  # noqa: E402
from corridor.labour_market.kaplan_meier import Curve, kaplan_meier  # noqa: E402

CLOSE = 1e-12
STATES = 5


@dataclass(frozen=True)
class Cohort:
    """Persons as arrays: entry and exit in months, the state that ends the permit (1 to 4, 0 none), the type."""

    entry: Any
    exit: Any
    cause: Any
    type: Any

    def of(self, type: int) -> Cohort:
        """The persons of one type."""
        among = self.type == type
        return Cohort(self.entry[among], self.exit[among], self.cause[among], self.type[among])


def main() -> None:
    """Measure, compare, print, keep."""
    asked = arguments()
    cohort = made(asked.persons, asked.types)
    groups = [cohort.of(type) for type in range(asked.types)]
    curves, seconds = timed(
        lambda: [kaplan_meier(one.exit, one.cause == 4, one.entry) for one in groups], asked.repeats
    )
    row: dict[str, Any] = {"persons": asked.persons, "types": asked.types, "kaplan_meier": seconds}
    print(f"{asked.persons:,} persons, {asked.types} types of permit")
    print(f"Kaplan-Meier, Corridor, all types     {1000 * seconds:9.1f} CPU ms")
    stretches = [followed_on(one) for one in groups]
    _, seconds = timed(lambda: [aalen_johansen(*one, states=STATES) for one in stretches], asked.repeats)
    row["aalen_johansen"] = seconds
    print(f"Aalen-Johansen, Corridor, all types   {1000 * seconds:9.1f} CPU ms   with covariances")
    if importlib.util.find_spec("lifelines") is None:
        print("lifelines is not installed: nothing is compared. `make bench` installs the peers.")
    else:
        row |= compared(groups, curves, row)
    target = ROOT / "build" / "bench" / "retention.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"machine": machine.describe(), **row}, indent=1), encoding="utf-8")
    if not row.get("agrees", True):
        raise SystemExit("the curves do not agree")


def arguments() -> argparse.Namespace:
    """How much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--types", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=5, help="the best of so many counts")
    return parser.parse_args()


def made(persons: int, types: int) -> Cohort:
    """A cohort in whole months, with many ties."""
    luck = np.random.default_rng(1)
    exit = np.minimum(np.ceil(luck.exponential(50, persons)), 240.0)
    late = luck.random(persons) < 0.2
    entry = np.where(late, np.floor(exit * luck.random(persons) * 0.9), 0.0)
    entry[:types] = 0.0
    cause = np.where(luck.random(persons) < 0.4, 0, luck.integers(1, STATES, persons))
    type = luck.integers(0, types, persons)
    type[:types] = np.arange(types)
    return Cohort(entry, exit, cause, type)


def followed_on(group: Cohort) -> tuple[Any, Any, Any, Any]:
    """Stretches: the permit, and for those who became long-term residents two years more, after which some leave."""
    stays = group.cause == 1
    begins = group.exit[stays]
    then = np.where(np.arange(len(begins)) % 3 == 0, 4, -1)
    return (
        np.concatenate([group.entry, begins]),
        np.concatenate([group.exit, begins + 24]),
        np.concatenate([np.zeros(len(group.exit), int), np.ones(len(begins), int)]),
        np.concatenate([np.where(group.cause == 0, -1, group.cause), then]),
    )


def timed(work: Callable[[], Any], repeats: int) -> tuple[Any, float]:
    """The result, and the least CPU seconds of several runs."""
    best, result = math.inf, None
    for _ in range(max(1, repeats)):
        began = time.process_time()
        result = work()
        best = min(best, time.process_time() - began)
    return result, best


def compared(groups: list[Cohort], curves: list[Curve], row: dict[str, Any]) -> dict[str, Any]:
    """The same in lifelines: seconds, and the largest difference."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import AalenJohansenFitter, KaplanMeierFitter

        def theirs() -> list[Any]:
            return [KaplanMeierFitter().fit(one.exit, one.cause == 4, entry=one.entry) for one in groups]

        fitted, seconds = timed(theirs, 1)
        times = seconds / row["kaplan_meier"]
        print(f"Kaplan-Meier, lifelines, all types    {1000 * seconds:9.1f} CPU ms   {times:,.0f} times as long")
        apart = max(map(difference, curves, fitted))
        print(f"  largest difference of shares and interval ends: {apart:.1e}")
        first = groups[0]
        ours = timed(lambda: first_exit(first.exit, first.cause, causes=4), 3)[1]
        fit = AalenJohansenFitter(seed=1, calculate_variance=False).fit
        other, single = timed(lambda: fit(first.exit, first.cause, event_of_interest=4), 1)
        share = float(other.cumulative_density_.iloc[-1, 0])
        exact = float(first_exit(first.exit, first.cause, causes=4).at(first.exit.max())[4])
        print("Aalen-Johansen of one type, one cause, without variance:")
        print(f"  Corridor {1000 * ours:.1f}, lifelines {1000 * single:.1f} CPU ms")
        print(f"  share that left in the end: {exact:.6f}; lifelines, ties moved apart: {share:.6f}")
    return {"lifelines": seconds, "lifelines_one_cause": single, "difference": apart, "agrees": apart < CLOSE}


def difference(curve: Curve, theirs: Any) -> float:
    """The largest difference of the shares and of the ends of the intervals, where these are defined."""
    shares = theirs.survival_function_at_times(curve.times).to_numpy()
    ends = theirs.confidence_interval_.loc[curve.times].to_numpy()
    inside = (curve.survival > 0) & (curve.survival < 1)
    gaps = [np.abs(shares - curve.survival), np.abs(ends - np.column_stack([curve.low, curve.high]))[inside].ravel()]
    return float(np.concatenate(gaps).max())


if __name__ == "__main__":
    main()
