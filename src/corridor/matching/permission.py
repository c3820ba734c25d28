"""May this person do this job: the law asked once for each kind of person and each kind of post.

A profile is what the law sees of a row: the truth of every part of a condition that rests on this side alone, and the
facts themselves where a part mixes both sides. Two rows with the same profile get the same answer with any partner, so
the law is asked for profiles, never for all pairs. The law is that of one day: application and start on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.matching.profile import BITS, UNSETTLED, Side, always_free, askable, profiles, ways
from corridor.matching.search import LawMatrix
from corridor.permits import table
from corridor.rules import truths
from corridor.rules.columns import FAILING, UNKNOWN
from corridor.rules.freeze import Frozen
from corridor.rules.model import Route, RuleSet

CLOSED, UNDECIDED, OPEN = 0, 1, 2
DATES = frozenset({"application_date", "start_date"})
JOB_FACTS = frozenset({"isco08", "list_title"})
"""Facts that are the job's also where a table of people has a column of that name."""
ANY_FACT = "nationality"
"""Stands for the facts of a table that states none."""
CHUNK = 400_000
"""Pairs of profiles that are asked at once."""


@dataclass(frozen=True)
class Permission:
    """The law's answer for every pair of profiles.

    Attributes:
        talent_profile, vacancy_profile: each row's profile.
        allowed: by talent profile and vacancy profile: `CLOSED`, `UNDECIDED` or `OPEN`.
        closing: bit i set where condition i alone closes some way to work (of closed pairs).
        missing: bit i set where fact i is not known and some undecided way to work looks at it (of undecided pairs).
        conditions: route and condition of each bit of `closing`.
        facts: fact of each bit of `missing`.
        free: whether each talent may work for any employer without a new authorisation; null where not known.
    """

    talent_profile: NDArray[np.int32]
    vacancy_profile: NDArray[np.int32]
    allowed: NDArray[np.uint8]
    closing: NDArray[np.uint64]
    missing: NDArray[np.uint64]
    conditions: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    free: pl.Series

    @property
    def matrix(self) -> LawMatrix:
        """The answers as the search reads them."""
        return LawMatrix(self.talent_profile, self.vacancy_profile, self.allowed, self.closing, self.missing)


def permission(
    talents: pl.DataFrame, vacancies: pl.DataFrame, law: Frozen, *, day: date, ordinary: dict[str, Any]
) -> Permission:
    """Ask the law of one region for every kind of pair.

    Args:
        talents: facts of people by their names in the vocabulary, and `work_access` where known. Who is known to have
            access to any employer is allowed to do every job.
        vacancies: facts of jobs.
        law: the law, or the law as a reform leaves it.
        day: the day of application and start.
        ordinary: facts taken as given of a vacancy that does not state them.
    """
    rules = law.rules
    jobs = with_ordinary(_facts(vacancies, rules, DATES), ordinary)
    people = _facts(talents, rules, DATES | JOB_FACTS | set(jobs.columns))
    access = _access(talents)
    always = (access == "any_employer").fill_null(False).to_numpy()
    always |= (
        always_free(Side(rules, day, people, frozenset(jobs.columns))) & (access.ne_missing("needs_permit")).to_numpy()
    )
    asked = np.flatnonzero(~always)
    of_asked, first_people = profiles(Side(rules, day, people[asked], frozenset(jobs.columns)))
    of_jobs, first_jobs = profiles(Side(rules, day, jobs, frozenset(people.columns)))
    kinds = people[asked][first_people]
    answered = _Answered(rules, kinds, jobs[first_jobs], day)
    for start, pairs in _pairs(kinds, jobs[first_jobs], rules.region, day):
        answered.take(start, pairs, table.decided(pairs, law, masks=True))
    profile = np.full(talents.height, kinds.height, np.int32)
    profile[asked] = of_asked
    by_law = pl.concat([_free(kinds, law, day, ordinary), pl.Series([True])]).gather(profile)
    return Permission(
        profile,
        of_jobs,
        np.vstack([answered.allowed, np.full((1, len(first_jobs)), OPEN, np.uint8)]),
        np.vstack([answered.closing(), np.zeros((1, len(first_jobs)), np.uint64)]),
        np.vstack([answered.missing, np.zeros((1, len(first_jobs)), np.uint64)]),
        answered.conditions,
        answered.facts,
        pl.select(pl.coalesce(access == "any_employer", by_law)).to_series().alias("free"),
    )


def free_to_work(
    talents: pl.DataFrame, vacancies: pl.DataFrame, law: Frozen, *, day: date, ordinary: dict[str, Any]
) -> pl.Series:
    """`Permission.free` alone: whether each talent may work for any employer without a new authorisation.

    Arguments as of `permission`; of `vacancies` only the columns count.
    """
    jobs = with_ordinary(_facts(vacancies[:0], law.rules, DATES), ordinary)
    people = _facts(talents, law.rules, DATES | JOB_FACTS | set(jobs.columns))
    by_law = _free(people, law, day, ordinary)
    return pl.select(pl.coalesce(_access(talents) == "any_employer", by_law)).to_series().alias("free")


def _access(talents: pl.DataFrame) -> pl.Series:
    if "work_access" in talents.columns:
        return talents["work_access"].cast(pl.String)
    return pl.Series("work_access", [None] * talents.height, dtype=pl.String)


def _facts(frame: pl.DataFrame, rules: RuleSet, without: Iterable[str]) -> pl.DataFrame:
    skip = set(without)
    facts = [c for c in frame.columns if c in rules.facts and c not in skip]
    # a table without columns would forget how many rows it has
    return (
        frame.select(facts) if facts else pl.DataFrame({ANY_FACT: [None] * frame.height}, schema={ANY_FACT: pl.String})
    )


def with_ordinary(jobs: pl.DataFrame, ordinary: dict[str, Any]) -> pl.DataFrame:
    """Jobs with what is taken as given where they do not say."""
    filled = []
    for name, value in ordinary.items():
        column = pl.col(name) if name in jobs.columns else pl.lit(None)
        filled.append(column.fill_null(pl.lit(value)).alias(name))
    if "contract_months" in jobs.columns and "duration_days" not in jobs.columns:
        # only "more than 90 days" is ever asked; a month has at least 28 days
        jobs = jobs.with_columns((pl.col("contract_months") * 28).cast(pl.Int64).alias("duration_days"))
        filled = [e for e in filled if e.meta.output_name() != "duration_days"]
        filled.append(pl.col("duration_days").fill_null(pl.lit(ordinary.get("duration_days"))))
    return jobs.with_columns(filled)


# ---- answers ----


def _pairs(people: pl.DataFrame, jobs: pl.DataFrame, region: str, day: date) -> Iterator[tuple[int, pl.DataFrame]]:
    """Every kind of person with every kind of job, in chunks of whole people; with the first person's number."""
    if not jobs.height:
        return
    step = max(1, CHUNK // jobs.height)
    for start in range(0, people.height, step):
        some = people[start : start + step]
        left = some.select(pl.all().repeat_by(jobs.height).explode())
        right = pl.concat([jobs] * some.height)
        pairs = pl.concat([left, right], how="horizontal")
        yield (
            start,
            pairs.with_columns(
                pl.lit(region).alias("region"), pl.lit(day).alias("application_date"), pl.lit("").alias("id")
            ),
        )


def _free(kinds: pl.DataFrame, law: Frozen, day: date, ordinary: dict[str, Any]) -> pl.Series:
    """Whether each kind of person may take an ordinary job without an authorisation."""
    if not kinds.height:
        return pl.Series([], dtype=pl.Boolean)
    keys = {"id": "", "region": law.rules.region, "application_date": day}
    rows = kinds.with_columns(pl.lit(value).alias(name) for name, value in (keys | ordinary).items())
    return ~table.decided(rows, law)["permit_needed"]


class _Answered:
    """What the law answered so far, by profiles."""

    def __init__(self, rules: RuleSet, people: pl.DataFrame, jobs: pl.DataFrame, day: date) -> None:
        self.rules, self.columns = rules, jobs.height
        shape = (people.height, jobs.height)
        self.allowed = np.zeros(shape, np.uint8)
        self.missing = np.zeros(shape, np.uint64)
        self._single: dict[tuple[str, int], list[NDArray[np.int64]]] = {}
        self.ways = ways(rules)
        self.facts = askable(rules, day)
        self.masks = {(n, f): _mask(rules, r, f, day) for n, r in self.ways.items() for f in self.facts}
        self.conditions: tuple[tuple[str, str], ...] = ()

    def take(self, start: int, pairs: pl.DataFrame, found: pl.DataFrame) -> None:
        """Keep the answers for people from number `start` on."""
        way = found.select(any_way(self.ways)).to_series()
        state = way.cast(pl.UInt8).replace_strict({0: CLOSED, 1: OPEN}, default=UNDECIDED, return_dtype=pl.UInt8)
        stop = start + found.height // max(1, self.columns)
        self.allowed[start:stop] = state.fill_null(UNDECIDED).to_numpy().reshape(-1, self.columns)
        self._closing(start * self.columns, state.to_numpy() == CLOSED, found)
        self.missing[start:stop] = self._missing(pairs, found, way.is_null().to_numpy()).reshape(-1, self.columns)

    def _closing(self, offset: int, closed: NDArray[np.bool_], found: pl.DataFrame) -> None:
        for name in self.ways:
            own = (1 << len(self.rules.routes[name].conditions)) - 1  # a formality's conditions are another way
            failing = found[name + FAILING].to_numpy() & own
            alone = closed & (failing != 0) & (failing & (failing - 1) == 0)
            alone &= found[name + UNKNOWN].to_numpy() & own == 0
            where = np.flatnonzero(alone)
            for mask in np.unique(failing[where]):
                key = (name, int(mask).bit_length() - 1)
                self._single.setdefault(key, []).append(where[failing[where] == mask] + offset)

    def closing(self) -> NDArray[np.uint64]:
        """Bits of the conditions that alone close some way; those that close most pairs where there are too many."""
        found = {key: np.concatenate(cells) for key, cells in self._single.items()}
        kept = sorted(found, key=lambda key: (-len(found[key]), key))[:BITS]
        bits = np.zeros(self.allowed.size, np.uint64)
        for bit, key in enumerate(kept):
            bits[found[key]] |= np.uint64(1 << bit)
        self.conditions = tuple((route, self.ways[route].conditions[i].id) for route, i in kept)
        return bits.reshape(self.allowed.shape)

    def _missing(self, pairs: pl.DataFrame, found: pl.DataFrame, undecided: NDArray[np.bool_]) -> NDArray[np.uint64]:
        bits = np.zeros(pairs.height, np.uint64)
        rows = np.flatnonzero(undecided)
        if not len(rows):
            return bits
        some, pairs = found[rows], pairs[rows]
        looked = {f: np.zeros(len(rows), bool) for f in self.facts}
        for name in self.ways:
            unknown = np.where(some[name].is_null().to_numpy(), some[name + UNKNOWN].to_numpy(), 0)
            for fact in self.facts:
                if mask := self.masks[name, fact]:
                    looked[fact] |= (unknown & mask) != 0
        part = np.zeros(len(rows), np.uint64)
        for bit, fact in enumerate(self.facts):
            stated = pairs[fact].is_not_null().to_numpy() if fact in pairs.columns else np.zeros(len(rows), bool)
            if fact != UNSETTLED:
                part |= np.where(looked[fact] & ~stated, np.uint64(1 << bit), np.uint64(0))
        part[part == 0] = np.uint64(1 << self.facts.index(UNSETTLED))
        bits[rows] = part
        return bits


def any_way(ways: Iterable[str]) -> pl.Expr:
    """A way to work: no authorisation needed, or a work route open."""
    way = ~pl.col("permit_needed")
    for route in ways:
        way = way | pl.col(route)
    return way


def _mask(rules: RuleSet, route: Route, fact: str, day: date) -> int:
    """Bits of the route's conditions that may read the fact."""
    mask = 0
    for bit, node in truths.asked(route.conditions, day):
        if fact in truths.rests_on(rules, node, day):
            mask |= 1 << bit
    return mask
