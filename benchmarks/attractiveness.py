"""Rank uncertainty of a composite index beside one draw at a time: `attractiveness.py [--draws N] [--plain N]`.

50 units, 60 indicators in 8 dimensions, 10,000 draws: winsorising of 1 to 5 points, min-max or z-score, one of 1,000
weight sets (25 % around all 68 weights), arithmetic or geometric means. Corridor is measured from the built index to
the table of rank quantiles. The plain program does what a script does: for each draw it treats, normalises, aggregates
level by level and ranks; it runs `--plain` of the same draws, and its time for all is that time scaled. Scores of
those draws must agree within 1e-9 and ranks exactly, or the run ends with an error. Seconds are CPU seconds of this
process. Results: the screen and build/bench/attractiveness.json.

COINr 1.1.14 took about 1,550 CPU seconds for such 10,000 draws (2,584 by the clock, 1,485 CPU seconds read at 95 % of
the run), measured on another day and machine in November 2026; quoted, not measured here.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks" / "rules"))

import machine  # noqa: E402

from corridor.attractiveness.aggregation import Aggregation  # noqa: E402
from corridor.attractiveness.composite import Composite, build  # noqa: E402
from corridor.attractiveness.metadata import Framework, read_framework  # noqa: E402
from corridor.attractiveness.normalisation import Normalisation  # noqa: E402
from corridor.attractiveness.ranking import ranks_of_draws  # noqa: E402
from corridor.attractiveness.treatment import Treatment  # noqa: E402
from corridor.attractiveness.uncertainty import RankUncertainty, Uncertainty, run_uncertainty  # noqa: E402

LIMIT_SECONDS = 0.3
TOLERANCE = 1e-9
COINR = {"version": "1.1.14", "cpu_seconds": 1550, "source": "measured elsewhere, November 2026; quoted"}
UNITS, INDICATORS, DIMENSIONS = 50, 60, 8


def main() -> None:
    """Measure, compare, print, keep."""
    asked = arguments()
    result = index()
    uncertainty = choices(asked.draws)
    done, seconds = measured(result, uncertainty, asked.repeats)
    print(f"{asked.draws:,} draws, {UNITS} units, {INDICATORS} indicators, {DIMENSIONS} dimensions")
    print(f"Corridor                 {seconds:9.3f} CPU s   limit {LIMIT_SECONDS} s at 10,000 draws")
    row: dict[str, Any] = {"draws": asked.draws, "corridor": seconds, "limit": LIMIT_SECONDS, "coinr_quoted": COINR}
    row |= compared(result, done, min(asked.plain, asked.draws), seconds)
    print(f"COINr {COINR['version']}, quoted    {COINR['cpu_seconds']:9,} CPU s   ({COINR['source']})")
    target = ROOT / "build" / "bench" / "attractiveness.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"machine": machine.describe(), **row}, indent=1), encoding="utf-8")
    if not row["agrees"]:
        raise SystemExit("the scores or ranks do not agree")
    if asked.draws == 10_000 and seconds > LIMIT_SECONDS:
        print(f"above the limit of {LIMIT_SECONDS} CPU seconds")


def arguments() -> argparse.Namespace:
    """How much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--plain", type=int, default=200, help="so many of the draws one at a time")
    parser.add_argument("--repeats", type=int, default=3, help="the best of so many counts, for Corridor")
    return parser.parse_args()


def index() -> Composite:
    """A made-up index: half of the indicators skewed, a third where less is better, correlated within dimensions."""
    luck = np.random.default_rng(4)
    indicators = [f"I{number:02}" for number in range(INDICATORS)]
    rows: list[dict[str, Any]] = []
    common = luck.normal(size=(UNITS, DIMENSIONS))
    data: dict[str, Any] = {"uCode": [f"U{number:02}" for number in range(UNITS)]}
    for number, code in enumerate(indicators):
        group, direction = number % DIMENSIONS, -1 if number % 3 == 0 else 1
        values = direction * 0.6 * common[:, group] + luck.normal(size=UNITS)
        data[code] = np.exp(1.2 * values) if number % 2 else 10 + values
        rows.append({"iCode": code, "Level": 1, "Parent": f"D{group}", "Direction": direction, "Type": "Indicator"})
    rows += [
        {"iCode": f"D{group}", "Level": 2, "Parent": "Index", "Direction": 1, "Type": "Aggregate"}
        for group in range(DIMENSIONS)
    ]
    rows.append({"iCode": "Index", "Level": 3, "Parent": None, "Direction": 1, "Type": "Aggregate"})
    framework = read_framework([{**row, "Weight": 1} for row in rows])
    return build(pl.DataFrame(data), framework)


def choices(draws: int) -> Uncertainty:
    """What varies."""
    return Uncertainty(
        treatments=tuple(Treatment(winmax=points) for points in range(1, 6)),
        normalisations=(Normalisation(lower=1, upper=100), Normalisation("zscore", mean=10, sd=2)),
        aggregations=(Aggregation("arithmetic"), Aggregation("geometric")),
        noise={1: 0.25, 2: 0.25},
        weight_sets=1000,
        draws=draws,
        seed=7,
    )


def measured(result: Composite, uncertainty: Uncertainty, repeats: int) -> tuple[RankUncertainty, float]:
    """Draw, score, rank, and the table of quantiles."""
    best = math.inf
    for _ in range(max(1, repeats)):
        began = time.process_time()
        done = run_uncertainty(result, uncertainty)
        table = done.stats
        best = min(best, time.process_time() - began)
    assert table.height == UNITS
    return done, best


def compared(result: Composite, done: RankUncertainty, draws: int, seconds: float) -> dict[str, Any]:
    """The same draws one at a time: seconds for all, and how far scores and ranks are apart."""
    began = time.process_time()
    scores, places = one_at_a_time(result, done, draws)
    spent = time.process_time() - began
    all_draws = spent / draws * len(done.scores)
    gap = float(np.abs(scores - done.scores[:draws]).max())
    ranks_differ = int((places != ranks_of_draws(done.scores[:draws])).sum())
    print(
        f"one draw at a time       {all_draws:9.1f} CPU s   {all_draws / seconds:,.0f} times as long "
        f"({draws} draws, scaled)"
    )
    print(f"  largest difference of a score {gap:.1e} (tolerance {TOLERANCE:g}), places that differ: {ranks_differ}")
    agrees = gap < TOLERANCE and ranks_differ == 0
    return {"plain": all_draws, "plain_draws": draws, "score_gap": gap, "ranks_differ": ranks_differ, "agrees": agrees}


# ---- one draw at a time, written from the formulas ----


def one_at_a_time(result: Composite, done: RankUncertainty, draws: int) -> tuple[Any, Any]:
    """Scores and places."""
    raw = np.array(result.values("raw"))
    scores, places = np.empty((draws, UNITS)), np.empty((draws, UNITS), dtype=int)
    for number in range(draws):
        treatment, normalisation, weights, aggregation = done.draws[number].tolist()
        values = np.column_stack([treated(column, treatment + 1) for column in raw.T])
        values = values * result.framework.directions()
        values = np.column_stack([normalised(column, normalisation) for column in values.T])
        sets = [level[weights] if len(level) > 1 else level[0] for level in done.choices.sets]
        scores[number] = aggregated(result.framework, values, sets, aggregation)
        places[number] = placed(scores[number])
    return scores, places


def treated(column: Any, winmax: int) -> Any:
    """Winsorised step by step, or its logarithm where that does not help."""
    found, points = column.copy(), 0
    high: Any = []
    low: Any = []
    while not calm(found) and points < winmax:
        if shape(found)[0] >= 0:
            high = np.flatnonzero(found == found.max())
            found[high] = np.delete(found, high).max()
        else:
            low = np.flatnonzero(found == found.min())
            found[low] = np.delete(found, low).min()
        points = len(high) + len(low)
    if calm(found):
        return found
    return np.log(column - column.min() + 0.01 * (column.max() - column.min()))


def calm(column: Any) -> bool:
    """No outliers."""
    skew, kurt = shape(column)
    return bool(abs(skew) < 2 or kurt < 3.5)


def shape(column: Any) -> tuple[float, float]:
    """Skewness and kurtosis."""
    n, away = len(column), column - column.mean()
    square = (away**2).sum()
    skew = math.sqrt(n) * (away**3).sum() / square**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    kurt = ((n + 1) * (n * (away**4).sum() / square**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    return skew, kurt


def normalised(column: Any, method: int) -> Any:
    """Min-max to 1..100, or z-scores with mean 10 and standard deviation 2."""
    if method == 0:
        return (column - column.min()) / (column.max() - column.min()) * 99 + 1
    return (column - column.mean()) / column.std(ddof=1) * 2 + 10


def aggregated(framework: Framework, values: Any, weights: list[Any], method: int) -> Any:
    """Level by level."""
    for level, parents in enumerate(framework.parents):
        columns = []
        for parent in range(len(framework.levels[level + 1])):
            group = parents == parent
            part, w = values[:, group], weights[level][group]
            part = np.log(part) if method == 1 else part
            score = (part * w).sum(axis=1) / w.sum()
            columns.append(np.exp(score) if method == 1 else score)
        values = np.column_stack(columns)
    return values[:, 0]


def placed(scores: Any) -> Any:
    """How many are better, plus one, at 12 significant digits."""
    rounded = [float(f"{score:.11e}") for score in scores]
    return [1 + sum(other > score for other in rounded) for score in rounded]


if __name__ == "__main__":
    main()
