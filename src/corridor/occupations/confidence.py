"""How sure a coding is: the chance that the first unit group is right, calibrated on labels that were held out.

For each occupation one label is held out, with those labels of the occupation that resemble it; the model is trained on
the rest. What it makes of the held-out labels shows how often it is right at a given evidence. Titles from practice
resemble known labels less than labels resemble each other, so the twins go too: by turns only the same label in other
forms, the near twins, nearly all that is like it, and all that is in its language. The titles of Belgian lists, which
come from practice and have codes of their own, are held out whole where they are among the labels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor.occupations.grams import Floats, Whole, rows_of_length_one
from corridor.occupations.model import Known, Model, Progress, Scores, build

BLOCK = 200
TWINS = (0.4, 0.5, 0.6, 0.8, 1.0, None)
"""Labels of the same occupation that are at least this similar to the held-out one are held out with it; by turns.

None: all its labels in that language, so that what is known of the occupation is in other languages and words alone.
"""
SEED = 88
NAMES = ("constant", "lead", "similarity", "similarity_lead", "likelihood", "agreement")
MEANT = (*NAMES, "meaning", "meaning_lead", "meaning_agreement", "middle", "middle_lead", "middle_agreement")
"""The evidence where labels are also compared by meaning."""


@dataclass(frozen=True)
class Confidence:
    """Weights of a logistic regression on the evidence of `evidence`."""

    weights: dict[str, float]

    def of(self, scores: Scores) -> Floats:
        """The chance, from 0 to 1, that each title's first unit group is right."""
        total = evidence(scores) @ np.array([self.weights[name] for name in _names(scores)])
        return np.asarray(1 / (1 + np.exp(-total)), dtype=np.float32)


def _names(scores: Scores) -> tuple[str, ...]:
    return NAMES if scores.meant is None else MEANT


def evidence(scores: Scores) -> Floats:
    """What the confidence rests on, a row a title: see `NAMES` and `MEANT`."""
    rows = np.arange(len(scores.units))
    first = scores.units.argmax(axis=1)
    similar, lead, agrees = _about(scores.unit_similarity, first)
    top = np.partition(scores.units, -2, axis=1)[:, -2:]
    likely = np.clip(scores.likelihood[rows, first], 1e-4, 1 - 1e-4)
    columns = [
        np.ones(len(rows)),
        np.log1p(top[:, 1] - top[:, 0]),
        similar,
        lead,
        np.log(likely / (1 - likely)),
        (scores.likelihood.argmax(axis=1) == first) & agrees,
    ]
    if scores.meant is not None:
        columns += _about(scores.meant.unit_similarity, first)
        columns += _about(scores.meant.unit_middle, first)
    return np.column_stack(columns).astype(np.float32)


def _about(similarity: Floats, first: Whole) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Of each title's first unit group: its similarity, its lead on all others, and whether it is the most similar."""
    rows = np.arange(len(first))
    similar = similarity[rows, first]
    others = similarity.copy()
    others[rows, first] = 0
    return similar, similar - others.max(axis=1), similarity.argmax(axis=1) == first


@dataclass(frozen=True)
class Trial:
    """Labels held out, and what a model of the others makes of them: the evidence, and whether it was right."""

    evidence: Floats
    right: NDArray[np.bool_]

    def fit(self, names: tuple[str, ...]) -> Confidence:
        """The weights that the trial shows."""
        from sklearn.linear_model import LogisticRegression

        fitted = LogisticRegression(C=10.0, max_iter=500).fit(self.evidence[:, 1:], self.right)
        weights = [float(fitted.intercept_[0]), *(float(w) for w in fitted.coef_[0])]
        return Confidence(dict(zip(names, weights, strict=True)))


def calibrate(known: Sequence[Known], progress: Progress | None = None) -> Confidence:
    """Hold labels out, train on the rest, and see when the answer is right."""
    kept, held = held_out(known)
    return attempt(build(kept, progress=progress), held).fit(NAMES)


def held_out(known: Sequence[Known]) -> tuple[list[Known], list[Known]]:
    """Labels to train on, and those held out: one an occupation, and all titles from practice."""
    kept, held = hold_out([label for label in known if not label.from_practice])
    return kept, held + [label for label in known if label.from_practice]


def attempt(model: Model, held: Sequence[Known]) -> Trial:
    """What a model makes of labels that it does not have."""
    seen, right = [], []
    for start in range(0, len(held), BLOCK):
        block = held[start : start + BLOCK]
        scores = model.scores([label.text for label in block])
        seen.append(evidence(scores))
        right += [model.units[i] == label.isco08 for i, label in zip(scores.units.argmax(axis=1), block, strict=True)]
    return Trial(np.vstack(seen), np.array(right))


def hold_out(known: Sequence[Known]) -> tuple[list[Known], list[Known]]:
    """Labels to train on, and one held-out label an occupation, its near twins left out of both."""
    from corridor.occupations.grams import Grams
    from corridor.occupations.title import canonical

    chance = np.random.default_rng(SEED)
    _grams, matrix = Grams.fit([canonical(label.text) for label in known])
    matrix = rows_of_length_one(matrix)
    by_owner: dict[str, list[int]] = defaultdict(list)
    for position, label in enumerate(known):
        if label.uri is not None:
            by_owner[label.uri].append(position)
    gone: set[int] = set()
    held = []
    for turn, positions in enumerate(by_owner.values()):
        if len(positions) < 3:
            continue
        pick = int(chance.choice(positions))
        near = np.asarray((matrix[positions] @ matrix[pick].T).toarray()).ravel()
        bound = TWINS[turn % len(TWINS)]
        twins = {p for p in positions if known[p].lang == known[pick].lang}
        if bound is not None or len(twins) == len(positions):
            least = min(t for t in TWINS if t is not None) if bound is None else bound
            twins = {p for p, like in zip(positions, near, strict=True) if like >= least - 1e-3}
        if len(twins) < len(positions):
            gone |= twins
            held.append(known[pick])
    return [label for i, label in enumerate(known) if i not in gone], held
