"""Published figures on demand, hires, employment rates, population and permits: dated, sourced, in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from corridor.labour_market.projection_words import region_told, word
from corridor.rules.wording import number

FILE = Path(__file__).parent / "projection_checks.yaml"
Basis = Literal["stated", "derived", "assumed", "recalled", "unknown"]
Confidence = Literal["high", "medium", "low"]


class _Doc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _SourceDoc(_Doc):
    name: str
    published: str | None
    confidence: Confidence


class _FactDoc(_Doc):
    id: str
    region: str
    variable: str
    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    period: str | None = None
    about: Literal["nearly", "just_above"] | None = None
    nearest: bool = False


class _RowDoc(_Doc):
    row: int
    source: str
    period: str
    unit: str
    url: str
    facts: tuple[_FactDoc, ...]


class _Document(_Doc):
    sources: dict[str, _SourceDoc]
    rows: tuple[_RowDoc, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A published figure.

    Attributes:
        id: its name in formulas.
        row: the row of the dossier that it restates.
        region: flanders, wallonia, brussels, belgium or eu.
        variable: what is measured; `told(lang)` says it.
        period: as the source gives it.
        value: null where the source gives a range, `low` to `high`.
        unit: as printed (thousand, percent a year, ...).
        about: `nearly` or `just_above` where the source says so.
        nearest: shown beside an unknown gap of its region.
        source, published, url: where it stands; `published` is null where the copy read gives no date.
        confidence, basis: how sure, and on what it rests.
    """

    id: str
    row: int
    region: str
    variable: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    about: str | None
    nearest: bool
    source: str
    published: str | None
    url: str
    confidence: Confidence
    basis: Basis = "stated"

    def told(self, lang: str) -> str:
        """What is measured, where and when."""
        region, what = region_told(self.region, lang), word(f"variable.{self.variable}", lang)
        return word("fact", lang, region=region, period=self.period, what=what)

    def value_told(self, lang: str) -> str:
        """The figure with its unit."""
        amounts = [self.value] if self.value is not None else [self.low, self.high]
        shown = "–".join(number(_exact(amount), lang) for amount in amounts if amount is not None)
        about = f"{word(f'about.{self.about}', lang)} " if self.about else ""
        return f"{about}{shown} {word(f'unit.{self.unit}', lang)}"


def _exact(amount: float) -> Decimal:
    return Decimal(f"{amount:.10g}")


@cache
def facts() -> Mapping[str, Fact]:
    """Every figure by its id.

    Raises:
        ValueError: an id is given twice.
    """
    document = _document()
    found: dict[str, Fact] = {}
    for row in document.rows:
        source = document.sources[row.source]
        for doc in row.facts:
            if doc.id in found:
                raise ValueError(f"{FILE.name}: {doc.id} stands twice")
            found[doc.id] = Fact(
                id=doc.id,
                row=row.row,
                region=doc.region,
                variable=doc.variable,
                period=doc.period or row.period,
                value=doc.value,
                low=doc.low,
                high=doc.high,
                unit=doc.unit or row.unit,
                about=doc.about,
                nearest=doc.nearest,
                source=source.name,
                published=source.published,
                url=row.url,
                confidence=source.confidence,
            )
    return MappingProxyType(found)


@cache
def _document() -> _Document:
    raw = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return TypeAdapter(_Document).validate_python(raw)


def rows() -> tuple[int, ...]:
    """The rows of the dossier that are restated."""
    return tuple(row.row for row in _document().rows)


def nearest(region: str) -> tuple[Fact, ...]:
    """Totals of a region, then of Belgium, to show beside an unknown gap."""
    marked = [fact for fact in facts().values() if fact.nearest]
    own = tuple(fact for fact in marked if fact.region == region)
    return own if region == "belgium" else own + tuple(fact for fact in marked if fact.region == "belgium")
