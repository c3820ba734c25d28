"""Texts of synthetic rows that hang on the occupation: titles, made-up skills, licences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from corridor.pool.synthetic_draw import (
    ABSENT,
    Bools,
    Floats,
    Ints,
    lists,
    pick,
    shares,
    stream,
    subset,
    texts,
    weighed,
)
from corridor.pool.synthetic_figures import Occupations, figures, titles


@dataclass(frozen=True)
class Draw:
    """Whose rows are drawn: the seed and `talents` or `vacancies`; gives each column its stream."""

    seed: int
    kind: str

    def __call__(self, name: str) -> np.random.Generator:
        """The stream of a column."""
        return stream(self.seed, f"{self.kind}.{name}")


def title_texts(draw: Draw, known: Occupations, job: Ints, langs: Sequence[str], lang: Ints) -> pl.Series:
    """A title of each row's occupation in the row's language (`lang` indexes `langs`)."""
    by_lang = [titles(known.codes, language) for language in langs]
    words = [word for of in by_lang for options in of for word in options]
    counts = np.array([len(options) for of in by_lang for options in of])
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    row = lang * len(known.codes) + job
    chosen = first[row] + (draw("title").random(len(job)) * counts[row]).astype(np.int64)
    return texts(words, chosen)


def skill_lists(draw: Draw, known: Occupations, job: Ints) -> pl.Series:
    """Made-up skills: of the unit group, the minor group, the major group, and of all work."""
    figure = figures()["skills"]
    words: list[str] = []
    slots: list[Ints] = []
    for length, name in ((4, "unit"), (3, "minor"), (1, "major"), (0, "any")):
        size, wanted = figure["pool"][name], figure[draw.kind][name]
        groups = sorted({code[:length] for code in known.codes})
        of_job = np.searchsorted(np.array(groups), np.array([code[:length] for code in known.codes]))
        if wanted:
            popular = np.arange(1, size + 1, dtype=np.float64) ** -figure["popularity"]
            which = subset(draw(f"skills.{name}"), len(job), popular, wanted)
            slots.append(which + len(words) + (of_job[job] * size)[:, None])
        stem = [f"isco:{group}" if group else "any" for group in groups]
        words.extend(f"{s}:{number:02d}" for s in stem for number in range(1, size + 1))
    codes = np.concatenate(slots, axis=1)
    codes[draw("skills.stated").random(codes.shape) >= figure[draw.kind]["stated"]] = ABSENT
    return lists(words, codes)


def other_codes(draw: Draw, known: Occupations, job: Ints) -> pl.Series:
    """No, one or two further occupations: of the same minor group, else of the same major group."""
    figure = figures()["other_codes"]
    rng = draw("isco08_other")
    total = figure["none"] + figure["one"] + figure["two"]
    wanted = rng.random(len(job)) * total
    one = wanted >= figure["none"]
    two = wanted >= figure["none"] + figure["one"]
    found = np.full((len(job), 2), ABSENT, dtype=np.int64)
    for slot, has in enumerate((one, two)):
        near = np.where(shares(rng, np.full(len(job), figure["same_minor_group"])), 3, 1)
        found[:, slot] = np.where(has, _neighbour(rng, known, job, near), ABSENT)
    found[found == job[:, None]] = ABSENT
    found[:, 1][found[:, 1] == found[:, 0]] = ABSENT
    return lists(known.codes, found)


def _neighbour(rng: np.random.Generator, known: Occupations, job: Ints, digits: Ints) -> Ints:
    """An occupation that shares the first digits; the codes are sorted, so a group is a range."""
    drawn = rng.random(len(job))
    out = job.copy()
    for length in (1, 3):
        stems = np.array([code[:length] for code in known.codes])
        low, high = np.searchsorted(stems, stems, side="left"), np.searchsorted(stems, stems, side="right")
        rows = digits == length
        at = job[rows]
        out[rows] = low[at] + (drawn[rows] * (high - low)[at]).astype(np.int64)
    return out


def licence_lists(draw: Draw, known: Occupations, job: Ints, car: Floats, title: Floats, asked: Bools) -> pl.Series:
    """Licences held (or asked, where `asked`): a car licence by share, those of drivers, titles of regulated work.

    Args:
        draw: the streams.
        known: the occupations.
        job: each row's occupation.
        car: each row's probability of licence B.
        title: each row's probability of the professional title of its occupation.
        asked: rows that ask a licence, not hold it; one value a row.
    """
    rng = draw("licences")
    words = ["B"]
    columns = [shares(rng, car)]
    for entry in figures()["licences"]["jobs"]:
        of = known.among(entry["codes"])[job]
        inside = np.where(asked, entry["asked"], entry["held"])
        outside = np.where(asked, 0.0, entry["elsewhere"])
        _add(words, columns, entry["licence"], shares(rng, np.where(of, inside, outside)))
    for name, codes in figures()["professional_titles"]["titles"].items():
        _add(words, columns, name, shares(rng, np.where(known.among(codes)[job], title, 0.0)))
    held = np.stack(columns, axis=1)
    return lists(words, np.where(held, np.arange(len(words))[None, :], ABSENT))


def _add(words: list[str], columns: list[Bools], word: str, held: Bools) -> None:
    if word in words:
        columns[words.index(word)] |= held
    else:
        words.append(word)
        columns.append(held)


def option(draw: Draw, name: str, options: list[dict[str, Any]], n: int, key: str = "value") -> Ints:
    """One of the options' values a row, by their weights."""
    values, weights = weighed(options, key)
    return np.asarray(values[pick(draw(name), n, weights)])
