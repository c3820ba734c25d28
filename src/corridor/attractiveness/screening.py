"""Which units have data enough: the share of known values and the share of values that are not zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Matrix

By = Literal["availability", "nonzero", "both"]


@dataclass(frozen=True)
class Screening:
    """A unit stays when enough of its values are known (`availability`), or not zero (`nonzero`), or both.

    `forced` keeps (True) or leaves out (False) units whatever their data. The thresholds are COINr's.
    """

    by: By = "availability"
    availability: float = 2 / 3
    nonzero: float = 0.05
    forced: Mapping[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.by not in ("availability", "nonzero", "both"):
            raise AttractivenessError(
                "screening", "method_unknown", method=self.by, known="availability, nonzero, both"
            )
        for name in ("availability", "nonzero"):
            if not 0 <= getattr(self, name) <= 1:
                raise AttractivenessError(
                    "screening", "parameter_wrong", parameter=name, value=getattr(self, name), expected="0 … 1"
                )


@dataclass(frozen=True)
class Screened:
    """Who stays, and the counts. Columns of `table`: unit, missing, zeros, availability, nonzero, included."""

    included: NDArray[np.bool_]
    table: pl.DataFrame


def data_availability(values: Matrix) -> tuple[NDArray[np.int64], NDArray[np.int64], Matrix, Matrix]:
    """For each unit: missing values, zeros, share known, share not zero of the known (NaN where none is known)."""
    values = np.asarray(values, dtype=float)
    missing, zeros = np.isnan(values).sum(axis=1), (values == 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        nonzero = 1 - zeros / (values.shape[1] - missing)
    return missing, zeros, 1 - missing / values.shape[1], nonzero


def screen(values: Matrix, units: Sequence[str], screening: Screening) -> Screened:
    """Apply a screening. A unit without any known value has no share of zeros and does not stay for `nonzero`.

    Raises: unit_unknown where a forced unit is not in the data.
    """
    missing, zeros, available, nonzero = data_availability(values)
    enough, not_zero = available >= screening.availability, nonzero >= screening.nonzero
    included: NDArray[np.bool_] = np.array(
        {"availability": enough, "nonzero": not_zero, "both": enough & not_zero}[screening.by]
    )
    place = {unit: number for number, unit in enumerate(units)}
    for unit, stays in screening.forced.items():
        if unit not in place:
            raise AttractivenessError("screening", "unit_unknown", unit=unit, known=", ".join(units))
        included[place[unit]] = stays
    table = pl.DataFrame(
        {
            "unit": list(units),
            "missing": missing,
            "zeros": zeros,
            "availability": available,
            "nonzero": nonzero,
            "included": included,
        }
    ).with_columns(pl.col("nonzero").fill_nan(None))
    return Screened(included, table)
