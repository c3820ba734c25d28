"""Talents and vacancies as arrays that the compiled search reads: codes, skills by who holds them, minimums, amounts.

Preparing depends on the two tables and the policy alone. The law comes later, so that reforms use the same arrays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.matching.kernel import (
    CONDITIONS,
    LICENCES_STATED,
    MILLION,
    NONE,
    OPEN,
    PARTS,
    REGIONS_STATED,
    SKILLS_STATED,
    Ints,
    Jobs,
    Law,
    Longs,
    Pool,
    Rules,
    Small,
    Words,
    count_holders,
    invert,
)
from corridor.matching.score import Scoring
from corridor.matching.search_errors import SearchError
from corridor.occupations.isco08 import NEARNESS, unit_groups

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
ROWS = 100_000
"""Lists are read this many rows at a time, so that their texts are never in memory twice."""
WORD = 64
_LANGUAGE = re.compile(rf"([a-z]{{2,3}}):({'|'.join(LEVELS)})")


@dataclass(frozen=True)
class Lists:
    """A column of lists: row n has `items[start[n]:start[n + 1]]`, positions in a vocabulary; -1 is none of it."""

    start: Longs
    items: Ints
    stated: NDArray[np.bool_]

    @property
    def rows(self) -> Longs:
        """The row of each item."""
        return np.repeat(np.arange(len(self.stated)), np.diff(self.start))


@dataclass(frozen=True)
class Codes:
    """Coded talents: an entry for each talent and unit group, sorted by group, then talent."""

    talent: Ints
    group: NDArray[np.int16]
    shared: Ints
    code_start: Longs
    codes: NDArray[np.int16]


def proximities() -> NDArray[np.float64]:
    """Proximity of all pairs of unit groups, as `corridor.occupations.isco08.proximity` gives it for one."""
    codes = np.array([list(code) for code in unit_groups()])
    shared = np.zeros((len(codes), len(codes)), np.int64)
    same = np.ones_like(shared, dtype=bool)
    for digit in codes.T:
        same &= digit[:, None] == digit[None, :]
        shared += same
    return np.array(NEARNESS)[shared]


# ---- columns ---------------------------------------------------------------------------------


def column(frame: pl.DataFrame, name: str, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    """A column in a type; nulls where the table has no such column."""
    if name in frame.columns:
        return frame[name].cast(kind)
    return pl.Series(name, [None] * frame.height, dtype=kind)


def lists(series: pl.Series, vocabulary: Sequence[str]) -> Lists:
    """A column of lists of text, as positions in a vocabulary."""
    known = pl.Enum(list(vocabulary))
    items, lengths = [np.empty(0, np.int32)], []
    for start in range(0, len(series), ROWS):
        part = series.slice(start, ROWS)
        flat = part.explode(empty_as_null=False, keep_nulls=False).cast(pl.String)
        codes = flat.cast(known, strict=False).to_physical().cast(pl.Int32).fill_null(-1)
        items.append(codes.to_numpy())
        lengths.append(part.list.len().fill_null(0).to_numpy())
    starts = np.zeros(len(series) + 1, np.int64)
    if lengths:
        np.cumsum(np.concatenate(lengths), out=starts[1:])
    return Lists(starts, np.concatenate(items), series.is_not_null().to_numpy())


def _ones(series: pl.Series, vocabulary: Sequence[str]) -> Lists:
    """A column of single texts, as lists of one."""
    items = series.cast(pl.Enum(list(vocabulary))).to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
    return Lists(np.arange(len(series) + 1), items, series.is_not_null().to_numpy())


def _each_once(found: Lists) -> tuple[Longs, Ints]:
    """Starts and items without repetition; items in the order of the vocabulary."""
    known = found.items >= 0
    width = int(found.items.max(initial=0)) + 1
    row, item = np.divmod(np.unique(found.rows[known] * width + found.items[known]), width)
    return np.searchsorted(row, np.arange(len(found.stated) + 1)).astype(np.int64), item.astype(np.int32)


def vocabulary(series: pl.Series) -> list[str]:
    """The distinct texts of a column of lists, sorted."""
    flat = series.explode(empty_as_null=False, keep_nulls=False).cast(pl.String)
    return sorted(flat.unique().drop_nulls().to_list())


def _texts(frame: pl.DataFrame, name: str) -> pl.Series:
    return column(frame, name, pl.List(pl.String))


def _whole(frame: pl.DataFrame, name: str) -> Small:
    """Small whole numbers; -1 where not known."""
    return column(frame, name, pl.Int8).fill_null(-1).to_numpy()


def _years(frame: pl.DataFrame, name: str, absent: float) -> NDArray[np.float64]:
    return column(frame, name, pl.Float64).fill_nan(None).fill_null(absent).to_numpy()


def _cents(frame: pl.DataFrame, name: str) -> Longs:
    """Whole cents; no amount where it is not known, no number, or pay over an employment rate of 0."""
    cents = (column(frame, name, pl.Float64) * 100).round().alias(name)
    finite = pl.when(pl.col(name).is_finite()).then(pl.col(name))
    return cents.to_frame().select(finite.cast(pl.Int64).fill_null(NONE)).to_series().to_numpy()


def full_time(vacancies: pl.DataFrame) -> pl.DataFrame:
    """Vacancies with the pay of a full-time job, which is what people's wishes speak of; full time where not stated.

    `gross_annual_salary` times 100 over `employment_rate` (percent of full time).
    """
    if not {"gross_annual_salary", "employment_rate"} <= {*vacancies.columns}:
        return vacancies
    rate = pl.col("employment_rate").cast(pl.Float64).fill_null(100)
    return vacancies.with_columns(pl.col("gross_annual_salary").cast(pl.Float64) * 100 / rate)


def _days(frame: pl.DataFrame, name: str) -> Longs:
    return column(frame, name, pl.Date).to_physical().cast(pl.Int64).fill_null(NONE).to_numpy()


def _masks(found: Lists, size: int) -> Words:
    """Bits by word and row, one for each text of the vocabulary; at least one word."""
    masks = np.zeros((max(1, -(-size // WORD)), len(found.stated)), np.uint64)
    rows, items = found.rows, found.items
    rows, items = rows[items >= 0], items[items >= 0]
    np.bitwise_or.at(masks, (items // WORD, rows), np.left_shift(np.uint64(1), (items % WORD).astype(np.uint64)))
    return masks


# ---- occupations -----------------------------------------------------------------------------


def _groups(series: pl.Series) -> NDArray[np.int16]:
    """Positions of unit groups; -1 for what is no unit group."""
    known = pl.Enum(list(unit_groups()))
    return series.cast(pl.String).cast(known, strict=False).to_physical().cast(pl.Int16).fill_null(-1).to_numpy()


def codes(talents: pl.DataFrame) -> Codes:
    """The codes of talents, `isco08` and `isco08_other`, each once."""
    main = _groups(column(talents, "isco08", pl.String))
    other = lists(_texts(talents, "isco08_other"), unit_groups())
    talent = np.concatenate([np.arange(len(main)), other.rows])
    group = np.concatenate([main, other.items]).astype(np.int64)
    keys = np.unique(group[group >= 0] * len(main) + talent[group >= 0])
    group, talent = np.divmod(keys, max(1, len(main)))
    several = np.bincount(talent, minlength=len(main)) > 1
    number = np.where(several, np.cumsum(several) - 1, -1)
    shared = number[talent]
    by_talent = np.lexsort((group, shared))[np.count_nonzero(shared < 0) :]
    start = np.searchsorted(shared[by_talent], np.arange(np.count_nonzero(several) + 1))
    return Codes(
        talent.astype(np.int32),
        group.astype(np.int16),
        shared.astype(np.int32),
        start.astype(np.int64),
        group[by_talent].astype(np.int16),
    )


# ---- languages -------------------------------------------------------------------------------


def _language(text: str, place: str) -> tuple[str, int]:
    found = _LANGUAGE.fullmatch(text)
    if found is None:
        raise SearchError(place, "language", raw=repr(text))
    return found[1], LEVELS.index(found[2]) + 1


def _asked_languages(series: pl.Series, names: Sequence[str]) -> tuple[Longs, Ints, Small]:
    """By vacancy, where its own languages start, which and at what level (the highest if twice)."""
    words = vocabulary(series)
    read = [_language(word, "languages_min") for word in words]
    of_word = np.array([names.index(name) for name, _ in read], np.int64)
    level_of_word = np.array([level for _, level in read], np.int64)
    found = lists(series, words)
    rows, items = found.rows[found.items >= 0], found.items[found.items >= 0]
    keys, at = np.unique(rows * max(1, len(names)) + of_word[items], return_inverse=True)
    levels = np.zeros(len(keys), np.int8)
    np.maximum.at(levels, at, level_of_word[items].astype(np.int8))
    row, name = np.divmod(keys, max(1, len(names)))
    start = np.searchsorted(row, np.arange(len(series) + 1)).astype(np.int64)
    return start, name.astype(np.int32), levels


def _spoken(series: pl.Series, names: Sequence[str]) -> Small:
    """Levels by language and talent: 0 where a stated list lacks it, -1 where no list is stated."""
    words = vocabulary(series)
    read = [_language(word, "languages") for word in words]
    position = {name: n for n, name in enumerate(names)}
    of_word = np.array([position.get(name, -1) for name, _ in read], np.int64)
    level_of_word = np.array([level for _, level in read], np.int8)
    found = lists(series, words)
    levels = np.zeros((len(names), len(series)), np.int8)
    rows, items = found.rows[found.items >= 0], found.items[found.items >= 0]
    wanted = of_word[items] >= 0
    np.maximum.at(levels, (of_word[items][wanted], rows[wanted]), level_of_word[items][wanted])
    levels[:, ~found.stated] = -1
    return levels


# ---- both tables -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Prepared:
    """The two tables as the search reads them, and the policy.

    Attributes:
        pool, jobs: arrays.
        entry: the first entry of each talent; -1 where uncoded.
        group_start: where the entries of each unit group start; one more at the end.
        posts: of each vacancy; 1 where not stated.
        scoring: the policy.
        n_circles: how many circles there are.
    """

    pool: Pool
    jobs: Jobs
    entry: Ints
    group_start: Ints
    posts: Ints
    scoring: Scoring
    n_circles: int

    @property
    def uncoded_talents(self) -> int:
        """Talents without a unit group; they are in reach of nothing."""
        return int((self.entry < 0).sum())

    @property
    def uncoded_vacancies(self) -> NDArray[np.bool_]:
        """Which vacancies have no unit group; nobody is in reach of them."""
        return self.jobs.group < 0

    def rules(self, *, presumed: frozenset[str], undecided: bool = False, counting: bool = False) -> Rules:
        """The policy in numbers."""
        proximity, reach = proximities(), self.scoring.reach
        within = proximity >= reach
        return Rules(
            proximity=proximity,
            reach=float(reach),
            first=within.argmax(axis=1).astype(np.int32),
            last=(within.shape[1] - 1 - within[:, ::-1].argmax(axis=1)).astype(np.int32),
            group_start=self.group_start,
            weights=np.array([self.scoring.weights[part] for part in PARTS], np.float64),
            neutral=float(self.scoring.neutral),
            coverage=float(self.scoring.skills_min_coverage),
            heeded=sum(1 << n for n, name in enumerate(CONDITIONS) if name not in presumed),
            undecided=undecided,
            counting=counting,
        )

    def lawless(self) -> Law:
        """Answers of a law that allows everything."""
        one, none = np.full((1, 1), OPEN, np.uint8), np.zeros((1, 1), np.uint64)
        everybody, everything = np.zeros(len(self.pool.talent), np.int32), np.zeros(len(self.posts), np.int32)
        return Law(everybody, everything, one, none, none)


def rarity(holders: Longs, talents: int) -> Longs:
    """Weight of skills in millionths: ln(talents with skills stated / those with the skill) + 0.1; of a skill that
    nobody has, ln(talents + 1) + 0.1. Whole numbers, so that a sum does not depend on its order.
    """
    share = np.where(holders > 0, talents / np.maximum(holders, 1), talents + 1)
    return np.rint((np.log(share) + 0.1) * MILLION).astype(np.int64)


def prepare(
    talents: pl.DataFrame, vacancies: pl.DataFrame, *, scoring: Scoring, circle: Small, n_circles: int
) -> Prepared:
    """Both tables as arrays.

    Args:
        talents: any of `isco08`, `isco08_other`, `skills`, `education_level`, `experience_years`, `languages`,
            `licences`, `wish_annual_salary` (EUR), `wish_regions`, `available_from`; a column that is not there is not
            known of anybody. No other column is looked at.
        vacancies: any of `isco08`, `skills`, `education_level_min`, `experience_years_min`, `languages_min`,
            `licences`, `gross_annual_salary` (EUR), `employment_rate` (percent), `region`, `start_date`, `posts`. A
            minimum that is null or empty is none; so are no skills.
        scoring: the policy.
        circle: each talent's circle, 0 for the innermost.
        n_circles: how many there are.

    Raises:
        SearchError: circles that do not fit, a language without a level.
    """
    if len(circle) != talents.height or (len(circle) > 0 and not 0 <= circle.min() <= circle.max() < n_circles):
        raise SearchError("circle", "circle", raw=len(circle), talents=talents.height, last=n_circles - 1)
    asked = Asked.of(vacancies)
    return with_vacancies(index(talents, asked, scoring=scoring, circle=circle, n_circles=n_circles), asked, vacancies)


@dataclass(frozen=True)
class Asked:
    """The texts that vacancies ask for, each list sorted: only these need be known of talents."""

    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @classmethod
    def of(cls, vacancies: pl.DataFrame) -> Asked:
        """What a table asks for.

        Raises:
            SearchError: a language without a level.
        """
        languages = {_language(word, "languages_min")[0] for word in vocabulary(_texts(vacancies, "languages_min"))}
        regions = column(vacancies, "region", pl.String).unique().drop_nulls().to_list()
        return cls(
            skills=tuple(vocabulary(_texts(vacancies, "skills"))),
            languages=tuple(sorted(languages)),
            licences=tuple(vocabulary(_texts(vacancies, "licences"))),
            regions=tuple(sorted(regions)),
        )

    def union(self, *others: Asked) -> Asked:
        """What any of them asks for."""
        every = (self, *others)
        return Asked(
            *(
                tuple(sorted({text for asked in every for text in getattr(asked, name)}))
                for name in ("skills", "languages", "licences", "regions")
            )
        )


def index(talents: pl.DataFrame, asked: Asked, *, scoring: Scoring, circle: Small, n_circles: int) -> Prepared:
    """Talents as arrays, without vacancies. Arguments and errors as for `prepare`."""
    if len(circle) != talents.height or (len(circle) > 0 and not 0 <= circle.min() <= circle.max() < n_circles):
        raise SearchError("circle", "circle", raw=len(circle), talents=talents.height, last=n_circles - 1)
    held = lists(_texts(talents, "skills"), asked.skills)
    weights = rarity(count_holders(held.start, held.items, len(asked.skills)), int(held.stated.sum()))
    coded = codes(talents)
    skill_start, holders = invert(held.start, held.items, coded.talent, len(asked.skills))
    pool = _pool(talents, coded, circle.astype(np.int8), held.stated, asked)
    entry = np.full(talents.height, -1, np.int32)
    entry[coded.talent[::-1]] = np.arange(len(coded.talent), dtype=np.int32)[::-1]
    return Prepared(
        pool=pool._replace(rarity=weights, skill_start=skill_start, holders=holders),
        jobs=_jobs(pl.DataFrame(), asked, weights),
        entry=entry,
        group_start=np.searchsorted(coded.group, np.arange(len(unit_groups()) + 1)).astype(np.int32),
        posts=np.empty(0, np.int32),
        scoring=scoring,
        n_circles=n_circles,
    )


def with_vacancies(prepared: Prepared, asked: Asked, vacancies: pl.DataFrame) -> Prepared:
    """The same talents with these vacancies, which ask for nothing that is not in `asked`.

    What a pair is worth depends on the talents and on the pair, so that a batch of vacancies gets the answers that the
    whole table gets.
    """
    posts = column(vacancies, "posts", pl.Int32).fill_null(1).to_numpy()
    return replace(prepared, jobs=_jobs(vacancies, asked, prepared.pool.rarity), posts=posts)


def _jobs(vacancies: pl.DataFrame, asked: Asked, weights: Longs) -> Jobs:
    """Vacancies."""
    language_start, languages, language_levels = _asked_languages(_texts(vacancies, "languages_min"), asked.languages)
    start, items = _each_once(lists(_texts(vacancies, "skills"), asked.skills))
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(weights[items])])
    licences = lists(_texts(vacancies, "licences"), asked.licences)
    return Jobs(
        group=_groups(column(vacancies, "isco08", pl.String)),
        skill_start=start,
        skills=items,
        total=sums[start[1:]] - sums[start[:-1]],
        level=_whole(vacancies, "education_level_min"),
        years=_years(vacancies, "experience_years_min", 0.0),
        language_start=language_start,
        languages=languages,
        language_levels=language_levels,
        licences=_masks(licences, len(asked.licences)),
        regions=_masks(_ones(column(vacancies, "region", pl.String), asked.regions), len(asked.regions)),
        pay=_cents(full_time(vacancies), "gross_annual_salary"),
        day=_days(vacancies, "start_date"),
    )


def _pool(talents: pl.DataFrame, coded: Codes, circle: Small, skills_stated: NDArray[np.bool_], asked: Asked) -> Pool:
    """Talents by entry, without their skills."""
    at = coded.talent
    licences = lists(_texts(talents, "licences"), asked.licences)
    regions = lists(_texts(talents, "wish_regions"), asked.regions)
    stated = skills_stated * SKILLS_STATED | licences.stated * LICENCES_STATED | regions.stated * REGIONS_STATED
    return Pool(
        talent=at,
        group=coded.group,
        shared=coded.shared,
        code_start=coded.code_start,
        codes=coded.codes,
        circle=circle[at],
        stated=stated.astype(np.uint8)[at],
        level=_whole(talents, "education_level")[at],
        languages=np.ascontiguousarray(_spoken(_texts(talents, "languages"), asked.languages)[:, at]),
        licences=np.ascontiguousarray(_masks(licences, len(asked.licences))[:, at]),
        regions=np.ascontiguousarray(_masks(regions, len(asked.regions))[:, at]),
        years=_years(talents, "experience_years", np.nan)[at],
        pay=_cents(talents, "wish_annual_salary")[at],
        day=_days(talents, "available_from")[at],
        rarity=np.empty(0, np.int64),
        skill_start=np.zeros(1, np.int64),
        holders=np.empty(0, np.int32),
    )
