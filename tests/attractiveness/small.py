"""Small frameworks and data made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from corridor.attractiveness.composite import Composite, Options, build
from corridor.attractiveness.metadata import Framework, read_framework

PLAIN = Options(treatment=None)
"""No treatment: numbers stay checkable by hand."""


def rows(groups: Mapping[str, Sequence[str]], down: Sequence[str] = (), **weights: float) -> list[dict[str, Any]]:
    """A metadata table: groups of indicators under one index; `down` names indicators where less is better."""
    found: list[dict[str, Any]] = []
    for group, codes in groups.items():
        for code in codes:
            direction = -1 if code in down else 1
            found.append({"iCode": code, "Level": 1, "Parent": group, "Direction": direction, "Type": "Indicator"})
    for group in groups:
        found.append({"iCode": group, "Level": 2, "Parent": "Index", "Direction": 1, "Type": "Aggregate"})
    found.append({"iCode": "Index", "Level": 3, "Parent": None, "Direction": 1, "Type": "Aggregate"})
    return [{**row, "Weight": weights.get(row["iCode"], 1.0)} for row in found]


def framework(groups: Mapping[str, Sequence[str]], down: Sequence[str] = (), **weights: float) -> Framework:
    """The same, read."""
    return read_framework(rows(groups, down, **weights))


def table(units: Sequence[str], **columns: Sequence[float | None]) -> pl.DataFrame:
    """Data."""
    return pl.DataFrame({"uCode": list(units), **{code: list(values) for code, values in columns.items()}})


def composite(
    values: Any, groups: Mapping[str, Sequence[str]], options: Options = PLAIN, **weights: float
) -> Composite:
    """An index of an array units x indicators, in the order of the groups; NaN is unknown."""
    read = framework(groups, **weights)
    values = np.asarray(values, dtype=float)
    data = pl.DataFrame({"uCode": [f"u{number}" for number in range(len(values))]})
    columns = [pl.Series(code, values[:, number]).fill_nan(None) for number, code in enumerate(read.indicators)]
    return build(data.with_columns(columns), read, options)


PILLARS = {"A": ("a1", "a2"), "B": ("b1", "b2", "b3")}
