"""The closed list of indicators of a table: label, unit, meaning, direction, and what is derived from counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from corridor.labour_market.errors import LabourMarketError
from corridor.rules.errors import closest
from corridor.rules.schema import Trilingual

FILE = Path(__file__).parent / "indicators.yaml"
TOTAL = "TOTAL"
"""The code of all occupations together."""
LARGEST = 10**12
"""Beyond it a figure is an error: the engine counts ten-thousandths in 64 bits."""

Unit = Literal["count", "percent", "days", "ratio", "level", "bool"]
Direction = Literal["higher", "lower", "none"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Derived(_Strict):
    numerator: list[str]
    denominator: list[str]
    times: int


class _Row(_Strict):
    unit: Unit
    label: Trilingual
    meaning: Trilingual
    direction: Direction
    minimum: float | None = Field(default=None, alias="min")
    maximum: float | None = Field(default=None, alias="max")
    derived: _Derived | None = None


class _File(_Strict):
    indicators: dict[str, _Row]
    regions: dict[str, list[str]]
    unreliable_flags: list[str]


@dataclass(frozen=True, slots=True)
class Ratio:
    """`times * sum(numerator) / sum(denominator)`: what an indicator is where a table gives only counts."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. `direction`: `higher` where a higher value means a tighter market, `lower`, or `none`."""

    id: str
    label: Mapping[str, str]
    meaning: Mapping[str, str]
    unit: Unit
    direction: Direction
    minimum: float | None
    maximum: float | None
    derived: Ratio | None

    @property
    def sign(self) -> int:
        """+1 where a higher value means a tighter market, else -1."""
        return -1 if self.direction == "lower" else 1


@cache
def _file() -> _File:
    raw: Any = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return _File.model_validate(raw)


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by id, in the order of the file."""
    return {name: _indicator(name, row) for name, row in _file().indicators.items()}


def _indicator(name: str, row: _Row) -> Indicator:
    of = row.derived
    ratio = None if of is None else Ratio(tuple(of.numerator), tuple(of.denominator), of.times)
    return Indicator(name, row.label, row.meaning, row.unit, row.direction, row.minimum, row.maximum, ratio)


def indicator(name: str) -> Indicator:
    """One indicator.

    Raises:
        LabourMarketError: there is none of that id.
    """
    found = indicators().get(name)
    if found is None:
        raise LabourMarketError(
            "indicator", "indicator_unknown", value=name, near=", ".join(closest(name, indicators()) or indicators())
        )
    return found


def unreliable_flags() -> tuple[str, ...]:
    """Flags with which a value is not used."""
    return tuple(_file().unreliable_flags)


@cache
def _regions() -> Mapping[str, str]:
    return {code: name for name, codes in _file().regions.items() for code in (name, *codes)}


def region_name(code: str) -> str:
    """A Corridor region for its name or NUTS code; another NUTS code as it is."""
    return _regions().get(code, code)


def known_regions() -> tuple[str, ...]:
    """The names of Corridor's regions."""
    return tuple(_file().regions)
