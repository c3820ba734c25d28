"""Free text to skills of ESCO, by the labels of all installed languages. Ranked only: nothing is coded from it.

Skills are the weak leg of matching by text: less than half of phrases from practice find their skill first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from corridor.occupations import installed as place_of
from corridor.occupations.grams import Grams, Pool
from corridor.occupations.isco08 import OccupationError
from corridor.occupations.title import plain


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill that a text may mean, with the label by which it was found."""

    uri: str
    title: str
    similarity: float
    matched: str
    matched_lang: str


@dataclass(frozen=True)
class SkillSearcher:
    """Skill labels pooled over languages. `labels` are (URI, language, text); `titles` by URI and language."""

    labels: tuple[tuple[str, str, str], ...]
    titles: dict[tuple[str, str], str]
    grams: Grams
    pool: Pool

    @classmethod
    def open(cls, place: Path | None = None) -> SkillSearcher:
        """The searcher on installed ESCO.

        Raises:
            OccupationError: ESCO is not installed, or no download had skills.
        """
        home = place or place_of.folder()
        found = place_of.installed(home)
        if found is None or not found.skills:
            remedy = "install a download of ESCO that has skills_en.csv or another language"
            raise OccupationError("skills", "no skills of ESCO are installed", remedy)
        return _read(home / found.folder)

    def search(self, text: str, *, lang: str = "en", limit: int = 5) -> list[Skill]:
        """The likeliest skills, best first.

        Raises:
            OccupationError: the text holds no word.
        """
        if not plain(text):
            raise OccupationError("text", "holds no word", "write a skill")
        each = self.pool.each(self.grams.matrix([plain(text)]))
        best = self.pool.best(each)[0]
        out = []
        for owner in np.argsort(-best, kind="stable")[:limit]:
            if best[owner] <= 0:
                break
            uri, matched_lang, matched = self.labels[self.pool.best_text(each[0], int(owner))]
            title = self.titles.get((uri, lang)) or self.titles.get((uri, "en")) or matched
            out.append(Skill(uri, title, round(float(best[owner]), 3), matched, matched_lang))
        return out


@lru_cache(maxsize=1)
def _read(folder: Path) -> SkillSearcher:
    frame = pl.read_parquet(folder / "skill_labels.parquet")
    labels = tuple(frame.select("uri", "lang", "text").iter_rows())
    titles = {
        (uri, lang): text for uri, lang, text in frame.filter("preferred").select("uri", "lang", "text").iter_rows()
    }
    grams, matrix = Grams.fit([plain(text) for _, _, text in labels])
    numbers = {uri: i for i, uri in enumerate(dict.fromkeys(uri for uri, _, _ in labels))}
    return SkillSearcher(labels, titles, grams, Pool.of(matrix, (numbers[uri] for uri, _, _ in labels)))
