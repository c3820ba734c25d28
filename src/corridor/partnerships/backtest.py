"""The back-test: every scheme with a target and a count is simulated from what was known at its start.

Leave-one-out: what a scheme itself taught is taken out of every prior before it is forecast. Beside the simulation
stand plainer forecasts of the same ratio, placed abroad over target, from the other schemes:

- `pooled`: the pooled ratio of the others, with the spread of their counts (beta-binomial, prior Beta(1/2, 1/2));
- `pooled_spread`: the same ratio, with the spread that the others' ratios have among themselves;
- `quantiles`: the quantiles of the others' ratios;
- `family`: the attainment of the scheme's family, without stages, time and chance;
- `unsplit`: the simulation without families, all other schemes in one.

The ratio is scored rather than the count, so that a scheme of 600 places weighs no more than one of 30.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy import special

from corridor.partnerships.backtest_pairs import (
    Excluded,
    Pair,
    Reading,
    Start,
    pairs,
    rules,
    with_reading,
)
from corridor.partnerships.design import Demand, Design, Destination, Quantity, Stage, Text, Wave
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.forecast_scores import covers, interval_score, mean_interval, place, ranked_probability
from corridor.partnerships.months import DAYS_PER_MONTH
from corridor.partnerships.priors import Prior, draw, mean, priors, without
from corridor.partnerships.scheme import Scheme, schemes
from corridor.partnerships.simulation import simulate, uniforms

__all__ = [
    "METHODS",
    "BackTest",
    "Forecast",
    "Gap",
    "Tested",
    "back_test",
    "outline",
    "placed",
    "priors_without",
    "read_otherwise",
]
Floats = NDArray[np.float64]
MODEL = "simulation"
PLAIN = "pooled"
METHODS = (MODEL, PLAIN, "pooled_spread", "quantiles", "family", "unsplit")
GRADES = ("interest", "letter", "signed_vacancy", "offer")
MONTHS_BETWEEN_WAVES = 6
SAMPLES = 10_000
TOP = 1.25
"""No scheme is thought to place more than this share of its target: the bound of the prior of funded stays."""


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Draws of placed over target by one method."""

    ratios: Floats

    def score(self, outcome: float, alpha: float) -> float:
        """Interval score of the ratio."""
        return interval_score(self.ratios, outcome, alpha)


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """A scheme with its outcome and what each method forecast; `place` is where the simulation has the outcome."""

    pair: Pair
    forecasts: Mapping[str, Forecast]

    @property
    def place(self) -> float:
        return place(self.forecasts[MODEL].ratios, self.pair.ratio)


@dataclass(frozen=True, slots=True)
class Gap:
    """A method's mean score less the simulation's: above zero the simulation is better.

    `low`, `high`: 95 % of the means of schemes drawn anew with replacement. `won` of `count`: schemes on which the
    simulation scores better.
    """

    mean: float
    low: float
    high: float
    won: int
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class BackTest:
    """All schemes that could be tested, and those that could not."""

    rows: tuple[Tested, ...]
    excluded: tuple[Excluded, ...]
    draws: int
    seed: int

    def scores(self, method: str, alpha: float, *, counts: bool = False) -> Floats:
        """Interval scores [scheme] of the ratio, or of log(1 + people placed)."""
        found = []
        for row in self.rows:
            ratios, outcome, target = row.forecasts[method].ratios, row.pair.ratio, row.pair.start.target
            if counts:
                ratios, outcome = np.log1p(ratios * target), math.log1p(outcome * target)
            found.append(interval_score(ratios, outcome, alpha))
        return np.array(found)

    def ranked(self, method: str) -> Floats:
        """Continuous ranked probability scores [scheme] of the ratio."""
        return np.array([ranked_probability(row.forecasts[method].ratios, row.pair.ratio) for row in self.rows])

    def covered(self, method: str, alpha: float) -> int:
        """How many outcomes lie in the central interval of 1 - alpha."""
        return sum(covers(row.forecasts[method].ratios, row.pair.ratio, alpha) for row in self.rows)

    def gap(self, method: str, alpha: float, *, counts: bool = False) -> Gap:
        """By how much the simulation scores better than another method, scheme by scheme."""
        apart = self.scores(method, alpha, counts=counts) - self.scores(MODEL, alpha, counts=counts)
        again = uniforms(self.seed, "schemes drawn anew", SAMPLES * len(apart)).reshape(SAMPLES, len(apart))
        low, high = mean_interval(apart, again)
        return Gap(float(apart.mean()), low, high, int((apart > 0).sum()), len(apart))


def back_test(
    register: Mapping[str, Scheme] | None = None,
    *,
    known: Mapping[str, Prior] | None = None,
    draws: int = 10_000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> BackTest:
    """Forecast every scheme with a target and a count from what was known at its start.

    Args:
        register: the schemes, by default those of the package.
        known: the priors, by default those of the package; each scheme's own part is taken out.
        draws: of the simulation, and of every other forecast.
        seed: the same seed gives exactly the same result.
        progress: is told how many schemes are done, and of how many.

    Raises:
        PartnershipError: fewer than three schemes can be tested, or a prior rests on one scheme alone.
    """
    register = schemes() if register is None else register
    known = priors() if known is None else known
    found, excluded = pairs(register.values())
    simulated = {}
    for number, pair in enumerate(found):
        simulated[pair.start] = _simulated(pair.start, known, draws, seed)
        if progress is not None:
            progress(number + 1, len(found))
    return BackTest(_tested(found, simulated, draws), excluded, draws, seed)


def read_otherwise(
    done: BackTest,
    reading: Reading,
    register: Mapping[str, Scheme] | None = None,
    *,
    known: Mapping[str, Prior] | None = None,
) -> BackTest:
    """The same back-test with one scheme read in another way (see `rules().readings`); one left out may come in."""
    found = with_reading([row.pair for row in done.rows], schemes() if register is None else register, reading)
    simulated = {row.pair.start: row.forecasts for row in done.rows}
    for pair in found:
        if pair.start not in simulated:
            simulated[pair.start] = _simulated(pair.start, priors() if known is None else known, done.draws, done.seed)
    left = tuple(one for one in done.excluded if one.scheme != reading.scheme)
    return BackTest(_tested(found, simulated, done.draws), left, done.draws, done.seed)


def _tested(found: Sequence[Pair], simulated: Mapping[Start, Mapping[str, Forecast]], draws: int) -> tuple[Tested, ...]:
    """Each scheme with the simulation's forecasts and those from the others' counts."""
    rows = []
    for pair in found:
        others = [other for other in found if other is not pair]
        rows.append(Tested(pair, {**simulated[pair.start], **_plain(pair.start, others, draws)}))
    return tuple(rows)


def _simulated(start: Start, known: Mapping[str, Prior], draws: int, seed: int) -> dict[str, Forecast]:
    """The forecasts that rest on the priors. What came of the scheme is not among the arguments."""
    left = priors_without(known, start.scheme)
    attained = [_attainment(left, family) for family in _families(start.family)]
    share = draws // len(attained)
    simulated = [placed(start, prior, left, draws=share, seed=seed) for prior in attained]
    evenly = (np.arange(share) + 0.5) / share
    in_one = placed(start, _in_one(left), left, draws=draws, seed=seed)
    return {
        MODEL: Forecast(np.concatenate(simulated) / start.target),
        "family": Forecast(np.concatenate([draw(prior, evenly) for prior in attained])),
        "unsplit": Forecast(in_one / start.target),
    }


# ---- what was known ----


def priors_without(known: Mapping[str, Prior], scheme: str) -> dict[str, Prior]:
    """The priors without what this scheme taught; one that nothing else supports is missing.

    Those of pledged posts are missing too: they were set by hand after the outcomes of the schemes were known.
    """
    found = {id: without(prior, frozenset({scheme})) for id, prior in known.items() if not id.startswith("post_")}
    kept = {id: prior for id, prior in found.items() if prior is not None}
    for own in rules().own_durations:
        others = [months for other, months in own.cases.items() if other != scheme]
        bound = max(own.at_least, *others)
        prior = kept[own.prior]
        moved = tuple((name, bound if name == own.bound else value) for name, value in prior.parameters)
        kept[own.prior] = replace(prior, parameters=moved)
    return kept


def _families(family: str) -> tuple[str, ...]:
    """The family, or both where a scheme is of both."""
    table = rules().families
    if family not in table:
        raise PartnershipError("family", "backtest_family", given=family, known=", ".join(table))
    return (family,) if table[family].prior else tuple(name for name, one in table.items() if one.prior)


def _attainment(left: Mapping[str, Prior], family: str) -> Prior:
    id = rules().families[family].prior or ""
    if id not in left:
        raise PartnershipError("priors", "backtest_unsupported", prior=id)
    return left[id]


def _in_one(left: Mapping[str, Prior]) -> Prior:
    """One prior of attainment from the cases of every family, as wide as they lie apart."""
    cases = [case for family in _families("mixed") for case in _attainment(left, family).cases]
    values = np.array([case.value for case in cases if case.value is not None])
    return replace(
        _attainment(left, _families("mixed")[0]),
        id="target_attainment",
        quantity="ratio",
        distribution="truncated_normal",
        parameters=(("mean", float(values.mean())), ("sd", float(values.std(ddof=1))), ("low", 0.0), ("high", TOP)),
    )


# ---- the outline ----


def outline(start: Start, *, top: float = 1.0, known: Mapping[str, Prior] | None = None) -> Design:
    """The design of a scheme as it was known at its start.

    The general chain: selection, preparation (where people are trained before they leave), matching, permit,
    preparation of the departure, arrival. The scheme seeks as many posts, or stays that it pays, as leave `top`
    times its target after the mean losses between a post and arrival, and selects as many people as fill them after
    the mean losses before: many more apply than there are places. They begin in equal waves every six months in the
    first half of the planned time.
    """
    known = priors() if known is None else known
    before = ("selection", *(("language",) if start.prepares else ()), "matching")
    after = ("permit", "pre_departure", "arrival")
    posts = math.ceil(start.target * top / _passing(after, known))
    people = math.ceil(posts / _passing(before, known))
    both = ("selection", "language")
    return Design(
        id=f"outline_{start.scheme.lower()}",
        name=Text(start.name, start.name, start.name),
        scheme=start.scheme,
        origin=start.origins,
        destination=Destination(start.destination),
        start=start.begins,
        horizon_months=max(1, round(start.months)),
        waves=_waves(start, people),
        stages=tuple(Stage(phase, phase, "both" if phase in both else "away") for phase in before + after),
        applicants_per_place=Quantity(low=1, high=100),
        demand=(Demand("letter", posts, start.begins),),
    )


def _passing(chain: tuple[str, ...], known: Mapping[str, Prior]) -> float:
    """The mean share of people who pass these phases."""
    losses = {"language": "loss_language", **{phase: f"loss_{phase}" for phase in chain if phase != "language"}}
    return math.prod(1 - mean(known[losses[phase]]) for phase in chain)


def _waves(start: Start, people: int) -> tuple[Wave, ...]:
    """Equal waves in the first half of the time."""
    count = max(1, int(start.months / 2 // MONTHS_BETWEEN_WAVES))
    sizes = [people // count + (number < people % count) for number in range(count)]
    days = [_later(start.begins, MONTHS_BETWEEN_WAVES * number) for number in range(count)]
    return tuple(Wave(day, size) for day, size in zip(days, sizes, strict=True))


def _later(day: date, months: float) -> date:
    return day + timedelta(days=round(months * DAYS_PER_MONTH))


def placed(
    start: Start, attainment: Prior, known: Mapping[str, Prior], *, draws: int = 10_000, seed: int = 0
) -> NDArray[np.int64]:
    """People placed abroad by the planned end [draw], if posts become real as `attainment` says.

    `attainment` is of people placed over target; a post becomes real with that share over the most it can be.
    """
    top = max(1.0, dict(attainment.parameters).get("high", 1.0))
    realised = _share_of(attainment, top)
    table = {**known, **{f"post_{grade}": realised for grade in GRADES}}
    run = simulate(outline(start, top=top, known=known), draws=draws, seed=seed, priors=table)
    return np.asarray(run.placed_abroad[-1], dtype=np.int64)


def _share_of(prior: Prior, top: float) -> Prior:
    """The prior divided by `top`."""
    if top == 1.0:
        return replace(prior, quantity="rate")
    return replace(prior, quantity="rate", parameters=tuple((name, value / top) for name, value in prior.parameters))


# ---- plainer forecasts ----


def _plain(start: Start, others: Sequence[Pair], draws: int) -> dict[str, Forecast]:
    """Forecasts from the other schemes' targets and counts alone."""
    evenly = (np.arange(draws) + 0.5) / draws
    k = min(sum(other.count for other in others), n := sum(other.start.target for other in others))
    ratios = np.array([other.ratio for other in others])
    pooled = k / n
    variance = float(ratios.var(ddof=1))
    weight = max(pooled * (1 - pooled) / max(variance, 1e-6) - 1, 0.5)
    plain = _beta_binomial(start.target, 0.5 + k, 0.5 + n - k, evenly)
    spread = _beta_binomial(start.target, pooled * weight, (1 - pooled) * weight, evenly)
    return {
        PLAIN: Forecast(plain),
        "pooled_spread": Forecast(spread),
        "quantiles": Forecast(np.quantile(ratios, evenly)),
    }


def _beta_binomial(people: int, a: float, b: float, shares: Floats) -> Floats:
    """Quantiles of the share of `people` that a beta-binomial distribution counts."""
    count = np.arange(people + 1)
    logs = special.betaln(count + a, people - count + b) - special.betaln(a, b)
    logs -= special.betaln(count + 1, people - count + 1) + math.log(people + 1)
    return np.asarray(np.minimum(np.searchsorted(np.cumsum(np.exp(logs)), shares), people) / people)
