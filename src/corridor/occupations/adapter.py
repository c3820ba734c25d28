"""An adapter on sentence vectors: a linear and a small hidden layer that bring labels of one concept together.

Trained by contrast (InfoNCE: van den Oord and others 2018, arXiv 1807.03748): of two labels of each concept in a batch,
each is to find the other among those of all other concepts, in both directions. The gradient is written out, so that
numpy is enough. ESCO's own labels are all it sees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor.occupations.grams import Floats, Whole

HIDDEN, BATCH, ROUNDS, PAIRS, SHARPNESS, STEP, DECAY, SEED = 512, 2048, 36, 4, 20.0, 1e-3, 1e-4, 20082
"""A round takes `PAIRS` pairs of each concept; `SHARPNESS` is one over the temperature."""
STEPS = 300
"""Where concepts are many, as skills are, there are fewer rounds: about so many steps in all."""
FAST, SLOW, TINY = 0.9, 0.999, 1e-8
"""Of Adam (Kingma and Ba 2015)."""


def unit(vectors: Floats) -> Floats:
    """Each row at length one."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / lengths, dtype=np.float32)


@dataclass(frozen=True)
class Adapter:
    """Weights of the two layers; `mean` is taken off each vector first."""

    mean: Floats
    linear: Floats
    inner: Floats
    outer: Floats

    def of(self, vectors: Floats) -> Floats:
        """Vectors as the adapter sees them, of length one."""
        centred = unit(np.asarray(vectors, dtype=np.float32) - self.mean)
        return unit(centred @ self.linear + np.maximum(centred @ self.inner, 0) @ self.outer)

    def save(self, file: Path) -> None:
        """Write the weights as plain arrays."""
        np.savez(file, mean=self.mean, linear=self.linear, inner=self.inner, outer=self.outer)

    @classmethod
    def read(cls, file: Path) -> Adapter:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(arrays["mean"], arrays["linear"], arrays["inner"], arrays["outer"])


def train(vectors: Floats, owners: Whole, *, progress: Callable[[int, int], None] | None = None) -> Adapter:
    """Train on labels: a vector each, and the number of its concept. The same labels give the same weights."""
    chance = np.random.default_rng(SEED)
    mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
    rows = unit(np.asarray(vectors, dtype=np.float32) - mean)
    width = rows.shape[1]
    weights = [
        np.eye(width, dtype=np.float32),
        (chance.standard_normal((width, HIDDEN)) * 0.02).astype(np.float32),
        np.zeros((HIDDEN, width), np.float32),
    ]
    descent = _Descent(weights)
    groups = _groups(owners)
    rounds = max(1, min(ROUNDS, STEPS // (PAIRS * max(1, -(-len(groups) // BATCH)))))
    for turn in range(rounds):
        for _ in range(PAIRS):
            order = chance.permutation(len(groups))
            for start in range(0, len(order), BATCH):
                left, right = _pairs([groups[i] for i in order[start : start + BATCH]], chance)
                descent.step(slopes(rows[left], rows[right], weights))
        if progress:
            progress(turn + 1, rounds)
    return Adapter(mean, *weights)


def _groups(owners: Whole) -> list[Whole]:
    """The rows of each concept that has two labels or more."""
    order = np.argsort(owners, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(owners[order])) + 1)
    return [part for part in parts if len(part) > 1]


def _pairs(groups: list[Whole], chance: np.random.Generator) -> tuple[Whole, Whole]:
    """Two different rows of each concept."""
    sizes = np.array([len(g) for g in groups])
    first = chance.integers(sizes)
    second = (first + 1 + chance.integers(sizes - 1)) % sizes
    left = np.array([g[i] for g, i in zip(groups, first, strict=True)])
    right = np.array([g[i] for g, i in zip(groups, second, strict=True)])
    return left, right


def loss(left: Floats, right: Floats, weights: list[Floats]) -> float:
    """What training lowers: the mean surprise at the right partner, in both directions."""
    one, other = _forward(left, weights)[0], _forward(right, weights)[0]
    scores = SHARPNESS * one @ other.T
    forth, back = _likely(scores), _likely(scores.T)
    return float(-(np.log(np.diag(forth)) + np.log(np.diag(back))).mean() / 2)


def slopes(left: Floats, right: Floats, weights: list[Floats]) -> list[Floats]:
    """The gradient of `loss` on each of the weights."""
    (one, length, hidden), (other, other_length, other_hidden) = _forward(left, weights), _forward(right, weights)
    scores = SHARPNESS * one @ other.T
    error = _likely(scores) + _likely(scores.T).T
    error[np.diag_indices_from(error)] -= 2
    error *= SHARPNESS / (2 * len(one))
    there = _backward(left, one, length, hidden, error @ other, weights)
    here = _backward(right, other, other_length, other_hidden, error.T @ one, weights)
    return [a + b for a, b in zip(there, here, strict=True)]


def _forward(rows: Floats, weights: list[Floats]) -> tuple[Floats, Floats, Floats]:
    linear, inner, outer = weights
    hidden = np.maximum(rows @ inner, 0)
    out = rows @ linear + hidden @ outer
    length = np.linalg.norm(out, axis=1, keepdims=True)
    return out / length, length, hidden


def _backward(
    rows: Floats, out: Floats, length: Floats, hidden: Floats, slope: Floats, weights: list[Floats]
) -> list[Floats]:
    """The gradient through length one, the outer layer and the inner one."""
    slope = (slope - out * (out * slope).sum(axis=1, keepdims=True)) / length
    within = (slope @ weights[2].T) * (hidden > 0)
    return [rows.T @ slope, rows.T @ within, hidden.T @ slope]


def _likely(scores: NDArray[Any]) -> NDArray[Any]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


class _Descent:
    """Adam with weights that decay (AdamW)."""

    def __init__(self, weights: list[Floats]) -> None:
        self.weights, self.steps = weights, 0
        self.fast = [np.zeros_like(w) for w in weights]
        self.slow = [np.zeros_like(w) for w in weights]

    def step(self, slopes: list[Floats]) -> None:
        self.steps += 1
        for weight, slope, fast, slow in zip(self.weights, slopes, self.fast, self.slow, strict=True):
            fast += (1 - FAST) * (slope - fast)
            slow += (1 - SLOW) * (slope * slope - slow)
            size = np.sqrt(slow / (1 - SLOW**self.steps)) + TINY
            weight -= STEP * (fast / (1 - FAST**self.steps) / size + DECAY * weight)
