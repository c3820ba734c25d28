"""The rows behind a plan's numbers: vacancies, placements, candidates, audit."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.matching.audit import audit as audit_
from corridor.matching.permission import DATES, JOB_FACTS, with_ordinary
from corridor.matching.search import CONDITIONS, GAPS, STATES, parts
from corridor.plan.result import REASONS
from corridor.plan.run import FEASIBLE, Run
from corridor.rules.model import RuleSet

STATE = pl.Enum(STATES)


def vacancies(run: Run) -> pl.DataFrame:
    """One row a vacancy, in the order of ids.

    Columns: `id`, `title`, `isco08`, `region`, `posts`, `filled`, `unfilled`, `reason` (null where all are filled),
    one for each reason (posts), `<circle>_<state>` (pairs in reach), `only_<condition>` (pairs that this one condition
    keeps apart), `gap_<condition>` (the smallest distance among those: levels, steps, EUR a year, days).
    """
    m = run.market
    reason = pl.Series(REASONS, dtype=pl.Enum(REASONS)).gather(run.reason.astype(np.uint32))
    columns: dict[str, Any] = {
        "posts": m.posts,
        "filled": run.filled,
        "unfilled": run.unfilled,
        **{name: np.where(run.reason == n, run.unfilled, 0) for n, name in enumerate(REASONS)},
    }
    for c, circle in enumerate(m.order.circles):
        columns |= {f"{circle.id}_{state}": run.found.funnel[:, c, s] for s, state in enumerate(STATES)}
    columns |= {f"only_{name}": run.found.only[:, n] for n, name in enumerate(CONDITIONS)}
    columns |= {f"unknown_{name}": run.found.unknown[:, n] for n, name in enumerate(CONDITIONS)}
    columns |= {f"gap_{name}": run.found.gap[:, n] for n, name in enumerate(GAPS)}
    frame = m.vacancies.select(c for c in ("id", "title", "isco08", "region") if c in m.vacancies.columns)
    frame = frame.with_columns(pl.Series(name, values) for name, values in columns.items())
    open_ = pl.col("unfilled") > 0
    gaps = [pl.col(f"gap_{name}").fill_nan(None) for name in GAPS]
    return frame.with_columns(pl.when(open_).then(reason).alias("reason"), *gaps).sort("id")


def placements(run: Run, routes: pl.DataFrame) -> pl.DataFrame:
    """One row a placement, by vacancy and talent.

    Columns: `vacancy`, `talent` (ids), `isco08`, `circle`, `state`, `score` and its parts (null where not known),
    `preference`, `needs_authorisation` (null where not known), `route`, `dependence_months`.
    """
    edge = np.flatnonzero(run.chosen)
    named = parts(run.prepared, run.found.edges.take(edge))
    needed = ~run.permission.free.gather(run.edges.talent[edge])
    frame = named.drop("vacancy", "talent", "circle", "state").with_columns(
        **_ids(run, edge),
        preference=pl.Series(run.edges.preference[edge] / 1e6),
        needs_authorisation=needed,
        edge=pl.Series(edge.astype(np.int64)),
    )
    frame = frame.join(routes.select("edge", "route", "dependence_months"), on="edge", how="left").drop("edge")
    first = ["vacancy", "talent", "isco08", "circle", "state"]
    return frame.select(*first, pl.exclude(first)).sort("vacancy", "talent")


def candidates(run: Run) -> pl.DataFrame:
    """One row a pair that was kept: `vacancy`, `talent` (ids), `isco08`, `circle`, `state`, `score`, `placed`."""
    edge = np.arange(len(run.chosen))
    return pl.DataFrame(
        {**_ids(run, edge), "score": run.edges.score / 1e6, "placed": run.chosen},
    )


def _ids(run: Run, edge: NDArray[np.integer[Any]]) -> dict[str, pl.Series]:
    m = run.market
    circles = pl.Enum([c.id for c in m.order.circles])
    vacancy, talent = run.edges.vacancy[edge], run.edges.talent[edge]
    state = run.found.edges.state[edge].astype(np.uint32)
    circle = run.edges.circle[edge].astype(np.uint32)
    return {
        "vacancy": m.vacancies["id"].gather(vacancy),
        "talent": m.talents["id"].gather(talent),
        "isco08": m.vacancies["isco08"].gather(vacancy),
        "circle": pl.Series(circles.categories, dtype=circles).gather(circle),
        "state": pl.Series(STATES, dtype=STATE).gather(state),
    }


def audit(run: Run) -> pl.DataFrame:
    """Outcomes by sex, age band and nationality, for people to look at; small counts are left out.

    Considered are those who are in a pair that was kept.
    """
    ids = run.market.talents["id"]
    placed, considered = np.unique(run.edges.talent[run.chosen]), np.unique(run.edges.talent)
    return audit_(run.market.talents, ids.gather(placed), ids.gather(considered), run.market.day)


def pair_facts(run: Run, edge: NDArray[np.integer[Any]]) -> pl.DataFrame:
    """The facts of pairs as the law reads them on the plan's day."""
    m = run.market
    people, jobs = sides(m.talents, m.vacancies, run.law.rules, m.policy.ordinary_job.facts)
    rows = joined(people, jobs, run.edges.talent[edge], run.edges.vacancy[edge])
    return rows.with_columns(
        pl.lit("").alias("id"), pl.lit(m.region).alias("region"), pl.lit(m.day).alias("application_date")
    )


def sides(
    talents: pl.DataFrame, vacancies: pl.DataFrame, rules: RuleSet, ordinary: dict[str, Any]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts of people, and those of jobs with what is taken as given of an ordinary one."""
    jobs = vacancies.select(c for c in vacancies.columns if c in rules.facts and c not in DATES)
    jobs = with_ordinary(jobs, ordinary)
    skip = {*DATES, *JOB_FACTS, *jobs.columns}
    return talents.select(c for c in talents.columns if c in rules.facts and c not in skip), jobs


def joined(
    people: pl.DataFrame, jobs: pl.DataFrame, person: NDArray[np.integer[Any]], job: NDArray[np.integer[Any]]
) -> pl.DataFrame:
    """The facts of both sides of each pair, given by rows."""
    both = [people[person], jobs[job]]
    rows: pl.DataFrame = pl.concat([f for f in both if f.width], how="horizontal")
    return rows


__all__ = ["FEASIBLE", "audit", "candidates", "joined", "pair_facts", "placements", "sides", "vacancies"]
