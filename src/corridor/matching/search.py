"""The pairs of a pool: the best talents of every circle for each vacancy, and what becomes of everybody in reach.

A talent is in reach of a vacancy by occupation. A pair in reach is held against eight hard conditions, each true, false
or unknown: `skills` (the skills part reaches the coverage asked), `level`, `licence` (all that are asked), `language`
(all that are asked, at their level), `pay` (the wish is at most the offer), `place` (the region is wished), `date`
(available at the start) and `law`. The first four make a pair qualified, the next three willing. A pair is

- not qualified, if one of the four is false; else
- not willing, if one of the three is false; else
- not allowed, if the law is closed; else
- undecided, if any condition is unknown; else
- feasible.

Conditions that the policy presumes count as met where they are unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor.matching.index import Prepared, prepare
from corridor.matching.kernel import (
    BLOCK,
    CONDITIONS,
    FEASIBLE,
    GAPS,
    LAST,
    OPEN,
    PARTS,
    STATES,
    Counts,
    Ints,
    Law,
    Longs,
    Rules,
    Work,
    search_batch,
    search_sharing,
)
from corridor.matching.score import Pairs, Scoring, parts
from corridor.matching.search_errors import SearchError

__all__ = [
    "CONDITIONS",
    "GAPS",
    "PARTS",
    "STATES",
    "Found",
    "LawMatrix",
    "Pairs",
    "Prepared",
    "Scoring",
    "SearchError",
    "memory_bytes",
    "parts",
    "prepare",
    "search",
    "search_pairs",
]

PER_POST = 5
"""At least this many pairs are kept for each post of a vacancy, in each circle."""
BATCH_ROWS = 256
Progress = Callable[[int, int], None] | None


@dataclass(frozen=True)
class LawMatrix:
    """What the law says, once for each pair of profiles.

    Attributes:
        talent_profile, vacancy_profile: the profile of each talent and of each vacancy.
        allowed: 0 closed, 1 unknown, 2 open, by talent profile and vacancy profile; as the two others.
        law_bits: which single conditions alone close some route.
        law_unknown_bits: which facts are missing.
    """

    talent_profile: NDArray[np.int32]
    vacancy_profile: NDArray[np.int32]
    allowed: NDArray[np.uint8]
    law_bits: NDArray[np.uint64]
    law_unknown_bits: NDArray[np.uint64]

    @classmethod
    def open(cls, talents: int, vacancies: int) -> LawMatrix:
        """A law that allows everything."""
        none = np.zeros((1, 1), np.uint64)
        profiles = np.zeros(talents, np.int32), np.zeros(vacancies, np.int32)
        return cls(*profiles, np.full((1, 1), OPEN, np.uint8), none, none)

    def fits(self, talents: int, vacancies: int) -> bool:
        """Every talent and vacancy has a profile that is in the matrices."""
        shape = self.allowed.shape
        return (
            (len(self.talent_profile), len(self.vacancy_profile)) == (talents, vacancies)
            and shape == self.law_bits.shape == self.law_unknown_bits.shape
            and all(
                len(profile) == 0 or 0 <= profile.min() <= profile.max() < size
                for profile, size in zip((self.talent_profile, self.vacancy_profile), shape, strict=True)
            )
        )


@dataclass(frozen=True)
class Found:
    """What a search found. Arrays by vacancy have a row for each vacancy searched, in the order of `vacancies`.

    Attributes:
        vacancies: the rows of the table that were searched.
        edges: the best pairs of each vacancy and circle.
        funnel: pairs in reach by vacancy, circle and state (`STATES`), of the whole pool.
        only: pairs of which exactly this condition (`CONDITIONS`) is false and all others are met, by vacancy.
        gap: the smallest distance among those (`GAPS`: levels, steps of the one language that is short, EUR a year,
            days); NaN where there is none.
        unknown: undecided pairs of which this condition is unknown, by vacancy; what is presumed is not unknown.
        law_bits: of qualified and willing pairs that are not allowed, all bits together.
        law_unknown_bits: of undecided pairs, all bits together.
        uncoded: the vacancy has no unit group, so that nobody is in reach.
    """

    vacancies: NDArray[np.int32]
    edges: Pairs
    funnel: NDArray[np.int32]
    only: NDArray[np.int32]
    gap: NDArray[np.float64]
    unknown: NDArray[np.int32]
    law_bits: NDArray[np.uint64]
    law_unknown_bits: NDArray[np.uint64]
    uncoded: NDArray[np.bool_]


def search(
    prepared: Prepared,
    law: LawMatrix,
    *,
    k: int | None = None,
    place_undecided: bool = False,
    batch: int = BATCH_ROWS,
    threads: int = 2,
    progress: Progress = None,
    vacancies: slice | NDArray[np.integer[Any]] | None = None,
) -> Found:
    """The best pairs of each vacancy and circle, and exact counts of all pairs in reach.

    For each vacancy and circle the best max(k, 5 times the posts) feasible pairs are kept; of equal scores the talent
    first in the table.

    Args:
        prepared: the two tables and the policy.
        law: answers of the law.
        k: how many pairs to keep; what the policy says if not given.
        place_undecided: undecided pairs are kept too, on their score among the feasible.
        batch: vacancies handed to a thread at a time; between batches, progress is told and an interrupt is heeded.
        threads: how many.
        progress: called with the number of vacancies done and their total.
        vacancies: which rows; all if not given.

    Raises:
        SearchError: answers of the law or vacancies that do not fit the tables; k below 1.
    """
    rows = _chosen(prepared, vacancies)
    counts = _counts(len(rows), prepared.n_circles)
    rules = prepared.rules(presumed=prepared.scoring.presumed, undecided=place_undecided, counting=True)
    edges = _run(prepared, law, rules, rows, k, counts, batch, threads, progress, np.zeros(len(rows), bool))
    uncoded = prepared.uncoded_vacancies[rows]
    return Found(rows, edges, *counts, uncoded=uncoded)


def search_pairs(
    prepared: Prepared,
    law: LawMatrix,
    *,
    k: int | None = None,
    place_undecided: bool = False,
    sharing: bool = False,
    batch: int = BATCH_ROWS,
    threads: int = 2,
    progress: Progress = None,
    vacancies: slice | NDArray[np.integer[Any]] | None = None,
) -> Pairs:
    """The best pairs alone, as `search` finds them, without counting.

    Where only talents who share a skill with the vacancy can be feasible, only they are visited.

    Args:
        sharing: visit only talents who share a skill with the vacancy, whatever the policy. With a reach of 0 and all
            weight on skills this is the best k of a sparse matrix product, with hard conditions inside.
    """
    rows = _chosen(prepared, vacancies)
    scoring = prepared.scoring
    needs_skills = scoring.skills_min_coverage > 0 and "skills" not in scoring.presumed and not place_undecided
    rules = prepared.rules(presumed=scoring.presumed, undecided=place_undecided)
    asks = prepared.jobs.total[rows] > 0
    by_skill = np.ones_like(asks) if sharing else asks & needs_skills
    none = _counts(0, prepared.n_circles)
    return _run(prepared, law, rules, rows, k, none, batch, threads, progress, by_skill)


def memory_bytes(
    talents: int,
    vacancies: int,
    *,
    skills: float = 20,
    codes: float = 1,
    languages: int = 5,
    licences: int = 64,
    circles: int = 4,
    k: int = 50,
    profiles: tuple[int, int] = (1, 1),
    in_reach: float = 0.05,
) -> int:
    """Bytes that a search needs at most, beside the two tables.

    Per talent 8 + codes x (47 + 4 skills + languages + licences / 8 + 8) and 4 skills while preparing; per vacancy
    80 + 4 skills + languages x 5 + licences / 8 + circles x (24 + 28 k), the pairs being held twice for a moment; the
    matrices of the law once more for `allowed`; and for each of two threads 10 bytes for each talent in reach of a
    vacancy.

    Args:
        talents, vacancies: rows.
        skills: stated by a talent or vacancy, on average; of talents, those that a vacancy asks for.
        codes: unit groups of a talent, on average.
        languages, licences: different ones that vacancies ask for.
        circles, k: as searched.
        profiles: of talents, of vacancies.
        in_reach: greatest share of talents in reach of one vacancy.
    """
    words = -(-licences // 64) * 8
    talent = 8 + codes * (47 + 4 * skills + languages + words + 8) + 4 * skills
    vacancy = 80 + 4 * skills + 5 * languages + words + circles * (24 + 28 * k)
    law = profiles[0] * profiles[1] * (1 + 17)
    return int(talents * talent + vacancies * vacancy + law + 2 * 10 * in_reach * talents * codes)


# ---- running ---------------------------------------------------------------------------------


def _chosen(prepared: Prepared, vacancies: slice | NDArray[np.integer[Any]] | None) -> Ints:
    everything = np.arange(len(prepared.posts), dtype=np.int32)
    if vacancies is None or isinstance(vacancies, slice):
        return everything[vacancies or slice(None)]
    rows = np.asarray(vacancies)
    outside = len(rows) > 0 and not 0 <= rows.min() <= rows.max() < len(everything)
    if outside or len(np.unique(rows)) != len(rows):
        raise SearchError("vacancies", "vacancy", raw=rows.tolist()[:5], last=len(everything) - 1)
    return rows.astype(np.int32)


def _counts(rows: int, circles: int) -> Counts:
    return Counts(
        funnel=np.zeros((rows, circles, len(STATES)), np.int32),
        only=np.zeros((rows, len(CONDITIONS)), np.int32),
        gap=np.full((rows, len(GAPS)), np.nan),
        unknown=np.zeros((rows, len(CONDITIONS)), np.int32),
        law_bits=np.zeros(rows, np.uint64),
        law_unknown_bits=np.zeros(rows, np.uint64),
    )


@dataclass(frozen=True)
class _Job:
    """One search: arrays for the kernel, how many pairs each vacancy keeps in a circle, and which are searched only
    among those who share a skill.
    """

    prepared: Prepared
    law: Law
    rules: Rules
    vacancies: Ints
    keep: Ints
    counts: Counts
    found: Ints
    by_skill: NDArray[np.bool_]

    def batches(self, size: int) -> Iterator[Longs]:
        """Rows in batches; vacancies of one group after each other, since they read the same talents."""
        order = np.argsort(self.prepared.jobs.group[self.vacancies], kind="stable")
        for rows in (order[self.by_skill[order]], order[~self.by_skill[order]]):
            for start in range(0, len(rows), size):
                yield rows[start : start + size]

    def work(self) -> Work:
        """Room for one thread."""
        rules, pool, circles = self.rules, self.prepared.pool, self.prepared.n_circles
        widest = int((rules.group_start[rules.last + 1] - rules.group_start[rules.first]).max())
        return Work(
            sums=np.zeros(widest, np.int64),
            touched=np.empty(widest if self.by_skill.any() else 0, np.int32),
            false=np.empty(BLOCK, np.uint8),
            unknown=np.empty(BLOCK, np.uint8),
            entry=np.empty(BLOCK, np.int64),
            near=np.empty(BLOCK),
            held=np.empty(BLOCK, np.int64),
            noted=np.empty(BLOCK, np.int64),
            stamp=np.full(len(pool.code_start) - 1, -1, np.int32),
            seen=np.full((2, self.law.allowed.shape[1]), -1, np.int32),
            whole=np.zeros((circles, 256), np.int64),
            broken=np.zeros((circles, 256, 2), np.int64),
            heap=np.empty((circles, int(self.keep.max(initial=1))), np.int64),
            size=np.zeros(circles, np.int64),
            floor=np.zeros(circles),
        )

    def run(self, rows: Longs, work: Work) -> Longs:
        """Search a batch; its keys."""
        keep = self.keep[rows]
        keys = np.empty(int(keep.sum(dtype=np.int64)) * self.prepared.n_circles, np.int64)
        given = rows, self.vacancies[rows], keep, self.prepared.pool, self.prepared.jobs, self.law, self.rules, work
        if len(rows) and self.by_skill[rows[0]]:
            written = search_sharing(*given, self.found, keys)
        else:
            written = search_batch(*given, self.counts, self.found, keys)
        return keys[:written].copy()


def _run(
    prepared: Prepared, law: LawMatrix, rules: Rules, vacancies: Ints, k: int | None, counts: Counts,
    batch: int, threads: int, progress: Progress, by_skill: NDArray[np.bool_],
) -> Pairs:  # fmt: skip
    if not law.fits(len(prepared.entry), len(prepared.posts)):
        raise SearchError("law", "law", talents=len(prepared.entry), vacancies=len(prepared.posts))
    least = prepared.scoring.k if k is None else k
    if least < 1:
        raise SearchError("k", "best", raw=least)
    job = _Job(
        prepared=prepared,
        law=_kernel_law(prepared, law),
        rules=rules,
        vacancies=vacancies,
        keep=np.maximum(least, PER_POST * prepared.posts[vacancies]).astype(np.int32),
        counts=counts,
        found=np.zeros((len(vacancies), prepared.n_circles), np.int32),
        by_skill=by_skill,
    )
    return _together(job, _searched(job, max(1, batch), max(1, threads), progress))


def _kernel_law(prepared: Prepared, law: LawMatrix) -> Law:
    return Law(
        profile=law.talent_profile[prepared.pool.talent].astype(np.int32),
        vacancy_profile=law.vacancy_profile.astype(np.int32),
        allowed=np.ascontiguousarray(law.allowed.T, np.uint8),
        bits=np.ascontiguousarray(law.law_bits, np.uint64),
        unknown_bits=np.ascontiguousarray(law.law_unknown_bits, np.uint64),
    )


def _searched(job: _Job, batch: int, threads: int, progress: Progress) -> list[tuple[Longs, Longs]]:
    """All batches, each with its rows and keys, in whatever order they are done."""
    rooms: SimpleQueue[Work] = SimpleQueue()
    for _ in range(threads):
        rooms.put(job.work())

    def one(rows: Longs) -> tuple[Longs, Longs]:
        work = rooms.get()
        try:
            return rows, job.run(rows, work)
        finally:
            rooms.put(work)

    done: list[tuple[Longs, Longs]] = []
    searched = 0
    executor = ThreadPoolExecutor(threads)
    try:
        for future in as_completed([executor.submit(one, rows) for rows in job.batches(batch)]):
            done.append(future.result())
            searched += len(done[-1][0])
            if progress is not None:
                progress(searched, len(job.vacancies))
    finally:
        executor.shutdown(cancel_futures=True)
    return done


def _together(job: _Job, done: list[tuple[Longs, Longs]]) -> Pairs:
    """The pairs of all batches in the order of vacancies."""
    per_row = job.found.sum(axis=1, dtype=np.int64)
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(per_row)])
    size = int(start[-1])
    pairs = Pairs(
        vacancy=np.repeat(job.vacancies, per_row),
        talent=np.empty(size, np.int32),
        circle=np.repeat(np.tile(np.arange(job.prepared.n_circles, dtype=np.int8), len(per_row)), job.found.ravel()),
        score=np.empty(size, np.int32),
        state=np.empty(size, np.int8),
    )
    while done:
        rows, keys = done.pop()
        sizes = per_row[rows]
        at = np.arange(len(keys)) + np.repeat(start[rows] - (np.cumsum(sizes) - sizes), sizes)
        pairs.score[at] = keys >> 33
        pairs.talent[at] = LAST - (keys >> 1 & LAST)
        pairs.state[at] = FEASIBLE - (keys & 1)
    return pairs
