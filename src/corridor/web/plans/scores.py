"""What the score of every candidate is made of, and by which route they could work: a table beside those of the plan.

The plan keeps the parts of its placements alone. Whoever looks at a vacancy sees all its candidates, so the parts of
the others are computed once, when the plan is made, from the same tables and the same law.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.matching.circles import order
from corridor.matching.policy import read_policy
from corridor.matching.score import Pairs, parts
from corridor.matching.search import PARTS, prepare
from corridor.occupations.search import code_table
from corridor.permits.best_route import best_routes
from corridor.permits.book import book
from corridor.plan import tables
from corridor.plan.market import Market, market
from corridor.plan.result import Plan
from corridor.plan.run import Run
from corridor.rules.freeze import Frozen

Progress = Callable[[str, int, int], None]
CHUNK = 50_000
"""Pairs whose routes are asked for at a time."""


@dataclass(frozen=True)
class _Kept:
    """As much of a run as the facts of its pairs need."""

    market: Market
    law: Frozen
    edges: Pairs


def scores(
    made: Plan, talents: pl.DataFrame, vacancies: pl.DataFrame, *, seed: int, progress: Progress
) -> pl.DataFrame:
    """One row a candidate, in the order of the plan's table `candidates`.

    Columns: `vacancy`, `talent` (ids), `circle`, `state`, `score`, `placed`, one for each part of the score (0 to 1,
    null where not known), `presumed` and `unknown` (lists of conditions), `permit_needed`, `route` (open, of those who
    need a permit; null where none is), `dependence_months`.
    """
    candidates = made.tables["candidates"]
    here = market(
        made.region,
        made.date,
        _coded(talents, progress),
        _coded(vacancies, progress),
        order(made.region, made.date),
        read_policy(),
        seed,
    )
    pairs = _pairs(candidates, here)
    everybody = np.zeros(here.talents.height, np.int8)
    prepared = prepare(here.talents, here.vacancies, scoring=here.scoring, circle=everybody, n_circles=1)
    described = parts(prepared, pairs).select(*PARTS, "presumed", "unknown")
    routes = _routes(_Kept(here, book(made.region), pairs), progress)
    kept = candidates.select("vacancy", "talent", "circle", "state", "score", "placed")
    return pl.concat([kept, described, routes], how="horizontal")


def _coded(frame: pl.DataFrame, progress: Progress) -> pl.DataFrame:
    return code_table(frame, progress=partial(progress, "scores")).frame


def _pairs(candidates: pl.DataFrame, here: Market) -> Pairs:
    """The candidates as rows of the two tables."""
    size = candidates.height
    nothing = np.zeros(size, np.int8)
    return Pairs(
        _rows(here.vacancies["id"], candidates["vacancy"]),
        _rows(here.talents["id"], candidates["talent"]),
        nothing,
        np.zeros(size, np.int32),
        nothing,
    )


def _rows(ids: pl.Series, wanted: pl.Series) -> NDArray[np.int32]:
    known = pl.DataFrame({"id": ids}).with_row_index("row")
    found = pl.DataFrame({"id": wanted}).join(known, on="id", how="left", maintain_order="left")
    return found["row"].to_numpy().astype(np.int32)


def _routes(kept: _Kept, progress: Progress) -> pl.DataFrame:
    """Whether each pair needs a permit, and the open route that ties the person least."""
    size = len(kept.edges)
    found = [pl.DataFrame(schema={"permit_needed": pl.Boolean, "route": pl.String, "dependence_months": pl.Int32})]
    for start in range(0, size, CHUNK):
        progress("routes", start, size)
        rows = tables.pair_facts(cast(Run, kept), np.arange(start, min(start + CHUNK, size)))
        found.append(best_routes(rows, kept.law).cast({"dependence_months": pl.Int32}))
    progress("routes", size, size)
    return pl.concat(found)
