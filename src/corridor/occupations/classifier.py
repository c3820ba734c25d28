"""A linear classifier of titles on ISCO-08 unit groups: multinomial logistic regression on character n-grams.

Trained by stochastic gradients with one step size a feature (AdaGrad), which takes seconds where a support vector
machine on the same labels took minutes, and was no better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from corridor.occupations.grams import Floats, Matrix, Whole

EPOCHS, BATCH, STEP, SEED = 8, 1024, 2.0, 20081
SMALL = 0.05
"""Weights nearer to zero than this are dropped: a tenth of the size, the same answers."""


@dataclass(frozen=True)
class Classifier:
    """Weights by feature and unit group; `codes` names the columns."""

    codes: tuple[str, ...]
    weights: Matrix

    @classmethod
    def train(
        cls, matrix: Matrix, codes: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Classifier:
        """Train on one row a label; the same rows give the same weights."""
        names, targets = np.unique(np.asarray(codes), return_inverse=True)
        dense = _train(sp.csr_matrix(matrix), targets.astype(np.int64), len(names), progress)
        dense[np.abs(dense) < SMALL] = 0
        return cls(tuple(str(n) for n in names), sp.csr_matrix(dense))

    def scores(self, queries: Matrix) -> Floats:
        """A score for each unit group; higher is likelier."""
        return np.asarray((queries @ self.weights).toarray(), dtype=np.float32)


def likelihoods(scores: Floats) -> Floats:
    """Scores as probabilities; they are the classifier's own, not calibrated."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def _train(rows: Matrix, targets: Whole, classes: int, progress: Callable[[int, int], None] | None) -> Floats:
    chance = np.random.default_rng(SEED)
    weights = np.zeros((rows.shape[1], classes), np.float32)
    seen = np.full(rows.shape[1], 1e-6, np.float32)
    for epoch in range(EPOCHS):
        order = chance.permutation(len(targets))
        for start in range(0, len(order), BATCH):
            _step(rows, targets, order[start : start + BATCH], weights, seen)
        if progress:
            progress(epoch + 1, EPOCHS)
    return weights


def _step(rows: Matrix, targets: Whole, picked: Whole, weights: Floats, seen: Floats) -> None:
    """One step on a batch, on the features that occur in it."""
    batch = rows[picked]
    features = np.unique(batch.indices)
    batch = batch[:, features]
    errors = likelihoods(np.asarray(batch @ weights[features], dtype=np.float32))
    errors[np.arange(len(picked)), targets[picked]] -= 1
    slope = batch.T @ errors
    seen[features] += (slope * slope).sum(axis=1)
    weights[features] -= STEP * slope / np.sqrt(seen[features])[:, None]
