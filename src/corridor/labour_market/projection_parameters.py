"""The parameters that projections use where a user gives none: values with source, date, basis and confidence."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from corridor.labour_market.migration_paths import Ar1

FILE = Path(__file__).parent / "projection_parameters.yaml"
Basis = Literal["stated", "derived", "assumed", "recalled"]
Confidence = Literal["high", "medium", "low"]


class _Doc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Doc):
    """A number with its unit and what it rests on."""

    value: float
    unit: str
    source: str
    date: str
    basis: Basis
    confidence: Confidence
    url: str | None = None


class NoiseDoc(_Doc):
    """How Belgian immigration strays from its trend."""

    rho: float
    sigma: float
    pairs: int
    source: str
    date: str
    basis: Basis
    confidence: Confidence


class ScenarioDoc(_Doc):
    """A scenario of migration: factors on the base year."""

    immigration: float
    emigration: float
    basis: Basis
    source: str


class Document(_Doc):
    """The whole file."""

    parameters: dict[str, Parameter]
    noise: NoiseDoc
    scenarios: dict[str, ScenarioDoc]


@cache
def document() -> Document:
    """The file, checked."""
    raw = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return TypeAdapter(Document).validate_python(raw)


def parameter(name: str) -> Parameter:
    """One parameter.

    Raises:
        KeyError: there is none of that name.
    """
    return document().parameters[name]


def shipped_noise() -> Ar1:
    """The autoregression of Belgian immigration as shipped."""
    noise = document().noise
    return Ar1(noise.rho, noise.sigma, noise.pairs)
