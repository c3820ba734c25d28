"""Job titles to ESCO on the MELO sets, beside published systems: `occupations.py DIR [--letters] [SET ...]`.

DIR holds the sets as zips (queries, corpus_elements, concept_mapping, annotations). ESCO must be installed; only its
labels and the titles of ISCO-08 are used: no Belgian title, no title or annotation of a set. Label level is the sets'
own measure: rank all labels of the corpus. Concept level is what the product does: rank occupations, labels pooled.
Where ESCO was installed with encoders (extra `semantic`), their vectors are used, without the Belgian titles; --letters
measures without them.
"""

from __future__ import annotations

import io
import re
import sys
import time
import zipfile
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from corridor.occupations import installed as place_of
from corridor.occupations import isco08
from corridor.occupations.confidence import BLOCK, MEANT, NAMES, Confidence, attempt, held_out
from corridor.occupations.grams import Floats, Grams, standardised
from corridor.occupations.install import MEANING, known_labels, pooled_labels
from corridor.occupations.meaning import Meaning, part
from corridor.occupations.model import Known, Model, build, each_spelling
from corridor.occupations.search import PRECISION, Searcher
from corridor.occupations.title import canonical, plain, spelled

MEASURES = ("recip_rank", "success_1", "success_5", "success_10")
# (character TF-IDF, best published), recip_rank; None: not known to us.
PUBLISHED: dict[str, tuple[float | None, float | None]] = {
    "nld_q_nl_c_nl": (0.486, 0.5723),
    "fra_q_fr_c_fr": (0.796, 0.8721),
    "usa_q_en_c_en": (0.580, 0.6842),
    "nld_q_nl_c_en": (None, 0.4509),
}
SAME_LANGUAGE, OTHER_LANGUAGE = (1.0, 0.0, 0.5), (0.2, 1.0, 1.0)
"""Weights of a label's own similarity, of its concept's best label in any language, and of the classifier."""


@dataclass(frozen=True)
class Task:
    """One set: titles with the corpus elements that answer them, and each element's concept."""

    name: str
    queries: list[str]
    relevant: list[set[int]]
    elements: list[tuple[str, str]]
    concepts: list[str]

    @property
    def crosses_languages(self) -> bool:
        found = re.search(r"_q_(\w\w)_c_(\w\w)", self.name)
        return bool(found) and found[1] != found[2]

    @property
    def weights(self) -> tuple[float, float, float]:
        return OTHER_LANGUAGE if self.crosses_languages else SAME_LANGUAGE


def read_task(path: Path) -> Task:
    with zipfile.ZipFile(path) as archive:

        def rows(name: str) -> list[list[str]]:
            file = next(n for n in archive.namelist() if Path(n).name == f"{name}.tsv")
            with io.TextIOWrapper(archive.open(file), encoding="utf-8", newline="") as text:
                return [line.rstrip("\r\n").split("\t") for line in text if line.strip()]

        queries, elements, annotations = rows("queries"), rows("corpus_elements"), rows("annotations")
        concept = {row[0]: row[1] for row in rows("concept_mapping")}
    position = {row[0]: i for i, row in enumerate(elements)}
    relevant: dict[str, set[int]] = defaultdict(set)
    for query, _, element, grade in annotations:
        if int(grade) > 0:
            relevant[query].add(position[element])
    asked = [q for q in queries if relevant[q[0]]]
    return Task(
        path.stem,
        [q[1] for q in asked],
        [relevant[q[0]] for q in asked],
        [(e[0], e[1]) for e in elements],
        [concept[e[0]] for e in elements],
    )


def ranks(scores: Floats, relevant: list[set[int]], tie_order: np.ndarray) -> list[int]:
    """Rank of the first right element; ties as trec_eval breaks them, by name from the end of the alphabet."""
    found = []
    for row, right in zip(scores, relevant, strict=True):
        members = np.fromiter(right, dtype=np.int64)
        best = row[members].max()
        last = tie_order[members[row[members] == best]].max()
        found.append(1 + int((row > best).sum()) + int(((row == best) & (tie_order > last)).sum()))
    return found


def measures(found: list[int]) -> dict[str, float]:
    at = np.array(found)
    values = (1 / at).mean(), (at <= 1).mean(), (at <= 5).mean(), (at <= 10).mean()
    return dict(zip(MEASURES, map(float, values), strict=True))


def owner_name(concept: str) -> str:
    """A concept as the model names it: a unit group by its code."""
    return concept.rpartition("/C")[2] if "/isco/C" in concept else concept


def label_level(task: Task, model: Model) -> tuple[list[int], list[int]]:
    """Ranks by character TF-IDF alone, and by the product's evidence."""
    grams, matrix = Grams.fit([plain(text) for _, text in task.elements])
    at = {owner.owner: i for i, owner in enumerate(model.owners)}
    owners = np.array([at.get(owner_name(c), -1) for c in task.concepts])
    names = [name for name, _ in task.elements]
    tie_order = np.argsort(np.argsort(names))
    vectors = None if model.meaning is None else element_vectors(model, [spelled(t)[0] for _, t in task.elements])
    alone, ours = [], []
    for start in range(0, len(task.queries), BLOCK):
        block = task.queries[start : start + BLOCK]
        right = task.relevant[start : start + BLOCK]
        alone += ranks(np.asarray((grams.matrix([plain(q) for q in block]) @ matrix.T).toarray()), right, tie_order)
        if vectors is None:
            own = np.asarray((grams.matrix([canonical(q) for q in block]) @ matrix.T).toarray())
            total = by_letters(task, model, own, owners, block)
        else:
            total = by_meaning(model, vectors, owners, block)
        ours += ranks(total, right, tie_order)
    return alone, ours


def element_vectors(model: Model, texts: list[str]) -> Floats:
    """The vectors of the elements: most are labels of ESCO, whose vectors are installed; the others are encoded."""
    assert model.meaning is not None
    space = model.meaning.spaces[0]
    spellings = [text for text, _ in each_spelling(list(dict.fromkeys(model.meant)))]
    row_of = {spellings[label]: row for row, label in enumerate(model.meaning.rows)}
    out = np.zeros((len(texts), space.labels.shape[1]), np.float32)
    there = [i for i, text in enumerate(texts) if text in row_of]
    out[there] = np.asarray(space.labels)[[row_of[texts[i]] for i in there]]
    others = [i for i, text in enumerate(texts) if text not in row_of]
    if others:
        out[others] = space.of([texts[i] for i in others])
    return out


def by_letters(task: Task, model: Model, own: Floats, owners: np.ndarray, block: list[str]) -> Floats:
    """Scores of all elements: of the label itself, of its concept in any language, of the classifier."""
    own_weight, concept_weight, classifier_weight = task.weights
    scores = model.scores(block)
    guessed = (scores.owners - standardised(scores.similarity))[:, owners]  # the classifier's part
    pooled = np.where(owners >= 0, scores.similarity[:, owners], 0)
    total = own_weight * standardised(own) + concept_weight * standardised(pooled.astype(np.float32))
    return total + classifier_weight * standardised(np.where(owners >= 0, guessed, 0).astype(np.float32))


def by_meaning(model: Model, vectors: Floats, owners: np.ndarray, block: list[str]) -> Floats:
    """The same by meaning, and of the middle of the concept's labels; the same weights whatever the languages."""
    assert model.meaning is not None
    own = model.meaning.spaces[0].of([spelled(q)[0] for q in block]) @ vectors.T
    each, middle = model.meaning.compare(block)
    guessed, _likelihood = model.guessed(model.queries(block))
    of_concept = standardised(model.meaning.best(each)) + standardised(middle) + guessed[:, model.unit_of_owner]
    return standardised(own) + 0.5 * np.where(owners >= 0, of_concept[:, owners], 0)


def concept_level(task: Task, model: Model, confidence: Confidence) -> dict[str, float]:
    """Ranks of occupations and unit groups, and what is coded at the threshold."""
    golds = [{owner_name(task.concepts[i]) for i in right} for right in task.relevant]
    unit_of = {o.owner: o.isco08 for o in model.owners}
    owners = [o.owner for o in model.owners]
    searcher = Searcher(model, confidence)
    place, hits, coded, right_codes, exact, right_exact = [], [], 0, 0, 0, 0
    for start in range(0, len(task.queries), BLOCK):
        block = task.queries[start : start + BLOCK]
        scores = model.scores(block)
        answers = list(searcher.code(block, precision=PRECISION))
        for row, (gold, answer) in enumerate(zip(golds[start : start + BLOCK], answers, strict=True)):
            order = np.argsort(-scores.owners[row], kind="stable")
            place.append(next((i + 1 for i, o in enumerate(order) if owners[o] in gold), len(order)))
            units = {unit_of[g] for g in gold if g in unit_of}
            first = np.argsort(-scores.units[row], kind="stable")[:5]
            hits.append([model.units[u] in units for u in first])
            coded += answer.isco08 is not None
            right_codes += answer.isco08 in units
            exact += answer.how == "exact"
            right_exact += answer.how == "exact" and answer.isco08 in units
    at, near, n = np.array(place), np.array(hits), len(place)
    return {
        "MRR": float((1 / at).mean()),
        "acc@1": float((at <= 1).mean()),
        "acc@5": float((at <= 5).mean()),
        "ISCO-4 @1": float(near[:, 0].mean()),
        "ISCO-4 @5": float(near.any(axis=1).mean()),
        "coded": coded / n,
        "precision": right_codes / max(coded, 1),
        "exact": exact / n,
        "right of exact": right_exact / max(exact, 1),
    }


def esco_labels() -> list[Known]:
    found = place_of.installed()
    if found is None:
        sys.exit("ESCO is not installed: corridor occupations install-esco ZIP...")
    known = known_labels(place_of.folder() / found.folder, shipped=False)
    for code in isco08.unit_groups():
        known += [Known(t, lang, code, None, True, "isco08") for lang, t in isco08.group(code).titles.items()]
    print(f"ESCO {found.version} ({', '.join(found.languages)}), {len(known)} labels")
    return known


def report(name: str, values: dict[str, float]) -> None:
    print(f"  {name:24}" + "  ".join(f"{key} {value:.4f}" for key, value in values.items()), flush=True)


def trained(known: list[Known], letters: bool) -> tuple[Model, Confidence]:
    """The model on these labels and its calibration; the vectors are those that were installed."""
    began = time.process_time()
    model = build(known)
    half = time.process_time()
    kept, held = held_out(known)
    others, names = build(kept), NAMES
    found = place_of.installed()
    assert found is not None
    if found.semantic and not letters:
        folder, names = place_of.folder() / found.folder, MEANT
        meant = pooled_labels(folder / "meant.parquet")
        meaning = Meaning.read(folder / MEANING, found.semantic)
        model, others = (with_meaning(m, meaning, meant, k) for m, k in ((model, known), (others, kept)))
        print(f"by meaning: {', '.join(found.semantic)}")
    confidence = attempt(others, held).fit(names)
    print(f"trained in {half - began:.0f} CPU seconds, calibrated in {time.process_time() - half:.0f}")
    return model, confidence


def with_meaning(model: Model, meaning: Meaning, meant: list[Known], known: list[Known]) -> Model:
    """The model with the vectors of its labels alone."""
    there = {(label.text, label.owner) for label in known}
    numbers = {owner.owner: i for i, owner in enumerate(model.owners)}
    keep = [not label.from_practice and (label.text, label.owner) in there for label in meant]
    some = part(meaning, keep, [numbers.get(label.owner, -1) for label in meant])
    return replace(model, meaning=some, meant=tuple(meant))


def main(folder: Path, only: list[str], letters: bool = False) -> int:
    model, confidence = trained(esco_labels(), letters)
    below = []
    for path in sorted(folder.glob("*.zip")):
        if only and path.stem not in only:
            continue
        task = read_task(path)
        print(f"{task.name}: {len(task.queries)} titles, {len(task.elements)} labels")
        started = time.process_time()
        alone, ours = label_level(task, model)
        published, best = PUBLISHED.get(task.name, (None, None))
        report("character TF-IDF alone", measures(alone))
        report("Corridor", measures(ours))
        print(f"  {'published, recip_rank':24}character TF-IDF {published or '-'}, best {best or '-'}")
        report("concepts", concept_level(task, model, confidence))
        print(f"  {time.process_time() - started:.0f} CPU seconds")
        if measures(ours)["recip_rank"] <= max(published or 0, measures(alone)["recip_rank"]):
            below.append(task.name)
    if below:
        print(f"not above character TF-IDF: {', '.join(below)}")
    return 1 if below else 0


if __name__ == "__main__":
    names = [a for a in sys.argv[1:] if a != "--letters"]
    if not names:
        sys.exit(__doc__)
    raise SystemExit(main(Path(names[0]), names[1:], "--letters" in sys.argv))
