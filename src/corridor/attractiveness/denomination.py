"""Dividing indicators by a size: flights by population, trade by GDP. Unknown or zero sizes give unknown."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Framework, Matrix


def denominate(values: Matrix, denominator: Matrix, scale: float = 1.0) -> Matrix:
    """`values / (denominator / scale)`, unknown where the denominator is unknown or zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        divided = np.asarray(values, dtype=float) / (np.asarray(denominator, dtype=float) / scale)
    return np.where(np.isinf(divided), np.nan, divided)


def denominated(values: Matrix, framework: Framework, sizes: Mapping[str, Matrix]) -> Matrix:
    """Each indicator that declares a Denominator, divided by it; `ScaleFactor` of the table multiplies the result.

    Raises: column_missing where a declared denominator is not among `sizes`.
    """
    found = np.array(values, dtype=float)
    for number, code in enumerate(framework.indicators):
        entry = framework.entry(code)
        if entry.denominator is None:
            continue
        if entry.denominator not in sizes:
            raise AttractivenessError(
                f"data ({code})", "column_missing", column=entry.denominator, present=", ".join(sizes) or "-"
            )
        scale = entry.parameters.get("ScaleFactor", 1.0)
        found[:, number] = denominate(found[:, number], sizes[entry.denominator], scale)
    return found
