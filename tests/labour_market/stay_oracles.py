"""Slow and exact twins of the estimators: products over event times with loops, in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def exact_survival(
    exits: Sequence[float], events: Sequence[bool], entries: Sequence[float]
) -> dict[float, tuple[Fraction, Fraction | None, int]]:
    """At each time at which somebody left: the share still here, Greenwood's variance, the number at risk."""
    share, spread = Fraction(1), Fraction(0)
    found: dict[float, tuple[Fraction, Fraction | None, int]] = {}
    for time in sorted({exit for exit, event in zip(exits, events, strict=True) if event}):
        at_risk = sum(
            1 for exit, entry in zip(exits, entries, strict=True) if (entry < time or entry == 0) and exit >= time
        )
        left = sum(1 for exit, event in zip(exits, events, strict=True) if event and exit == time)
        share *= 1 - Fraction(left, at_risk)
        if at_risk > left:
            spread += Fraction(left, at_risk * (at_risk - left))
        found[time] = (share, share**2 * spread if share else None, at_risk)
    return found


Stretch = tuple[float, float, int, int]
"""Entry, exit, state, and the state that follows (-1: none is seen)."""


def exact_shares(stretches: Sequence[Stretch], states: int, initial: int = 0) -> dict[float, list[Fraction]]:
    """At each time of a move, the share in each state."""
    shares = [Fraction(int(state == initial)) for state in range(states)]
    found: dict[float, list[Fraction]] = {}
    for time in sorted({exit for _, exit, _, to in stretches if to >= 0}):
        after = [Fraction(0)] * states
        for state in range(states):
            at_risk = sum(
                1 for entry, exit, of, _ in stretches if of == state and (entry < time or entry == 0) and exit >= time
            )
            gone = Fraction(0)
            for to in range(states):
                moved = sum(1 for _, exit, of, then in stretches if (of, then) == (state, to) and exit == time)
                if moved:
                    after[to] += shares[state] * Fraction(moved, at_risk)
                    gone += Fraction(moved, at_risk)
            after[state] += shares[state] * (1 - gone)
        shares = after
        found[time] = list(shares)
    return found
