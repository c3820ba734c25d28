"""How much is known of each unit, by weight; a unit of which too little is known is not compared.

Such a unit is left out before indicators are scaled, so that it neither sets their range nor takes a place: the ranks,
their intervals and what would move them all speak of the same units.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from corridor.attractiveness.aggregation import effective_weights
from corridor.attractiveness.composite import Composite, Options, build
from corridor.attractiveness.metadata import Framework, Matrix

COVERED = 2 / 3
"""The least share of the weight: COINr's default for screening units."""


def coverage(result: Composite) -> Matrix:
    """The share of the indicators' effective weight for which each unit has a value."""
    known = ~np.isnan(result.values("normalised"))
    return np.asarray(known @ effective_weights(result.framework, result.weights)[0], dtype=float)


def build_covered(data: pl.DataFrame, framework: Framework, options: Options) -> tuple[Composite, Matrix]:
    """A composite in which units below `COVERED` have no score, and the coverage of every unit of the data.

    Raises: as `build`.
    """
    share = coverage(build(data, framework, options))
    enough = pl.Series(share >= COVERED - np.finfo(float).eps * len(framework.indicators))
    kept = data.with_columns(pl.when(enough).then(pl.col(code)).alias(code) for code in framework.indicators)
    return build(kept, framework, options), share
