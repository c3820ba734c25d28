"""Counts of comments by stance and outcome, and what still waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """How many comments there are.

    Attributes:
        stances: by stance; every stance has its count.
        outcomes: by outcome of the answer; every outcome has its count.
        unanswered: comments that wait for an answer.
        bodies: comments in the name of an organisation; the rest are of persons.
    """

    stances: Mapping[str, int]
    outcomes: Mapping[str, int]
    unanswered: int
    bodies: int

    @property
    def total(self) -> int:
        """All comments."""
        return sum(self.stances.values())
