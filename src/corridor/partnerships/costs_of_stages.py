"""What a simulated scheme costs: each price of each stage, times how often it falls due, by who pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor.partnerships.design import Chains, Cost, Design

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CostLine:
    """One price of one stage as far as one payer bears it; `payer` None: not known who pays."""

    stage: str
    group: str
    per: str
    payer: str | None


def priced(
    design: Design, order: Chains, ran: Mapping[str, tuple[Any, Any, Any]], values: Mapping[str, Floats], draws: int
) -> tuple[tuple[CostLine, ...], Floats]:
    """The lines, and their EUR [line, draw] up to the horizon.

    `ran`: by id of a stage, how many began it, months in which anyone was in it, person-months; `values`: drawn prices.
    """
    ran = {**ran, **{stage.id: _of_scheme(design, stage.id, values, draws) for stage in order.scheme}}
    lines: list[CostLine] = []
    amounts: list[Floats] = []
    for stage in design.stages:
        for position, cost in enumerate(stage.costs):
            whole = values[f"stages.{stage.id}.costs[{position}].amount"] * _times(cost, ran[stage.id], draws)
            for payer, share in _payers(cost):
                lines.append(CostLine(stage.id, cost.group, cost.per, payer))
                amounts.append(whole * share)
    return tuple(lines), np.array(amounts) if amounts else np.empty((0, draws))


def _of_scheme(design: Design, id: str, values: Mapping[str, Floats], draws: int) -> tuple[Any, Any, Any]:
    """A stage that nobody passes through runs from the start, as long as stated, else all the time."""
    whole = np.full(draws, float(design.horizon_months))
    months = np.minimum(values.get(f"stages.{id}.months", whole), whole)
    return np.zeros(draws), months, np.zeros(draws)


def _times(cost: Cost, ran: tuple[Any, Any, Any], draws: int) -> Floats:
    started, months, person_months = ran
    found = {"once": np.ones(draws), "person": started, "month": months, "person_month": person_months}[cost.per]
    return np.asarray(found, dtype=np.float64)


def _payers(cost: Cost) -> tuple[tuple[str | None, float], ...]:
    """Shares that add up to one exactly; they were checked to do so nearly."""
    if not cost.payers:
        return ((None, 1.0),)
    total = sum(share for _, share in cost.payers)
    return tuple((payer, share / total) for payer, share in cost.payers)
