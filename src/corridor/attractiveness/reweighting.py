"""Other weights for a finished composite, fast enough for a slider, and what would change the rank of a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from corridor.attractiveness.aggregation import aggregate, scores_of_sets
from corridor.attractiveness.composite import Composite, weights_by_code
from corridor.attractiveness.metadata import Matrix
from corridor.attractiveness.ranking import quantiles, rank_counts, ranks, ranks_of_draws, significant
from corridor.attractiveness.uncertainty import Draws, Prepared, Uncertainty, alternatives, drawn, replay
from corridor.attractiveness.weights import Balanced, correlation_balanced

SLIDER = Uncertainty(draws=1000, weight_sets=None)


@dataclass(frozen=True)
class Reweighted:
    """Scores and places under other weights. `low`, `high`: 5 % and 95 % quantile of the place over the draws."""

    units: tuple[str, ...]
    scores: Matrix
    ranks: Matrix
    low: Matrix
    median: Matrix
    high: Matrix
    before: Matrix

    def table(self) -> pl.DataFrame:
        """Columns unit, score, rank, low, median, high, before (the place with the weights of the result)."""
        columns = {
            "unit": list(self.units),
            "score": self.scores,
            "rank": self.ranks,
            "low": self.low,
            "median": self.median,
            "high": self.high,
            "before": self.before,
        }
        return pl.DataFrame(columns).fill_nan(None).with_columns(pl.col("rank", "before").cast(pl.Int64))


@dataclass(frozen=True)
class Slider:
    """A result made ready for many weights: data of all choices once, and the same random noise every time.

    The same noise keeps intervals from flickering while a weight moves.
    """

    result: Composite
    uncertainty: Uncertainty = SLIDER

    @cached_property
    def _noise(self) -> tuple[Prepared, tuple[Matrix, ...], Draws]:
        flat = replace(self.result, weights=tuple(np.ones(row.shape) for row in self.result.weights))
        rng = np.random.default_rng(self.uncertainty.seed)
        sets = self.uncertainty.weight_sets or self.uncertainty.draws
        choices = alternatives(flat, self.uncertainty, rng, sets)
        draws = drawn(choices.sizes, self.uncertainty.draws, rng, self.uncertainty.weight_sets is None)
        return Prepared(self.result, choices), choices.sets, draws

    def at(self, weights: Mapping[str, float]) -> Reweighted:
        """Places with these weights, by code; codes that are not given keep theirs. Raises: code_unknown."""
        result, code = self.result, self.uncertainty.code
        rows = result.framework.weight_rows(weights_by_code(result) | dict(weights))
        scores = scores_of_sets(result.framework, result.values("normalised"), rows, result.options.aggregation, code)[
            0
        ]
        prepared, noise, draws = self._noise
        sets = tuple(row * factor for row, factor in zip(rows, noise, strict=True))
        choices = replace(prepared.choices, sets=sets)
        drawn_scores = replay(result, choices, draws, code, prepared=prepared)
        low, middle, high = quantiles(rank_counts(ranks_of_draws(drawn_scores)), (0.05, 0.5, 0.95))
        return Reweighted(result.units, scores, ranks(scores), low, middle, high, ranks(result.score(code)))


def reweighted(
    result: Composite, weights: Mapping[str, float], *, uncertainty: Uncertainty | None = None
) -> Reweighted:
    """Places under other weights with their intervals (noise of 25 % on all weights unless told otherwise).

    For many weights in a row make one Slider and ask it. Raises: code_unknown, not_a_number.
    """
    return Slider(result, SLIDER if uncertainty is None else uncertainty).at(weights)


def balanced_weights(result: Composite, level: int, importance: Sequence[float] | None = None) -> Balanced:
    """Weights of a level with which its items share the correlations with the index as wanted (equally by default).

    As COINr's get_opt_weights; see weights.correlation_balanced. Weights of other levels stay.
    """
    framework, values = result.framework, result.values("normalised")

    def index(weights: Matrix) -> Matrix:
        rows = (*result.weights[: level - 1], weights, *result.weights[level:])
        return np.asarray(scores_of_sets(framework, values, rows, result.options.aggregation)[0], dtype=float)

    return correlation_balanced(result.levels[level - 1], importance, index)


def rank_levers(result: Composite, unit: str, code: str | None = None) -> pl.DataFrame:
    """Which indicator would change a unit's place most, the others and all other units unchanged.

    For each indicator under `code` (the index by default): its normalised `value`, the unit's `rank`, its place if
    it had the best or the worst value of all units (`rank_if_best`, `rank_if_worst`), the scores then, the place
    without the indicator (`rank_without`), and `swing` in places and `score_swing`; largest first. Normalisation is
    not repeated. An unknown value shows what knowing it could change. Raises: unit_unknown, code_unknown.
    """
    framework = result.framework
    code = framework.index if code is None else code
    row, values = result.place_of(unit), result.values("normalised")
    others = np.delete(result.score(code), row)
    places = [framework.indicators.index(one) for one in framework.indicators_of(code)]
    with np.errstate(invalid="ignore"):
        best, worst = (
            [float(end(column[~np.isnan(column)], initial=-sign * np.inf)) for column in values.T]
            for end, sign in ((np.max, 1.0), (np.min, -1.0))
        )
    if_best = _scores_if(result, row, code, places, best)
    if_worst = _scores_if(result, row, code, places, worst)
    without = _places_without(result, row, code, places)
    own = result.score(code)[row]
    table = pl.DataFrame(
        {
            "code": [framework.indicators[place] for place in places],
            "value": values[row, places],
            "score": np.full(len(places), own),
            "rank": [_place(own, others)] * len(places),
            "rank_if_best": [_place(one, others) for one in if_best],
            "rank_if_worst": [_place(one, others) for one in if_worst],
            "rank_without": without,
            "score_if_best": if_best,
            "score_if_worst": if_worst,
        },
        schema_overrides=dict.fromkeys(("rank", "rank_if_best", "rank_if_worst", "rank_without"), pl.Int64),
    ).fill_nan(None)
    swings = {"swing": pl.col("rank_if_worst") - pl.col("rank_if_best")}
    swings["score_swing"] = pl.col("score_if_best") - pl.col("score_if_worst")
    return table.with_columns(**swings).sort(
        "swing", "score_swing", descending=True, nulls_last=True, maintain_order=True
    )


def _place(score: float, others: Matrix) -> int | None:
    if np.isnan(score):
        return None
    rounded = significant(np.append(others, score))
    return int((rounded[:-1] > rounded[-1]).sum()) + 1


def _scores_if(result: Composite, row: int, code: str, places: list[int], values: list[float]) -> Matrix:
    """The unit's score with one indicator replaced, for each place."""
    framework, by = result.framework, result.options.aggregation
    normalised = result.values("normalised")
    level = framework.level_of(code) - 1
    column = framework.levels[level].index(code)
    pairwise = "copeland" in {*by.steps(framework), *by.by_parent.values()}
    tables = []
    for place in places:
        changed = normalised.copy() if pairwise else normalised[[row]].copy()
        value = values[place]
        changed[row if pairwise else 0, place] = value if np.isfinite(value) else np.nan
        tables.append(changed)
    if pairwise:
        return np.array([aggregate(framework, one, result.weights, by)[level][row, column] for one in tables])
    return aggregate(framework, np.vstack(tables), result.weights, by)[level][:, column]


def _places_without(result: Composite, row: int, code: str, places: list[int]) -> list[int | None]:
    """The unit's place when the weight of one indicator is zero, for each place."""
    first = np.tile(result.weights[0], (len(places), 1))
    first[np.arange(len(places)), places] = 0.0
    sets = (first, *(level[None, :] for level in result.weights[1:]))
    scores = scores_of_sets(result.framework, result.values("normalised"), sets, result.options.aggregation, code)
    found = ranks_of_draws(scores)[:, row]
    return [int(place) or None for place in found]
