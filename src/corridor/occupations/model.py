"""The search model: labels pooled over languages an owner, and the classifier on unit groups beside them.

An owner is what a title may be coded to: an occupation of ESCO, or a unit group of ISCO-08 by its own titles. Its score
is the similarity of its best label, standardised, plus the classifier's score of its unit group, standardised. Labels
are compared by their letters, or by meaning where an encoder is installed (`meaning`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from corridor.occupations.classifier import Classifier, likelihoods
from corridor.occupations.grams import Floats, Grams, Matrix, Pool, Whole, standardised
from corridor.occupations.meaning import Meaning
from corridor.occupations.title import forms, spelled

RARE = 2
"""Grams in fewer labels than this are left out."""
WEIGHT_OF_CLASSIFIER = 0.5
"""In the score of an occupation, beside similarity by letters; in that of a unit group it weighs double."""
WEIGHT_BESIDE_MEANING = 0.25
"""The same beside similarity by meaning."""
WEIGHT_OF_MIDDLE = 0.5
"""Of the similarity to the middle of an owner's labels, beside that to its best label."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Known:
    """A label to search by: of an occupation (with its URI) or of a unit group (without)."""

    text: str
    lang: str
    isco08: str
    uri: str | None
    preferred: bool
    source: str

    @property
    def owner(self) -> str:
        """What the label belongs to."""
        return self.uri or self.isco08

    @property
    def from_practice(self) -> bool:
        """Whether it is a title of a Belgian list, and not of a classification."""
        return self.source not in ("esco", "isco08")


@dataclass(frozen=True)
class Scores:
    """Scores of a block of titles: of each owner, of each unit group, and what they rest on."""

    owners: Floats
    similarity: Floats
    units: Floats
    unit_similarity: Floats
    likelihood: Floats
    each: Floats
    meant: Meant | None = None


@dataclass(frozen=True)
class Meant:
    """Similarity by meaning, where an encoder is installed: of owners, unit groups, their middles, and labels."""

    similarity: Floats
    unit_similarity: Floats
    unit_middle: Floats
    each: Floats


@dataclass(frozen=True)
class Model:
    """What is needed to rank owners for a title. `labels` are the pooled forms' labels, one a form."""

    labels: tuple[Known, ...]
    grams: Grams
    pool: Pool
    classifier: Classifier | None
    meaning: Meaning | None = None
    meant: tuple[Known, ...] = ()
    """The labels that the rows of `meaning` are of."""

    @cached_property
    def owners(self) -> tuple[Known, ...]:
        """One label of each owner, in the order of the scores."""
        return tuple(self.labels[int(self.pool.order[start])] for start in self.pool.starts)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The unit groups that have a label, in the order of the scores."""
        return tuple(sorted({o.isco08 for o in self.owners}))

    @cached_property
    def unit_of_owner(self) -> Whole:
        """Position in `units` of each owner's unit group."""
        at = {code: i for i, code in enumerate(self.units)}
        return np.array([at[o.isco08] for o in self.owners], dtype=np.int64)

    @cached_property
    def _by_unit(self) -> tuple[Whole, Whole]:
        order = np.argsort(self.unit_of_owner, kind="stable")
        return order, np.flatnonzero(np.r_[True, np.diff(self.unit_of_owner[order]) > 0])

    def queries(self, titles: Sequence[str]) -> Matrix:
        """Titles as rows of the matrix, each by its first form."""
        return self.grams.matrix([forms(t)[0] for t in titles])

    def scores(self, titles: Sequence[str]) -> Scores:
        """Scores of a block of titles; keep blocks to some hundred."""
        queries = self.queries(titles)
        each = self.pool.each(queries)
        similarity = self.pool.best(each)
        letters = Scores(
            standardised(similarity),
            similarity,
            standardised(self._of_units(similarity)),
            self._of_units(similarity),
            np.zeros((len(titles), len(self.units)), np.float32),
            each,
        )
        if self.classifier is None:
            return letters
        guessed, likelihood = self.guessed(queries)
        if self.meaning is None:
            return self._with(replace(letters, likelihood=likelihood), guessed, WEIGHT_OF_CLASSIFIER)
        return self._with(self._by_meaning(self.meaning, letters, titles, likelihood), guessed, WEIGHT_BESIDE_MEANING)

    def _by_meaning(self, meaning: Meaning, letters: Scores, titles: Sequence[str], likelihood: Floats) -> Scores:
        each, middle = meaning.compare(titles)
        best = meaning.best(each)
        meant = Meant(best, self._of_units(best), self._of_units(middle), each)
        weight = np.float32(WEIGHT_OF_MIDDLE)
        return replace(
            letters,
            owners=standardised(best) + weight * standardised(middle),
            units=standardised(meant.unit_similarity) + weight * standardised(meant.unit_middle),
            likelihood=likelihood,
            meant=meant,
        )

    def _of_units(self, owners: Floats) -> Floats:
        order, starts = self._by_unit
        return np.asarray(np.maximum.reduceat(owners[:, order], starts, axis=1), dtype=np.float32)

    def _with(self, scores: Scores, guessed: Floats, weight: float) -> Scores:
        """The scores with the classifier's part; for unit groups it weighs double."""
        owners = scores.owners + np.float32(weight) * guessed[:, self.unit_of_owner]
        return replace(scores, owners=owners, units=scores.units + np.float32(2 * weight) * guessed)

    def best_label(self, scores: Scores, row: int, owner: int) -> tuple[Known, float]:
        """The label by which an owner scored best for one title, and how similar it is: by letters or by meaning."""
        spelled_like = float(scores.similarity[row, owner])
        if scores.meant is None or self.meaning is None or spelled_like >= scores.meant.similarity[row, owner]:
            return self.labels[self.pool.best_text(scores.each[row], owner)], spelled_like
        label = self.meant[self.meaning.best_label(scores.meant.each[row], owner)]
        return label, float(scores.meant.similarity[row, owner])

    def guessed(self, queries: Matrix) -> tuple[Floats, Floats]:
        """The classifier's standardised scores and its likelihoods, by unit group."""
        assert self.classifier is not None
        raw = self.classifier.scores(queries)
        at = {code: i for i, code in enumerate(self.classifier.codes)}
        columns = np.array([at.get(code, -1) for code in self.units])
        standard, likely = standardised(raw), likelihoods(raw)
        known = columns >= 0
        return (
            np.where(known, standard[:, columns], standard.min(axis=1, keepdims=True)).astype(np.float32),
            np.where(known, likely[:, columns], 0).astype(np.float32),
        )

    def save(self, folder: Path) -> None:
        """Write the arrays, as plain arrays and text."""
        arrays: dict[str, Any] = {"idf": self.grams.idf, "starts": self.pool.starts, "order": self.pool.order}
        arrays |= _parts("texts", self.pool.texts)
        if self.classifier is not None:
            arrays |= _parts("weights", self.classifier.weights)
        np.savez(folder / "model.npz", **arrays)
        words = {"terms": self.grams.terms, "codes": self.classifier.codes if self.classifier else ()}
        (folder / "model.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path, labels: Sequence[Known]) -> Model:
        """Read what `save` wrote; the labels are those it was built on."""
        words = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            grams = Grams(tuple(words["terms"]), arrays["idf"])
            pool = Pool(_whole(arrays, "texts"), arrays["starts"], arrays["order"])
            classifier = Classifier(tuple(words["codes"]), _whole(arrays, "weights")) if words["codes"] else None
        return cls(tuple(labels), grams, pool, classifier)


def build(known: Sequence[Known], *, classify: bool = True, progress: Progress | None = None) -> Model:
    """A model from labels. The classifier is trained on the same labels; without it, similarity alone ranks."""
    pairs = list(each_form(known))
    labels = [label for _, label in pairs]
    texts = [form for form, _ in pairs]
    grams, matrix = Grams.fit(texts, at_least=RARE if classify else 1)
    numbers = {owner: i for i, owner in enumerate(sorted({label.owner for label in labels}))}
    classifier = Classifier.train(matrix, [label.isco08 for label in labels], progress=progress) if classify else None
    return Model(tuple(labels), grams, Pool.of(matrix, (numbers[label.owner] for label in labels)), classifier)


def each_form(known: Sequence[Known]) -> Iterator[tuple[str, Known]]:
    """The forms of the labels, each once an owner, in the order given: one row of the model each."""
    seen: set[tuple[str, str]] = set()
    for label in known:
        for form in forms(label.text):
            if form and (form, label.owner) not in seen:
                seen.add((form, label.owner))
                yield form, label


def each_spelling(known: Sequence[Known]) -> Iterator[tuple[str, Known]]:
    """The same with accents and signs, for an encoder."""
    seen: set[tuple[str, str]] = set()
    for label in known:
        for text in spelled(label.text):
            if text and (text, label.owner) not in seen:
                seen.add((text, label.owner))
                yield text, label


def _parts(name: str, matrix: Matrix) -> dict[str, Any]:
    csr = sp.csr_matrix(matrix)
    return {
        f"{name}_data": csr.data.astype(np.float32),
        f"{name}_indices": csr.indices.astype(np.int32),
        f"{name}_indptr": csr.indptr.astype(np.int64),
        f"{name}_shape": np.array(csr.shape),
    }


def _whole(arrays: np.lib.npyio.NpzFile, name: str) -> Matrix:
    rows, columns = (int(n) for n in arrays[f"{name}_shape"])
    return sp.csr_matrix(
        (arrays[f"{name}_data"], arrays[f"{name}_indices"], arrays[f"{name}_indptr"]), shape=(rows, columns)
    )
