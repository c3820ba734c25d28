"""The pairs of a plan that hang on the law: every other condition is met, and the person needs an authorisation.

A plan keeps the pairs that its law allows. To see what another law would open, the search is made again without the
law for the people who need an authorisation; what the plan kept of them is added. The result is a table of cases
as `corridor.permits` reads them, for a trial of reforms.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.matching.circles import belonging, order
from corridor.matching.permission import CLOSED, OPEN, free_to_work
from corridor.matching.search import LawMatrix, Scoring, prepare, search_pairs
from corridor.occupations.search import code_table
from corridor.permits.book import book
from corridor.plan import tables
from corridor.plan.errors import PlanError
from corridor.plan.market import canonical, hashed
from corridor.plan.notes import note
from corridor.plan.result import Note
from corridor.plan.run import Progress
from corridor.plan.writing import DOCUMENT
from corridor.rules.freeze import Frozen

MOST = 1_000_000
"""Pairs that a trial holds at most, unless asked for others."""
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class PlanPairs:
    """Pairs of a plan as cases.

    Attributes:
        region, day: of the plan.
        frame: one row a pair: `id` (vacancy and talent), `region`, `application_date`, and the facts of both sides.
        total: pairs there are; more than the rows where some were drawn.
        people, vacancies: different ones among all pairs.
        notes: what a reader must know.
    """

    region: str
    day: date
    frame: pl.DataFrame
    total: int
    people: int
    vacancies: int
    notes: tuple[Note, ...]

    @property
    def drawn(self) -> int:
        """Pairs in the table."""
        return self.frame.height


def plan_pairs(
    folder: Path,
    talents: pl.DataFrame,
    vacancies: pl.DataFrame,
    *,
    law: Frozen | None = None,
    most: int = MOST,
    seed: int = 0,
    threads: int = 2,
    progress: Progress = None,
) -> PlanPairs:
    """The pairs of a plan that hang on the law.

    Args:
        folder: of the plan: `plan.json` and `candidates.parquet`.
        talents, vacancies: the tables that it was made of, typed as `corridor.pool` reads them.
        law: of the region, if not the one that ships.
        most: where there are more pairs, so many are drawn, by a hash of their ids.
        seed: of that hash.
        threads: of the search.
        progress: called with a step's name, how much is done, and of how much.

    Raises:
        PlanError: no plan, other tables, or a limit below one pair.
    """
    if most < 1:
        raise PlanError("most", "most_pairs", raw=most)
    made = _Made.read(folder)
    law = law or book(made.region)
    jobs = canonical(_coded(vacancies.filter(pl.col("region") == made.region)), "vacancies", made.seed)
    people = canonical(_coded(talents), "talents", made.seed)
    free = free_to_work(people, jobs, law, day=made.day, ordinary=made.ordinary)
    found = np.concatenate([_searched(made, people, jobs, free, threads, progress), _kept(folder, people, jobs, free)])
    wide = max(1, people.height)
    key = np.unique(found @ np.array([wide, 1]))
    pairs = np.stack(np.divmod(key, wide), axis=1)
    chosen = pairs[_drawn(pairs, people["id"], jobs["id"], most, seed)]
    left, right = tables.sides(people, jobs, law.rules, made.ordinary)
    rows = tables.joined(left, right, chosen[:, 1], chosen[:, 0]).with_columns(
        id=pl.select(
            pl.concat_str(jobs["id"].gather(chosen[:, 0]), people["id"].gather(chosen[:, 1]), separator=" ")
        ).to_series(),
        region=pl.lit(made.region),
        application_date=pl.lit(made.day),
    )
    return PlanPairs(
        made.region,
        made.day,
        rows,
        total=len(pairs),
        people=len(np.unique(pairs[:, 1])),
        vacancies=len(np.unique(pairs[:, 0])),
        notes=tuple(_notes(len(pairs), len(chosen), made)),
    )


@dataclass(frozen=True)
class _Made:
    """How a plan was made, as its document says."""

    region: str
    day: date
    seed: int
    ordinary: dict[str, Any]
    scoring: Scoring

    @classmethod
    def read(cls, folder: Path) -> _Made:
        """From a plan's folder.

        Raises:
            PlanError: there is no plan in it, or one that says less than this.
        """
        try:
            document = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
            p = document["provenance"]["parameters"]
            return cls(
                document["region"],
                date.fromisoformat(document["date"]),
                p["seed"],
                p["ordinary_job"],
                Scoring(
                    p["weights"], p["neutral"], p["reach"], p["skills_min_coverage"], frozenset(p["presumed"]), p["k"]
                ),
            )
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise PlanError(str(folder), "no_plan", why=error) from error


def _coded(frame: pl.DataFrame) -> pl.DataFrame:
    return code_table(frame).frame


def _searched(
    made: _Made, people: pl.DataFrame, jobs: pl.DataFrame, free: pl.Series, threads: int, progress: Progress
) -> Ints:
    """Pairs by row of vacancy and person: the best of each vacancy and circle among those who need an authorisation,
    as if the law allowed them everything.
    """
    if not (people.height and jobs.height):
        return np.zeros((0, 2), np.int64)
    circles = order(made.region, made.day)
    circle = belonging(people, free, circles).circle
    prepared = prepare(people, jobs, scoring=made.scoring, circle=circle, n_circles=len(circles.circles))
    say = None if progress is None else lambda done, total: progress("search", done, total)
    needs = (~free.fill_null(False)).to_numpy().astype(np.int32)
    none = np.zeros((2, 1), np.uint64)
    law = LawMatrix(needs, np.zeros(jobs.height, np.int32), np.array([[CLOSED], [OPEN]], np.uint8), none, none)
    found = search_pairs(prepared, law, threads=threads, progress=say)
    return np.stack([found.vacancy, found.talent], axis=1).astype(np.int64)


def _kept(folder: Path, people: pl.DataFrame, jobs: pl.DataFrame, free: pl.Series) -> Ints:
    """The pairs that the plan kept, of people who need an authorisation."""
    path = folder / "candidates.parquet"
    try:
        rows = pl.read_parquet(path, columns=["vacancy", "talent"])
    except (OSError, pl.exceptions.PolarsError) as error:
        raise PlanError(str(path), "no_plan", why=error) from error
    for name, table in (("vacancy", jobs), ("talent", people)):
        place = table.select(pl.col("id").alias(name), pl.int_range(pl.len(), dtype=pl.Int64).alias(f"{name}_row"))
        rows = rows.join(place, on=name, how="left")
        missing = rows.filter(pl.col(f"{name}_row").is_null())
        if missing.height:
            raise PlanError(str(path), "other_table", id=missing[name].min())
    needs = ~free.gather(rows["talent_row"]).fill_null(False)
    return rows.filter(needs).select("vacancy_row", "talent_row").to_numpy().reshape(-1, 2)


def _drawn(pairs: Ints, people: pl.Series, jobs: pl.Series, most: int, seed: int) -> Ints:
    """The rows that are kept, in order: those whose hash is lowest; which they are depends on ids and seed alone."""
    if len(pairs) <= most:
        return np.arange(len(pairs))
    mixed = _spread(hashed(jobs, seed)[pairs[:, 0]]) ^ hashed(people, seed)[pairs[:, 1]]
    return np.sort(np.argpartition(_spread(mixed), most - 1)[:most])


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit of a number moves every bit of the result (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _notes(total: int, drawn: int, made: _Made) -> list[Note]:
    found = [Note("assumed", note("laboratory_pairs", total=total, k=made.scoring.k))]
    if drawn < total:
        found.append(Note("partial", note("laboratory_drawn", total=total, drawn=drawn)))
    return found
