"""Small markets in which few posts are wanted by many, under a law that is only a table; and the oracle's view of them.

The law's own answers are tested elsewhere. Here it is a matrix by kind of person and kind of job, so that a market
takes milliseconds and Hypothesis can look for what breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from unittest.mock import patch

import numpy as np
import polars as pl
from hypothesis import strategies as st
from numpy.typing import NDArray

from corridor.matching.circles import order
from corridor.matching.permission import CLOSED, OPEN, UNDECIDED, Permission
from corridor.matching.policy import read_policy
from corridor.plan.market import Market, market
from corridor.plan.run import Method, Run, run
from tests.matching import oracle

DAY = date(2026, 11, 21)
KINDS = 3
LATER = date(2027, 2, 1)
METHODS: tuple[Method, ...] = ("stable", "max_fill")
TALENT = {
    "id": pl.String,
    "kind": pl.Int64,
    "free": pl.Boolean,
    "isco08": pl.String,
    "isco08_other": pl.List(pl.String),
    "skills": pl.List(pl.String),
    "education_level": pl.Int64,
    "experience_years": pl.Float64,
    "languages": pl.List(pl.String),
    "wish_annual_salary": pl.Float64,
    "wish_regions": pl.List(pl.String),
    "available_from": pl.Date,
    "residence_country": pl.String,
    "residence_region": pl.String,
}
VACANCY = {
    "id": pl.String,
    "kind": pl.Int64,
    "isco08": pl.String,
    "region": pl.String,
    "posts": pl.Int64,
    "skills": pl.List(pl.String),
    "education_level_min": pl.Int64,
    "experience_years_min": pl.Float64,
    "languages_min": pl.List(pl.String),
    "gross_annual_salary": pl.Float64,
    "start_date": pl.Date,
}
homes = st.sampled_from(
    [("BE", "flanders"), ("BE", "wallonia"), ("BE", None), ("ES", None), ("IN", None), (None, None)]
)
groups = st.sampled_from(["2511", "2512", "2519", "7412"])
talent_rows = st.fixed_dictionaries(
    {
        "kind": st.integers(0, KINDS - 1),
        "free": st.sampled_from([True, True, False, None]),
        "isco08": st.one_of(groups, groups, st.none()),
        "isco08_other": st.none() | st.lists(groups, max_size=2),
        "skills": st.none() | st.lists(st.sampled_from("ab"), max_size=2),
        "education_level": st.sampled_from([None, 4, 6]),
        "experience_years": st.sampled_from([None, 0.0, 5.0]),
        "languages": st.sampled_from([None, ["nl:A2"], ["nl:C1"]]),
        "wish_annual_salary": st.sampled_from([None, 30_000.0, 40_000.0]),
        "wish_regions": st.sampled_from([None, ["flanders"], ["flanders", "brussels"], ["wallonia"]]),
        "available_from": st.sampled_from([None, DAY, LATER]),
        "home": homes,
    }
)
vacancy_rows = st.fixed_dictionaries(
    {
        "kind": st.integers(0, KINDS - 1),
        "isco08": st.one_of(groups, groups, groups, st.none()),
        "posts": st.sampled_from([1, 1, 2, 3, None]),
        "skills": st.sampled_from([None, ["a"], ["a", "b"]]),
        "education_level_min": st.sampled_from([None, None, 6]),
        "experience_years_min": st.sampled_from([None, 10.0]),
        "languages_min": st.sampled_from([None, None, ["nl:B2"]]),
        "gross_annual_salary": st.sampled_from([None, 30_000.0, 35_000.0, 50_000.0]),
        "start_date": st.sampled_from([None, DAY]),
    }
)
answers = st.sampled_from([CLOSED, UNDECIDED, OPEN, OPEN])
laws = st.lists(answers, min_size=KINDS * KINDS, max_size=KINDS * KINDS).map(
    lambda cells: np.array(cells, np.uint8).reshape(KINDS, KINDS)
)


@dataclass(frozen=True)
class World:
    """Two tables and a law: what kind of person may do what kind of job."""

    talents: pl.DataFrame
    vacancies: pl.DataFrame
    law: NDArray[np.uint8]

    def market(self, k: int = 50, seed: int = 0) -> Market:
        policy = read_policy().model_copy(update={"k": k})
        return market("flanders", DAY, self.talents, self.vacancies, order("flanders", DAY), policy, seed)

    def run(self, method: Method, k: int = 50, seed: int = 0, place_undecided: bool = False) -> Run:
        with law_of_a_table():
            return run(self.market(k, seed), self.law, method=method, place_undecided=place_undecided)  # type: ignore[arg-type]


def world(talents: list[dict[str, Any]], vacancies: list[dict[str, Any]], law: NDArray[np.uint8]) -> World:
    people = [
        {k: v for k, v in row.items() if k != "home"}
        | {"id": f"T{n}", "residence_country": row["home"][0], "residence_region": row["home"][1]}
        for n, row in enumerate(talents)
    ]
    jobs = [row | {"id": f"V{n}", "region": "flanders"} for n, row in enumerate(vacancies)]
    return World(pl.DataFrame(people, schema=TALENT), pl.DataFrame(jobs, schema=VACANCY), law)


worlds = st.builds(
    world, st.lists(talent_rows, max_size=20), st.lists(vacancy_rows, min_size=1, max_size=6), laws
)  # fmt: skip


def easy(row: dict[str, Any]) -> dict[str, Any]:
    """Somebody who fits and is willing: only the law and the other people stand between them and a post."""
    return row | {
        "isco08": "2512",
        "skills": ["a", "b"],
        "education_level": 6,
        "languages": ["nl:C1"],
        "wish_annual_salary": None,
        "wish_regions": None,
        "available_from": None,
    }


def contested(row: dict[str, Any]) -> dict[str, Any]:
    """A post that all of the above fit."""
    return row | {"isco08": "2512", "languages_min": None}


crowds = st.builds(
    world,
    st.lists(talent_rows.map(easy), min_size=2, max_size=14),
    st.lists(vacancy_rows.map(contested), min_size=2, max_size=6),
    laws,
)


def permission_by_kind(talents: pl.DataFrame, vacancies: pl.DataFrame, law: NDArray[np.uint8], **_: Any) -> Permission:
    """Permission as a table gives it; who may work for any employer may do every job, as under the real law."""
    free = talents["free"]
    allowed = np.vstack([law, np.full((1, KINDS), OPEN, np.uint8)])
    none = np.zeros(allowed.shape, np.uint64)
    person = np.where(free.fill_null(False).to_numpy(), KINDS, talents["kind"].to_numpy()).astype(np.int32)
    job = vacancies["kind"].to_numpy().astype(np.int32)
    return Permission(person, job, allowed, none, none, (), (), free)


@contextmanager
def law_of_a_table() -> Iterator[None]:
    """`run` asks the table in the place of the law."""
    with patch("corridor.plan.run.permission", permission_by_kind):
        yield


@dataclass(frozen=True)
class Seen:
    """What the oracle knows of a run: by vacancy everybody in reach and their state, and who was placed.

    Attributes:
        posts: of each vacancy, by its number in the market.
        states: by vacancy, the state of each person in reach.
        circle: of each person.
        holders: by vacancy, who holds a post.
        coded: whether the vacancy has an occupation.
    """

    posts: list[int]
    states: list[dict[int, str]]
    circle: list[int]
    holders: list[set[int]]
    coded: list[bool]

    @property
    def placed(self) -> set[int]:
        return set().union(*self.holders)


def seen(found: Run) -> Seen:
    """A run, with everything that is not a placement computed anew, pair by pair."""
    m = found.market
    jobs = m.vacancies.to_dicts()
    circle = found.belonging.circle.tolist()
    said = oracle.search(m.talents.to_dicts(), jobs, m.scoring, circle, found.permission.matrix)
    holders: list[set[int]] = [set() for _ in jobs]
    chosen = found.chosen
    for vacancy, talent in zip(found.edges.vacancy[chosen].tolist(), found.edges.talent[chosen].tolist(), strict=True):
        holders[vacancy].add(talent)
    return Seen(
        [job["posts"] or 1 for job in jobs],
        [{pair.talent: pair.state for pair in answer.pairs} for answer in said],
        circle,
        holders,
        [job["isco08"] is not None for job in jobs],
    )
