"""The spread of a figure over the draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

PERCENTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Spread:
    """The mean over the draws, and the 5th, 50th and 95th percentile: a 90 % interval about the middle."""

    mean: float
    p5: float
    p50: float
    p95: float


def spread(values: NDArray[Any]) -> Spread:
    """The spread of one value a draw; a percentile is the smallest value that so many draws do not exceed."""
    ranks = [max(0, int(np.ceil(share * len(values))) - 1) for share in PERCENTILES]
    ordered = np.partition(values, ranks)
    return Spread(float(values.mean()), *(float(ordered[rank]) for rank in ranks))
