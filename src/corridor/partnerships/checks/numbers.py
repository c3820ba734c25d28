"""Expected numbers of a design that the checks need: means of quantities, day of arrival, costs borne by a worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corridor.partnerships.checks.book import recruitment_groups
from corridor.partnerships.design import Cost, Design, Quantity, Stage, chains
from corridor.partnerships.months import DAYS_PER_MONTH
from corridor.partnerships.phases import phases
from corridor.partnerships.priors import mean, resolved
from corridor.partnerships.quantity import Kind
from corridor.rules.kleene import Truth, any_of

MONTHS_PER_YEAR = 12


def expected(quantity: Quantity | None, kind: Kind, name: str) -> float | None:
    """The mean of a quantity (its prior or range with its own counts); None where it is not known."""
    if quantity is None:
        return None
    return quantity.value if quantity.value is not None else mean(resolved(quantity, kind, name))


def months_of(stage: Stage) -> float:
    """The expected months of one person in a stage; where the design does not know, those of the phase's prior."""
    quantity = stage.months
    if quantity is None:
        prior = phases()[stage.phase].months
        quantity = Quantity(prior=prior) if prior is not None else Quantity(value=0.0)
    return expected(quantity, "duration", f"{stage.id}.months") or 0.0


def arrival(design: Design) -> date:
    """The day on which the first wave is expected to arrive: its start and the mean time of each stage up to arrival.

    Queues are left out, so that the day is an early one.
    """
    order = chains(design)
    months = sum(months_of(stage) for stage in order.both + order.away)
    first = design.waves[0].date if design.waves else design.start
    return first + timedelta(days=round(months * DAYS_PER_MONTH))


def share_away(design: Design) -> float | None:
    """The share of people on the away track: as stated, else all or none where only one track exists."""
    order = chains(design)
    if not order.home:
        return 1.0 if order.away or order.both else None
    return expected(design.tracks.away, "rate", "tracks.away") if order.away else 0.0


def worker_costs(design: Design) -> tuple[bool | None, float | None]:
    """Whether a worker on the away track bears recruitment costs, and how much (EUR a person); None: not known.

    The costs of the stages up to arrival that the migrant pays, in the groups of SDG indicator 10.7.1, and the fees.
    A cost of the scheme as a whole that falls on migrants has no known share for one of them.
    """
    parts = [*_cost_parts(design), _fee(design)]
    pays = any_of(part.paid for part in parts)
    amounts = [part.amount for part in parts if part.amount is not None]
    return pays, sum(amounts) if len(amounts) == len(parts) else None


@dataclass(frozen=True, slots=True)
class _Borne:
    """One cost: whether a worker bears any of it, and how much (EUR a person); None: not known."""

    paid: Truth
    amount: float | None


NOTHING_KNOWN = _Borne(None, None)


def _part(amount: float | None) -> _Borne:
    return _Borne(None if amount is None else amount > 0, amount)


def _cost_parts(design: Design) -> Iterator[_Borne]:
    order = chains(design)
    for stage in order.both + order.away:
        for cost in stage.costs:
            if cost.group in recruitment_groups():
                yield _borne(cost, stage)
    if not any(stage.costs for stage in design.stages):
        yield NOTHING_KNOWN  # no costs stated: nothing is known of who pays


def _borne(cost: Cost, stage: Stage) -> _Borne:
    if cost.payers is None:
        return NOTHING_KNOWN
    whole = (expected(cost.amount, "cost", f"{stage.id}.costs") or 0.0) * dict(cost.payers).get("migrant", 0.0)
    people = {"person": 1.0, "person_month": months_of(stage)}.get(cost.per)
    if whole and people is None:
        return _Borne(True, None)
    return _part(whole * (people or 0.0))


def _fee(design: Design) -> _Borne:
    charged = design.safeguards.fees_charged_to_workers
    if charged is None:
        return NOTHING_KNOWN
    if not charged:
        return _part(0.0)
    amount = expected(design.safeguards.fee_amount, "cost", "safeguards.fee_amount")
    return _Borne(True, None) if amount is None else _part(amount)
