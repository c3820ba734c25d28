"""The prices of a win in every draw: a user's own, the design's, or those that ship; None where none is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.price_list import Factor, PriceRow, price_list
from corridor.partnerships.priors import Prior, draw, kinds, resolved
from corridor.partnerships.quantity import Quantity, read_quantity
from corridor.partnerships.reading import Faults, Text
from corridor.partnerships.simulation import Run, uniforms

Floats = NDArray[np.float64]
Own = Mapping[str, float | Mapping[str, Any] | Quantity | None]
BASES = ("stated", "derived", "assumed")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class PriceUsed:
    """A price as it entered: mean and 90 % interval over the draws (None: not known), and what it rests on.

    `own`: the user gave it. `from_design`: the design states it.
    """

    id: str
    label: Text
    unit: str
    mean: float | None
    lo90: float | None
    hi90: float | None
    basis: str
    confidence: str
    source: tuple[str, ...]
    note: Text | None
    own: bool
    from_design: bool


@dataclass(frozen=True, eq=False)
class Prices:
    """The prices of one run: `used` describes them, `values` has [draw] or None."""

    used: Mapping[str, PriceUsed]
    values: Mapping[str, Floats | None]

    def missing(self, factors: tuple[Factor, ...]) -> tuple[str, ...]:
        """The prices among the factors that are not known."""
        return tuple(dict.fromkeys(f.price for f in factors if self.values[f.price] is None))

    def product(self, factors: tuple[Factor, ...], start: Floats) -> Floats | None:
        """A quantity times the factors, None where one is not known."""
        if self.missing(factors):
            return None
        return reduce(lambda found, factor: found * self._factor(factor), factors, start)

    def _factor(self, factor: Factor) -> Floats:
        value = self.values[factor.price]
        assert value is not None
        if factor.form == "":
            return value
        if factor.form == "/":
            return np.asarray(1 / np.maximum(value, 1e-9))
        return 1 - value if factor.form == "-" else 1 + value


def draw_prices(run: Run, own: Own | None = None) -> Prices:
    """Every price of win.yaml for a run.

    Args:
        run: the design's own quantities and the seed come from it.
        own: in place of what ships or what the design states: a number, a quantity as in a design, None for unknown.

    Raises:
        PartnershipErrors: an own price is no quantity. PartnershipError: there is no such price.
    """
    given = _own(own or {})
    used: dict[str, PriceUsed] = {}
    values: dict[str, Floats | None] = {}
    for row in price_list().prices.values():
        value, described = _one(run, row, given, values, used)
        values[row.id], used[row.id] = value, described
    return Prices(used, values)


def weakest(parts: list[tuple[str, str]]) -> tuple[str, str]:
    """The weakest basis and the lowest confidence of several; of none, what is assumed with low confidence."""
    if not parts:
        return BASES[-1], CONFIDENCES[-1]
    basis = max((basis for basis, _ in parts), key=BASES.index)
    return basis, max((confidence for _, confidence in parts), key=CONFIDENCES.index)


def interval(values: NDArray[Any]) -> tuple[float, float, float]:
    """Mean, 5th and 95th percentile over the draws."""
    low, high = np.quantile(values, [0.05, 0.95])
    return float(values.mean()), float(low), float(high)


def _own(own: Own) -> dict[str, Quantity | None]:
    rows, faults = price_list().prices, Faults("prices")
    found: dict[str, Quantity | None] = {}
    for name, raw in own.items():
        if name not in rows:
            raise PartnershipError(f"prices.{name}", "win_price_unknown", name=name, known=", ".join(rows))
        found[name] = raw if isinstance(raw, Quantity) else read_quantity(faults, name, raw, rows[name].kind, kinds())
    faults.settle()
    return found


def _one(
    run: Run,
    row: PriceRow,
    given: Mapping[str, Quantity | None],
    before: Mapping[str, Floats | None],
    used: Mapping[str, PriceUsed],
) -> tuple[Floats | None, PriceUsed]:
    """A price and its description: own, of the design, worked out of others, or as it ships."""
    if row.id in given:
        return _drawn(run, row, given[row.id], own=True)
    of_design = _of_design(run, row)
    if of_design is not None:
        value, prior = of_design
        return value, _described(row, value, prior.basis, prior.confidence, prior.source, prior.note, from_design=True)
    if row.otherwise:
        worked = Prices(used, before).product(row.otherwise, np.ones(run.draws))
        parts = [(used[f.price].basis, used[f.price].confidence) for f in row.otherwise]
        source = tuple(dict.fromkeys(s for f in row.otherwise for s in used[f.price].source))
        return worked, _described(row, worked, *weakest([*parts, ("derived", "high")]), source, row.note)
    holds = not row.only or run.design.destination.country in row.only
    return _drawn(run, row, row.value if holds else None)


def _of_design(run: Run, row: PriceRow) -> tuple[Floats, Prior] | None:
    if row.from_design is None:
        return None
    for parameter, values in zip(run.parameters, run.drawn, strict=True):
        if parameter.name == row.from_design and not parameter.default:
            return values, parameter.prior
    if row.none_if_false is not None and attrgetter(row.none_if_false)(run.design) is False:
        nothing = resolved(Quantity(value=0.0, basis="stated"), row.kind, row.id)
        return np.zeros(run.draws), nothing
    return None


def _drawn(run: Run, row: PriceRow, quantity: Quantity | None, *, own: bool = False) -> tuple[Floats | None, PriceUsed]:
    if quantity is None:
        return None, _described(row, None, "assumed", row.confidence, row.source, row.note, own=own)
    prior = resolved(quantity, row.kind, row.id)
    value = draw(prior, uniforms(run.seed, f"prices.{row.id}", run.draws))
    if own:
        return value, _described(row, value, quantity.basis, prior.confidence, prior.source, quantity.note, own=True)
    known = quantity.prior is not None
    source = prior.source if known else row.source
    note = prior.note if known and row.note is None else row.note
    return value, _described(row, value, quantity.basis, row.confidence, source, note)


def _described(
    row: PriceRow,
    value: Floats | None,
    basis: str,
    confidence: str,
    source: tuple[str, ...],
    note: Text | None,
    *,
    own: bool = False,
    from_design: bool = False,
) -> PriceUsed:
    mean, low, high = (None, None, None) if value is None else interval(value)
    return PriceUsed(row.id, row.label, row.unit, mean, low, high, basis, confidence, source, note, own, from_design)
