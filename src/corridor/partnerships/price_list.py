"""The lines of gains and losses and the prices in them, as `win.yaml` states them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from corridor.partnerships.priors import kinds
from corridor.partnerships.quantity import Kind, Quantity, read_quantity
from corridor.partnerships.reading import Faults, Text

FILE = Path(__file__).parent / "win.yaml"
Direction = Literal["gain", "cost"]
Confidence = Literal["high", "medium", "low"]
Basis = Literal["stated", "derived", "assumed"]
_FACTOR = re.compile(r"(?:(1) ([-+/]) )?([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Factor:
    """A price in a product: itself, or one minus, one plus, one over it."""

    price: str
    form: Literal["", "-", "+", "/"] = ""


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price: its default (None: not known), where the design states it, and what it is worked out of otherwise."""

    id: str
    label: Text
    kind: Kind
    unit: str
    value: Quantity | None
    from_design: str | None
    none_if_false: str | None
    otherwise: tuple[Factor, ...]
    only: tuple[str, ...]
    source: tuple[str, ...]
    confidence: str
    note: Text | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """A gain or cost of one party: a quantity of the run times factors, or what `payers` spend."""

    id: str
    party: str
    direction: Direction
    transfer: str | None
    of: str
    times: tuple[Factor, ...]
    payers: tuple[str | None, ...]
    label: Text
    explanation: Text
    basis: str | None


@dataclass(frozen=True, slots=True)
class SumRow:
    """Lines of one party that belong together."""

    id: str
    party: str
    lines: tuple[str, ...]
    label: Text


@dataclass(frozen=True, slots=True)
class BesideRow:
    """A figure to be shown beside the account, never in it: an amount or a prior for each unit of a quantity."""

    id: str
    of: str
    amount: float | None
    prior: str | None
    only: tuple[str, ...]
    label: Text
    warning: Text
    source: tuple[str, ...]
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class PriceList:
    """Everything of win.yaml."""

    prices: Mapping[str, PriceRow]
    lines: tuple[LineRow, ...]
    sums: tuple[SumRow, ...]
    beside: tuple[BesideRow, ...]
    parties: Mapping[str, Text]
    winners: tuple[str, ...]
    directions: Mapping[str, Text]
    verdicts: Mapping[str, Text]
    quantities: Mapping[str, Text]
    statements: Mapping[str, Text]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Label(_Strict):
    en: str
    fr: str
    nl: str

    def text(self) -> Text:
        return Text(self.en, self.fr, self.nl)


class _Price(_Strict):
    id: str
    label: _Label
    kind: Kind
    unit: str
    value: Any
    from_design: str | None = None
    none_if_false: str | None = None
    otherwise: list[str] = []
    only: list[str] = []
    source: list[str] = []
    confidence: Confidence
    note: _Label | None = None


class _Line(_Strict):
    id: str
    party: str
    direction: Direction
    transfer: str | None = None
    of: str
    times: list[str] = []
    payers: list[str | None] = []
    label: _Label
    explanation: _Label
    basis: Basis | None = None


class _Sum(_Strict):
    id: str
    party: str
    lines: list[str]
    label: _Label


class _Beside(_Strict):
    id: str
    of: str
    amount: float | None = None
    prior: str | None = None
    only: list[str] = []
    label: _Label
    warning: _Label
    source: list[str] = Field(min_length=1)
    basis: Basis
    confidence: Confidence


class _File(_Strict):
    read: str
    parties: dict[str, _Label]
    winners: list[str]
    directions: dict[str, _Label]
    verdicts: dict[str, _Label]
    quantities: dict[str, _Label]
    prices: list[_Price]
    lines: list[_Line]
    sums: list[_Sum]
    beside: list[_Beside]
    statements: dict[str, _Label]


@cache
def price_list() -> PriceList:
    """The prices and lines that ship.

    Raises:
        PartnershipErrors: a price is no quantity.
        ValueError: a factor is none.
    """
    file = _File.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    faults = Faults(FILE.name)
    rows = {row.id: _price(row, faults) for row in file.prices}
    faults.settle()
    return PriceList(
        prices=rows,
        lines=tuple(_line(row) for row in file.lines),
        sums=tuple(SumRow(row.id, row.party, tuple(row.lines), row.label.text()) for row in file.sums),
        beside=tuple(_beside(row) for row in file.beside),
        winners=tuple(file.winners),
        **{
            name: {key: text.text() for key, text in getattr(file, name).items()}
            for name in ("parties", "directions", "verdicts", "quantities", "statements")
        },
    )


def _price(row: _Price, faults: Faults) -> PriceRow:
    return PriceRow(
        id=row.id,
        label=row.label.text(),
        kind=row.kind,
        unit=row.unit,
        value=read_quantity(faults, f"prices.{row.id}.value", row.value, row.kind, kinds()),
        from_design=row.from_design,
        none_if_false=row.none_if_false,
        otherwise=tuple(map(_factor, row.otherwise)),
        only=tuple(row.only),
        source=tuple(row.source),
        confidence=row.confidence,
        note=None if row.note is None else row.note.text(),
    )


def _line(row: _Line) -> LineRow:
    given = row.model_dump(exclude={"times", "payers", "label", "explanation"})
    return LineRow(
        **given,
        times=tuple(map(_factor, row.times)),
        payers=tuple(row.payers),
        label=row.label.text(),
        explanation=row.explanation.text(),
    )


def _beside(row: _Beside) -> BesideRow:
    given = row.model_dump(exclude={"label", "warning", "source", "only"})
    return BesideRow(
        **given, label=row.label.text(), warning=row.warning.text(), source=tuple(row.source), only=tuple(row.only)
    )


def _factor(written: str) -> Factor:
    found = _FACTOR.fullmatch(written)
    if found is None:
        raise ValueError(f"{FILE.name}: no factor: {written}")
    return Factor(found[3], found[2] or "")  # type: ignore[arg-type]
