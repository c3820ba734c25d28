"""Free text to skills of ESCO, by the labels of all installed languages. Ranked only: nothing is coded from it.

Skills are the weak leg of matching by text: less than half of phrases from practice find their skill first. Where an
encoder is installed, preferred labels are also compared by meaning. Where the user has installed a national crosswalk,
a text that is one of its terms or codes is answered by it, before all else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from corridor.occupations import crosswalk
from corridor.occupations import installed as place_of
from corridor.occupations.crosswalk import Crosswalk
from corridor.occupations.encoders import usable
from corridor.occupations.errors import OccupationError
from corridor.occupations.grams import Floats, Grams, Pool, standardised
from corridor.occupations.meaning import Meaning
from corridor.occupations.title import plain

BESIDE_MEANING = 0.3
"""Weight of similarity by letters beside similarity by meaning: of the settings tried on skill phrases, the best."""
ESCO = "esco"


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill that a text may mean, with the label by which it was found.

    `source` is `esco`, or the crosswalk that says so; `match` is the crosswalk's kind of match (exact, close, ...).
    """

    uri: str
    title: str
    similarity: float
    matched: str
    matched_lang: str | None
    source: str = ESCO
    match: str | None = None


@dataclass(frozen=True)
class SkillSearcher:
    """Skill labels pooled over languages. `labels` are (URI, language, text); `titles` by URI and language."""

    labels: tuple[tuple[str, str, str], ...]
    titles: dict[tuple[str, str], str]
    grams: Grams
    pool: Pool
    meaning: Meaning | None = None
    meant: tuple[tuple[str, str, str], ...] = ()
    crosswalks: tuple[Crosswalk, ...] = ()

    @classmethod
    def open(cls, place: Path | None = None) -> SkillSearcher:
        """The searcher on installed ESCO and crosswalks.

        Raises:
            OccupationError: ESCO is not installed, or no download had skills.
        """
        home = place or place_of.folder()
        found = place_of.installed(home)
        if found is None or not found.skills:
            raise OccupationError("skills", "no_skills")
        encoders = found.semantic[:1] if found.semantic and usable(found.semantic[:1]) else ()
        return _read(home / found.folder, encoders, crosswalk.state(home))

    def search(self, text: str, *, lang: str = "en", limit: int = 5) -> list[Skill]:
        """The likeliest skills, best first; what a crosswalk says of the text comes before.

        Raises:
            OccupationError: the text holds no word.
        """
        if not plain(text):
            raise OccupationError("text", "no_skill")
        found = self._crossed(text, lang)
        known = {skill.uri for skill in found}
        each = self.pool.each(self.grams.matrix([plain(text)]))
        similar = self.pool.best(each)[0]
        score, meant, each_meant = similar, None, None
        if self.meaning is not None:
            each_meant, _middle = self.meaning.compare([text])
            meant = self.meaning.best(each_meant)[0]
            score = standardised(meant[None])[0] + BESIDE_MEANING * standardised(similar[None])[0]
        for owner in np.argsort(-score, kind="stable")[: limit + len(known)]:
            if similar[owner] <= 0 and (meant is None or meant[owner] <= 0):
                break
            skill = self._skill(int(owner), lang, similar, each, meant, each_meant)
            if skill.uri not in known:
                found.append(skill)
        return found[:limit]

    def _skill(self, owner: int, lang: str, similar: Floats, each: Floats, meant: Any, each_meant: Any) -> Skill:
        """The skill by its best label, by letters or by meaning."""
        by_letters = meant is None or similar[owner] >= meant[owner]
        if by_letters or self.meaning is None:
            uri, matched_lang, matched = self.labels[self.pool.best_text(each[0], owner)]
        else:
            uri, matched_lang, matched = self.meant[self.meaning.best_label(each_meant[0], owner)]
        similarity = float(similar[owner] if by_letters else meant[owner])
        return Skill(uri, self._title(uri, lang) or matched, round(similarity, 3), matched, matched_lang)

    def _crossed(self, text: str, lang: str) -> list[Skill]:
        found: dict[str, Skill] = {}
        for walk in self.crosswalks:
            for uri, match, term in walk.of(text):
                title = self._title(uri, lang)
                if title is not None:
                    found.setdefault(uri, Skill(uri, title, 1.0, term, walk.lang, walk.name, match))
        return list(found.values())

    def _title(self, uri: str, lang: str) -> str | None:
        return self.titles.get((uri, lang)) or self.titles.get((uri, "en"))


@lru_cache(maxsize=1)
def _read(folder: Path, encoders: tuple[str, ...], walks: tuple[tuple[str, int], ...]) -> SkillSearcher:
    from corridor.occupations.install import SKILLS

    frame = pl.read_parquet(folder / "skill_labels.parquet").sort("uri", maintain_order=True)
    labels = tuple(frame.select("uri", "lang", "text").iter_rows())
    titles: dict[tuple[str, str], str] = {}
    for uri, lang, text in frame.filter("preferred").select("uri", "lang", "text").iter_rows():
        titles[uri, lang] = text
        titles.setdefault((uri, "en"), text)
    grams, matrix = Grams.fit([plain(text) for _, _, text in labels])
    pool = Pool.of(matrix, frame["uri"].rle_id().to_list())
    walked = crosswalk.installed(folder.parent) if walks else ()
    if not encoders or not (folder / SKILLS).is_dir():
        return SkillSearcher(labels, titles, grams, pool, crosswalks=walked)
    meant = tuple(pl.read_parquet(folder / "skills_meant.parquet").select("uri", "lang", "text").iter_rows())
    return SkillSearcher(labels, titles, grams, pool, Meaning.read(folder / SKILLS, encoders), meant, walked)
