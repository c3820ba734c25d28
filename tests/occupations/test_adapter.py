"""The adapter: its gradient against differences, and what training does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corridor.occupations import adapter
from corridor.occupations.adapter import Adapter, loss, slopes, train, unit


def test_the_gradient_is_that_of_the_loss() -> None:
    chance = np.random.default_rng(1)
    left, right = (chance.standard_normal((6, 5)) for _ in range(2))
    weights = [np.eye(5) + 0.1 * chance.standard_normal((5, 5)), chance.standard_normal((5, 7)), np.ones((7, 5)) * 0.1]
    found = slopes(left, right, weights)
    for which, weight in enumerate(weights):
        for place in np.ndindex(weight.shape):
            moved = []
            for by in (1e-6, -1e-6):
                other = [w.copy() for w in weights]
                other[which][place] += by
                moved.append(loss(left, right, other))
            assert found[which][place] == pytest.approx((moved[0] - moved[1]) / 2e-6, rel=1e-4, abs=1e-6)


@pytest.fixture(scope="module")
def labels() -> tuple[np.ndarray, np.ndarray]:
    """Forty concepts of four labels: a concept shows in ten numbers, the language in ten louder ones."""
    chance = np.random.default_rng(2)
    concepts = np.repeat(chance.standard_normal((40, 10)), 4, axis=0)
    languages = np.tile(3 * chance.standard_normal((4, 10)), (40, 1))
    noise = 0.3 * chance.standard_normal((160, 20))
    return (np.hstack([concepts, languages]) + noise).astype(np.float32), np.repeat(np.arange(40), 4)


def found_again(vectors: np.ndarray, owners: np.ndarray) -> float:
    """How often the nearest other label is of the same concept."""
    near = vectors @ vectors.T
    np.fill_diagonal(near, -2)
    return float((owners[near.argmax(axis=1)] == owners).mean())


def test_training_brings_labels_of_a_concept_together(labels: tuple[np.ndarray, np.ndarray]) -> None:
    vectors, owners = labels
    told: list[tuple[int, int]] = []
    trained = train(vectors, owners, progress=lambda done, steps: told.append((done, steps)))
    assert found_again(unit(vectors - vectors.mean(axis=0)), owners) < 0.6
    assert found_again(trained.of(vectors), owners) > 0.9
    assert told[-1] == (adapter.ROUNDS, adapter.ROUNDS)


def test_vectors_have_length_one(labels: tuple[np.ndarray, np.ndarray]) -> None:
    vectors, owners = labels
    assert np.linalg.norm(train(vectors, owners).of(vectors), axis=1) == pytest.approx(1, abs=1e-5)


def test_the_same_labels_give_the_same_weights(labels: tuple[np.ndarray, np.ndarray]) -> None:
    vectors, owners = labels
    assert np.array_equal(train(vectors, owners).linear, train(vectors, owners).linear)


def test_concepts_of_one_label_teach_nothing() -> None:
    vectors = np.eye(6, dtype=np.float32)
    trained = train(vectors, np.arange(6))
    assert np.array_equal(trained.linear, np.eye(6))


def test_written_and_read(labels: tuple[np.ndarray, np.ndarray], tmp_path: Path) -> None:
    vectors, owners = labels
    trained = train(vectors, owners)
    trained.save(tmp_path / "a.npz")
    assert np.array_equal(Adapter.read(tmp_path / "a.npz").of(vectors), trained.of(vectors))
