"""Free text to occupations: ranked candidates, and a code only where it is sure enough.

With ESCO installed, texts are ranked against its occupations and the unit groups of ISCO-08, and each coding has a
calibrated chance of being right. Before that, against the titles of ISCO-08 and of Belgian lists alone; a title is then
coded only where it is one of these titles and stands for one unit group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from corridor.occupations import installed as place_of
from corridor.occupations.confidence import BLOCK, Confidence
from corridor.occupations.encoders import usable
from corridor.occupations.errors import OccupationError
from corridor.occupations.isco08 import group
from corridor.occupations.labels import shipped_labels
from corridor.occupations.meaning import Meaning
from corridor.occupations.model import Known, Model, Progress, Scores, build
from corridor.occupations.title import forms, spelled

CANDIDATES = 5
PRECISION = 0.9
"""Of the titles that are coded, at least this part should be right; the others are "not sure"."""
RESERVE = 2 / 3
"""Of the error that is allowed, this part is kept in reserve: titles from practice are harder than labels held out."""
LIKELY = 0.5
"""A known title that is no preferred label is coded where it is likelier right than wrong by all evidence."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An occupation that a text may mean, with the label by which it was found."""

    isco08: str
    uri: str | None
    title: str
    similarity: float
    score: float
    matched: str
    matched_lang: str
    source: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A title with its code, or without one where it is not sure.

    `how`: exact (it is a known title, with one meaning), model (sure enough), not_sure or empty. A known title that
    is no preferred label is not sure where all evidence together says another unit group, or that it is likelier wrong.
    """

    title: str
    isco08: str | None
    uri: str | None
    confidence: float | None
    how: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Searcher:
    """A model ready to answer. `confidence` is there when ESCO is installed."""

    model: Model
    confidence: Confidence | None = None
    titles: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def open(cls, place: Path | None = None, *, meaning: bool = True) -> Searcher:
        """The searcher on installed ESCO, else on what the package ships.

        Without `meaning` labels are compared by letters alone, also where an encoder is installed: some ten times as
        many titles a second, with candidates that are less often right.
        """
        home = place or place_of.folder()
        found = place_of.installed(home)
        if found is None:
            return _shipped()
        by_meaning = meaning and bool(found.semantic) and usable(found.semantic)
        weights = found.confidence_by_meaning if by_meaning else found.confidence
        return _installed(home / found.folder, tuple(weights.items()), found.semantic if by_meaning else ())

    def search(self, text: str, *, lang: str = "en", limit: int = CANDIDATES) -> list[Candidate]:
        """The likeliest occupations, best first."""
        if not forms(text)[0]:
            raise OccupationError("text", "no_title")
        scores = self.model.scores([text])
        return self._ranked(scores, 0, lang, limit)

    def code(self, titles: Sequence[str], *, lang: str = "en", precision: float = PRECISION) -> Iterator[Coded]:
        """Each title's code in order; below the precision none, with candidates to choose from."""
        for start in range(0, len(titles), BLOCK):
            block = list(titles[start : start + BLOCK])
            scores = self.model.scores(block)
            sure = None if self.confidence is None else self.confidence.of(scores)
            for row, title in enumerate(block):
                yield self._coded(title, scores, row, None if sure is None else float(sure[row]), lang, precision)

    def _coded(self, title: str, scores: Scores, row: int, sure: float | None, lang: str, precision: float) -> Coded:
        if not forms(title)[0]:
            return Coded(title, None, None, None, "empty", ())
        candidates = tuple(self._ranked(scores, row, lang, CANDIDATES))
        known = self._known(forms(title)[0])
        code = self.model.units[int(scores.units[row].argmax())]
        if known is not None and (known.preferred or (known.isco08 == code and (sure is None or sure >= LIKELY))):
            return Coded(title, known.isco08, known.uri, None, "exact", candidates)
        if known is not None or sure is None or sure < needed(precision):
            return Coded(title, None, None, sure, "not_sure", candidates)
        uri = candidates[0].uri if candidates[0].isco08 == code else None
        return Coded(title, code, uri, sure, "model", candidates)

    def _known(self, form: str) -> Known | None:
        """The label that a form is, where all labels of that form, or all preferred ones, are of one unit group."""
        labels = self.exact.get(form, set())
        for those in (labels, {x for x in labels if x.preferred}):
            if len({x.isco08 for x in those}) == 1:
                with_uri = sorted((x for x in those if x.uri), key=lambda x: (not x.preferred, x.uri))
                return with_uri[0] if len({x.uri for x in with_uri}) == 1 else replace(next(iter(those)), uri=None)
        return None

    @cached_property
    def exact(self) -> dict[str, set[Known]]:
        """The labels by their forms."""
        found: dict[str, set[Known]] = defaultdict(set)
        for label in self.model.labels:
            for form in forms(label.text):
                found[form].add(label)
        return dict(found)

    def _ranked(self, scores: Scores, row: int, lang: str, limit: int) -> list[Candidate]:
        """The best owners of one row; a unit group by its own title gives way to its occupations of ESCO."""
        out = []
        for owner in np.argsort(-scores.owners[row], kind="stable")[:limit]:
            label, similarity = self.model.best_label(scores, row, int(owner))
            candidate = Candidate(
                isco08=label.isco08,
                uri=label.uri,
                title=self._title(label, lang),
                similarity=round(similarity, 3),
                score=round(float(scores.owners[row, owner]), 3),
                matched=label.text,
                matched_lang=label.lang,
                source=label.source,
            )
            if candidate.similarity > 0 or candidate.score > 0:
                out.append(candidate)
        return out

    def _title(self, label: Known, lang: str) -> str:
        if label.uri is None:
            return group(label.isco08).title(lang)
        return self.titles.get((label.uri, lang)) or self.titles.get((label.uri, "en")) or label.text


@dataclass(frozen=True)
class CodedTable:
    """A table with its codes.

    Attributes:
        frame: the table as it was, with codes filled in where they were null and the title was sure enough.
        how: a row each: given, exact, model, not_sure or empty (see `Coded`).
        open: each distinct title without a code: title, rows (how many), candidates (codes, likeliest first) and
            candidate_titles.
        given, sure, not_sure, empty: how many rows had a code, were given one, have a title that is not sure enough,
            have neither.
    """

    frame: pl.DataFrame
    how: pl.Series
    open: pl.DataFrame
    given: int
    sure: int
    not_sure: int
    empty: int


def code_table(
    frame: pl.DataFrame,
    column: str = "title",
    code_column: str = "isco08",
    *,
    searcher: Searcher | None = None,
    lang: str = "en",
    precision: float = PRECISION,
    progress: Progress | None = None,
) -> CodedTable:
    """Fill in codes that are null from titles, where sure enough. Titles that are read alike are coded once.

    Args:
        frame: a table; one without titles keeps its codes, one without codes gets a column of them.
        column: the column of titles.
        code_column: the column of codes of ISCO-08, four characters; what stands there is never changed.
        searcher: what codes; the one of the user's data folder if none is given.
        lang: the language of the candidates' titles.
        precision: of the titles that are coded, at least this part should be right.
        progress: called with the titles done, and all; titles that are read alike count once.
    """
    rows = frame.select(
        title=_texts(frame, column).str.strip_chars(), code=_texts(frame, code_column), row=pl.int_range(pl.len())
    ).with_columns(pl.when(pl.col("title") != "").then("title"))
    missing = rows.filter(pl.col("code").is_null() & pl.col("title").is_not_null())["title"]
    asked = missing.unique(maintain_order=True).to_list()
    coded = _each_once(searcher or Searcher.open(), asked, lang, precision, progress) if asked else []
    answers = pl.DataFrame(
        {"title": asked, "found": [c.isco08 for c in coded], "how": [c.how for c in coded]},
        schema=dict.fromkeys(("title", "found", "how"), pl.String()),
    )
    joined = rows.join(answers, on="title", how="left").sort("row")
    how = joined.select(pl.when(pl.col("code").is_not_null()).then(pl.lit("given")).otherwise("how").fill_null("empty"))
    filled = joined.select(pl.coalesce("code", "found").alias(code_column)).to_series()
    counts = Counter(how.to_series().to_list())
    return CodedTable(
        frame=frame.with_columns(filled),
        how=how.to_series().alias("how"),
        open=_open(missing, [c for c in coded if c.isco08 is None]),
        given=counts["given"],
        sure=counts["exact"] + counts["model"],
        not_sure=counts["not_sure"],
        empty=counts["empty"],
    )


def _each_once(
    searcher: Searcher, titles: Sequence[str], lang: str, precision: float, progress: Progress | None
) -> list[Coded]:
    """The titles coded; those that are read alike (but for gender marks, places, hours) are coded once."""
    reading = {title: (forms(title)[0], spelled(title)[0]) for title in titles}
    first = {read: title for title, read in reversed(reading.items())}
    answers: dict[str, Coded] = {}
    for answer in searcher.code(list(first.values()), lang=lang, precision=precision):
        answers[answer.title] = answer
        if progress and (len(answers) % BLOCK == 0 or len(answers) == len(first)):
            progress(len(answers), len(first))
    return [replace(answers[first[reading[title]]], title=title) for title in titles]


def _texts(frame: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String) if column in frame.columns else pl.lit(None, pl.String)


def _open(missing: pl.Series, coded: Sequence[Coded]) -> pl.DataFrame:
    """The distinct titles without a code, the most frequent first."""
    counts = Counter(missing.to_list())
    many = sorted(coded, key=lambda c: -counts[c.title])
    candidates = [dict.fromkeys(x.isco08 for x in c.candidates) for c in many]
    titles = [list(dict.fromkeys(x.title for x in c.candidates)) for c in many]
    schema = {
        "title": pl.String(),
        "rows": pl.Int64(),
        "candidates": pl.List(pl.String()),
        "candidate_titles": pl.List(pl.String()),
    }
    columns = [c.title for c in many], [counts[c.title] for c in many], [list(c) for c in candidates], titles
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema)


def needed(precision: float) -> float:
    """The calibrated chance from which a title is coded, for a wanted precision."""
    return 1 - (1 - precision) * (1 - RESERVE)


@lru_cache(maxsize=1)
def _shipped() -> Searcher:
    known = [Known(s.text, s.lang, s.isco08, None, s.source == "isco08", s.source) for s in shipped_labels()]
    return Searcher(build(known, classify=False))


@lru_cache(maxsize=2)
def _installed(folder: Path, weights: tuple[tuple[str, float], ...], encoders: tuple[str, ...]) -> Searcher:
    from corridor.occupations.install import MEANING, pooled_labels

    known = pooled_labels(folder / "pooled.parquet")
    titles: dict[tuple[str, str], str] = {}
    for label in known:
        if label.uri and label.preferred:
            titles.setdefault((label.uri, label.lang), label.text)
    model = Model.read(folder, known)
    if encoders:
        meant = tuple(pooled_labels(folder / "meant.parquet"))
        model = replace(model, meaning=Meaning.read(folder / MEANING, encoders), meant=meant)
    return Searcher(model, Confidence(dict(weights)), titles)


def as_record(candidate: Candidate) -> dict[str, Any]:
    """A candidate as a plain record."""
    return {name: getattr(candidate, name) for name in Candidate.__slots__}
