"""A figure with its interval and what it rests on, and the sum of such figures."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corridor.labour_market.projection_facts import Basis, Confidence

WEAKEST: tuple[Basis, ...] = ("unknown", "assumed", "recalled", "derived", "stated")
CONFIDENCE: tuple[Confidence, ...] = ("low", "medium", "high")
Errors = Literal["independent", "together"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or an unknown.

    Attributes:
        value: the central value; null where it is not known.
        low, high: an interval of 80 %; null where none is given, which is not an interval of no width.
        basis, confidence: on what it rests and how sure it is.
        source, date, url: where it stands.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    basis: Basis = "unknown"
    confidence: Confidence | None = None
    source: str | None = None
    date: str | None = None
    url: str | None = None

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


UNKNOWN = Figure(None)


def total(parts: Iterable[tuple[int, Figure]], *, errors: Errors = "independent") -> Figure:
    """The sum of figures, each with its sign (1 or -1).

    The value is the plain sum, unknown where one part is. An interval is given only where every part has one.
    Independent errors add as the root of their squares, on each side apart; errors that go `together` add plainly,
    which is the widest it can be. The basis is the weakest of the parts, at most `derived`.
    """
    listed = list(parts)
    amounts = [sign * figure.value for sign, figure in listed if figure.value is not None]
    if not listed or len(amounts) < len(listed):
        return UNKNOWN
    value = math.fsum(amounts)
    low, high = _ends(listed, value, errors)
    figures = [figure for _, figure in listed]
    return Figure(
        value,
        low,
        high,
        basis=weakest([figure.basis for figure in figures] + ["derived"]),
        confidence=least_sure(figure.confidence for figure in figures),
        source=_joined(figure.source for figure in figures),
        date=max((figure.date for figure in figures if figure.date), default=None),
        url=next((figure.url for figure in figures if figure.url), None),
    )


def _ends(listed: list[tuple[int, Figure]], value: float, errors: Errors) -> tuple[float | None, float | None]:
    below, above = [], []
    for sign, figure in listed:
        if figure.value is None or figure.low is None or figure.high is None:
            return None, None
        down, up = figure.value - figure.low, figure.high - figure.value
        below.append(down if sign > 0 else up)
        above.append(up if sign > 0 else down)
    if errors == "together":
        return value - math.fsum(below), value + math.fsum(above)
    return value - math.hypot(*below), value + math.hypot(*above)


def weakest(bases: Iterable[Basis]) -> Basis:
    """The weakest of several bases."""
    return min(bases, key=WEAKEST.index, default="unknown")


def least_sure(given: Iterable[Confidence | None]) -> Confidence | None:
    """The lowest confidence; null where one is not stated."""
    listed = list(given)
    known = [one for one in listed if one is not None]
    return min(known, key=CONFIDENCE.index) if known and len(known) == len(listed) else None


def _joined(sources: Iterable[str | None]) -> str | None:
    named = dict.fromkeys(source for source in sources if source)
    return "; ".join(named) or None
