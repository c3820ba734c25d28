"""The Aalen-Johansen estimate: which share of a cohort is in which state, with late entries and ties.

At each time t the row of shares is multiplied by the matrix of moves at t: from h to k the number who move divided by
the number at risk in h (entry < t <= exit), on the diagonal what remains. Moves at one time share one risk set, so
ties are exact and nothing is spread over the month. Aalen and Johansen 1978; Andersen, Borgan, Gill and Keiding 1993,
section IV.4.

Variance: of Greenwood's kind (the same section). The move out of a state at t is one draw from a
multinomial of the number at risk; covariances are carried on by V(t) = M' V(t-) M + sum over h of p_h(t-)^2 C_h, with
C_h = (diag(q) - q q') / Y_h and q the row of M for h. With everybody followed from the start it is p(1 - p)/n exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.kaplan_meier import Counts, Floats, checked, places

STAYS = -1
"""The code of a stretch that ends without a move: observation ends, or goes on in another row."""


@dataclass(frozen=True)
class Occupation:
    """Shares by state over time.

    Attributes:
        times: the distinct times of moves.
        shares: one row a time, one column a state; each row sums to one.
        variances: of the same shape.
        initial: the state in which everybody begins.
    """

    times: Floats
    shares: Floats
    variances: Floats
    initial: int

    def at(self, time: float) -> Floats:
        """The shares at a time."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        begun = np.eye(self.shares.shape[1])[self.initial]
        return np.asarray(self.shares[place] if place >= 0 else begun, float)

    def interval(self, time: float, confidence: float = 0.95) -> tuple[Floats, Floats]:
        """Low and high for each state, on the scale of log(-log p); nan where a share is 0 or 1."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        low, high = np.full(self.shares.shape[1], np.nan), np.full(self.shares.shape[1], np.nan)
        if place < 0:
            return low, high
        share, error = self.shares[place], np.sqrt(np.maximum(self.variances[place], 0.0))
        inside = (share > 0) & (share < 1)
        logs = np.log(share[inside])
        width = float(ndtri(0.5 + confidence / 2)) * error[inside] / (share[inside] * -logs)
        low[inside] = np.exp(logs * np.exp(width))
        high[inside] = np.exp(logs * np.exp(-width))
        return low, high


def aalen_johansen(
    entry: ArrayLike, exit: ArrayLike, state: ArrayLike, to: ArrayLike, *, states: int, initial: int = 0
) -> Occupation:
    """Shares by state, from stretches of time in one state.

    A person has as many stretches as states that they were observed in; each ends in a move to another state or in
    `STAYS`.

    Args:
        entry: when each stretch comes under observation; 0 is the start of the clock.
        exit: when it ends.
        state: the state it is in, from 0.
        to: the state it moves to, or `STAYS`.
        states: how many states there are.
        initial: the state of everybody at the start.

    Raises:
        LabourMarketError: lengths differ, or a time is negative, not finite, or not after its entry.
    """
    target = np.asarray(to, np.int64)
    ends, moved, begins = checked(exit, target != STAYS, entry)
    source = np.asarray(state, np.int64)
    if len(source) != len(ends):
        raise LabourMarketError("survival", "survival_shape", lengths=f"{len(ends)}, {len(source)}")
    grid, (at_end, at_begin) = places(ends, begins)
    moves = moved.astype(bool)
    cell = (at_end[moves] * states + source[moves]) * states + target[moves]
    counted = np.bincount(cell, minlength=len(grid) * states * states).reshape(len(grid), states, states)
    begun, ended = (
        np.bincount(place * states + source, minlength=len(grid) * states).reshape(len(grid), states)
        for place in (at_begin, at_end)
    )
    here = np.cumsum(begun - ended, axis=0)
    first = np.bincount(source[begins == 0], minlength=states)[None]
    risk = np.concatenate([first, here[:-1]])
    some = counted.any(axis=(1, 2))
    times, counted, risk = grid[some], counted[some], risk[some].astype(float)
    return _multiplied(times, counted, risk, initial)


def first_exit(exit: ArrayLike, cause: ArrayLike, entry: ArrayLike | None = None, *, causes: int) -> Occupation:
    """Competing risks: the share still in the first state (state 0), and by cause (1 to `causes`) of the first exit.

    Args:
        exit: when each person left the first state, or was last under observation.
        cause: why, from 1; 0 where observation ended.
        entry: when each came under observation; 0 where it is not given.
        causes: how many causes there are.

    Raises:
        LabourMarketError: as `aalen_johansen`.
    """
    why = np.asarray(cause, np.int64)
    ends = np.asarray(exit, float)
    begins = np.zeros(len(ends)) if entry is None else entry
    return aalen_johansen(begins, ends, np.zeros(len(why)), np.where(why == 0, STAYS, why), states=causes + 1)


def _multiplied(times: Floats, counted: Counts, risk: Floats, initial: int) -> Occupation:
    """The product over all times, and the covariances beside it."""
    states = risk.shape[1]
    rows = counted / np.maximum(risk, 1.0)[:, :, None]
    diagonal = np.arange(states)
    rows[:, diagonal, diagonal] = 1.0 - rows.sum(axis=2)
    share, covariance = np.eye(states)[initial], np.zeros((states, states))
    shares, variances = np.empty((len(times), states)), np.empty((len(times), states))
    weight = 1.0 / np.maximum(risk, 1.0)
    for at, row in enumerate(rows):
        scale = share**2 * weight[at]
        drawn = np.diag(scale @ row) - (row * scale[:, None]).T @ row
        covariance = row.T @ covariance @ row + drawn
        share = share @ row
        shares[at], variances[at] = share, covariance[diagonal, diagonal]
    return Occupation(times, shares, variances, initial)
