"""Tables of invented values for invented units: to try the methods without data. They say nothing of any place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

UNITS = 12
MISSING = 0.06
"""Share of values left unknown, so that a reader sees what that does."""


def invented(indicators: Sequence[str], *, level: str = "country", seed: int = 1) -> pl.DataFrame:
    """A table of `read_talent_table` with units A to L. A unit's values lean the same way, as real ones do."""
    rng = np.random.default_rng(seed)
    lean = rng.normal(size=(UNITS, 1))
    values = np.round(50 + 8 * lean + 10 * rng.normal(size=(UNITS, len(indicators))), 1)
    unknown = rng.random(values.shape) < MISSING
    rows = [
        {
            "unit": chr(ord("A") + unit),
            "indicator": name,
            "value": None if unknown[unit, at] else float(values[unit, at]),
            "level": level,
        }
        for unit in range(UNITS)
        for at, name in enumerate(indicators)
    ]
    schema = {"unit": pl.String, "indicator": pl.String, "value": pl.Float64, "level": pl.String}
    return pl.DataFrame(rows, schema=schema)
