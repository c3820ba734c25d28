"""What a run costs: in total, per placement and per retained year, average and marginal, by payer, group and stage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corridor.partnerships.priors import Prior
from corridor.partnerships.simulation import Run, simulate
from corridor.partnerships.spread import Spread, spread

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class UnitCost:
    """EUR per unit (a placement, a retained year).

    `mean` is the mean cost over the mean number of units, None where no draw has any. `p5`, `p50`, `p95` are of the
    cost per unit within a draw, where a draw without any unit counts as above every cost: None where the percentile
    falls there. `none`: the share of such draws.
    """

    mean: float | None
    p5: float | None
    p50: float | None
    p95: float | None
    none: float


@dataclass(frozen=True, slots=True)
class Marginal:
    """One more person in each wave under the same random numbers: what they cost and what comes of them.

    `cost`, `placed`, `years`: what the whole gains, over the draws. `per_person` and `per_placement`, `per_year` are
    ratios of means in EUR, None where nothing is gained: then something else than people is short. `error` is the
    standard error of `per_placement` from the number of draws (delta method).
    """

    people: int
    cost: Spread
    placed: Spread
    years: Spread
    per_person: float
    per_placement: float | None
    per_year: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class Costs:
    """EUR up to the horizon. The payer `unknown` stands for prices of which the design does not say who pays."""

    total: Spread
    per_placement: UnitCost
    per_retained_year: UnitCost
    by_payer: tuple[tuple[str, Spread], ...]
    by_group: tuple[tuple[str, Spread], ...]
    by_stage: tuple[tuple[str, Spread], ...]
    marginal: Marginal | None


def cost_summary(run: Run, *, marginal: bool = False, priors: Mapping[str, Prior] | None = None) -> Costs:
    """The costs of a run; `marginal` simulates once more."""
    total = cost(run)
    return Costs(
        total=spread(total),
        per_placement=per_unit(total, run.placed_abroad[-1]),
        per_retained_year=per_unit(total, run.person_years),
        by_payer=_spreads(run, "payer"),
        by_group=_spreads(run, "group"),
        by_stage=_spreads(run, "stage"),
        marginal=one_more(run, priors=priors) if marginal else None,
    )


def cost(run: Run) -> Floats:
    """The whole cost of each draw in EUR up to the horizon."""
    return np.asarray(run.line_costs.sum(axis=0))


def by(run: Run, what: Literal["payer", "group", "stage"]) -> dict[str, Floats]:
    """The cost of each draw by who pays, by group of costs or by stage; the parts add up to the whole."""
    found: dict[str, Floats] = {}
    for line, amounts in zip(run.lines, run.line_costs, strict=True):
        name = getattr(line, what) or "unknown"
        found[name] = found[name] + amounts if name in found else amounts
    return found


def per_unit(total: Floats, units: NDArray[np.generic]) -> UnitCost:
    """The cost per unit, with draws that have no unit counted as above every cost."""
    number = np.asarray(units, dtype=np.float64)
    if not number.any():
        return UnitCost(None, None, None, None, 1.0)
    within = np.full(len(total), np.inf)
    np.divide(total, number, out=within, where=number > 0)
    found = spread(within)
    low, middle, high = (value if math.isfinite(value) else None for value in (found.p5, found.p50, found.p95))
    return UnitCost(float(total.mean() / number.mean()), low, middle, high, float((number == 0).mean()))


def one_more(run: Run, *, priors: Mapping[str, Prior] | None = None) -> Marginal:
    """Simulate one more person in each wave; the rest keeps its random numbers."""
    waves = tuple(replace(wave, intake=wave.intake + 1) for wave in run.design.waves)
    more = simulate(replace(run.design, waves=waves), draws=run.draws, seed=run.seed, priors=priors)
    spent = cost(more) - cost(run)
    placed = np.asarray(more.placed_abroad[-1] - run.placed_abroad[-1], dtype=np.float64)
    years = np.asarray(more.person_years - run.person_years, dtype=np.float64)
    ratio = float(spent.mean() / placed.mean()) if placed.mean() > 0 else None
    error = None
    if ratio is not None:
        error = float((spent - ratio * placed).std() / math.sqrt(run.draws) / placed.mean())
    return Marginal(
        people=len(waves),
        cost=spread(spent),
        placed=spread(placed),
        years=spread(years),
        per_person=float(spent.mean()) / len(waves),
        per_placement=ratio,
        per_year=float(spent.mean() / years.mean()) if years.mean() > 0 else None,
        error=error,
    )


def _spreads(run: Run, what: Literal["payer", "group", "stage"]) -> tuple[tuple[str, Spread], ...]:
    return tuple((name, spread(amounts)) for name, amounts in by(run, what).items())
