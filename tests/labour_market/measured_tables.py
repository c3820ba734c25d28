"""Indicator tables of invented figures for the tests of the shortage measures."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

from corridor.labour_market.indicator_table import SCHEMA, IndicatorTable, read_indicators
from corridor.occupations.isco08 import unit_groups

Figures = Mapping[str, Mapping[str, float | None]]
REGION, PERIOD = "flanders", "2025"
INVENTED = Path(__file__).parent / "invented_indicators.csv"
SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[2].parent / "shared"))
dossier = pytest.mark.skipif(
    not (SHARED / "reference").is_dir(), reason=f"the dossier is not here (CORRIDOR_SHARED, {SHARED})"
)


def rows(figures: Figures, *, region: str = REGION, period: str = PERIOD, n: int | None = 100) -> pl.DataFrame:
    """One row a figure; None is a row whose value is not known."""
    found = [
        (code, region, period, name, value, n, "invented", "2026-01", None)
        for code, own in figures.items()
        for name, value in own.items()
    ]
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def table(figures: Figures, *, region: str = REGION, period: str = PERIOD, n: int | None = 100) -> IndicatorTable:
    """The table of these figures; every row must be good."""
    read = read_indicators(rows(figures, region=region, period=period, n=n))
    assert read.quarantine.is_empty(), read.quarantine
    return read


def others(values: Mapping[str, Sequence[float]]) -> dict[str, dict[str, float]]:
    """As many further occupations as there are values, so that statistics over occupations exist."""
    count = max(len(v) for v in values.values())
    codes = [code for code in unit_groups() if code.startswith("9")][:count]
    return {code: {name: found[at] for name, found in values.items()} for at, code in enumerate(codes)}
