"""How much ranks depend on choices: many draws over treatment, normalisation, noise on weights and aggregation.

Treatments and normalisations take a few values only, so each pair is computed once; the weight sets of all draws with
one pair and one aggregation become one product (aggregation.scores_of_sets). Draws name the numbers of their choices,
so that another program's draws can be replayed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.attractiveness.aggregation import Aggregation, effective_weights, scores_of_sets, scores_of_shares
from corridor.attractiveness.composite import Composite
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Framework, Matrix
from corridor.attractiveness.normalisation import Normalisation, normalise
from corridor.attractiveness.ranking import quantiles, rank_counts, ranks, ranks_of_draws
from corridor.attractiveness.treatment import Treatment, treated_values

FACTORS = ("treatment", "normalisation", "weights", "aggregation")
INTERVAL = (0.05, 0.5, 0.95)
NOISE = 0.25
"""The noise on every weight where none is asked: a choice of our own, as in COINr's examples."""


@dataclass(frozen=True)
class Uncertainty:
    """The choices that vary. An empty tuple keeps the result's own choice.

    `noise`: level -> share; each weight of that level is drawn evenly within plus or minus so much of its value. A
    number is for all levels below the top; empty: no noise. `weight_sets`: so many sets are drawn and each draw picks
    one; None draws a new set each time. `code`: what is scored, the index by default.
    """

    treatments: tuple[Treatment, ...] = ()
    normalisations: tuple[Normalisation, ...] = ()
    aggregations: tuple[Aggregation, ...] = ()
    noise: Mapping[int, float] | float = NOISE
    weight_sets: int | None = None
    draws: int = 1000
    seed: int = 1
    code: str | None = None

    def __post_init__(self) -> None:
        for name in ("draws", "weight_sets"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise AttractivenessError(
                    "uncertainty", "parameter_wrong", parameter=name, value=value, expected="1 or more"
                )
        for share in self.noise.values() if isinstance(self.noise, Mapping) else (self.noise,):
            if not 0 <= share <= 1:  # beyond, weights would turn negative
                raise AttractivenessError(
                    "uncertainty", "parameter_wrong", parameter="noise", value=share, expected="0 … 1"
                )

    def noise_by_level(self, framework: Framework) -> dict[int, float]:
        """The noise of each level."""
        if isinstance(self.noise, Mapping):
            return {int(level): float(share) for level, share in self.noise.items() if share}
        return {level: self.noise for level in range(1, len(framework.levels)) if self.noise}


@dataclass(frozen=True)
class Alternatives:
    """What the numbers of the draws stand for. `sets`: weight sets, a table (sets x items) a level."""

    treatments: tuple[Treatment | None, ...]
    normalisations: tuple[Normalisation, ...]
    sets: tuple[Matrix, ...]
    aggregations: tuple[Aggregation, ...]

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """How many alternatives each factor has, in the order of FACTORS."""
        return len(self.treatments), len(self.normalisations), max(map(len, self.sets)), len(self.aggregations)


Draws = NDArray[np.int64]
"""Draws x factors (FACTORS): the number of the alternative, from 0."""


def noisy_weights(
    weights: Sequence[Matrix], noise: Mapping[int, float], sets: int, rng: np.random.Generator
) -> tuple[Matrix, ...]:
    """So many weight sets: `w (1 + noise (2 u - 1))` with u even in 0..1, as COINr's get_noisy_weights.

    Levels without noise keep one row.
    """
    found = []
    for level, row in enumerate(weights, start=1):
        share = noise.get(level, 0.0)
        base = np.asarray(row, dtype=float)[None, :]
        found.append(base * (1 + share * (2 * rng.random((sets, base.shape[1])) - 1)) if share else base)
    return tuple(found)


def alternatives(result: Composite, uncertainty: Uncertainty, rng: np.random.Generator, sets: int) -> Alternatives:
    """The alternatives of an uncertainty, with so many weight sets."""
    noise = uncertainty.noise_by_level(result.framework)
    return Alternatives(
        treatments=uncertainty.treatments or (result.options.treatment,),
        normalisations=uncertainty.normalisations or (result.options.normalisation,),
        sets=noisy_weights(result.weights, noise, sets if noise else 1, rng),
        aggregations=uncertainty.aggregations or (result.options.aggregation,),
    )


def drawn(sizes: Sequence[int], draws: int, rng: np.random.Generator, own_sets: bool) -> Draws:
    """Even draws of the alternatives; `own_sets`: each draw has the weight set of its own number."""
    found = np.column_stack([rng.integers(0, size, draws) for size in sizes]).astype(np.int64)
    if own_sets and sizes[2] > 1:
        found[:, 2] = np.arange(draws)
    return found


class Prepared:
    """Normalised data for each pair of treatment and normalisation, computed when first asked for and kept."""

    def __init__(self, result: Composite, choices: Alternatives) -> None:
        self.result, self.choices = result, choices
        self.treated: dict[int, Matrix] = {}
        self.normalised: dict[tuple[int, int], Matrix] = {}

    def values(self, treatment: int, normalisation: int) -> Matrix:
        """Units x indicators."""
        pair = (treatment, normalisation)
        if pair not in self.normalised:
            self.normalised[pair] = self._normalise(self._treated(treatment), normalisation)
        return self.normalised[pair]

    def _treated(self, number: int) -> Matrix:
        if number not in self.treated:
            options, codes = self.result.options, self.result.framework.indicators
            how = self.choices.treatments[number]
            self.treated[number] = treated_values(self.result.before_treatment, codes, how, options.own_treatment)
        return self.treated[number]

    def _normalise(self, treated: Matrix, number: int) -> Matrix:
        by, own = self.choices.normalisations[number], self.result.options.own_normalisation
        return normalise(treated, self.result.framework, by, self.result.units, own)


def replay(
    result: Composite,
    choices: Alternatives,
    draws: Draws,
    code: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    prepared: Prepared | None = None,
) -> Matrix:
    """The scores of given draws: draws x units. `prepared` saves work between calls with the same result and choices.

    Raises: not_positive where a draw asks for a geometric mean of values that have none.
    """
    prepared = Prepared(result, choices) if prepared is None else prepared
    found = np.empty((len(draws), len(result.units)))
    parts, of_draw = np.unique(draws[:, [0, 1, 3]], axis=0, return_inverse=True)
    order = np.argsort(of_draw.reshape(-1), kind="stable")
    ends = np.cumsum(np.bincount(of_draw.reshape(-1), minlength=len(parts)))
    shares: Matrix | None = None
    for number, (treatment, normalisation, aggregation) in enumerate(parts.tolist()):
        rows = order[ends[number - 1] if number else 0 : ends[number]]
        values, by = prepared.values(treatment, normalisation), choices.aggregations[aggregation]
        kind = by.single(result.framework)
        if kind is not None and not np.isnan(values).any():
            shares = effective_weights(result.framework, choices.sets, code) if shares is None else shares
            own = shares[draws[rows, 2]] if len(shares) > 1 else shares
            found[rows] = scores_of_shares(own, values, kind, by.power)
        else:
            picked, back = np.unique(draws[rows, 2], return_inverse=True)
            sets = tuple(level if len(level) == 1 else level[picked] for level in choices.sets)
            scores = scores_of_sets(result.framework, values, sets, by, code)
            found[rows] = scores if len(scores) == 1 else scores[back.reshape(-1)]
        if progress is not None:
            progress(number + 1, len(parts))
    return found


@dataclass(frozen=True)
class RankUncertainty:
    """What became of the ranks. `draws`: the numbers of the alternatives; `scores`: draws x units.

    `counts`: units x places (place 0: no score): in how many draws the unit had the place.
    """

    units: tuple[str, ...]
    nominal: Matrix
    choices: Alternatives
    draws: Draws
    scores: Matrix
    counts: NDArray[np.int64] = field(repr=False)

    @cached_property
    def intervals(self) -> Matrix:
        """The 5 %, 50 % and 95 % quantile of the place of each unit (3 x units), R's type 7."""
        return quantiles(self.counts, INTERVAL)

    @property
    def stats(self) -> pl.DataFrame:
        """Columns unit, nominal, mean, median, q5, q95: places, 1 = highest; null without a score."""
        places = np.arange(self.counts.shape[1])
        known = self.counts[:, 1:].sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = (self.counts * places).sum(axis=1) / known
        low, middle, high = self.intervals
        columns = {"unit": list(self.units), "nominal": self.nominal, "mean": mean, "median": middle}
        return pl.DataFrame({**columns, "q5": low, "q95": high}).fill_nan(None)

    def top(self, places: int) -> pl.DataFrame:
        """Columns unit, probability: the share of the draws in which the unit is among the first `places`."""
        draws = self.counts.sum(axis=1)
        share = self.counts[:, 1 : places + 1].sum(axis=1) / draws
        return pl.DataFrame({"unit": list(self.units), "probability": share})


def summarised(
    result: Composite, choices: Alternatives, draws: Draws, scores: Matrix, code: str | None
) -> RankUncertainty:
    """Ranks of scored draws."""
    counts = rank_counts(ranks_of_draws(scores))
    return RankUncertainty(result.units, ranks(result.score(code)), choices, draws, scores, counts)


def run_uncertainty(
    result: Composite, uncertainty: Uncertainty | None = None, progress: Callable[[int, int], None] | None = None
) -> RankUncertainty:
    """Draw, score and rank. The same seed gives the same draws. `progress(done, of)` counts combinations."""
    uncertainty = Uncertainty() if uncertainty is None else uncertainty
    rng = np.random.default_rng(uncertainty.seed)
    sets = uncertainty.weight_sets or uncertainty.draws
    choices = alternatives(result, uncertainty, rng, sets)
    numbers = drawn(choices.sizes, uncertainty.draws, rng, uncertainty.weight_sets is None)
    scores = replay(result, choices, numbers, uncertainty.code, progress)
    return summarised(result, choices, numbers, scores, uncertainty.code)
