"""Which assumptions matter: shares of the variance of an outcome, and a tornado of low against high.

First-order share of a parameter: Var(E[outcome | parameter]) / Var(outcome), with the conditional mean taken on equal
bins of the parameter's draws (the given-data estimator of Plischke, Borgonovo and Smith, European Journal of
Operational Research 226, 2013), less what chance alone would give that many bins (epsilon squared of Kelley, 1935).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corridor.partnerships.costs import cost
from corridor.partnerships.simulation import POSTS, Run

Floats = NDArray[np.float64]
OutcomeName = Literal["placed_abroad", "placed_home", "cost", "cost_per_placement", "person_years"]
TENTH = 10


@dataclass(frozen=True, slots=True)
class Effect:
    """What one parameter does to an outcome.

    `share` of the outcome's variance that the parameter explains alone (0 to 1; shares need not add up to 1, the rest
    is luck of people and joint effects). `low`, `high`: the mean outcome where the parameter lies in its lowest and
    highest tenth; `at_low`, `at_high`: the parameter's mean there. `prior` None: stated in the design.
    """

    name: str
    share: float
    low: float
    high: float
    at_low: float
    at_high: float
    prior: str | None
    basis: str
    confidence: str
    source: tuple[str, ...]
    n: int | None
    own_n: int | None
    default: bool


def sensitivity(run: Run, outcome: OutcomeName = "placed_abroad") -> tuple[Effect, ...]:
    """The effects of all parameters that vary, largest share first.

    Draws in which nobody is placed abroad have no cost per placement and are left out of it. Grades of demand rise and
    fall together: the one with most posts stands for all.
    """
    values, kept = _outcome(run, outcome)
    found = []
    for parameter, row in zip(run.parameters, run.drawn, strict=True):
        drawn = row[kept]
        if len(drawn) < TENTH or np.ptp(drawn) == 0 or parameter.name in _doubles(run):
            continue
        order = np.argsort(drawn, kind="stable")
        tenth = len(drawn) // TENTH
        lowest, highest = order[:tenth], order[-tenth:]
        prior = parameter.prior
        found.append(
            Effect(
                name=parameter.name,
                share=_share(values[order]),
                low=float(values[lowest].mean()),
                high=float(values[highest].mean()),
                at_low=float(drawn[lowest].mean()),
                at_high=float(drawn[highest].mean()),
                prior=None if prior.id == parameter.name else prior.id,
                basis=prior.basis,
                confidence=prior.confidence,
                source=prior.source,
                n=prior.n,
                own_n=prior.own_n,
                default=parameter.default,
            )
        )
    return tuple(sorted(found, key=lambda effect: (-effect.share, effect.name)))


def _doubles(run: Run) -> set[str]:
    """The grades of demand besides the one with most posts; posts that the project pays are certain, and none."""
    pledged = Counter[str]()
    for entry in run.design.demand:
        if entry.grade == "funded":
            continue
        pledged[POSTS + entry.grade] += entry.posts
    return set(pledged) - {name for name, _ in pledged.most_common(1)}


def _outcome(run: Run, name: OutcomeName) -> tuple[Floats, NDArray[np.bool_]]:
    """The outcome of each draw that has one, and which those are."""
    every = np.ones(run.draws, np.bool_)
    if name == "placed_abroad":
        return run.placed_abroad[-1].astype(np.float64), every
    if name == "placed_home":
        return run.placed_home[-1].astype(np.float64), every
    if name == "person_years":
        return run.person_years.astype(np.float64), every
    if name == "cost":
        return cost(run), every
    some = run.placed_abroad[-1] > 0
    return cost(run)[some] / run.placed_abroad[-1][some], some


def _share(ordered: Floats) -> float:
    """The share of variance between equal bins of values in the order of a parameter, less that of chance."""
    size, total = len(ordered), float(ordered.var())
    if total == 0:
        return 0.0
    bins = max(2, min(40, int(size ** (1 / 3)) + 1))
    edges = np.linspace(0, size, bins + 1).astype(np.int64)
    sums = np.add.reduceat(ordered, edges[:-1])
    sizes = np.diff(edges)
    between = float((sizes * (sums / sizes - ordered.mean()) ** 2).sum() / size)
    explained = between / total
    return max(0.0, 1 - (1 - explained) * (size - 1) / (size - bins))
