"""Texts as weighted character n-grams (TF-IDF), kept as plain arrays so that nothing has to be unpickled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]
Matrix = Any
"""A sparse matrix of scipy; scipy carries no types."""
NGRAMS = (2, 4)


@dataclass(frozen=True)
class Grams:
    """A vocabulary of character n-grams within words, with the inverse document frequency of each."""

    terms: tuple[str, ...]
    idf: Floats

    @classmethod
    def fit(cls, texts: Sequence[str], *, at_least: int = 1) -> tuple[Grams, Matrix]:
        """A vocabulary from texts in plain form, without grams in fewer than `at_least` texts; and their matrix."""
        counter = _counter(None, at_least)
        counts = counter.fit_transform(texts)
        seen = np.bincount(counts.indices, minlength=counts.shape[1])
        idf = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)
        found = cls(tuple(str(t) for t in counter.get_feature_names_out()), idf)
        return found, found.weigh(counts)

    def matrix(self, texts: Sequence[str]) -> Matrix:
        """One row a text: sublinear frequency times idf, of length one."""
        return self.weigh(_counter({t: i for i, t in enumerate(self.terms)}, 1).transform(texts))

    def weigh(self, counts: Matrix) -> Matrix:
        """Counts as weights."""
        out = sp.csr_matrix(counts, dtype=np.float32)
        out.data = (np.log(out.data) + 1) * self.idf[out.indices]
        return rows_of_length_one(out)


def _counter(vocabulary: Mapping[str, int] | None, at_least: int) -> Any:
    return CountVectorizer(
        analyzer="char_wb",
        ngram_range=NGRAMS,
        lowercase=False,
        min_df=at_least,
        vocabulary=vocabulary,
        dtype=np.float32,
    )


def rows_of_length_one(matrix: Matrix) -> Matrix:
    """The matrix with each row divided by its length."""
    squares = np.bincount(
        np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)), matrix.data**2, minlength=matrix.shape[0]
    )
    lengths = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr))
    return matrix


def standardised(scores: Floats) -> Floats:
    """Each row with mean 0 and spread 1, so that scores of two kinds can be added."""
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-6)
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / spread, dtype=np.float32)


@dataclass(frozen=True)
class Pool:
    """Texts that belong to owners (unit groups, occupations): an owner scores as its best text in any language."""

    texts: Matrix
    starts: Whole
    order: Whole
    """Row of the transposed, sorted matrix to position of the text as given."""

    @classmethod
    def of(cls, matrix: Matrix, owners: Iterable[int]) -> Pool:
        """Pool the rows of a matrix by owner; owners are numbered from 0 and each has a text."""
        owner = np.fromiter(owners, dtype=np.int64)
        order = np.argsort(owner, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(owner[order]) > 0])
        return cls(sp.csr_matrix(matrix[order].T), starts, order)

    def each(self, queries: Matrix) -> Floats:
        """Similarity of each query to each text, in the order of `order`."""
        return np.asarray((queries @ self.texts).toarray(), dtype=np.float32)

    def best(self, each: Floats) -> Floats:
        """Each owner's best similarity, from the similarities of `each`."""
        return np.asarray(np.maximum.reduceat(each, self.starts, axis=1), dtype=np.float32)

    def best_text(self, each: Floats, owner: int) -> int:
        """Position, as given, of the text by which an owner scored best for one query."""
        start = int(self.starts[owner])
        end = int(self.starts[owner + 1]) if owner + 1 < len(self.starts) else each.shape[-1]
        return int(self.order[start + int(each[start:end].argmax())])
