"""The pairs of vacancies that come in batches, by the compiled search on this machine or on a Spark cluster.

What a pair is worth depends on the talents and on the pair alone, so that batches of any size, searched anywhere, give
the answers that the whole table gives. A `Question` holds what is the same for all vacancies: the talents as arrays,
the law's answers, the policy. It is made once; on a cluster it is broadcast once. `local` and
`corridor.matching.on_spark` keep one contract: a question and batches in, an answer for each batch out, in the order of
the batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from corridor.matching.circles import Order, belonging
from corridor.matching.index import Asked, Prepared, index, with_vacancies
from corridor.matching.kernel import Ints
from corridor.matching.permission import permission
from corridor.matching.search import CONDITIONS, GAPS, STATES, Found, LawMatrix, Scoring, parts, search
from corridor.rules.freeze import Frozen

Progress = Callable[[int, int], None] | None
NO_ROWS = np.empty(0, np.int32)
COUNTED = ("id", "title", "isco08", "region", "posts")
"""Columns of a vacancy that stand beside its counts."""


@dataclass(frozen=True)
class Question:
    """What is the same for all vacancies.

    Attributes:
        prepared: the talents, without vacancies.
        asked: what any vacancy asks for.
        law: the law's answers; `vacancy_profile` is empty, a batch brings its own.
        circles: names, the innermost first.
        k: how many pairs are kept for each vacancy and circle, at the least.
        place_undecided: undecided pairs are kept too.
    """

    prepared: Prepared
    asked: Asked
    law: LawMatrix
    circles: tuple[str, ...]
    k: int
    place_undecided: bool = False


@dataclass(frozen=True)
class Batch:
    """Some vacancies and the profile that the law sees of each."""

    vacancies: pl.DataFrame
    profile: Ints


@dataclass(frozen=True)
class Answer:
    """What was found for a batch.

    Attributes:
        pairs: one row a pair, by vacancy (as in the batch), circle, falling score, talent: `vacancy` (id), `talent`
            (row of the table of talents), `circle`, `state`, `score` (0 to 1), its parts (`PARTS`; null where not
            known), `presumed` and `unknown` (lists of conditions).
        counts: one row a vacancy: `id`, `title`, `isco08`, `region`, `posts`, `<circle>_<state>` (pairs in reach),
            `only_<condition>` (pairs that this one condition keeps apart), `unknown_<condition>` (undecided pairs),
            `gap_<condition>` (the smallest distance of the former: levels, steps, EUR a year, days; null where none).
    """

    pairs: pl.DataFrame
    counts: pl.DataFrame


def ask(
    talents: pl.DataFrame,
    vacancies: pl.DataFrame,
    asked: Asked,
    *,
    law: Frozen,
    order: Order,
    scoring: Scoring,
    ordinary: dict[str, Any],
    day: Any,
    k: int | None = None,
    place_undecided: bool = False,
) -> tuple[Question, Ints]:
    """The question of a market, and the profile that the law sees of each vacancy.

    Args:
        talents: people, in the order in which equals are taken.
        vacancies: the facts of all vacancies that the law reads; other columns are not looked at.
        asked: what any of them asks for (`Asked.of`).
        law: the law of the region. day: of application and start.
        order: the circles. scoring: the policy.
        ordinary: facts taken as given of a vacancy that does not state them.
        k: how many pairs to keep; what the policy says if not given.
        place_undecided: keep undecided pairs too.

    Raises:
        SearchError: a language without a level.
    """
    allowed = permission(talents, vacancies, law, day=day, ordinary=ordinary)
    circle = belonging(talents, allowed.free, order).circle
    prepared = index(talents, asked, scoring=scoring, circle=circle, n_circles=len(order.circles))
    matrix = replace(allowed.matrix, vacancy_profile=NO_ROWS)
    names = tuple(c.id for c in order.circles)
    return Question(prepared, asked, matrix, names, scoring.k if k is None else k, place_undecided), (
        allowed.vacancy_profile
    )


def answer(question: Question, batch: Batch, *, threads: int = 1, progress: Progress = None) -> Answer:
    """Search one batch.

    Raises:
        SearchError: k below 1; profiles that do not fit.
    """
    prepared = with_vacancies(question.prepared, question.asked, batch.vacancies)
    law = replace(question.law, vacancy_profile=batch.profile)
    undecided = question.place_undecided
    found = search(prepared, law, k=question.k, place_undecided=undecided, threads=threads, progress=progress)
    ids = batch.vacancies["id"]
    circles = pl.Enum(question.circles)
    pairs = parts(prepared, found.edges).with_columns(
        ids.gather(found.edges.vacancy).alias("vacancy"),
        pl.Series("circle", question.circles, dtype=circles).gather(found.edges.circle.astype(np.uint32)),
    )
    return Answer(pairs, _counts(batch.vacancies, prepared.posts, found, question.circles))


def _counts(vacancies: pl.DataFrame, posts: Ints, found: Found, circles: tuple[str, ...]) -> pl.DataFrame:
    columns: dict[str, Any] = {"posts": posts}
    for c, circle in enumerate(circles):
        columns |= {f"{circle}_{state}": found.funnel[:, c, s] for s, state in enumerate(STATES)}
    columns |= {f"only_{name}": found.only[:, n] for n, name in enumerate(CONDITIONS)}
    columns |= {f"unknown_{name}": found.unknown[:, n] for n, name in enumerate(CONDITIONS)}
    columns |= {f"gap_{name}": found.gap[:, n] for n, name in enumerate(GAPS)}
    frame = vacancies.select(name for name in COUNTED if name in vacancies.columns)
    frame = frame.with_columns(pl.Series(name, values) for name, values in columns.items())
    return frame.with_columns(pl.col(f"gap_{name}").fill_nan(None) for name in GAPS)


def local(
    question: Question, batches: Iterable[Batch], *, total: int, threads: int = 2, progress: Progress = None
) -> Iterator[Answer]:
    """Search batch after batch on this machine.

    Args:
        question, batches: what to search; a batch is read when the one before is answered.
        total: vacancies of all batches, for the progress.
        threads: of the search.
        progress: called with the number of vacancies done and their total, from 0 on.
    """
    done = 0
    if progress is not None:
        progress(0, total)
    for batch in batches:
        yield answer(question, batch, threads=threads, progress=_further(progress, done, total))
        done += batch.vacancies.height


def _further(progress: Progress, before: int, total: int) -> Progress:
    return None if progress is None else lambda done, _: progress(before + done, total)
