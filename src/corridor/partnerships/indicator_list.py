"""What each indicator means: read from `indicators.yaml`, with labels, formulas and sources in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).parent / "indicators.yaml"


class _Doc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Definition(_Doc):
    """One indicator: how it is computed (`kind`, a key of `measures.MEASURES`), from which events, in which unit."""

    kind: str
    unit: str
    label: Mapping[str, str]
    formula: Mapping[str, str]
    source: str
    pairs: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    exits: tuple[str, ...] = ()
    event: str | None = None
    base: tuple[str, ...] = ()
    whole: bool = False


class _SettingsDoc(_Doc):
    small: int
    interval: float
    days_a_month: float
    followed_high: float
    followed_medium: float
    basis: str


class Settings(_SettingsDoc):
    """Thresholds, and the order in which numbers are kept where not all can be shown."""

    keep_first: tuple[str, ...]


class _ListDoc(_Doc):
    settings: _SettingsDoc
    keep_first: list[str]
    groups: list[str]
    indicators: dict[str, Definition]
    why_empty: dict[str, dict[str, str]]
    statistics: dict[str, dict[str, str]]


@cache
def document() -> _ListDoc:
    """The file as a whole.

    Raises:
        pydantic.ValidationError: it has a fault.
    """
    return _ListDoc.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


@cache
def settings() -> Settings:
    """Thresholds and the order of keeping."""
    return Settings(**document().settings.model_dump(), keep_first=tuple(document().keep_first))


def definitions() -> Mapping[str, Definition]:
    """The indicators by id, in the order of a report."""
    return document().indicators


def groupings() -> tuple[str, ...]:
    """The columns by which people can be grouped."""
    return tuple(document().groups)
