"""The weight of an index at which an occupation's verdict changes, each weight alone.

An occupation changes class where it overtakes another one, or where its index crosses a fixed limit. Between two such
weights nothing changes, so one evaluation between each pair finds the first change; halving then finds its place.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.labour_market.measure import judge
from corridor.labour_market.method import COMPOSITE, STEP, bounds
from corridor.labour_market.population_statistics import benchmark
from corridor.labour_market.preparation import LEVEL, Prepared, index_of, weights_of

Array = NDArray[np.float64]
MOST_PAIRS = 200_000
"""Evaluated together at most: memory stays small."""


def tipping_weights(prepared: Prepared, present: pl.DataFrame) -> pl.DataFrame:
    """The rows of `comparison.TIPPING` for the weights of the method's index."""
    from corridor.labour_market.comparison import TIPPING, with_threshold_columns

    composite, numbers = prepared.method.composite, prepared.parameters()
    assert composite is not None
    weights = weights_of(composite, numbers)
    told: list[tuple[object, ...]] = []
    facts = with_threshold_columns(prepared, prepared.facts)
    for level in facts[LEVEL].unique().sort():
        if weights is None:
            break
        search = _Search(prepared, facts.filter(pl.col(LEVEL) == level), weights)
        verdict = dict(
            search.facts.join(present, on="isco08", maintain_order="left").select("isco08", "verdict").iter_rows()
        )
        for position, name in enumerate(composite.weights.values()):
            for code, value, becomes in search.changes(position, verdict):
                told.append((code, "weight", name, weights[position], value, float(STEP), verdict[code], becomes))
    return pl.DataFrame(told, schema=TIPPING, orient="row")


class _Search:
    """The occupations of one level, their parts, and the method evaluated with other weights."""

    def __init__(self, prepared: Prepared, facts: pl.DataFrame, weights: Array) -> None:
        assert prepared.method.composite is not None
        self.prepared, self.facts, self.weights = prepared, facts, weights
        self.composite, self.numbers = prepared.method.composite, prepared.parameters()
        z = facts.select("isco08").join(prepared.parts, on="isco08", how="left", maintain_order="left")
        self.z = z.select(list(self.composite.weights)).fill_null(float("nan")).to_numpy().T
        self.codes = facts["isco08"].to_list()
        given = prepared.thresholds.filter(pl.col("origin") == "user")["name"].to_list()
        self.moving = {n: s for n, s in prepared.method.statistics.items() if s.of == COMPOSITE and n not in given}

    def changes(self, position: int, verdict: dict[str, str]) -> list[tuple[str, float, str]]:
        """(occupation, weight, new verdict) of the nearest change of each occupation that has one."""
        low, high = bounds(list(self.composite.weights.values())[position], self.prepared.method.id)
        now = float(self.weights[position])
        found: dict[int, list[tuple[float, float]]] = {}
        for upward in (False, True):
            end = float((high if upward else low) or 0)
            tried = {who: self._stops(position, who, now, end) for who in range(len(self.codes))}
            for who, inside, outside in self._first(position, tried, verdict, now):
                found.setdefault(who, []).append((inside, outside))
        brackets = [(who, a, b) for who, pairs in found.items() for a, b in pairs]
        return self._nearest(self._halved(position, brackets, verdict), now)

    def _stops(self, position: int, who: int, now: float, end: float) -> list[float]:
        """Weights between which nothing can change for the occupation, from the present one to the end."""
        others = np.delete(np.arange(len(self.weights)), position)
        rest, own = self.weights[others] @ self.z[others], self.z[position]
        if self.moving:
            with np.errstate(divide="ignore", invalid="ignore"):
                crossed = (rest - rest[who]) / (own[who] - own)
        else:
            # a fixed limit is crossed once: the index moves one way only
            crossed = np.array([])
        between = np.unique(crossed[np.isfinite(crossed) & (crossed > min(now, end)) & (crossed < max(now, end))])
        edges = np.concatenate([[min(now, end)], between, [max(now, end)]])
        middles = [*((edges[:-1] + edges[1:]) / 2), end]
        return sorted(middles, key=lambda value: abs(value - now))

    def _first(
        self, position: int, tried: dict[int, list[float]], verdict: dict[str, str], now: float
    ) -> list[tuple[int, float, float]]:
        """(occupation, last weight without the change, first stop with it)."""
        pairs = [(who, stop) for who, stops in tried.items() for stop in stops]
        told = self.verdicts(position, pairs)
        seen: dict[int, float] = {}
        found: dict[int, tuple[int, float, float]] = {}
        for (who, stop), state in zip(pairs, told, strict=True):
            if who not in found and state != verdict[self.codes[who]]:
                found[who] = (who, seen.get(who, now), stop)
            seen[who] = stop
        return list(found.values())

    def _halved(
        self, position: int, brackets: list[tuple[int, float, float]], verdict: dict[str, str]
    ) -> list[tuple[int, float, str]]:
        """The brackets narrowed to one step: the first weight with the change."""
        ends = self._at(position, [(who, _steps(b)) for who, _, b in brackets])
        starts = self._at(position, [(who, _steps(a)) for who, a, _ in brackets])
        own = [verdict[self.codes[who]] for who, _, _ in brackets]
        rows = [
            (who, _steps(a), _steps(b), end)
            for (who, a, b), start, end, before in zip(brackets, starts, ends, own, strict=True)
            if start == before != end
        ]
        while any(abs(b - a) > 1 for _, a, b, _ in rows):
            middles = [(who, (a + b) // 2) for who, a, b, _ in rows]
            told = self._at(position, middles)
            rows = [
                (who, a, b, end)
                if abs(b - a) <= 1
                else (who, a, middle, state)
                if state != verdict[self.codes[who]]
                else (who, middle, b, end)
                for (who, a, b, end), (_, middle), state in zip(rows, middles, told, strict=True)
            ]
        return [(who, float(b * STEP), state) for who, _, b, state in rows]

    def _at(self, position: int, pairs: list[tuple[int, int]]) -> list[str]:
        return self.verdicts(position, [(who, float(count * STEP)) for who, count in pairs])

    def _nearest(self, found: list[tuple[int, float, str]], now: float) -> list[tuple[str, float, str]]:
        best: dict[int, tuple[float, str]] = {}
        for who, value, state in sorted(found, key=lambda row: (abs(row[1] - now), row[1])):
            best.setdefault(who, (value, state))
        return [(self.codes[who], value, state) for who, (value, state) in sorted(best.items())]

    def verdicts(self, position: int, pairs: list[tuple[int, float]]) -> list[str]:
        """The verdict of each (occupation, weight)."""
        size = max(1, MOST_PAIRS // max(1, len(self.codes)))
        blocks = [pairs[at : at + size] for at in range(0, len(pairs), size)]
        return [state for block in blocks for state in self._verdicts(position, block)]

    def _verdicts(self, position: int, pairs: list[tuple[int, float]]) -> list[str]:
        index: list[float | None] = []
        limits: dict[str, list[float | None]] = {name: [] for name in self.moving}
        for who, value in pairs:
            weights = self.weights.copy()
            weights[position] = value
            whole = index_of(self.composite, self.z, weights, self.numbers) if (weights > 0).any() else None
            index.append(None if whole is None or not np.isfinite(whole[who]) else float(whole[who]))
            for name, statistic in self.moving.items():
                known = np.array([]) if whole is None else whole[np.isfinite(whole)]
                limits[name].append(benchmark(statistic, known, self.numbers))
        rows = self.facts[[who for who, _ in pairs]].with_columns(
            pl.Series(COMPOSITE, index, dtype=pl.Float64),
            *(pl.Series(name, values, dtype=pl.Float64) for name, values in limits.items()),
        )
        return judge(self.prepared, rows, own=False)["verdict"].to_list()


def _steps(value: float) -> int:
    """A weight in whole steps."""
    return round(value / float(STEP))
