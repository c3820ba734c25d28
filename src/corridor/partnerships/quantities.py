"""All quantities of a design with their paths: those it states, and those that the simulation needs besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corridor.partnerships.design import Chains, Design, Quantity, Stage
from corridor.partnerships.phases import phases, words
from corridor.partnerships.quantity import Kind


@dataclass(frozen=True, slots=True)
class Stated:
    """A quantity by its path; None: not known, and the prior `default` stands in."""

    name: str
    kind: Kind
    quantity: Quantity | None
    default: str = ""


def quantities(design: Design, order: Chains) -> tuple[Stated, ...]:
    """Every quantity to draw. Those that the design leaves out and nothing needs are not among them."""
    return (*_of_people(design, order), *_of_stages(design, order), *_of_terms(design, order), *_of_money(design))


def _of_people(design: Design, order: Chains) -> Iterator[Stated]:
    yield Stated("applicants_per_place", "ratio", design.applicants_per_place, "applicants_per_place")
    if order.away and order.home:
        yield Stated("tracks.away", "rate", design.tracks.away, "track_away_share")
    if any(stage.phase == "matching" for stage in order.away):
        for grade in words("grades"):
            if grade != "funded":
                yield Stated(f"posts.{grade}", "rate", None, f"post_{grade}")


def _of_stages(design: Design, order: Chains) -> Iterator[Stated]:
    loses = {stage.id for stage in order.both + order.away + order.home}
    for stage in design.stages:
        path, phase = f"stages.{stage.id}", phases()[stage.phase]
        if phase.people:
            yield Stated(f"{path}.months", "duration", stage.months, phase.months or "")
        elif stage.months is not None:
            yield Stated(f"{path}.months", "duration", stage.months)
        if stage.id in loses:
            yield Stated(f"{path}.loss", "rate", stage.loss, phase.loss or "")
        if stage.phase == "matching":
            yield Stated(f"{path}.patience", "duration", stage.patience, "t_patience")
        yield from _of_costs(stage)


def _of_costs(stage: Stage) -> Iterator[Stated]:
    for position, cost in enumerate(stage.costs):
        yield Stated(f"stages.{stage.id}.costs[{position}].amount", "cost", cost.amount)


def _of_terms(design: Design, order: Chains) -> Iterator[Stated]:
    if not (order.away or not order.home):
        return
    yield Stated("retention.exit_per_year", "rate", design.retention, "exit_per_year")
    if design.contract.term != "open":
        yield Stated("contract.months", "duration", design.contract.months, "t_contract")
        yield Stated("return.share", "rate", design.returning.share, "return_share_any")


def _of_money(design: Design) -> Iterator[Stated]:
    economy = design.origin_economy
    named: tuple[tuple[str, Kind, Quantity | None], ...] = (
        ("contract.gross_annual_salary", "cost", design.contract.gross_annual_salary),
        ("origin_economy.gross_annual_wage", "cost", economy.gross_annual_wage),
        ("origin_economy.wage_ratio", "ratio", economy.wage_ratio),
        ("origin_economy.public_training_cost", "cost", economy.public_training_cost),
        ("safeguards.fee_amount", "cost", design.safeguards.fee_amount),
    )
    for name, kind, quantity in named:
        if quantity is not None:
            yield Stated(name, kind, quantity)
