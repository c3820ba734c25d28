"""Draws for the synthetic pool: seeded streams, picks by weight, subsets, lists. No loop over rows.

Every column has its own stream, named after it: a column that is added changes no other column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ABSENT = -1
BLOCK = 1 << 16


def stream(seed: int, name: str) -> np.random.Generator:
    """The random numbers of one column: PCG64, seeded by the user's seed and the column's name."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(name.encode())])))


def pick(rng: np.random.Generator, n: int, weights: Sequence[float] | Floats) -> Ints:
    """`n` indices into the weights, each as probable as its weight."""
    return pick_by(rng, np.asarray([weights], dtype=np.float64), np.zeros(n, dtype=np.int64))


def pick_by(rng: np.random.Generator, table: Floats, row: Ints) -> Ints:
    """One column index a row, by the weights of that row of the table."""
    width = table.shape[1]
    steps = np.cumsum(table, axis=1)
    steps /= steps[:, -1:]
    # Each row of the table gets its own unit interval, so that one sorted array serves all.
    ladder = (steps + np.arange(len(table))[:, None]).ravel()
    found = np.searchsorted(ladder, row + rng.random(len(row)), side="right") - row * width
    last = width - 1 - np.argmax(table[:, ::-1] > 0, axis=1)
    return np.asarray(np.minimum(found, last[row]), dtype=np.int64)


def shares(rng: np.random.Generator, share: Floats) -> Bools:
    """True in each row with that row's probability."""
    return np.asarray(rng.random(len(share)) < share)


def subset(rng: np.random.Generator, n: int, weights: Floats, size: int) -> Ints:
    """`size` different indices a row, in ascending order; the heavier ones more often (exponential race)."""
    out = np.empty((n, size), dtype=np.int64)
    for start in range(0, n, BLOCK):
        part = out[start : start + BLOCK]
        race = rng.standard_exponential((len(part), len(weights)), dtype=np.float32) / weights.astype(np.float32)
        part[:] = np.sort(np.argpartition(race, size - 1, axis=1)[:, :size], axis=1)
    return out


def texts(words: Sequence[str | None], codes: Ints) -> pl.Series:
    """The word of each code; null where the code is `ABSENT`."""
    known = pl.Series(codes).cast(pl.Int32)
    return pl.Series(list(words), dtype=pl.String).gather(known.set(known == ABSENT, None))


def lists(words: Sequence[str], codes: Ints) -> pl.Series:
    """A list of words a row from a table of codes; `ABSENT` gives no word, a row without words an empty list."""
    flat = texts(words, codes.ravel())
    return flat.reshape((len(codes), codes.shape[1])).cast(pl.List(pl.String)).list.drop_nulls()


def weighed(options: Sequence[Mapping[str, Any]], key: str = "value") -> tuple[Ints, Floats]:
    """The values and the weights of a list of options."""
    return np.array([o[key] for o in options], dtype=np.int64), np.array([o["weight"] for o in options], dtype=float)


def with_unknowns(frame: pl.DataFrame, unknown: Mapping[str, float], seed: int, kind: str) -> pl.DataFrame:
    """The frame with each column made null at random in its stated share of the rows."""
    columns = []
    for name, share in unknown.items():
        gone = pl.Series(stream(seed, f"{kind}.unknown.{name}").random(frame.height) < share)
        columns.append(pl.when(~gone).then(pl.col(name)).alias(name))
    return frame.with_columns(columns)


def fitted(seed: Floats, rows: Floats, columns: Floats, steps: int = 200) -> Floats:
    """The table nearest to `seed` whose sums over rows and columns are those given (iterative proportional fitting).

    Source: Deming and Stephan 1940. Both sums must have the same total; columns are exact, rows to rounding.
    """
    table = seed.copy()
    for _ in range(steps):
        table *= (rows / table.sum(axis=1))[:, None]
        table *= (columns / table.sum(axis=0))[None, :]
    return table
