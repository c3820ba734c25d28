"""What a route makes of a person's dependence on one employer."""

from __future__ import annotations

from typing import Literal

Months = int | None | Literal["never"]
HORIZON = 60
"""Months over which dependence is counted (design: the first five years)."""


def dependence_months(employer_change: Months, unlimited: Months) -> int | None:
    """Of the first 60 months, those in which leaving or losing the job ends the right to work.

    They end when another employer is possible without a new authorisation, or when access becomes unlimited, whichever
    comes first. Months that the law does not give leave the result unknown, unless the other end comes at once.
    """
    ends = [HORIZON if end == "never" else end for end in (employer_change, unlimited)]
    if 0 in ends:
        return 0
    known = [end for end in ends if isinstance(end, int)]
    return min(HORIZON, *known) if len(known) == len(ends) else None
